//! Live streams, catch-up, and what breaks them.

mod common;

use std::time::Duration;

use common::*;
use spectrum_imessage_simulator::Simulator;
use spectrum_imessage_wire::v1::catch_up_events_response::Payload as CaughtUp;
use spectrum_imessage_wire::v1::subscribe_message_events_response::Payload;
use tonic::Code;

#[tokio::test]
async fn catch_up_brings_everything_in_order() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    assert_eq!(client.catch_up(None).await.expect("complete"), (Vec::new(), 0));
    let alice = sim.person(ALICE);
    let guid = alice.text("one").expect("written");
    client.text(DM, "two").await.expect("sent");
    alice.react(&guid, "🎉").expect("set");
    alice.background(Some(PNG.into())).expect("set");
    let poll = alice.poll("Lunch?", &["Pizza".into(), "Sushi".into()]).expect("sent");
    alice.vote(&poll, Some("Sushi")).expect("voted");
    let group = sim.group(&[ALICE, BOB], Some("Plans"), None).expect("made");
    alice.in_group(&group).rename("Weekend").expect("renamed");

    let (events, head) = client.catch_up(Some(0)).await.expect("complete");
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| match event.payload {
            Some(CaughtUp::MessageChanged(_)) => "message",
            Some(CaughtUp::ChatChanged(_)) => "chat",
            Some(CaughtUp::GroupChanged(_)) => "group",
            Some(CaughtUp::PollChanged(_)) => "poll",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["message", "message", "message", "chat", "poll", "poll", "group"]);
    let sequences: Vec<u64> = events.iter().filter_map(|event| event.sequence).collect();
    assert_eq!((sequences, head), ((1..=7).collect(), 7));
    assert_eq!(client.catch_up(Some(5)).await.expect("complete").0.len(), 2);
    assert_eq!(
        client.catch_up(None).await.expect("complete"),
        (Vec::new(), 7),
        "only the head without a cursor"
    );
    let refused = client.catch_up(Some(8)).await.expect_err("beyond the head");
    assert_eq!((refused.code(), error_code(&refused)), (Code::InvalidArgument, "invalidArgument"));
}

#[tokio::test]
async fn events_can_be_sent_twice() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let mut events = client.subscribe().await;
    let alice = sim.person(ALICE);
    sim.duplicate_events(true);
    alice.text("one").expect("written");
    for _ in 0..2 {
        assert_eq!(next_event(&mut events).await.expect("an event").0, 1);
    }
    let (caught_up, head) = client.catch_up(Some(0)).await.expect("complete");
    assert_eq!((caught_up.iter().filter_map(|it| it.sequence).collect(), head), (vec![1, 1], 1));
    sim.duplicate_events(false);
    alice.text("two").expect("written");
    alice.text("three").expect("written");
    for sequence in [2, 3] {
        assert_eq!(next_event(&mut events).await.expect("an event").0, sequence);
    }
}

#[tokio::test]
async fn lines_share_the_sequence_and_see_their_own_chats() {
    let sim = start(Simulator::builder().dedicated([LINE_A, LINE_B])).await;
    let (a, b) =
        (Client::connect(&sim, Some(LINE_A)).await, Client::connect(&sim, Some(LINE_B)).await);
    let alice = sim.person(ALICE);
    let to_a = alice.text("to a").expect("written");
    alice.to_line(LINE_B).text("to b").expect("written");
    let sent = a.text(DM, "from a").await.expect("sent");
    let sequences = |events: Vec<spectrum_imessage_wire::v1::CatchUpEventsResponse>| -> Vec<u64> {
        events.iter().filter_map(|event| event.sequence).collect()
    };
    let (events, head) = a.catch_up(Some(0)).await.expect("complete");
    assert_eq!((sequences(events.clone()), head), (vec![1, 3], 3));
    let Some(CaughtUp::MessageChanged(own)) = &events[1].payload else {
        panic!("not a message: {events:?}")
    };
    assert_eq!(own.actor.as_ref().map(|actor| actor.address.as_str()), Some(LINE_A));
    assert_eq!(sequences(b.catch_up(Some(0)).await.expect("complete").0), [2]);
    for guid in [to_a, sent.guid] {
        let request = b.with(spectrum_imessage_wire::v1::GetMessageRequest { message_guid: guid });
        let refused = b.messages().get_message(request).await.expect_err("another line's");
        assert_eq!(error_code(&refused), "messageNotFound");
    }
    assert_eq!(sim.conversation_on(LINE_A, DM).expect("a conversation").messages.len(), 2);
    assert_eq!(sim.conversation_on(LINE_B, DM).expect("a conversation").messages.len(), 1);
}

