//! With a durable store: what was not handled comes again, and what was does not.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use spectrum_imessage::content::FileOptions;
use spectrum_imessage::imessage::Config;
use spectrum_imessage::{
    AckMode, Content, Direction, Error, ErrorKind, Event, Message, MessageEffect, Options,
    PostgresStore, SendOptions, Spectrum, SqliteStore, Store, StreamKind, content,
};
use spectrum_imessage_simulator::{Fault, Simulator};
use tokio::time::timeout;

use super::behaviour::Clock;
use super::receiving::{next, text};
use super::{ALICE, LINE_A, PATIENCE, SEND, count, options, until};

const BOB: &str = "+15551230002";

pub(crate) fn with_store(sim: &Simulator, path: &Path) -> Options {
    Options { store: Some(opened(path).expect("the store opens")), ..options(sim) }
}

/// The store of a test: the file, or with a server of Postgres (`scripts/postgres.sh`) what has a
/// namespace after it.
pub(crate) fn opened(path: &Path) -> Result<Arc<dyn Store>, Error> {
    let Ok(server) = std::env::var("SPECTRUM_TEST_POSTGRES") else {
        return Ok(Arc::new(SqliteStore::open(path)?));
    };
    let names = path.components().rev().take(2).map(|name| name.as_os_str().to_string_lossy());
    let namespace = names.collect::<Vec<_>>().join("-");
    Ok(Arc::new(PostgresStore::open(&format!("{server}?namespace={namespace}"))?))
}

pub(crate) async fn start(options: Options) -> Spectrum {
    Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts")
}

/// Until all streams are open and have caught up.
pub(crate) async fn ready(app: &Spectrum, streams: usize) {
    until("the streams are heard", || {
        let lines = app.health().lines;
        let streams_now = lines.iter().flat_map(|line| &line.streams);
        streams_now.filter(|stream| stream.healthy && stream.cursor.is_some()).count() == streams
    })
    .await;
}

/// As a kill would: nothing is settled any more.
pub(crate) async fn kill(app: Spectrum, messages: spectrum_imessage::Messages) {
    drop(messages);
    app.stop().await;
    drop(app);
}

async fn texts(messages: &mut spectrum_imessage::Messages, count: usize) -> Vec<(String, bool)> {
    let mut seen = Vec::new();
    for _ in 0..count {
        let message = next(messages).await;
        seen.push((text(&message).to_owned(), message.redelivered()));
    }
    seen
}

#[tokio::test]
async fn after_a_restart_comes_what_was_not_handled_and_what_came_meanwhile() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let alice = sim.person(ALICE);
    alice.text("before the first start").expect("sent");

    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    for n in 1..=4 {
        alice.text(&format!("{n}")).expect("sent");
    }
    // The third is asked for, and never comes back for more.
    assert_eq!(texts(&mut messages, 3).await, [("1", false), ("2", false), ("3", false)].map(own));
    kill(app, messages).await;
    alice.text("5").expect("sent");

    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    assert_eq!(texts(&mut messages, 3).await, [("3", true), ("4", false), ("5", false)].map(own));
    // Asking once more says that the last is handled.
    let asked = timeout(std::time::Duration::from_millis(20), messages.next_message()).await;
    assert!(asked.is_err(), "there is no more");
    kill(app, messages).await;

    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    alice.text("6").expect("sent");
    assert_eq!(texts(&mut messages, 1).await, [own(("6", false))]);
    app.stop().await;
}

fn own((text, redelivered): (&str, bool)) -> (String, bool) {
    (text.to_owned(), redelivered)
}

