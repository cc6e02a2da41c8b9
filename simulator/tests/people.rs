//! What people do reaches the agent, and the services of lesser use answer.

mod common;

use common::*;
use spectrum_imessage_simulator::{Expect, Part, SimError, Simulator};
use spectrum_imessage_wire::v1::address_service_client::AddressServiceClient;
use spectrum_imessage_wire::v1::group_service_client::GroupServiceClient;
use spectrum_imessage_wire::v1::location_service_client::LocationServiceClient;
use spectrum_imessage_wire::v1::poll_service_client::PollServiceClient;
use spectrum_imessage_wire::v1::{self as wire, message_change_event::Change};

#[tokio::test]
async fn replies_edits_and_receipts_arrive() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let sent = client.text(DM, "question").await.expect("sent");
    let mut events = client.subscribe().await;
    let alice = sim.person(ALICE);
    let guid = alice.reply(&sent.guid, "anser").expect("written");
    let (_, event) = next_event(&mut events).await.expect("an event");
    assert_eq!(received(event).reply_target_guid.as_deref(), Some(sent.guid.as_str()));
    alice.edit(&guid, "answer").expect("edited");
    alice.reads(&sent.guid).expect("read");
    alice.unsend(&guid).expect("taken back");
    let mut changes = Vec::new();
    for _ in 0..3 {
        changes.push(next_event(&mut events).await.expect("an event").1.change.expect("a change"));
    }
    assert!(matches!(
        changes.as_slice(),
        [Change::MessageEdited(_), Change::MessageRead(_), Change::MessageUnsent(_)]
    ));
    let refused = alice.edit(&sent.guid, "x").expect_err("somebody else's");
    assert!(matches!(refused, SimError::Refused { .. }), "{refused}");
}

#[tokio::test]
async fn stickers_stand_on_messages() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let sent = client.text(DM, "look").await.expect("sent");
    let mut events = client.subscribe().await;
    let alice = sim.person(ALICE);
    alice.sticker(&sent.guid, "star.png", PNG, 0.25, 0.75).expect("placed");
    let (_, event) = next_event(&mut events).await.expect("an event");
    assert_eq!(event.actor.map(|actor| actor.address).as_deref(), Some(ALICE));
    let Some(Change::StickerPlaced(placed)) = event.change else { panic!("no sticker") };
    let sticker = placed.sticker.expect("a picture");
    assert_eq!((placed.message_guid.as_str(), sticker.is_sticker), (sent.guid.as_str(), true));

    let view = sim.conversation(DM).expect("a conversation");
    assert_eq!(view.messages.len(), 1, "a sticker is no message");
    let [shown] = view.messages[0].stickers.as_slice() else { panic!("one sticker") };
    assert_eq!((shown.from.as_str(), shown.file.name.as_str()), (ALICE, "star.png"));
    assert_eq!((shown.x, shown.y), (0.25, 0.75));
    assert_eq!(sim.attachment(&sticker.guid).as_deref(), Some(PNG));

    let refused = alice.sticker("unknown", "star.png", PNG, 0.0, 0.0).expect_err("no message");
    assert!(matches!(refused, SimError::Refused { .. }), "{refused}");
}

#[tokio::test]
async fn an_album_arrives_as_one_message() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let mut events = client.subscribe().await;
    let files = [("a.png", PNG.into()), ("b.m4a", PNG.into())];
    sim.person(ALICE).album("look", &files).expect("sent");
    let message = received(next_event(&mut events).await.expect("an event").1);
    let content = message.content.expect("a content");
    assert_eq!(
        (content.text.as_deref(), message.part_count),
        (Some("\u{fffc}\u{fffc}look"), Some(3))
    );
    assert_eq!(content.attachments[1].mime_type, "audio/x-m4a");
}

