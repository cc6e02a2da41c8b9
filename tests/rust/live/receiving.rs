//! The stream of messages.

use spectrum_imessage::imessage::Config;
use spectrum_imessage::{
    Content, Message, Messages, Options, PlatformId, PlatformIds, Spectrum, Tapback, content,
};
use spectrum_imessage_simulator::{Entry, Fault, Simulator};
use tokio::time::timeout;

use super::{ALICE, LINE_A, PATIENCE, connect, options, space, until};

pub(crate) fn text(message: &Message) -> &str {
    match message.content() {
        Content::Text(text) => &text.text,
        other => panic!("{} and no text", other.type_name()),
    }
}

pub(crate) async fn next(messages: &mut Messages) -> Message {
    let next = timeout(PATIENCE, messages.next_message()).await;
    next.expect("in time").expect("the stream goes on").1
}

#[tokio::test]
async fn what_comes_during_a_break_comes_once_and_in_order() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let alice = sim.person(ALICE);
    alice.text("before").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "before");

    sim.cut_streams();
    for i in 0..20 {
        alice.text(&format!("during {i}")).expect("sent");
    }
    until("the stream opens again", || sim.open_streams() >= 2).await;
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
    until("the streams open", || sim.open_streams() == 2).await;
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
    until("the streams open", || sim.open_streams() == 2).await;
    app.stop().await;
    assert!(timeout(PATIENCE, reading).await.expect("in time").expect("no panic"));
    until("the service sees the end", || sim.open_streams() == 0).await;
    assert_eq!(app.messages().err().map(|e| e.code().to_owned()).as_deref(), Some("stopped"));
    app.stop().await;
}

#[tokio::test]
async fn a_stop_ends_the_streams_of_a_line() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let line = im.line(None).expect("a line");
    let mut changes = line.events().messages(None).await.expect("it opens");
    let reading = tokio::spawn(async move { changes.next().await });
    until("the stream opens", || sim.open_streams() == 1).await;
    app.stop().await;
    let end = timeout(PATIENCE, reading).await.expect("in time").expect("no panic");
    assert!(matches!(end, Ok(None)), "{end:?}");
    until("the stream is closed", || sim.open_streams() == 0).await;
}

#[tokio::test]
async fn the_last_clone_that_is_dropped_ends_the_streams() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    drop((messages, app));
    until("the service sees the end", || sim.open_streams() == 0).await;
    drop(im);
}

#[tokio::test]
async fn reactions_and_receipts_come_with_their_targets() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let space = space(&im).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let alice = sim.person(ALICE);
    alice.react(mine.id(), "love").expect("reacted");
    let reaction = next(&mut messages).await;
    let Content::Reaction(content) = reaction.content() else { panic!("a reaction") };
    assert_eq!((content.tapback, content.target.id()), (Some(Tapback::Love), mine.id()));
    assert!(reaction.id().starts_with(&format!("{}:reaction:", mine.id())));
    assert_eq!(reaction.sender().map(|user| user.id.as_str()), Some(ALICE));

    alice.react(mine.id(), "🎉").expect("reacted");
    let party = next(&mut messages).await;
    let Content::Reaction(content) = party.content() else { panic!("a reaction") };
    assert_eq!((content.tapback, content.emoji.as_str()), (None, "🎉"));

    alice.reads(mine.id()).expect("read");
    let receipt = next(&mut messages).await;
    let Content::Read(content) = receipt.content() else { panic!("a receipt") };
    assert_eq!(content.target.id(), mine.id());
    app.stop().await;
}

#[tokio::test]
async fn changes_of_a_group_come_from_dedicated_lines() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 3).await;
    let members = [ALICE, "+15551230002"];
    let chat = sim.group(&members, Some("Plans"), Some(LINE_A)).expect("a group");
    let alice = sim.person(ALICE).in_group(&chat);
    alice.rename("Weekend plans").expect("renamed");
    alice.add(&["+15551230003".to_owned()]).expect("added");
    let mut seen = Vec::new();
    while seen.len() < 2 {
        let message = next(&mut messages).await;
        match message.content() {
            Content::Rename(rename) => seen.push(rename.display_name.clone()),
            Content::AddMember(members) => seen.extend(members.members.clone()),
            other => panic!("{}", other.type_name()),
        }
        assert_eq!(message.sender().map(|user| user.id.as_str()), Some(ALICE));
    }
    assert_eq!(seen, ["Weekend plans", "+15551230003"]);

    // Each kind has its stream, and one catch-up brings back both.
    sim.cut_streams();
    alice.rename("Later").expect("renamed");
    alice.text("when?").expect("sent");
    let mut kinds = Vec::new();
    for _ in 0..2 {
        kinds.push(next(&mut messages).await.content().type_name());
    }
    assert_eq!(kinds, ["rename", "text"]);
    app.stop().await;
}

#[tokio::test]
async fn what_comes_before_the_first_event_is_not_lost_by_a_break() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let alice = sim.person(ALICE);
    alice.text("before the program").expect("sent");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let asked = |call: &Entry| call.method == "CatchUpEvents" && call.status == "OK";
    until("the head is asked for", || sim.transcript().iter().any(asked)).await;
    until("the head is told", || sim.open_streams() == 2).await;
    sim.cut_streams();
    alice.text("in the break").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "in the break");
    app.stop().await;
}

