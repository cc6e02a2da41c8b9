//! The stream of messages.

use spectrum_imessage::{Content, Message, Messages};
use spectrum_imessage_simulator::Simulator;
use tokio::time::timeout;

use super::{ALICE, PATIENCE, connect, until};

fn text(message: &Message) -> &str {
    match message.content() {
        Content::Text(text) => &text.text,
        other => panic!("{} and no text", other.type_name()),
    }
}

async fn next(messages: &mut Messages) -> Message {
    let next = timeout(PATIENCE, messages.next_message()).await;
    next.expect("in time").expect("the stream goes on").1
}

#[tokio::test]
async fn what_comes_during_a_break_comes_once_and_in_order() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the stream opens", || sim.open_streams() == 1).await;
    let alice = sim.person(ALICE);
    alice.text("before").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "before");

    sim.cut_streams();
    for i in 0..20 {
        alice.text(&format!("during {i}")).expect("sent");
    }
    until("the stream opens again", || sim.open_streams() >= 1).await;
    alice.text("after").expect("sent");

    for i in 0..20 {
        assert_eq!(text(&next(&mut messages).await), format!("during {i}"));
    }
    assert_eq!(text(&next(&mut messages).await), "after");
    app.stop().await;
}

#[tokio::test]
async fn messages_has_one_consumer_at_a_time_and_loses_nothing_in_between() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut first = app.messages().expect("nobody reads yet");
    assert_eq!(app.messages().err().map(|e| e.code().to_owned()).as_deref(), Some("messagesTaken"));
    until("the stream opens", || sim.open_streams() == 1).await;
    let alice = sim.person(ALICE);
    alice.text("one").expect("sent");
    assert_eq!(text(&next(&mut first).await), "one");
    drop(first);
    alice.text("two").expect("sent");
    let mut second = app.messages().expect("the first has gone");
    assert_eq!(text(&next(&mut second).await), "two");
    app.stop().await;
}

#[tokio::test]
async fn a_stop_ends_a_pending_read() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let reading = tokio::spawn(async move { messages.next_message().await.is_none() });
    until("the stream opens", || sim.open_streams() == 1).await;
    app.stop().await;
    assert!(timeout(PATIENCE, reading).await.expect("in time").expect("no panic"));
    until("the service sees the end", || sim.open_streams() == 0).await;
    assert_eq!(app.messages().err().map(|e| e.code().to_owned()).as_deref(), Some("stopped"));
    app.stop().await;
}

#[tokio::test]
async fn the_last_clone_that_is_dropped_ends_the_streams() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let messages = app.messages().expect("nobody reads yet");
    until("the stream opens", || sim.open_streams() == 1).await;
    drop((messages, app));
    until("the service sees the end", || sim.open_streams() == 0).await;
    drop(im);
}