#[tokio::test]
async fn parts_arrive_in_their_order_with_styles_and_mentions() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let mut events = client.subscribe().await;
    let alice = sim.person(ALICE);
    let bold = Part::Text { text: "Héllo".into(), format: Some("bold".into()), mention: None };
    let bob = Part::Text { text: "@Bob".into(), format: None, mention: Some(BOB.into()) };
    let parts = [bold, Part::file("a.png", PNG), bob, Part::text("!")];
    alice.parts(&parts, Some("confetti"), Some("a subject")).expect("sent");
    let message = received(next_event(&mut events).await.expect("an event").1);
    assert_eq!((message.part_count, message.subject.as_deref()), (Some(4), Some("a subject")));
    let content = message.content.expect("a content");
    assert_eq!(content.text.as_deref(), Some("Héllo\u{fffc}@Bob!"));
    let style = &content.formatting[0];
    assert_eq!((style.r#type.as_str(), style.start, style.length), ("bold", 0, 5));
    let mention = &content.mentions[0];
    assert_eq!((mention.address.as_str(), mention.start, mention.length), (BOB, 6, 4));
    assert!(content.expressive_send_style_id.is_some_and(|id| id.ends_with("CKConfettiEffect")));
    assert!(alice.parts(&[], None, None).is_err());
    assert!(alice.parts(&[Part::text("")], None, None).is_err());
}

#[tokio::test]
async fn what_is_written_by_hand_is_embedded_media() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let guid = sim.person(ALICE).handwriting(PNG).expect("written");
    let media = async |message_guid: String| {
        let request = wire::GetEmbeddedMediaRequest { chat_guid: DM.into(), message_guid };
        client.messages().get_embedded_media(client.with(request)).await
    };
    let found = media(guid).await.expect("found").into_inner().media.expect("media");
    assert_eq!((found.mime_type.as_str(), found.data.as_ref()), ("image/png", PNG));
    let typed = sim.person(ALICE).text("typed").expect("written");
    assert_eq!(error_code(&media(typed).await.expect_err("nothing")), "attachmentNotFound");
    assert!(sim.person(ALICE).handwriting(&b"no picture"[..]).is_err());
}

#[tokio::test]
async fn an_archived_conversation_counts_only_when_asked_for() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = sim.person(ALICE);
    alice.text("hello").expect("written");
    let count = async |include_archived| {
        let request = client.with(wire::GetChatCountRequest { include_archived });
        client.chats().get_chat_count(request).await.expect("counted").into_inner().count
    };
    alice.conversation_archived(true).expect("archived");
    assert_eq!((count(false).await, count(true).await), (0, 1));
    alice.conversation_archived(false).expect("back");
    assert_eq!((count(false).await, sim.head_sequence()), (1, 3));
}

#[tokio::test]
async fn the_same_sight_is_not_seen_twice() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let (alice, bob) = (sim.person(ALICE), sim.person(BOB));
    client.text(DM, "one").await.expect("sent");
    alice.sees("one", SOON).await.expect("seen");
    let nothing = std::time::Duration::ZERO;
    alice.sees("one", nothing).await.expect_err("taken already");
    bob.sees("one", nothing).await.expect_err("not his conversation");
    sim.person(ALICE).sees("one", nothing).await.expect("a new handle has seen nothing yet");
    let (second, sent) = tokio::join!(alice.sees("one", SOON), client.text(DM, "one"));
    second.expect("the second one");
    sent.expect("sent");
}

#[tokio::test]
async fn groups_change_over_the_wire() {
    let sim = start(Simulator::builder().dedicated([LINE_A])).await;
    let client = Client::connect(&sim, None).await;
    let mut groups = GroupServiceClient::new(client.channel.clone());
    let chat_guid = sim.group(&[ALICE], None, None).expect("made");
    let alice = sim.person(ALICE);
    let rename = wire::SetDisplayNameRequest {
        chat_guid: chat_guid.clone(),
        display_name: "Trip".into(),
        client_message_id: None,
    };
    let chat =
        groups.set_display_name(client.with(rename)).await.expect("renamed").into_inner().chat;
    assert_eq!(chat.expect("a chat").display_name.as_deref(), Some("Trip"));
    let add = wire::AddParticipantsRequest {
        chat_guid: chat_guid.clone(),
        addresses: vec![BOB.into()],
        client_message_id: None,
    };
    groups.add_participants(client.with(add)).await.expect("added");
    let no_icon =
        groups.get_icon(client.with(wire::GetIconRequest { chat_guid: chat_guid.clone() })).await;
    assert_eq!(error_code(&no_icon.expect_err("none")), "groupIconNotFound");
    let icon = wire::SetIconRequest {
        chat_guid: chat_guid.clone(),
        data: PNG.into(),
        client_message_id: None,
    };
    groups.set_icon(client.with(icon)).await.expect("set");
    let icon =
        groups.get_icon(client.with(wire::GetIconRequest { chat_guid: chat_guid.clone() })).await;
    assert_eq!(icon.expect("there").into_inner().mime_type, "image/png");
    let remove = wire::RemoveParticipantsRequest {
        chat_guid: chat_guid.clone(),
        addresses: vec![ALICE.into()],
        client_message_id: None,
    };
    alice.sees(Expect::kind("group"), SOON).await.expect("seen");
    groups.remove_participants(client.with(remove)).await.expect("removed");
    groups
        .leave_group(client.with(wire::LeaveGroupRequest {
            chat_guid: chat_guid.clone(),
            client_message_id: None,
        }))
        .await
        .expect("left");
    assert_eq!(error_code(&client.text(&chat_guid, "x").await.expect_err("left")), "chatNotFound");
    assert_eq!(sim.conversation(&chat_guid).expect("a conversation").people, [BOB]);
    let direct = wire::LeaveGroupRequest { chat_guid: DM.into(), client_message_id: None };
    assert_eq!(
        error_code(&groups.leave_group(client.with(direct)).await.expect_err("no group")),
        "operationNotSupported"
    );
}

