//! A process ends when its work is done.

use std::process::Stdio;
use std::time::{Duration, Instant};

use spectrum_imessage_simulator::Simulator;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::{PATIENCE, until};

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
