//! Events, health, and look-ups that take their time.

use spectrum_imessage::imessage::{Client, Config};
use spectrum_imessage::{
    Content, ErrorKind, Event, Events, Message, Options, Spectrum, StreamKind,
};
use spectrum_imessage_simulator::{Fault, Simulator};
use tokio::time::timeout;

use super::durable::{kill, ready, start, with_store};
use super::receiving::{next, text};
use super::{ALICE, LINE_A, LINE_B, PATIENCE, connect, count, space, until};

const BOB: &str = "+15551230002";

async fn event(events: &mut Events, name: &str) -> Event {
    loop {
        let event = timeout(PATIENCE, events.next()).await;
        let event = event.unwrap_or_else(|_| panic!("{name} comes in time")).expect("it goes on");
        if event.name() == name {
            return event;
        }
    }
}

fn stream(app: &Spectrum, kind: StreamKind) -> Option<spectrum_imessage::StreamHealth> {
    let lines = app.health().lines;
    lines[0].streams.iter().find(|stream| stream.stream == kind).cloned()
}

#[tokio::test]
async fn what_happens_to_messages_and_chats_is_told_beside_the_messages() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let mut events = app.events().expect("nobody reads yet");
    assert_eq!(app.events().err().map(|e| e.code().to_owned()).as_deref(), Some("eventsTaken"));
    until("the stream of chats opens", || sim.open_streams() == 3).await;
    until("it is heard", || stream(&app, StreamKind::Chats).is_some_and(|s| s.healthy)).await;

    let mine = space(&im).await.send("mine").await.expect("sent").expect("a message");
    let alice = sim.person(ALICE);
    let theirs = alice.text("helo").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "helo");
    alice.edit(&theirs, "hello").expect("edited");
    let Event::MessageEdited { happening, message_id, text: now } =
        event(&mut events, "messageEdited").await
    else {
        panic!("an edit")
    };
    assert_eq!((message_id.as_str(), now.as_deref()), (theirs.as_str(), Some("hello")));
    assert_eq!(happening.actor.map(|user| user.id).as_deref(), Some(ALICE));
    assert_eq!(happening.space.id(), mine.space().id());

    alice.react(mine.id(), "love").expect("reacted");
    alice.unreact(mine.id(), "love").expect("taken back");
    let Event::ReactionRemoved { message_id, .. } = event(&mut events, "reactionRemoved").await
    else {
        panic!("a reaction")
    };
    assert_eq!(message_id, mine.id());
    alice.unsend(&theirs).expect("taken back");
    let Event::MessageUnsent { message_id, .. } = event(&mut events, "messageUnsent").await else {
        panic!("an unsend")
    };
    assert_eq!(message_id, theirs);
    alice.background(Some(bytes::Bytes::from_static(b"\x89PNG\r\n\x1a\n"))).expect("set");
    event(&mut events, "backgroundChanged").await;
    alice.background(None).expect("cleared");
    event(&mut events, "backgroundRemoved").await;
    alice.malformed().expect("sent");
    let Event::Unmappable { stream, sequence, .. } = event(&mut events, "unmappable").await else {
        panic!("an event")
    };
    assert!(stream == StreamKind::Messages && sequence.is_some());
    // There is a second one, of another kind of nonsense.
    event(&mut events, "unmappable").await;
    let counted = |kind| self::stream(&app, kind).map(|stream| stream.stepped_over);
    assert_eq!(counted(StreamKind::Messages), Some(2));
    assert_eq!(counted(StreamKind::Chats), Some(0));

    // None of it is a message, but for the reaction.
    assert_eq!(next(&mut messages).await.content().type_name(), "reaction");
    alice.text("last").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "last");
    app.stop().await;
    while events.next().await.is_some() {}
}

#[tokio::test]
async fn a_sticker_that_somebody_places_is_told_and_stands_on_the_message() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut events = app.events().expect("nobody reads yet");
    until("everything is heard", || app.health().healthy()).await;
    let mine = space(&im).await.send("mine").await.expect("sent").expect("a message");
    let png = bytes::Bytes::from_static(b"\x89PNG\r\n\x1a\n");
    sim.person(ALICE).sticker(mine.id(), "star.png", png, 0.25, 0.75).expect("placed");
    let Event::StickerPlaced { happening, message_id, part_index, sticker } =
        event(&mut events, "stickerPlaced").await
    else {
        panic!("a sticker")
    };
    assert_eq!((message_id.as_str(), part_index), (mine.id(), None));
    assert_eq!(happening.actor.map(|user| user.id).as_deref(), Some(ALICE));
    assert_eq!(happening.sequence, Some(sim.head_sequence()));
    let sticker = sticker.expect("a picture");
    assert_eq!((sticker.file_name.as_str(), sticker.is_sticker), ("star.png", true));
    app.stop().await;

    // A program that fetches the message sees it there.
    let (app, im) = connect(&sim).await;
    let found = space(&im).await.get_message(mine.id()).await.expect("asked").expect("there");
    let placed = &found.native().expect("native fields").placed_stickers;
    let placed: Vec<_> = placed.iter().filter_map(|placed| placed.sticker.as_ref()).collect();
    assert_eq!(placed.iter().map(|it| it.guid.as_str()).collect::<Vec<_>>(), [sticker.guid]);
    app.stop().await;
}

