//! Messages as jobs.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use spectrum_imessage::imessage::Config;
use spectrum_imessage::{
    Content, HandleOptions, Handling, Job, Options, Spectrum, StreamKind, Verdict,
};
use spectrum_imessage_simulator::Simulator;
use tokio::time::timeout;

use super::durable::{opened, ready, start, with_store};
use super::receiving::text;
use super::{ALICE, PATIENCE, connect, options, until};

const BOB: &str = "+15551230002";

fn quick() -> HandleOptions {
    HandleOptions { backoff: Duration::from_millis(5), ..HandleOptions::default() }
}

async fn job(handling: &mut Handling) -> Job {
    timeout(PATIENCE, handling.next_job()).await.expect("in time").expect("it goes on")
}

async fn started(sim: &Simulator) -> (Spectrum, Handling) {
    let (app, _) = connect(sim).await;
    let handling = app.handling(quick()).expect("nobody reads yet");
    until("everything is heard", || app.health().healthy()).await;
    (app, handling)
}

#[tokio::test]
async fn a_chat_has_one_job_at_a_time_and_chats_go_side_by_side() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, mut handling) = started(&sim).await;
    let code = app.messages().err().map(|error| error.code().to_owned());
    assert_eq!(code.as_deref(), Some("messagesTaken"));
    sim.person(ALICE).text("a1").expect("sent");
    sim.person(ALICE).text("a2").expect("sent");
    sim.person(BOB).text("b1").expect("sent");
    let first = job(&mut handling).await;
    let other = job(&mut handling).await;
    assert_eq!((text(first.message()), text(other.message())), ("a1", "b1"));
    // The second of a chat comes when the first is done.
    sim.person(BOB).text("b2").expect("sent");
    other.succeeded().expect("stored");
    let next = job(&mut handling).await;
    assert_eq!(text(next.message()), "b2");
    first.succeeded().expect("stored");
    first.succeeded().expect("again does nothing");
    assert_eq!(text(job(&mut handling).await.message()), "a2");
    app.stop().await;
    assert!(handling.next_job().await.is_none());
}

#[tokio::test]
async fn no_more_jobs_run_than_allowed() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let invalid = HandleOptions { concurrency: 0, ..quick() };
    assert_eq!(
        app.handling(invalid).err().map(|e| e.code().to_owned()).as_deref(),
        Some("invalidArgument")
    );
    let mut handling =
        app.handling(HandleOptions { concurrency: 1, ..quick() }).expect("nobody reads yet");
    until("everything is heard", || app.health().healthy()).await;
    sim.person(ALICE).text("a").expect("sent");
    sim.person(BOB).text("b").expect("sent");
    let first = job(&mut handling).await;
    until("both have arrived", || app.health().lines[0].unhandled == 2).await;
    let second = timeout(Duration::from_millis(20), handling.next_job()).await;
    assert!(second.is_err(), "there is one place");
    first.succeeded().expect("stored");
    assert_eq!(text(job(&mut handling).await.message()), "b");
    app.stop().await;
}

#[tokio::test]
async fn a_job_that_fails_comes_again_and_is_dead_in_the_end() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, mut handling) = started(&sim).await;
    sim.person(ALICE).text("bad").expect("sent");
    sim.person(ALICE).text("behind").expect("sent");
    let mut attempts = Vec::new();
    for expected in [Verdict::Retry, Verdict::Retry, Verdict::Dead] {
        let job = job(&mut handling).await;
        assert_eq!(text(job.message()), "bad");
        attempts.push((job.attempt(), job.message().redelivered()));
        assert_eq!(job.failed("no"), expected);
        if expected == Verdict::Dead {
            assert_eq!(app.health().lines[0].unhandled, 2, "not before it is kept elsewhere");
            assert_eq!(app.dead_letters().expect("read"), [], "nor is it given up");
            job.succeeded().expect("stored");
            let letters = app.dead_letters().expect("read");
            let [letter] = letters.as_slice() else { panic!("{letters:?}") };
            assert_eq!(letter.message_id.as_deref(), Some(job.message().id()));
            assert_eq!((letter.reason.as_str(), letter.attempts), ("no", Some(3)));
            assert_eq!(letter.stream, Some(StreamKind::Messages));
            assert_eq!(letter.space_id.as_deref(), Some(job.message().space().id()));
        }
    }
    assert_eq!(attempts, [(1, false), (2, true), (3, true)]);
    let behind = job(&mut handling).await;
    assert_eq!(text(behind.message()), "behind");
    // What is dropped was not handled.
    drop(behind);
    let again = job(&mut handling).await;
    assert_eq!((text(again.message()), again.attempt()), ("behind", 1));
    app.stop().await;
}

