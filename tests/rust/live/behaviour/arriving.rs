//! Ids of what arrives: the same event has the same id, however it came.

use std::time::UNIX_EPOCH;

use spectrum_imessage::{Content, Message, Messages, content};
use spectrum_imessage_simulator::Simulator;
use tokio::time::timeout;

use super::PNG;
use crate::{ALICE, LINE_A, PATIENCE, connect, space, until};

async fn next(messages: &mut Messages) -> Message {
    let next = timeout(PATIENCE, messages.next_message()).await;
    next.expect("in time").expect("the stream goes on").1
}

#[tokio::test]
async fn ids_are_made_of_guids_and_sequences() {
    // Numbers that a 64-bit float cannot tell apart.
    let sim = Simulator::builder().dedicated([LINE_A]).events_before(1 << 53);
    let sim = sim.start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 3).await;
    let space = space(&im).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let items = vec![super::picture("a.png"), super::picture("b.png")];
    let album = space.send(content::group(items)).await.expect("sent").expect("a message");
    let alice = sim.person(ALICE);
    let guid = mine.id();

    // Live, and from a catch-up.
    for _ in 0..2 {
        alice.react(guid, "love").expect("reacted");
        let id = format!("{guid}:reaction:{}", sim.head_sequence());
        assert_eq!(next(&mut messages).await.id(), id);
        alice.react_to_part(album.id(), 1, "🎉").expect("reacted");
        let id = format!("{}:reaction:{}:1", album.id(), sim.head_sequence());
        let reaction = next(&mut messages).await;
        assert_eq!(reaction.id(), id);
        let Content::Reaction(content) = reaction.content() else { panic!("no reaction") };
        assert_eq!(content.target.id(), format!("p:1/{}", album.id()));
        alice.reads(guid).expect("read");
        let id = format!("{guid}:read:{}", sim.head_sequence());
        assert_eq!(next(&mut messages).await.id(), id);
        sim.cut_streams();
    }

    let chat = sim.group(&[ALICE, "+15551230002"], Some("Plans"), Some(LINE_A)).expect("a group");
    alice.in_group(&chat).rename("Later").expect("renamed");
    let id = format!("{chat}:group:{}", sim.head_sequence());
    assert_eq!(next(&mut messages).await.id(), id);

    let poll = space.send(content::poll("Lunch?", ["a", "b"])).await.expect("sent");
    let poll = poll.expect("a message").id().to_owned();
    let view = sim.conversation(space.id()).expect("the chat exists");
    let view = view.messages.iter().find(|message| message.guid == poll).expect("there");
    let option = view.poll.as_ref().expect("a poll").options[1].id.clone();
    for (vote, deed) in [(Some("b"), "selected"), (None, "deselected")] {
        alice.vote(&poll, vote).expect("voted");
        let message = next(&mut messages).await;
        let time = message.timestamp().duration_since(UNIX_EPOCH).expect("after 1970");
        let id = format!("{poll}:{ALICE}:{option}:{deed}:{}", time.as_millis());
        assert_eq!(message.id(), id);
    }
    app.stop().await;
}

#[tokio::test]
async fn parts_of_what_arrives_are_messages_with_ids_of_their_own() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let files = [("a.png", PNG.into()), ("b.png", PNG.into())];
    let guid = sim.person(ALICE).album("caption", &files).expect("sent");
    let album = next(&mut messages).await;
    assert_eq!(album.id(), guid);
    let Content::Group(group) = album.content() else { panic!("no group") };
    assert_eq!(group.items.len(), 3);
    for (index, item) in group.items.iter().enumerate() {
        assert_eq!(item.id(), format!("p:{index}/{guid}"));
        assert_eq!(item.part_index(), u32::try_from(index).ok());
        assert_eq!(item.parent_id(), Some(guid.as_str()));
    }

    // A part is the target of an answer and of a reaction by its index.
    let part = &group.items[1];
    part.react("love").await.expect("sent").expect("a handle");
    part.reply("nice").await.expect("sent");
    let calls = sim.transcript();
    let last = |method: &str| {
        calls.iter().rfind(|call| call.method == method).expect("called").request.clone()
    };
    for target in [&last("SetReaction")["target"], &last("SendTextMessage")["replyTo"]] {
        assert_eq!(
            (&target["messageGuid"], &target["targetPartIndex"]),
            (&guid.as_str().into(), &1.into())
        );
    }
    // A plain id is the message.
    album.react("like").await.expect("sent");
    let calls = sim.transcript();
    let call = calls.iter().rfind(|call| call.method == "SetReaction").expect("called");
    assert!(call.request["target"]["targetPartIndex"].is_null(), "{}", call.request);

    // Also when nothing is remembered: the message is asked for, then its part taken.
    app.stop().await;
    let (app, im) = {
        drop(im);
        connect(&sim).await
    };
    let space = space(&im).await;
    let found = space.get_message(&format!("p:2/{guid}")).await.expect("asked").expect("a part");
    assert_eq!(found.parent_id(), Some(guid.as_str()));
    assert!(space.get_message(&format!("p:3/{guid}")).await.expect("asked").is_none());
    app.stop().await;
}

#[tokio::test]
async fn native_fields_and_the_sender_come_along() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 3).await;
    let effect = "com.apple.messages.effect.CKConfettiEffect";
    sim.person(ALICE).text_with_effect("party", effect).expect("sent");
    let message = next(&mut messages).await;
    let native = message.native().expect("native fields");
    assert_eq!(native.native_text.as_deref(), Some("party"));
    assert_eq!(native.expressive_send_style_id.as_deref(), Some(effect));
    let sender = message.sender().expect("a sender");
    assert_eq!((sender.id.as_str(), sender.address.as_deref()), (ALICE, Some(ALICE)));
    assert_eq!(sender.service.map(|service| service.as_str()), Some("iMessage"));
    assert_eq!(message.space().phone(), LINE_A);

    let mine = message.reply("for me?").await.expect("sent").expect("a message");
    assert_eq!(mine.direction().as_str(), "outbound");
    assert_eq!(mine.sender().map(|user| user.kind), Some(spectrum_imessage::UserKind::Agent));
    assert!(mine.native().is_some());
    app.stop().await;
}

#[tokio::test]
async fn an_option_without_a_title_is_no_failure() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, _) = connect(&sim).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    let alice = sim.person(ALICE);
    let poll = alice.poll("Lunch?", &[String::new(), "Bread".to_owned()]).expect("made");
    alice.vote(&poll, Some("")).expect("voted");
    let vote = loop {
        let message = next(&mut messages).await;
        if let Content::PollVote(vote) = message.content() {
            break vote.clone();
        }
    };
    assert_eq!((vote.option.title.as_str(), vote.poll.options.len()), ("", 2));
    app.stop().await;
}
