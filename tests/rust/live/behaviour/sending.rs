//! Sends: keys, order, groups, and what is skipped inside of other content.

use std::collections::BTreeSet;

use spectrum_imessage::content::{self, VoiceOptions};
use spectrum_imessage::imessage::Config;
use spectrum_imessage::{
    Content, ErrorKind, MessageEffect, Options, SendOptions, Spectrum, UnsupportedPolicy,
};
use spectrum_imessage_simulator::{Entry, Fault, Simulator};

use super::{code, picture};
use crate::{SEND, connect, count, space, until};

const UPLOAD: &str = "UploadAttachment";
const MULTIPART: &str = "SendMultipartMessage";

fn calls(sim: &Simulator, method: &str) -> Vec<Entry> {
    sim.transcript().into_iter().filter(|call| call.method == method).collect()
}

fn keyed(key: &str) -> SendOptions {
    SendOptions { client_message_id: Some(key.to_owned()), ..SendOptions::default() }
}

fn text(text: &str) -> Content {
    content::text(text).expect("text")
}

#[tokio::test]
async fn an_upload_has_a_key_of_its_own_for_all_its_tries() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::refuse(UPLOAD, "UNAVAILABLE").retryable(true)).expect("a fault");
    space.send(picture("a.png")).await.expect("sent");
    let uploads: Vec<_> = calls(&sim, UPLOAD).iter().map(|call| call.idempotency_key).collect();
    let send = calls(&sim, "SendAttachmentMessage")[0].idempotency_key;
    assert_eq!(uploads.len(), 2);
    assert!(uploads[0].is_some() && uploads[0] == uploads[1] && uploads[0] != send);
    assert!(send.is_some());

    // The parts of a group are files of their own.
    sim.clear_transcript();
    let group = content::group(vec![picture("a.png"), picture("b.png")]).expect("a group");
    let options = keyed("album-1");
    space.send_all(vec![group], options).await.expect("sent");
    let keys: BTreeSet<_> = calls(&sim, UPLOAD)
        .iter()
        .chain(&calls(&sim, MULTIPART))
        .map(|call| call.idempotency_key)
        .collect();
    assert_eq!(keys.len(), 3, "one for each upload, one for the message");
    app.stop().await;
}

#[tokio::test]
async fn each_item_of_a_call_has_a_key_of_its_own() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let send = || space.send_all(vec![text("a"), text("b")], keyed("order-1"));
    let first = send().await.expect("sent");
    let second = send().await.expect("the same again");
    let ids = |sent: &[Option<spectrum_imessage::Message>]| -> Vec<String> {
        sent.iter().flatten().map(|message| message.id().to_owned()).collect()
    };
    assert_eq!(ids(&first), ids(&second));
    assert_eq!(ids(&first).len(), 2);
    assert_eq!(sim.conversation(space.id()).expect("the chat exists").messages.len(), 2);
    app.stop().await;
}

#[tokio::test]
async fn every_change_carries_a_key() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let message = space.send("a").await.expect("sent").expect("a message");
    message.react("love").await.expect("sent");
    message.edit("b").await.expect("sent");
    message.unsend().await.expect("sent");
    space.start_typing().await.expect("sent");
    space.send(content::poll("Lunch?", ["a", "b"])).await.expect("sent");
    let changes = sim.transcript().into_iter().filter(|call| call.service != "REST");
    let changes: Vec<_> = changes.filter(|call| !call.method.starts_with("Get")).collect();
    assert_eq!(changes.len(), 6);
    for call in &changes {
        assert!(call.idempotency_key.is_some(), "{} has none", call.method);
    }
    let keys: BTreeSet<_> = changes.iter().map(|call| call.idempotency_key).collect();
    assert_eq!(keys.len(), changes.len(), "no two calls share one");
    app.stop().await;
}

#[tokio::test]
async fn parts_are_uploaded_side_by_side() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::hang(UPLOAD).times(1)).expect("a fault");
    let group = content::group(vec![picture("a.png"), picture("b.png")]).expect("a group");
    let send = tokio::spawn(async move { space.send(group).await.map(drop) });
    // The first upload never ends, the second does not wait for it.
    until("both are on their way", || count(&sim, UPLOAD) == 2).await;
    send.abort();
    assert_eq!(count(&sim, MULTIPART), 0);
    app.stop().await;
}