#[tokio::test]
async fn with_manual_acknowledgement_only_what_was_not_acknowledged_comes_again() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let manual = || Options { ack: AckMode::Manual, ..with_store(&sim, &path) };
    let app = start(manual()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    let alice = sim.person(ALICE);
    for n in 1..=5 {
        alice.text(&format!("{n}")).expect("sent");
    }
    let mut got = Vec::new();
    for _ in 0..5 {
        got.push(next(&mut messages).await);
    }
    for index in [3, 0, 2] {
        got[index].ack().expect("stored");
        got[index].ack().expect("again does nothing");
    }
    assert_eq!(app.health().lines[0].unhandled, 2);
    kill(app, messages).await;

    let app = start(manual()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    alice.text("6").expect("sent");
    assert_eq!(texts(&mut messages, 3).await, [("2", true), ("5", true), ("6", false)].map(own));
    app.stop().await;
}

#[tokio::test]
async fn a_consumer_that_goes_leaves_its_last_message_to_the_next() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let app = start(with_store(&sim, &folder.path().join("store.db"))).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    let alice = sim.person(ALICE);
    alice.text("one").expect("sent");
    alice.text("two").expect("sent");
    assert!(!next(&mut messages).await.redelivered());
    drop(messages);
    let mut messages = app.messages().expect("the first has gone");
    assert_eq!(texts(&mut messages, 2).await, [own(("one", true)), own(("two", false))]);
    app.stop().await;
}

#[tokio::test]
async fn what_of_a_batch_was_not_seen_goes_to_the_next_consumer() {
    for ack in [AckMode::Auto, AckMode::Manual] {
        let sim = Simulator::builder().start().await.expect("it starts");
        let app = start(Options { ack, ..options(&sim) }).await;
        let mut messages = app.messages().expect("nobody reads yet");
        until("the streams are heard", || app.health().healthy()).await;
        for n in 1..=3 {
            sim.person(ALICE).text(&format!("{n}")).expect("sent");
        }
        until("they have arrived", || app.health().waiting == 3).await;
        let mut batch = messages.next_batch(256).await.expect("it goes on");
        let unseen = batch.split_off(1);
        messages.give_back(unseen);
        drop(messages);
        let handled = usize::from(ack == AckMode::Auto);
        assert_eq!(app.health().lines[0].unhandled, 3 - handled);
        let mut messages = app.messages().expect("the first has gone");
        assert_eq!(texts(&mut messages, 2).await, [own(("2", false)), own(("3", false))]);
        app.stop().await;
    }
}

#[tokio::test]
async fn after_the_end_the_store_is_free_for_another_application() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = start(with_store(&sim, &path)).await;
    let code = opened(&path).err().map(|error| error.code().to_owned());
    assert_eq!(code.as_deref(), Some("storeInUse"));
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    sim.person(ALICE).text("quit").expect("sent");
    let quit = next(&mut messages).await;
    app.stop().await;
    // Asking for more says that it is handled, also after the stop.
    assert!(messages.next_message().await.is_none());
    let again = start(with_store(&sim, &path)).await;
    let mut more = again.messages().expect("nobody reads yet");
    sim.person(ALICE).text("new").expect("sent");
    assert_eq!(texts(&mut more, 1).await, [own(("new", false))]);
    quit.ack().expect("it is acknowledged");
    drop((messages, app));
    again.stop().await;
}