#[tokio::test]
async fn what_the_service_sends_twice_comes_once() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let mut events = app.events().expect("nobody reads yet");
    until("everything is heard", || app.health().healthy() && sim.open_streams() == 4).await;
    let space = space(&im).await;
    let poll = space.send(content::poll("Lunch?", ["Pizza", "Sushi"])).await.expect("sent");
    let poll = poll.expect("a message");
    let alice = sim.person(ALICE);
    sim.duplicate_events(true);
    // Live, and in a catch-up.
    for round in ["live", "caught up"] {
        let mine = alice.text(round).expect("sent");
        alice.react(poll.id(), "love").expect("reacted");
        alice.vote(poll.id(), (round == "live").then_some("Sushi")).expect("voted");
        alice.unsend(&mine).expect("taken back");
        let mut kinds = Vec::new();
        for _ in 0..3 {
            kinds.push(next(&mut messages).await.content().type_name());
        }
        kinds.sort_unstable();
        assert_eq!(kinds, ["poll_option", "reaction", "text"], "{round}");
        sim.cut_streams();
    }
    alice.text("last").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "last");
    until("nothing waits", || app.health().waiting == 0).await;
    app.stop().await;
    let mut unsent = 0;
    while let Some(event) = events.next().await {
        unsent += usize::from(event.name() == "messageUnsent");
    }
    assert_eq!(unsent, 2, "an event beside the messages comes once as well");
}

#[tokio::test]
async fn after_a_refused_position_the_streams_begin_anew() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let alice = sim.person(ALICE);
    alice.text("one").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "one");
    sim.fault(Fault::refuse("CatchUpEvents", "INVALID_ARGUMENT")).expect("a fault");
    let since = sim.transcript().last().map_or(0, |entry| entry.n);
    sim.cut_streams();
    // What came until here is lost, and from the new head on nothing is.
    let told = |call: &Entry| call.method == "CatchUpEvents" && call.status == "OK";
    until("the head is asked for", || sim.transcript_after(since).iter().any(told)).await;
    until("the streams are back", || sim.open_streams() == 2).await;
    sim.cut_streams();
    alice.text("in the second break").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "in the second break");
    app.stop().await;
}

#[tokio::test]
async fn events_that_make_no_sense_are_stepped_over() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let alice = sim.person(ALICE);
    alice.malformed().expect("sent");
    alice.text("live").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "live");
    sim.cut_streams();
    alice.malformed().expect("sent");
    alice.text("caught up").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "caught up");
    app.stop().await;
}

#[tokio::test]
async fn votes_name_their_option() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let space = space(&im).await;
    let poll = content::poll("Lunch?", ["Pizza", "Sushi"]);
    let poll = space.send(poll).await.expect("sent").expect("a message");
    let alice = sim.person(ALICE);
    alice.vote(poll.id(), Some("Sushi")).expect("voted");
    let message = next(&mut messages).await;
    let Content::PollVote(vote) = message.content() else { panic!("a vote") };
    assert_eq!((vote.option.title.as_str(), vote.selected), ("Sushi", true));
    assert_eq!(vote.poll.title, "Lunch?");
    assert!(message.id().starts_with(&format!("{}:{ALICE}:", poll.id())));
    alice.vote(poll.id(), None).expect("taken back");
    let message = next(&mut messages).await;
    let Content::PollVote(vote) = message.content() else { panic!("a vote") };
    assert!(!vote.selected);

    // A poll of somebody else is known from its event, or asked for.
    let theirs = alice.poll("Dinner?", &["Soup".to_owned(), "Bread".to_owned()]).expect("made");
    alice.vote(&theirs, Some("Bread")).expect("voted");
    let vote = loop {
        let message = next(&mut messages).await;
        if let Content::PollVote(vote) = message.content() {
            break vote.clone();
        }
    };
    assert_eq!((vote.poll.title.as_str(), vote.option.title.as_str()), ("Dinner?", "Bread"));
    app.stop().await;
}

#[tokio::test]
async fn a_stream_that_comes_back_first_does_not_pass_over_what_another_has_missed() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    let alice = sim.person(ALICE);
    until("the streams open", || sim.open_streams() == 2).await;
    alice.text("before").expect("sent");
    assert_eq!(text(&next(&mut messages).await), "before");

    // Only polls come back, and get ahead.
    let busy = Fault::refuse("SubscribeMessageEvents", "UNAVAILABLE");
    sim.fault(busy.always()).expect("a fault");
    sim.cut_streams();
    until("polls are open again", || sim.open_streams() == 1).await;
    alice.text("missed").expect("sent");
    let poll = alice.poll("Lunch?", &["Pizza".to_owned(), "Sushi".to_owned()]).expect("sent");
    let caught_up = || super::count(&sim, "CatchUpEvents");
    let before = caught_up();
    // The poll was heard live by then: the next catch-up begins after it.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    sim.cut_streams();
    alice.text("between").expect("sent");
    until("polls have caught up", || caught_up() > before && sim.open_streams() == 1).await;
    sim.clear_faults();

    for wanted in ["missed", "between"] {
        assert_eq!(text(&next(&mut messages).await), wanted);
    }
    assert!(!poll.is_empty());
    app.stop().await;
}

#[tokio::test]
async fn platforms_are_named_as_the_program_wants_it() {
    let sim = Simulator::builder().start().await.expect("it starts");
    for (platform_ids, name) in
        [(PlatformIds::Documented, "iMessage"), (PlatformIds::Lower, "imessage")]
    {
        let options = Options { platform_ids, ..options(&sim) };
        let app = Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts");
        let space = space(&app.imessage().expect("a provider")).await;
        assert_eq!((space.platform(), space.platform_name()), (PlatformId::IMessage, name));
        let sent = space.send("hi").await.expect("sent").expect("a message");
        assert_eq!((sent.platform(), sent.platform_name()), (PlatformId::IMessage, name));
        app.stop().await;
    }
}
