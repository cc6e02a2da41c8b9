//! With a durable store, what comes again is the same: also what is no message of its own.

use std::collections::BTreeMap;

use spectrum_imessage::{AckMode, Messages, content};
use spectrum_imessage_simulator::Simulator;

use super::durable::{kill, ready, start, with_store};
use super::receiving::next;
use super::{ALICE, LINE_A, space};

const BOB: &str = "+15551230002";

/// The ids by kind, and whether each comes for the first time.
async fn read(messages: &mut Messages) -> BTreeMap<&'static str, (String, bool)> {
    let mut seen = BTreeMap::new();
    for _ in 0..4 {
        let message = next(messages).await;
        let entry = (message.id().to_owned(), message.redelivered());
        assert!(seen.insert(message.content().type_name(), entry).is_none(), "{message:?}");
    }
    seen
}

#[tokio::test]
async fn an_event_that_comes_again_after_a_restart_has_the_same_id() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let manual = || spectrum_imessage::Options { ack: AckMode::Manual, ..with_store(&sim, &path) };
    let app = start(manual()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 3).await;
    let space = space(&app.imessage().expect("iMessage is a provider")).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let poll = space.send(content::poll("Lunch?", ["a", "b"])).await.expect("sent");
    let poll = poll.expect("a message");
    let chat = sim.group(&[ALICE, BOB], Some("Plans"), Some(LINE_A)).expect("a group");

    let alice = sim.person(ALICE);
    alice.react(mine.id(), "love").expect("reacted");
    alice.reads(mine.id()).expect("read");
    alice.vote(poll.id(), Some("b")).expect("voted");
    alice.in_group(&chat).rename("Later").expect("renamed");
    let first = read(&mut messages).await;
    assert!(first["reaction"].0.starts_with(&format!("{}:reaction:", mine.id())));
    assert!(first["read"].0.starts_with(&format!("{}:read:", mine.id())));
    assert!(first["poll_option"].0.starts_with(&format!("{}:{ALICE}:", poll.id())));
    assert!(first["rename"].0.starts_with(&format!("{chat}:group:")));
    assert!(first.values().all(|(_, redelivered)| !redelivered));
    kill(app, messages).await;

    let app = start(manual()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let again = read(&mut messages).await;
    let wanted = first.into_iter().map(|(kind, (id, _))| (kind, (id, true)));
    assert_eq!(again, wanted.collect());
    app.stop().await;
}