#[tokio::test]
async fn the_parts_of_a_message_share_its_acknowledgement() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let flat = || Options { flatten_groups: true, ack: AckMode::Manual, ..with_store(&sim, &path) };
    let app = start(flat()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    let png = bytes::Bytes::from_static(b"\x89PNG\r\n\x1a\n");
    sim.person(ALICE).album("look", &[("a.png", png.clone())]).expect("sent");
    let picture = next(&mut messages).await;
    assert!(matches!(picture.content(), Content::Attachment(_)));
    assert!(picture.parent_id().is_some());
    assert_eq!(text(&next(&mut messages).await), "look");
    picture.ack().expect("stored");
    kill(app, messages).await;

    // One of two is not enough.
    let app = start(flat()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    for _ in 0..2 {
        let part = next(&mut messages).await;
        assert!(part.redelivered());
        part.ack().expect("stored");
    }
    assert_eq!(app.health().lines[0].unhandled, 0);
    app.stop().await;
}

#[tokio::test]
async fn a_repeated_answer_goes_out_once() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let answer = async |message: &Message| {
        let space = message.space();
        let first = space.send("hello").await.expect("sent").expect("a message");
        let second = message.reply("you asked?").await.expect("sent").expect("a message");
        message.react("love").await.expect("reacted");
        first.edit("hello!").await.expect("edited");
        (first.id().to_owned(), second.id().to_owned())
    };
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    let chat = sim.person(ALICE).chat().expect("a chat");
    sim.person(ALICE).text("hi").expect("sent");
    let sent = answer(&next(&mut messages).await).await;
    kill(app, messages).await;

    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let again = next(&mut messages).await;
    assert!(again.redelivered());
    assert_eq!(answer(&again).await, sent, "the same messages");
    assert_eq!(count(&sim, SEND), 4, "both runs have sent");
    let view = sim.conversation(&chat).expect("a conversation");
    let outgoing = view
        .messages
        .iter()
        .filter(|message| message.from == spectrum_imessage_simulator::AGENT)
        .count();
    assert_eq!(outgoing, 2, "and the chat has each answer once");

    // Another message has ids of its own, and after the acknowledgement none are derived.
    sim.person(ALICE).text("and again").expect("sent");
    let other = next(&mut messages).await;
    let fresh = answer(&other).await;
    assert_ne!(fresh, sent);
    other.ack().expect("stored");
    other.space().send("later").await.expect("sent");
    let sends = sim.transcript().into_iter().filter(|call| call.method == SEND);
    let mut keys: Vec<_> = sends.map(|call| call.request["clientMessageId"].to_string()).collect();
    let last = keys.pop().expect("a send");
    assert!(!keys.contains(&last), "a key of its own, for the outbox");
    app.stop().await;
}

#[tokio::test]
async fn what_a_repeated_answer_was_is_known_even_if_the_service_does_not_say() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    sim.person(ALICE).text("hi").expect("sent");
    let asked = next(&mut messages).await;
    let sent = asked.reply("hello").await.expect("sent").expect("a message");
    kill(app, messages).await;

    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let again = next(&mut messages).await;
    let duplicate = || Fault::refuse(SEND, "ALREADY_EXISTS").error_code("duplicateMessage");
    sim.fault(duplicate()).expect("a fault");
    let repeated = again.reply("hello").await.expect("a success").expect("a message");
    assert_eq!(repeated.id(), sent.id());
    assert_eq!(text(&repeated), "hello");
    // An answer that is none of ours stays an error.
    sim.fault(duplicate()).expect("a fault");
    let error = again.reply("something new").await.expect_err("unknown");
    assert_eq!(error.code(), "duplicateMessage");
    app.stop().await;
}

#[tokio::test]
async fn however_often_it_is_killed_each_message_is_handled_once_and_in_order() {
    const TOTAL: usize = 120;
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = start(with_store(&sim, &path)).await;
    let messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    kill(app, messages).await;
    let alice = sim.person(ALICE);
    let (mut sent, mut handled) = (0, Vec::new());
    for round in 0.. {
        let app = start(with_store(&sim, &path)).await;
        let mut messages = app.messages().expect("nobody reads yet");
        for _ in 0..13.min(TOTAL - sent) {
            alice.text(&sent.to_string()).expect("sent");
            sent += 1;
        }
        if round % 2 == 0 {
            sim.cut_streams();
        }
        // Of each run the last message is not handled when it ends.
        let mut before: Option<usize> = None;
        for _ in 0..7 {
            if handled.len() + usize::from(before.is_some()) == TOTAL {
                break;
            }
            let message = next(&mut messages).await;
            handled.extend(before.take());
            before = Some(text(&message).parse().expect("a number"));
        }
        kill(app, messages).await;
        if handled.len() + 1 >= TOTAL {
            break;
        }
    }
    assert_eq!(handled, (0..TOTAL - 1).collect::<Vec<_>>());
}