#[tokio::test]
async fn the_order_of_the_items_is_the_order_of_the_bubbles() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    // The first upload comes back last.
    let slow = Fault::refuse(UPLOAD, "UNAVAILABLE").retryable(true).times(1);
    sim.fault(slow).expect("a fault");
    let items = vec![picture("a.png"), text("caption"), picture("b.png"), picture("c.png")];
    let group = content::group(items).expect("a group");
    let sent = space.send(group).await.expect("sent").expect("a message");

    let request = calls(&sim, MULTIPART)[0].request.clone();
    let parts: Vec<_> = request["parts"].as_array().expect("parts").iter().collect();
    let shown: Vec<_> = parts
        .iter()
        .map(|part| {
            let text = part["text"].as_str();
            text.or(part["attachment"]["attachmentName"].as_str()).unwrap_or_default()
        })
        .collect();
    assert_eq!(shown, ["a.png", "caption", "b.png", "c.png"], "{request}");
    let Content::Group(group) = sent.content() else { panic!("no group") };
    for (index, item) in group.items.iter().enumerate() {
        assert_eq!(item.id(), format!("p:{index}/{}", sent.id()));
        assert_eq!(item.part_index(), u32::try_from(index).ok());
        assert_eq!(item.parent_id(), Some(sent.id()));
    }
    app.stop().await;
}

#[tokio::test]
async fn a_voice_message_in_a_group_is_a_file() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let voice = || {
        let options = VoiceOptions { name: Some("note.m4a".into()), ..VoiceOptions::default() };
        content::voice_bytes(b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom".as_slice(), options)
    };
    space.send(voice()).await.expect("sent");
    let group = content::group(vec![voice().expect("audio"), picture("a.png")]).expect("a group");
    space.send(group).await.expect("sent").expect("a message");
    let conversation = sim.conversation(space.id()).expect("the chat exists");
    let audio: Vec<_> = conversation.messages.iter().map(|message| message.audio).collect();
    assert_eq!(audio, [true, false]);
    app.stop().await;
}

#[tokio::test]
async fn what_a_group_cannot_hold_skips_the_whole_group() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let unfit = || {
        vec![
            content::background("clear", None),
            Ok(content::native_contact_card()),
            Ok(content::custom(serde_json::json!({"a": 1}))),
            content::poll("Lunch?", ["a", "b"]),
            content::richlink("https://example.com"),
            content::effect("boom", MessageEffect::Slam),
            content::markdown("a second text"),
            // Renders to nothing.
            content::markdown("[x]: u"),
        ]
    };
    for item in unfit() {
        let item = item.expect("content");
        let kind = item.type_name();
        let first = if kind == "markdown" { text("a") } else { picture("a.png") };
        let group = match content::group(vec![first, item]) {
            Ok(group) => group,
            Err(error) => panic!("{kind}: {error}"),
        };
        assert!(space.send(group).await.expect("skipped").is_none(), "{kind}");
    }
    assert_eq!(count(&sim, UPLOAD) + count(&sim, MULTIPART) + count(&sim, SEND), 0);
    app.stop().await;
}

#[tokio::test]
async fn content_for_elsewhere_is_skipped_inside_of_an_answer_and_an_edit() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let before = sim.transcript().len();
    let inner = || {
        [
            content::background("clear", None).expect("content"),
            content::native_contact_card(),
            content::custom(serde_json::json!({"a": 1})),
            content::poll("Lunch?", ["a", "b"]).expect("content"),
            content::app("https://example.com", None).expect("content"),
        ]
    };
    for content in inner() {
        let kind = content.type_name();
        assert!(mine.reply(content).await.expect("skipped").is_none(), "{kind}");
    }
    for content in inner().into_iter().chain([
        picture("a.png"),
        content::richlink("https://example.com").expect("content"),
        content::effect("boom", MessageEffect::Slam).expect("content"),
        content::markdown("[x]: u").expect("content"),
    ]) {
        mine.edit(content).await.expect("skipped");
    }
    assert_eq!(sim.transcript().len(), before, "nothing has been called");
    app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_wrapped_throws_when_it_is_built() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    sim.person(crate::ALICE).text("theirs").expect("sent");
    let theirs = sim.conversation(space.id()).expect("a chat").messages[1].guid.clone();
    let theirs = space.get_message(&theirs).await.expect("asked").expect("a message");
    let people = [spectrum_imessage::User::new("+15551230002")];
    let wrong = [
        content::reply("x", &mine),
        content::edit("x", &mine),
        content::reaction("love", &mine),
        content::group(vec![text("a"), picture("a.png")]),
        Ok(content::typing(spectrum_imessage::content::Typing::Start)),
        content::rename("x"),
        content::avatar("clear", None),
        content::add_member(&people),
        content::remove_member(&people),
        Ok(content::leave_space()),
        content::unsend(&mine),
        content::read(&theirs),
    ];
    for inner in wrong {
        let inner = inner.expect("content");
        let kind = inner.type_name();
        for outer in [content::reply(inner.clone(), &mine), content::edit(inner.clone(), &mine)] {
            let error = outer.expect_err(kind);
            assert_eq!(error.kind(), ErrorKind::Validation, "{kind}");
            assert!(error.message().contains(kind), "{error}");
        }
    }
    let reaction = content::reaction("love", &mine).expect("a reaction");
    assert_eq!(code(content::group(vec![text("a"), reaction])), "invalidArgument");
    let group = content::group(vec![text("a"), picture("a.png")]).expect("a group");
    assert_eq!(code(content::group(vec![text("a"), group])), "invalidArgument");
    assert_eq!(code(content::group(vec![text("a")])), "invalidArgument");
    for inner in [
        content::poll("Lunch?", ["a", "b"]),
        content::voice_bytes(
            "x",
            VoiceOptions { mime_type: Some("audio/mp4".into()), ..VoiceOptions::default() },
        ),
        content::contact_vcard("BEGIN:VCARD\r\nFN:A\r\nEND:VCARD"),
        content::group(vec![text("a"), picture("a.png")]),
        content::richlink("https://example.com"),
        content::reply("x", &mine),
    ] {
        assert_eq!(code(content::effect(inner, MessageEffect::Slam)), "invalidArgument");
    }
    app.stop().await;
}