#[tokio::test]
async fn lines_and_streams_that_come_and_go_are_told() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut events = app.events().expect("nobody reads yet");
    event(&mut events, "streamConnected").await;
    until("the streams open", || sim.open_streams() == 4).await;
    sim.cut_streams();
    let Event::StreamDisconnected { line, code, .. } =
        event(&mut events, "streamDisconnected").await
    else {
        panic!("a stream")
    };
    assert_eq!((line.as_str(), code.as_deref()), (LINE_A, Some("serviceUnavailable")));
    event(&mut events, "streamConnected").await;

    sim.set_lines(&[LINE_A, LINE_B]).expect("set");
    sim.expire_tokens();
    let Event::LineAdded { line } = event(&mut events, "lineAdded").await else { panic!("a line") };
    assert_eq!(line, LINE_B);

    // A fresh token that is refused as well is no sign of a line that has gone.
    until("both lines are heard", || app.health().healthy() && sim.open_streams() == 8).await;
    sim.set_lines(&[LINE_B]).expect("set");
    sim.expire_tokens();
    let Event::LineRemoved { line } = event(&mut events, "lineRemoved").await else {
        panic!("a line")
    };
    assert_eq!(line, LINE_A);
    app.stop().await;
}

#[tokio::test]
async fn a_refused_token_is_told_and_seen() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let client = Client {
        address: sim.imessage_address().to_owned(),
        token: "of somebody else".into(),
        phone: LINE_A.to_owned(),
    };
    let options = Options { ca_file: Some(sim.ca_file().to_owned()), ..Options::default() };
    let providers = vec![Config::Clients(vec![client]).into()];
    let app = Spectrum::start(options, providers).await.expect("it starts");
    let mut events = app.events().expect("nobody reads yet");
    let Event::Unauthenticated { line } = event(&mut events, "unauthenticated").await else {
        panic!("a line")
    };
    assert_eq!(line, LINE_A);
    let health = app.health();
    assert!(!health.healthy());
    let stream = &health.lines[0].streams[0];
    let kind = stream.last_error.as_ref().map(spectrum_imessage::Error::kind);
    assert_eq!(kind, Some(ErrorKind::Authentication));
    app.stop().await;
}

#[tokio::test]
async fn health_says_what_was_heard() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    assert!(!app.health().healthy(), "nothing is open, so nothing was heard");
    let mut messages = app.messages().expect("nobody reads yet");
    until("everything is heard", || app.health().healthy()).await;
    let alice = sim.person(ALICE);
    alice.text("one").expect("sent");
    alice.text("two").expect("sent");
    until("they wait", || app.health().waiting == 2).await;
    let health = app.health();
    assert!(health.token_age.is_some() && !health.unauthenticated);
    assert_eq!((health.lines[0].unhandled, health.lines[0].head), (2, Some(sim.head_sequence())));
    let seen = stream(&app, StreamKind::Messages).expect("a stream");
    assert!(seen.last_event.is_some() && seen.last_heartbeat.is_some());
    assert_eq!(seen.cursor, Some(sim.head_sequence() - 2));
    next(&mut messages).await;
    next(&mut messages).await;
    assert_eq!(app.health().lines[0].unhandled, 1, "the last is not handled yet");

    sim.accept_connections(false).await;
    sim.cut_connections();
    until("the break is seen", || !app.health().healthy()).await;
    let broken = stream(&app, StreamKind::Messages).expect("a stream");
    assert!(broken.connected_since.is_none() && broken.last_error.is_some());
    sim.accept_connections(true).await;
    until("everything is heard again", || app.health().healthy()).await;
    assert!(stream(&app, StreamKind::Messages).expect("a stream").reconnects >= 1);
    app.stop().await;
}

#[tokio::test]
async fn a_look_up_holds_up_only_its_own_conversation() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let alice = sim.person(ALICE);
    let old = alice.text("before the program").expect("sent");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("everything is heard", || app.health().healthy()).await;
    sim.fault(Fault::hang("GetMessage")).expect("a fault");
    alice.reply(&old, "an answer").expect("sent");
    alice.text("behind it").expect("sent");
    until("the target is asked for", || count(&sim, "GetMessage") == 1).await;
    for n in 0..5 {
        sim.person(BOB).text(&format!("other {n}")).expect("sent");
    }
    for n in 0..5 {
        assert_eq!(text(&next(&mut messages).await), format!("other {n}"));
    }
    assert_eq!(app.health().lines[0].unhandled, 3, "two wait, and one is with the program");
    app.stop().await;
}

#[tokio::test]
async fn a_slow_look_up_keeps_the_order_of_its_conversation() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let alice = sim.person(ALICE);
    let old = alice.text("before the program").expect("sent");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("everything is heard", || app.health().healthy()).await;
    let slow = Fault::delay("GetMessage", std::time::Duration::from_millis(50));
    sim.fault(slow).expect("a fault");
    alice.reply(&old, "first").expect("sent");
    alice.text("second").expect("sent");
    alice.text("third").expect("sent");
    assert_eq!(next(&mut messages).await.content().type_name(), "reply");
    assert_eq!(text(&next(&mut messages).await), "second");
    assert_eq!(text(&next(&mut messages).await), "third");
    app.stop().await;
}