#[tokio::test]
async fn with_too_many_that_are_not_acknowledged_nothing_more_is_handed_out() {
    let sim = Simulator::builder().stream_buffer(8192).start().await.expect("it starts");
    let app = start(Options { ack: AckMode::Manual, ..options(&sim) }).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams are heard", || app.health().healthy()).await;
    let alice = sim.person(ALICE);
    for n in 0..4097 {
        alice.text(&n.to_string()).expect("sent");
    }
    let mut got: Vec<Message> = Vec::new();
    while got.len() < 4096 {
        got.extend(messages.next_batch(256).await.expect("it goes on"));
    }
    assert_eq!(got.len(), 4096);
    until("the last has arrived", || app.health().waiting == 1).await;
    let more = timeout(std::time::Duration::from_millis(20), messages.next_message()).await;
    assert!(more.is_err(), "there is no room");
    let reading = tokio::spawn(async move { text(&next(&mut messages).await).to_owned() });
    tokio::task::yield_now().await;
    got[7].ack().expect("acknowledged");
    assert_eq!(reading.await.expect("no panic"), "4096");
    app.stop().await;
}

#[tokio::test]
async fn a_refused_position_is_told_as_a_gap() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    let alice = sim.person(ALICE);
    alice.text("one").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "one");
    let position = sim.head_sequence();
    kill(app, messages).await;

    alice.text("lost").expect("sent");
    sim.fault(Fault::refuse("CatchUpEvents", "INVALID_ARGUMENT")).expect("a fault");
    let app = start(with_store(&sim, &path)).await;
    let mut events = app.events().expect("nobody reads yet");
    let mut messages = app.messages().expect("nobody reads yet");
    let (after, head) = loop {
        let event = timeout(PATIENCE, events.next()).await.expect("in time").expect("goes on");
        if let Event::Gap { after, head, .. } = event {
            break (after, head);
        }
    };
    // The one message was not acknowledged: the position stood before it.
    assert_eq!((after, head), (position - 1, Some(position + 1)));
    alice.text("after the gap").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "after the gap");
    app.stop().await;
}

#[tokio::test]
async fn each_kind_of_stream_keeps_its_own_position() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 3).await;
    let chat = sim.group(&[ALICE, BOB], Some("Plans"), Some(LINE_A)).expect("a group");
    let alice = sim.person(ALICE).in_group(&chat);
    alice.rename("Weekend").expect("renamed");
    let renamed = next(&mut messages).await;
    assert_eq!(renamed.content().type_name(), "rename");
    alice.text("when?").expect("sent");
    // Asking for the text acknowledges the name; the text stays open.
    assert_eq!(text(&next(&mut messages).await), "when?");
    kill(app, messages).await;

    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    assert_eq!(texts(&mut messages, 1).await, [own(("when?", true))]);
    alice.rename("Later").expect("renamed");
    let renamed = next(&mut messages).await;
    assert_eq!((renamed.content().type_name(), renamed.redelivered()), ("rename", false));
    app.stop().await;
}

#[tokio::test]
async fn what_was_given_up_is_kept_until_it_is_removed() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    assert_eq!(app.dead_letters().expect("read"), []);
    let alice = sim.person(ALICE);
    alice.malformed().expect("sent");
    alice.text("after").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "after");
    let letters = app.dead_letters().expect("read");
    // Two events come of it.
    let [letter, other] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!((letter.line.as_str(), letter.stream), ("shared", Some(StreamKind::Messages)));
    assert!(letter.sequence.is_some() && letter.message_id.is_none());
    assert!(letter.event.as_ref().is_some_and(|event| !event.is_empty()));
    kill(app, messages).await;

    let app = start(with_store(&sim, &path)).await;
    assert_eq!(app.dead_letters().expect("read"), letters);
    assert!(app.remove_dead_letter(&letter.id).expect("written"));
    assert!(!app.remove_dead_letter(&letter.id).expect("written"));
    app.stop().await;
    assert_eq!(app.dead_letters().expect_err("the store is closed").code(), "stopped");
    drop(app);
    let app = start(with_store(&sim, &path)).await;
    assert_eq!(app.dead_letters().expect("read"), std::slice::from_ref(other));
    app.stop().await;
}