#[tokio::test]
async fn what_an_attempt_has_sent_the_next_does_not_send_again() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, mut handling) = started(&sim).await;
    sim.person(ALICE).text("hi").expect("sent");
    let first = job(&mut handling).await;
    let sent = first.message().reply("hello").await.expect("sent").expect("a message");
    first.failed("after the answer");
    let second = job(&mut handling).await;
    let again = second.message().reply("hello").await.expect("sent").expect("a message");
    assert_eq!(sent.id(), again.id());
    second.succeeded().expect("stored");
    app.stop().await;
}

#[tokio::test]
async fn handle_runs_everything_and_a_stop_lets_jobs_finish() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let with_store = || Options { store: Some(opened(&path).expect("it opens")), ..options(&sim) };
    let app = Spectrum::start(with_store(), vec![Config::Cloud.into()]).await.expect("it starts");
    let done = Arc::new(Mutex::new(Vec::new()));
    let dead = Arc::new(Mutex::new(Vec::new()));
    let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
    let (handled, buried, running) = (Arc::clone(&done), Arc::clone(&dead), app.clone());
    let handling = tokio::spawn(async move {
        let handler = |space: spectrum_imessage::Space, message: spectrum_imessage::Message| {
            let (handled, begun) = (Arc::clone(&handled), begun.clone());
            async move {
                let Content::Text(text) = message.content() else { return Err("no text") };
                begun.send(text.text.clone()).expect("the test reads");
                if text.text == "bad" {
                    return Err("bad");
                }
                if text.text == "slow" {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                // Also while the application closes.
                space.send("done").await.map_err(|_| "the send failed")?;
                handled.lock().expect("no panic").push(text.text.clone());
                Ok(())
            }
        };
        let dead_letter = |message: spectrum_imessage::Message, error: String| {
            buried.lock().expect("no panic").push((text(&message).to_owned(), error));
            std::future::ready(())
        };
        running.handle(quick(), handler, dead_letter).await
    });
    until("everything is heard", || app.health().healthy()).await;
    sim.person(ALICE).text("bad").expect("sent");
    sim.person(ALICE).text("good").expect("sent");
    until("the good one is done", || *done.lock().expect("no panic") == ["good"]).await;
    assert_eq!(*dead.lock().expect("no panic"), [("bad".to_owned(), "bad".to_owned())]);
    sim.person(BOB).text("slow").expect("sent");
    while begins.recv().await.expect("it goes on") != "slow" {}
    app.stop().await;
    assert_eq!(*done.lock().expect("no panic"), ["good", "slow"]);
    handling.await.expect("no panic").expect("it ran");
    drop(app);

    // Nothing of it comes again.
    let app = Spectrum::start(with_store(), vec![Config::Cloud.into()]).await.expect("it starts");
    let mut handling = app.handling(quick()).expect("nobody reads yet");
    sim.person(BOB).text("new").expect("sent");
    assert_eq!(text(job(&mut handling).await.message()), "new");
    app.stop().await;
}

#[tokio::test]
async fn attempts_that_failed_count_over_a_restart() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = start(with_store(&sim, &path)).await;
    let mut handling = app.handling(quick()).expect("nobody reads yet");
    ready(&app, 2).await;
    sim.person(ALICE).text("bad").expect("sent");
    for attempt in 1..=2 {
        let job = job(&mut handling).await;
        assert_eq!((job.attempt(), job.failed("no")), (attempt, Verdict::Retry));
    }
    // What was cut off has not failed.
    let third = job(&mut handling).await;
    assert_eq!(third.attempt(), 3);
    drop((third, handling));
    app.stop().await;
    drop(app);

    let app = start(with_store(&sim, &path)).await;
    let mut handling = app.handling(quick()).expect("nobody reads yet");
    let last = job(&mut handling).await;
    assert_eq!((last.attempt(), last.message().redelivered()), (3, true));
    assert_eq!(last.failed("no"), Verdict::Dead);
    last.succeeded().expect("stored");
    assert_eq!(app.dead_letters().expect("read")[0].attempts, Some(3));
    // Another message begins at the first.
    sim.person(ALICE).text("good").expect("sent");
    let next = job(&mut handling).await;
    assert_eq!((text(next.message()), next.attempt()), ("good", 1));
    next.succeeded().expect("stored");
    drop((last, next, handling));
    app.stop().await;
    drop(app);
    let store = opened(&path).expect("it opens");
    let kept = |id: &str| store.get(&format!("failed/shared/{id}")).expect("read");
    let conversations = sim.conversations();
    let ids = conversations[0].messages.iter().map(|message| message.guid.as_str());
    assert!(ids.into_iter().all(|id| kept(id).is_none()), "nothing of it is left");
}