#[tokio::test]
async fn heartbeats_come_in_their_interval() {
    let sim = start(Simulator::builder().heartbeat(Duration::from_millis(20))).await;
    let client = Client::connect(&sim, None).await;
    let mut events = client.subscribe().await;
    for _ in 0..3 {
        let answer = events.message().await.expect("alive").expect("not over");
        assert!(matches!(answer.payload, Some(Payload::Heartbeat(_))) && answer.sequence.is_none());
    }
    sim.stall_streams(true);
    // One may have been on its way already.
    let silent = async { while events.message().await.is_ok() {} };
    tokio::time::timeout(Duration::from_millis(150), silent)
        .await
        .expect_err("stalled streams are silent");
    sim.person(ALICE).text("after").expect("written");
    sim.stall_streams(false);
    let (_, event) = next_event(&mut events).await.expect("an event");
    assert_eq!(
        received(event).content.expect("a content").text.as_deref(),
        Some("after"),
        "nothing is lost"
    );
}

#[tokio::test]
async fn a_cut_stream_says_that_it_may_come_back() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let mut events = client.subscribe().await;
    assert_eq!((sim.open_streams(), sim.cut_streams()), (1, 1));
    let ended = next_event(&mut events).await.expect_err("cut");
    assert_eq!((ended.code(), error_code(&ended)), (Code::Unavailable, "serviceUnavailable"));
    assert_eq!(trailer(&ended, "x-retryable"), Some("true"));
    client.text(DM, "still here").await.expect("the connection stays");
}

#[tokio::test]
async fn connections_can_be_cut_and_refused() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let mut events = client.subscribe().await;
    sim.accept_connections(false).await;
    sim.cut_connections();
    next_event(&mut events).await.expect_err("cut without a word");
    let port = sim.imessage_address_plain().trim_start_matches("http://").to_owned();
    // The port closes in its own task: soon, not at once.
    let refused = async {
        while tokio::net::TcpStream::connect(&port).await.is_ok() {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(SOON, refused).await.expect("the port closes");
    sim.accept_connections(true).await;
    let open = async {
        while tokio::net::TcpStream::connect(&port).await.is_err() {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(SOON, open).await.expect("the same port opens again");
    client.text(DM, "back").await.expect("the channel finds it again");
}

#[tokio::test]
async fn a_slow_reader_loses_its_stream_and_no_event() {
    let sim = start(Simulator::builder().stream_buffer(4)).await;
    let client = Client::connect(&sim, None).await;
    let mut events = client.subscribe().await;
    let alice = sim.person(ALICE);
    // Nothing is read meanwhile: this task never gives way.
    for n in 0..20 {
        alice.text(&n.to_string()).expect("written");
    }
    let mut last = 0;
    let ended = loop {
        match next_event(&mut events).await {
            Ok((sequence, _)) => last = sequence,
            Err(status) => break status,
        }
    };
    assert_eq!((ended.code(), last < 20), (Code::Unavailable, true));
    let (missed, head) = client.catch_up(Some(last)).await.expect("complete");
    assert_eq!((missed.len() as u64 + last, head), (20, 20));
}

#[tokio::test]
async fn a_reader_that_goes_is_forgotten() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let events = client.subscribe().await;
    assert_eq!(sim.open_streams(), 1);
    drop(events);
    let gone = async {
        while sim.open_streams() > 0 {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(SOON, gone).await.expect("forgotten");
}

#[tokio::test]
async fn stopping_ends_open_streams_within_a_second() {
    let sim = start(Simulator::builder()).await;
    let (client, secure) = (Client::connect(&sim, None).await, Client::connect_tls(&sim).await);
    let (mut one, mut two) = (client.subscribe().await, secure.subscribe().await);
    let (ca_file, since) = (sim.ca_file().to_owned(), std::time::Instant::now());
    sim.stop().await;
    assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
    assert!(!ca_file.exists(), "temporary files are left");
    next_event(&mut one).await.expect_err("over");
    next_event(&mut two).await.expect_err("over");
}

#[tokio::test]
async fn a_line_that_goes_takes_its_streams_and_tokens() {
    let sim = start(Simulator::builder().dedicated([LINE_A, LINE_B])).await;
    let b = Client::connect(&sim, Some(LINE_B)).await;
    let mut events = b.subscribe().await;
    sim.set_lines(&[LINE_A]).expect("dedicated");
    assert_eq!(next_event(&mut events).await.expect_err("ended").code(), Code::Unavailable);
    assert_eq!(b.text(DM, "x").await.expect_err("no line").code(), Code::Unauthenticated);
}