#[tokio::test]
async fn what_was_seen_before_a_restart_is_known_after_it() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let alice = sim.person(ALICE);
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    let theirs = alice.text("theirs").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "theirs");
    let space = super::space(&app.imessage().expect("a provider")).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let poll = content::poll("Lunch?", ["Pizza", "Sushi"]);
    let poll = space.send(poll).await.expect("sent").expect("a message");
    kill(app, messages).await;

    let asked = || count(&sim, "GetMessage") + count(&sim, "GetPoll");
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    assert_eq!(texts(&mut messages, 1).await, [own(("theirs", true))]);
    ready(&app, 2).await;
    for (target, said) in [(mine.id(), "mine"), (&theirs, "theirs")] {
        alice.reply(target, "an answer").expect("sent");
        let answer = next(&mut messages).await;
        let Content::Reply(reply) = answer.content() else { panic!("an answer") };
        assert_eq!((reply.target.id(), text(&reply.target)), (target, said));
    }
    alice.react(mine.id(), "love").expect("reacted");
    let reaction = next(&mut messages).await;
    let Content::Reaction(reaction) = reaction.content() else { panic!("a reaction") };
    assert_eq!(
        (text(&reaction.target), reaction.target.direction()),
        ("mine", Direction::Outbound)
    );
    alice.vote(poll.id(), Some("Sushi")).expect("voted");
    let vote = next(&mut messages).await;
    let Content::PollVote(vote) = vote.content() else { panic!("a vote") };
    assert_eq!(vote.option.title, "Sushi");
    let found = super::space(&app.imessage().expect("a provider")).await;
    let found = found.get_message(mine.id()).await.expect("asked").expect("known");
    assert_eq!(text(&found), "mine");
    assert_eq!(asked(), 0, "all of it was known");
    kill(app, messages).await;

    // What was changed meanwhile is asked for.
    let app = start(with_store(&sim, &path)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    assert!(next(&mut messages).await.redelivered());
    ready(&app, 2).await;
    alice.edit(&theirs, "theirs, edited").expect("edited");
    alice.reply(&theirs, "an answer").expect("sent");
    let answer = next(&mut messages).await;
    let Content::Reply(reply) = answer.content() else { panic!("an answer") };
    assert_eq!((text(&reply.target), asked()), ("theirs, edited", 1));
    app.stop().await;
}