#[tokio::test]
async fn polls_are_voted_on() {
    let sim = start(Simulator::builder().dedicated([LINE_A])).await;
    let client = Client::connect(&sim, None).await;
    let mut polls = PollServiceClient::new(client.channel.clone());
    let create = wire::CreatePollRequest {
        chat_guid: DM.into(),
        title: "Lunch?".into(),
        options: vec!["Pizza".into(), "Sushi".into()],
        client_message_id: None,
    };
    let poll = polls
        .create_poll(client.with(create))
        .await
        .expect("sent")
        .into_inner()
        .poll
        .expect("a poll");
    let alice = sim.person(ALICE);
    alice.vote(&poll.poll_message_guid, Some("Sushi")).expect("voted");
    let vote = wire::VotePollRequest {
        poll_message_guid: poll.poll_message_guid.clone(),
        option_identifier: poll.options[0].option_identifier.clone(),
        client_message_id: None,
    };
    let voted =
        polls.vote_poll(client.with(vote)).await.expect("voted").into_inner().poll.expect("a poll");
    assert_eq!(voted.votes.len(), 2);
    alice.sees(Expect::kind("vote"), SOON).await.expect("seen");
    let shown =
        sim.conversation(DM).expect("a conversation").messages[0].poll.clone().expect("a poll");
    assert_eq!(
        (shown.options[0].votes.as_slice(), shown.options[1].votes.as_slice()),
        ([LINE_A.to_owned()].as_slice(), [ALICE.to_owned()].as_slice())
    );
    let unknown = polls
        .get_poll(client.with(wire::GetPollRequest { poll_message_guid: "nothing".into() }))
        .await;
    assert_eq!(error_code(&unknown.expect_err("unknown")), "pollNotFound");
}

#[tokio::test]
async fn addresses_and_locations_answer() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = sim.person(ALICE);
    let mut addresses = AddressServiceClient::new(client.channel.clone());
    let available = |address: &str| {
        client.with(wire::GetIMessageAvailabilityRequest { address: address.into() })
    };
    assert!(
        addresses
            .get_i_message_availability(available(ALICE))
            .await
            .expect("known")
            .into_inner()
            .is_available
    );
    alice.imessage(false);
    alice.focus(true);
    assert!(
        !addresses
            .get_i_message_availability(available(ALICE))
            .await
            .expect("known")
            .into_inner()
            .is_available
    );
    let focus = client.with(wire::GetFocusStatusRequest { address: ALICE.into() });
    assert!(
        addresses.get_focus_status(focus).await.expect("known").into_inner().is_silenced_by_focus
    );
    let bad = addresses.get_i_message_availability(available("nonsense")).await.expect_err("bad");
    assert_eq!(error_code(&bad), "invalidArgument");

    use wire::watch_shared_friend_locations_response::Payload;
    let mut locations = LocationServiceClient::new(client.channel.clone());
    let watch = client.with(wire::WatchSharedFriendLocationsRequest { address: None });
    let mut updates =
        locations.watch_shared_friend_locations(watch).await.expect("open").into_inner();
    let first = updates.message().await.expect("alive").expect("not over");
    assert!(matches!(first.payload, Some(Payload::Heartbeat(_))));
    alice.location(37.5, -122.25);
    let update = updates.message().await.expect("alive").expect("not over");
    let Some(Payload::LocationUpdated(update)) = update.payload else {
        panic!("no location: {update:?}")
    };
    assert_eq!(
        (update.source_sequence, update.location.and_then(|place| place.latitude)),
        (1, Some(37.5))
    );
    let unknown = client.with(wire::GetSharedFriendLocationRequest { address: BOB.into() });
    let refused = locations.get_shared_friend_location(unknown).await.expect_err("shares nothing");
    assert_eq!(error_code(&refused), "sharedFriendLocationNotFound");
}
