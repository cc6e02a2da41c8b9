//! What is done in a conversation, and what is remembered of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use spectrum_imessage::{Content, ErrorKind, content};
use spectrum_imessage_simulator::{Entry, Fault, Simulator};

use super::Clock;
use crate::{ALICE, PATIENCE, connect, count, space, until};

const PROJECT: &str = "GET /projects/{id}/";
const TYPING: &str = "SetTyping";

fn shown(sim: &Simulator) -> Vec<bool> {
    let calls = sim.transcript().into_iter().filter(|call| call.method == TYPING);
    calls.map(|call| call.request["isTyping"] == true).collect()
}

#[tokio::test]
async fn work_does_not_begin_if_typing_cannot_be_shown() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::refuse(TYPING, "INTERNAL")).expect("a fault");
    let ran = AtomicBool::new(false);
    let work = async { ran.store(true, Ordering::SeqCst) };
    space.responding(work).await.expect_err("the start is refused");
    assert!(!ran.load(Ordering::SeqCst));
    assert_eq!(count(&sim, TYPING), 1);
    app.stop().await;
}

#[tokio::test]
async fn typing_is_hidden_after_work_of_any_end_and_its_failure_is_swallowed() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let work = async {
        sim.fault(Fault::refuse(TYPING, "INTERNAL")).expect("a fault");
        Err::<(), _>("handed on")
    };
    assert_eq!(
        space.responding(work).await.expect("the failed stop is swallowed"),
        Err("handed on")
    );
    assert_eq!(shown(&sim), [true, false]);

    let hanging = tokio::spawn({
        let space = space.clone();
        async move { space.responding(std::future::pending::<()>()).await }
    });
    until("it is shown", || count(&sim, TYPING) == 3).await;
    hanging.abort();
    until("it is hidden", || count(&sim, TYPING) == 4).await;
    assert_eq!(shown(&sim), [true, false, true, false]);
    app.stop().await;
}

#[tokio::test]
async fn a_thousand_messages_are_remembered_and_the_first_goes_first() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let first = space.send("first").await.expect("sent").expect("a message");
    let second = space.send("second").await.expect("sent").expect("a message");
    for number in 0..998 {
        space.send(number.to_string()).await.expect("sent");
    }
    let known = |id: String| {
        let space = space.clone();
        async move { space.get_message(&id).await.expect("asked").expect("known") }
    };
    known(first.id().to_owned()).await;
    assert_eq!(count(&sim, "GetMessage"), 0, "a thousand fit");
    space.send("one more").await.expect("sent");
    known(second.id().to_owned()).await;
    assert_eq!(count(&sim, "GetMessage"), 0);
    let found = known(first.id().to_owned()).await;
    assert_eq!(count(&sim, "GetMessage"), 1, "a miss is a fetch");
    assert!(matches!(found.content(), Content::Text(text) if text.text == "first"));
    known(first.id().to_owned()).await;
    assert_eq!(count(&sim, "GetMessage"), 1, "what was fetched is remembered");
    app.stop().await;
}

#[tokio::test]
async fn a_thousand_polls_are_remembered_and_the_first_goes_first() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let mut messages = app.messages().expect("nobody reads yet");
    sim.listening(None, PATIENCE).await.expect("listening");
    until("the streams open", || sim.open_streams() == 2).await;
    let mut polls = Vec::new();
    for number in 0..1001 {
        let poll = content::poll(format!("poll {number}"), ["a", "b"]);
        polls.push(space.send(poll).await.expect("sent").expect("a message"));
    }
    let alice = sim.person(ALICE);
    for (poll, fetched) in [(&polls[1], 0), (&polls[0], 1)] {
        alice.vote(poll.id(), Some("b")).expect("voted");
        let next = tokio::time::timeout(PATIENCE, messages.next_message()).await;
        let (_, vote) = next.expect("in time").expect("the stream goes on");
        let Content::PollVote(vote) = vote.content() else { panic!("no vote") };
        assert_eq!(vote.option.title, "b");
        assert_eq!(count(&sim, "GetPoll"), fetched, "{}", vote.poll.title);
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_gone_can_neither_be_edited_nor_taken_back() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    mine.unsend().await.expect("taken back");
    for failure in [mine.unsend().await.err(), mine.edit("x").await.err()] {
        let error = failure.expect("the service refuses");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, "preconditionFailed"));
    }

    // The same message at a service that has never heard of it.
    let refused = |method| Fault::refuse(method, "NOT_FOUND").error_code("messageNotFound");
    let other = space.send("other").await.expect("sent").expect("a message");
    for method in ["UnsendMessage", "EditMessage", "SetReaction", "SendTextMessage"] {
        sim.fault(refused(method)).expect("a fault");
    }
    for failure in [
        other.unsend().await.err(),
        other.edit("x").await.err(),
        other.react("love").await.err(),
        other.reply("x").await.err(),
    ] {
        let error = failure.expect("the service refuses");
        assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, "messageNotFound"));
    }
    app.stop().await;
}