#[tokio::test]
async fn every_effect_reaches_the_bubble() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    for effect in MessageEffect::ALL {
        let sent = space.send(content::effect(effect.name(), effect)).await.expect("sent");
        assert_eq!(sent.expect("a message").content().type_name(), "text");
    }
    let conversation = sim.conversation(space.id()).expect("the chat exists");
    assert_eq!(conversation.messages.len(), 13);
    for message in &conversation.messages {
        assert_eq!(message.effect.as_deref(), Some(message.text.as_str()));
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_unsupported_can_be_an_error() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let options = Options { unsupported: UnsupportedPolicy::Throw, ..crate::options(&sim) };
    let app = Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts");
    let space = space(&app.imessage().expect("iMessage")).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let before = sim.transcript().len();
    let failures = [
        space.send(content::group(vec![text("a"), text("b")])).await.err(),
        space.send(content::custom(serde_json::json!(1))).await.err(),
        mine.reply(content::poll("Lunch?", ["a", "b"])).await.err(),
        mine.edit(picture("a.png")).await.err(),
        space.rename("x").await.err(),
    ];
    for failure in failures {
        assert_eq!(failure.expect("thrown").kind(), ErrorKind::Unsupported);
    }
    assert_eq!(sim.transcript().len(), before);
    app.stop().await;
}

#[tokio::test]
async fn an_effect_inside_of_an_answer_goes_along() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let mine = space.send("mine").await.expect("sent").expect("a message");
    let boom = content::effect("boom", MessageEffect::Slam);
    let sent = mine.reply(boom).await.expect("sent").expect("a message");
    assert!(matches!(sent.content(), Content::Text(text) if text.text == "boom"));
    let file = content::effect(picture("a.png"), MessageEffect::Echo);
    let sent = mine.reply(file).await.expect("sent").expect("a message");
    assert_eq!(sent.content().type_name(), "attachment");
    let conversation = sim.conversation(space.id()).expect("the chat exists");
    let seen: Vec<_> = conversation.messages[1..]
        .iter()
        .map(|m| (m.effect.as_deref(), m.reply_to.as_deref()))
        .collect();
    assert_eq!(seen, [(Some("slam"), Some(mine.id())), (Some("echo"), Some(mine.id()))]);
    app.stop().await;
}

#[tokio::test]
async fn limits_of_a_poll() {
    let options = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
    for (title, options) in [
        ("", options(2)),
        ("one", options(1)),
        ("none", Vec::new()),
        ("many", options(11)),
        ("empty", vec!["a".to_owned(), String::new()]),
    ] {
        assert_eq!(code(content::poll(title, options)), "invalidArgument", "{title}");
    }
    assert!(content::poll("x".repeat(301), options(2)).is_err());
    assert!(content::poll("x".repeat(300), options(10)).is_ok());
    assert!(content::poll("x", options(2)).is_ok());
}

#[tokio::test]
async fn a_vcard_goes_out_byte_for_byte() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let raw = "BEGIN:VCARD\nVERSION:4.0\nX-ODD;A=b:c\\,d\nFN:Ada / Lovelace\nEND:VCARD\n\n";
    space.send(content::contact_vcard(raw)).await.expect("sent");
    let sent = sim.conversation(space.id()).expect("the chat exists").messages[0].clone();
    assert_eq!(sim.attachment(&sent.attachments[0].guid).as_deref(), Some(raw.as_bytes()));
    assert_eq!(sent.attachments[0].name, "Ada___Lovelace.vcf");
    app.stop().await;
}