#[tokio::test]
async fn a_stream_whose_token_has_expired_is_opened_with_a_new_one_at_once() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let mut events = app.events().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 3).await;
    sim.expire_tokens();
    sim.cut_streams();
    sim.person(ALICE).text("with the new one").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "with the new one");
    sim.person(ALICE).malformed().expect("sent");
    // The program hears of the break, and of nothing that it could do something about.
    loop {
        match timeout(PATIENCE, events.next()).await.expect("it comes in time") {
            Some(Event::Unauthenticated { .. }) => panic!("the refusal was overcome"),
            Some(Event::Unmappable { .. }) => break,
            event => assert!(event.is_some(), "it goes on"),
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn a_catch_up_that_breaks_off_goes_on_where_it_was() {
    const MISSED: usize = 40;
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let (app, _im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 3).await;
    let alice = sim.person(ALICE);
    alice.text("the first").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "the first");

    // Of polls and groups nothing is heard: only catch-ups move these positions.
    sim.fault(Fault::break_off("UNAVAILABLE", 10).times(6)).expect("a fault");
    let before = count(&sim, "CatchUpEvents");
    sim.fault(Fault::refuse("SubscribeMessageEvents", "UNAVAILABLE")).expect("a fault");
    sim.cut_streams();
    until("they have broken", || sim.open_streams() == 0).await;
    for n in 0..MISSED {
        alice.text(&format!("{n}")).expect("sent");
    }
    for n in 0..MISSED {
        assert_eq!(text(&next(&mut messages).await), format!("{n}"));
    }
    let asked = |call: &spectrum_imessage_simulator::Entry| {
        (call.method == "CatchUpEvents").then(|| call.request["afterSequence"].clone())
    };
    let asked: Vec<_> = sim.transcript().iter().filter_map(asked).skip(before).collect();
    let numbers: Vec<u64> = asked
        .iter()
        .filter_map(|after| after.as_u64().or_else(|| after.as_str()?.parse().ok()))
        .collect();
    let further = numbers.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert!(numbers.is_sorted() && further >= 3, "each goes further: {numbers:?}");
    app.stop().await;
}

#[tokio::test]
async fn events_come_among_the_messages_where_they_are_asked_for() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let with = || Options { events_in_messages: true, ..with_store(&sim, &path) };
    let app = start(with()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    ready(&app, 3).await;
    let mut events = app.events().expect("nobody reads yet");
    let space = space(&app.imessage().expect("a provider")).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let alice = sim.person(ALICE);
    let theirs = alice.text("helo").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "helo");

    alice.edit(&theirs, "hello").expect("edited");
    let edited = next(&mut messages).await;
    let Content::Edit(edit) = edited.content() else { panic!("an edit") };
    assert!(matches!(&edit.content, Content::Text(text) if text.text == "hello"));
    assert_eq!(edit.target.id(), theirs);
    assert_eq!(edited.sender().map(|sender| sender.id.as_str()), Some(ALICE));
    assert!(edited.id().starts_with(&format!("{theirs}:edit:")), "{}", edited.id());
    // It is told beside the messages all the same.
    event(&mut events, "messageEdited").await;

    // What the program does itself is left out.
    mine.edit("mine, edited").await.expect("edited");
    alice.react(mine.id(), "love").expect("reacted");
    assert_eq!(next(&mut messages).await.content().type_name(), "reaction");
    alice.unreact(mine.id(), "love").expect("taken back");
    let removed = custom(&next(&mut messages).await);
    assert_eq!(removed["imessage_type"], "reaction-removed");
    assert_eq!(
        (&removed["message_id"], &removed["reaction"]["kind"]),
        (&mine.id().into(), &"love".into())
    );
    alice.background(Some(bytes::Bytes::from_static(b"\x89PNG\r\n\x1a\n"))).expect("set");
    assert_eq!(custom(&next(&mut messages).await)["imessage_type"], "background-changed");
    alice.unsend(&theirs).expect("taken back");
    let unsent = next(&mut messages).await;
    let Content::Unsend(unsend) = unsent.content() else { panic!("an unsend") };
    assert_eq!(unsend.target.id(), theirs);
    unsent.space().send("what did you say?").await.expect("sent");
    // The last one was not handled: it comes again, as what it was.
    kill(app, messages).await;
    drop(events);
    let app = start(with()).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let again = next(&mut messages).await;
    assert_eq!((again.id(), again.redelivered()), (unsent.id(), true));
    alice.background(None).expect("cleared");
    assert_eq!(custom(&next(&mut messages).await)["imessage_type"], "background-removed");
    app.stop().await;
}

fn custom(message: &Message) -> serde_json::Value {
    match message.content() {
        Content::Custom(value) => value.clone(),
        other => panic!("{} and not custom", other.type_name()),
    }
}