#[tokio::test]
async fn a_profile_that_is_synchronised_is_shared_once_with_who_writes_first() {
    let share = "ShareContactInfo";
    let sim = Simulator::builder().profile_synced(true).start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let alice = sim.person(ALICE);
    let mut read = async || {
        let next = tokio::time::timeout(PATIENCE, messages.next_message()).await;
        next.expect("in time").expect("the stream goes on").1
    };
    // A failure is no reason to lose the message, and is tried again at the next one.
    sim.fault(Fault::refuse(share, "INTERNAL")).expect("a fault");
    alice.text("one").expect("sent");
    read().await;
    until("it is tried", || {
        sim.transcript().iter().any(|c| c.method == share && c.status != "OPEN")
    })
    .await;
    alice.text("two").expect("sent");
    read().await;
    until("it is shared", || count(&sim, share) == 2).await;
    alice.text("three").expect("sent");
    read().await;
    sim.person("+15551230002").text("another chat").expect("sent");
    read().await;
    until("each chat has its own", || count(&sim, share) == 3).await;

    // A precondition that fails will not hold in a minute either.
    sim.fault(Fault::refuse(share, "FAILED_PRECONDITION")).expect("a fault");
    let carol = sim.person("+15551230003");
    for text in ["one", "two", "three"] {
        carol.text(text).expect("sent");
        let message = read().await;
        message.reply("seen").await.expect("sent");
    }
    assert_eq!(count(&sim, share), 4);
    app.stop().await;
}

#[tokio::test]
async fn a_profile_is_asked_for_and_shared_again_a_day_later() {
    let share = "ShareContactInfo";
    let sim = Simulator::builder().profile_synced(true).start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let alice = sim.person(ALICE);
    let mut read = async || {
        let next = tokio::time::timeout(PATIENCE, messages.next_message()).await;
        next.expect("in time").expect("the stream goes on")
    };
    alice.text("today").expect("sent");
    read().await;
    until("it is shared", || count(&sim, share) == 1).await;
    assert_eq!(count(&sim, PROJECT), 1, "the start has learned of the profile");

    let clock = Clock::stopped();
    clock.advance(Duration::from_secs(24 * 3600)).await;
    clock.goes_on();
    alice.text("tomorrow").expect("sent");
    read().await;
    until("it is shared again", || count(&sim, share) == 2).await;
    assert_eq!(count(&sim, PROJECT), 2, "what was learned holds for a minute");
    alice.text("and again").expect("sent");
    read().await;
    sim.person("+15551230002").text("another chat").expect("sent");
    read().await;
    until("each chat has its own", || count(&sim, share) == 3).await;
    assert_eq!(count(&sim, PROJECT), 2);
    app.stop().await;
}

#[tokio::test]
async fn a_profile_that_is_unknown_is_not_shared() {
    let share = "ShareContactInfo";
    let sim = Simulator::builder().profile_synced(true).start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let later = |seconds| async move {
        let clock = Clock::stopped();
        clock.advance(Duration::from_secs(seconds)).await;
        clock.goes_on();
    };
    let mut write = async |text: &str| {
        sim.person(ALICE).text(text).expect("sent");
        let next = tokio::time::timeout(PATIENCE, messages.next_message()).await;
        let (_, message) = next.expect("in time").expect("the stream goes on");
        message.reply("seen").await.expect("sent");
    };
    later(60).await;
    sim.fault(Fault::refuse(PROJECT, "500").always()).expect("a fault");
    write("one").await;
    let refused = |call: &Entry| call.method == PROJECT && call.status == "500";
    until("the flag is asked for", || sim.transcript().iter().any(refused)).await;
    sim.clear_faults();
    let asked = count(&sim, PROJECT);
    write("two").await;
    assert_eq!((count(&sim, PROJECT), count(&sim, share)), (asked, 0), "off for now");
    later(30).await;
    write("three").await;
    until("it is shared", || count(&sim, share) == 1).await;
    app.stop().await;
}

#[tokio::test]
async fn a_profile_that_is_not_synchronised_is_not_shared() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    sim.person(ALICE).text("hello").expect("sent");
    let next = tokio::time::timeout(PATIENCE, messages.next_message()).await;
    let (_, message) = next.expect("in time").expect("the stream goes on");
    message.reply("hello").await.expect("sent");
    message.space().share_contact_card().await.expect("shared by hand");
    message.space().share_contact_card().await.expect("always attempted");
    assert_eq!(count(&sim, "ShareContactInfo"), 2);
    app.stop().await;
}
