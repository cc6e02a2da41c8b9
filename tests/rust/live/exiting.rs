//! A process ends when its work is done, and with an application what is open.

use std::process::Stdio;
use std::time::{Duration, Instant};

use spectrum_imessage::imessage::calls::LineEvent;
use spectrum_imessage_simulator::Simulator;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::time::timeout;

use super::{ALICE, PATIENCE, connect, until};

#[tokio::test]
async fn a_process_with_an_open_stream_is_gone_within_a_second_of_the_stop() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let mut process = Command::new(env!("CARGO_BIN_EXE_open-stream"))
        .env("SPECTRUM_PROJECT_ID", sim.project_id())
        .env("SPECTRUM_PROJECT_SECRET", sim.project_secret())
        .env("SPECTRUM_CLOUD_URL", sim.cloud_url())
        .env("SPECTRUM_IMESSAGE_ADDRESS", sim.imessage_address())
        .env("SPECTRUM_CA_FILE", sim.ca_file())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program is built");
    let mut output = BufReader::new(process.stdout.take().expect("a pipe")).lines();
    assert_eq!(output.next_line().await.expect("a line").as_deref(), Some("open"));
    until("the streams open", || sim.open_streams() == 2).await;

    let asked = Instant::now();
    drop(process.stdin.take());
    let status = tokio::time::timeout(PATIENCE, process.wait()).await;
    assert!(status.expect("in time").expect("it ran").success());
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    sim.stop().await;
}

#[tokio::test]
async fn open_streams_end_with_the_application() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let line = im.line(None).expect("a line");
    let mut changes = line.events().messages(None).await.expect("it opens");
    let mut movements = line.locations().watch(None).await.expect("it opens");
    sim.person(ALICE).text("one").expect("sent");
    let mut log = line.events().catch_up(Some(0)).await.expect("it opens");
    let first = log.next().await.expect("it is told").expect("an event");
    assert!(matches!(first, LineEvent::Change(_)), "{first:?}");
    assert!(changes.next().await.expect("it goes on").is_some());

    let waiting = tokio::spawn(async move {
        let ends = (changes.next().await, movements.next().await);
        (ends.0.map(|end| end.is_none()), ends.1.map(|end| end.is_none()))
    });
    app.stop().await;
    let ends = timeout(PATIENCE, waiting).await.expect("in time").expect("no panic");
    assert!(matches!(ends, (Ok(true), Ok(true))), "{ends:?}");
    // A log that was not told to its end does not look as if it was.
    let cut = log.next().await.expect_err("there was more");
    assert_eq!(cut.code(), "stopped");
}