#[tokio::test]
async fn what_a_stop_has_cut_off_can_be_sent_again_and_goes_out_once() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = start(with_store(&sim, &path)).await;
    let space = super::space(&app.imessage().expect("a provider")).await;
    let first = space.send("the first").await.expect("sent").expect("a message");
    assert_eq!(app.outbox().expect("read"), [], "it is confirmed");
    // A failure that the program is told of is its own matter.
    sim.fault(Fault::refuse(SEND, "INTERNAL")).expect("a fault");
    space.send("refused").await.expect_err("refused");

    let clock = Clock::stopped();
    // The service does not answer.
    sim.fault(Fault::hang(SEND).always()).expect("a fault");
    sim.fault(Fault::hang("SendAttachmentMessage").always()).expect("a fault");
    let hanging = |content: Result<Content, Error>| {
        let space = space.clone();
        tokio::spawn(async move { space.send(content).await })
    };
    let asked = count(&sim, SEND);
    let text = hanging(content::reply(
        content::effect("hello", MessageEffect::Slam).expect("content"),
        &first,
    ));
    clock.until("it is on its way", || count(&sim, SEND) > asked).await;
    let name = Some("a.png".into());
    let bytes =
        content::attachment_bytes(vec![1, 2, 3], FileOptions { name, ..FileOptions::default() });
    let file = hanging(bytes);
    // What the program cancels is its own matter too.
    let cancelled = hanging(content::text("cancelled"));
    tokio::task::yield_now().await;
    cancelled.abort();
    let _ = cancelled.await;
    assert_eq!(app.outbox().expect("read"), [], "of this run");
    let stopping = tokio::spawn({
        let app = app.clone();
        async move { app.stop().await }
    });
    while !stopping.is_finished() {
        clock.advance(Duration::from_secs(1)).await;
    }
    clock.goes_on();
    text.abort();
    file.abort();
    let _ = (text.await, file.await);
    drop((app, space, first));
    sim.clear_faults();

    let app = start(with_store(&sim, &path)).await;
    let left = app.outbox().expect("read");
    let [text, file] = left.as_slice() else { panic!("{left:?}") };
    assert_eq!((text.content_type.as_str(), text.line.as_str()), ("reply", "shared"));
    assert_eq!(text.content.as_ref().expect("kept")["content"]["content"]["text"], "hello");
    assert_eq!((file.content_type.as_str(), &file.content), ("attachment", &None));
    let error = app.send_again(&file.client_message_id).await.expect_err("bytes are not kept");
    assert_eq!(error.code(), "notKept");
    assert!(app.remove_from_outbox(&file.client_message_id).expect("written"));
    let key = text.client_message_id.clone();
    sim.fault(Fault::refuse(SEND, "UNAVAILABLE")).expect("a fault");
    app.send_again(&key).await.expect_err("not now");
    // The service takes it, and its answer is lost: once more it is the same message.
    sim.fault(Fault::lose_answer(SEND, "UNAVAILABLE")).expect("a fault");
    app.send_again(&key).await.expect_err("nobody knows");
    assert_eq!(app.outbox().expect("read").len(), 1, "it stays");
    let sent = app.send_again(&key).await.expect("sent").expect("a message");
    assert_eq!(sent.content().type_name(), "text");
    assert_eq!(app.outbox().expect("read"), []);
    assert_eq!(app.send_again(&key).await.expect_err("gone").code(), "outboxEntryNotFound");
    let conversation = sim.conversations().into_iter().next().expect("one");
    let texts: Vec<_> = conversation.messages.iter().map(|m| m.text.clone()).collect();
    assert_eq!(texts, ["the first", "hello"]);
    app.stop().await;
}

#[tokio::test]
async fn what_is_left_of_the_quotas_is_known_over_a_restart() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let with = || Options { refuse_over_quota: true, ..with_store(&sim, &path) };
    let left = |app: &Spectrum| {
        let quotas = app.imessage().expect("a provider").quota().expect("counted");
        let [quota] = quotas.as_slice() else { panic!("{quotas:?}") };
        (quota.messages_left, quota.new_conversations_left)
    };
    let app = start(with()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 2).await;
    // An answer begins no conversation.
    sim.person(BOB).text("hi").expect("sent");
    let message = next(&mut messages).await;
    message.reply("hello").await.expect("sent");
    assert_eq!(left(&app), (4999, 50));
    let space = super::space(&app.imessage().expect("a provider")).await;
    let sent = space.send_all(
        vec![content::text("1").expect("content"), content::text("2").expect("content")],
        SendOptions::default(),
    );
    let sent = sent.await.expect("sent");
    sent[0].as_ref().expect("a message").edit("3").await.expect("edited");
    message.react("love").await.expect("reacted");
    assert_eq!(left(&app), (4997, 49), "actions do not count");
    sim.fault(Fault::refuse(SEND, "INTERNAL")).expect("a fault");
    space.send("refused").await.expect_err("refused");
    assert_eq!(left(&app), (4997, 49));
    kill(app, messages).await;

    let app = start(with()).await;
    assert_eq!(left(&app), (4997, 49));
    let space = super::space(&app.imessage().expect("a provider")).await;
    space.send("no new one").await.expect("sent");
    assert_eq!(left(&app), (4996, 49));
    // What the service refuses it is not asked again, today.
    sim.set_quotas(4, 50);
    let before = count(&sim, SEND);
    for _ in 0..2 {
        let error = space.send("one too many").await.expect_err("beyond the limit");
        assert_eq!((error.kind(), error.code()), (ErrorKind::RateLimit, "dailyLimitExceeded"));
    }
    assert_eq!(count(&sim, SEND), before + 1);
    drop(space);
    app.stop().await;
}
