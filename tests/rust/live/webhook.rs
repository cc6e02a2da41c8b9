//! What webhooks bring, as the service sends it: signed requests.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ring::hmac;
use serde_json::{Value, json};
use spectrum_imessage::imessage::Config;
use spectrum_imessage::webhook::{WebhookAck, WebhookRequest};
use spectrum_imessage::{AckMode, Content, HandleOptions, Messages, Options, Spectrum, Verdict};
use spectrum_imessage_simulator::Simulator;
use tokio::time::timeout;

use super::durable::{kill, with_store};
use super::receiving::{next, text};
use super::{ALICE, LINE_A, options, until};

const SECRET: &str = "whsec_test";

fn request(body: &Value) -> WebhookRequest {
    let body = body.to_string().into_bytes();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let mut signed = format!("v0:{now}:").into_bytes();
    signed.extend_from_slice(&body);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), &signed);
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let headers = [
        ("X-Spectrum-Event", "messages".to_owned()),
        ("X-Spectrum-Webhook-Id", "wh_1".to_owned()),
        ("X-Spectrum-Timestamp", now.to_string()),
        ("X-Spectrum-Signature", format!("v0={hex}")),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
    WebhookRequest { headers, body, ack: WebhookAck::default() }
}

fn body(id: &str, content: &Value) -> Value {
    json!({
        "event": "messages",
        "message": {
            "id": id,
            "platform": "IMESSAGE",
            "timestamp": "2026-01-02T03:04:05Z",
            "sender": {"id": ALICE, "platform": "iMessage"},
            "space": {
                "id": format!("any;-;{ALICE}"), "platform": "iMessage", "type": "dm", "phone": LINE_A,
            },
            "content": content,
        },
    })
}

fn saying(id: &str, words: &str) -> WebhookRequest {
    request(&body(id, &json!({"type": "text", "text": words})))
}

async fn start(options: Options) -> Spectrum {
    let options = Options { webhook_secret: Some(SECRET.into()), ..options };
    Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts")
}

async fn stored(sim: &Simulator, path: &Path) -> Spectrum {
    start(Options { ack: AckMode::Manual, ..with_store(sim, path) }).await
}

async fn nothing_more(messages: &mut Messages) -> bool {
    timeout(Duration::from_millis(100), messages.next_message()).await.is_err()
}

#[tokio::test]
async fn a_delivery_is_a_message_once() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let app = start(options(&sim)).await;
    let answer = app.webhook(saying("M1", "hello")).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
    let answer = app.webhook(saying("M1", "hello")).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "duplicate"));

    let mut messages = app.messages().expect("nobody reads yet");
    let message = next(&mut messages).await;
    assert_eq!((message.id(), text(&message)), ("M1", "hello"));
    assert_eq!(message.platform_name(), "iMessage");
    assert_eq!(message.sender().map(|sender| sender.id.as_str()), Some(ALICE));
    message.space().send("hi").await.expect("answered");
    assert!(nothing_more(&mut messages).await);
    assert_eq!(app.webhook(saying("M1", "hello")).await.body, "duplicate", "also when handled");
    app.stop().await;
    assert_eq!(app.webhook(saying("M2", "late")).await.status, 503);
}

#[tokio::test]
async fn what_came_on_a_stream_does_not_come_by_webhook_as_well() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let app = start(options(&sim)).await;
    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    sim.person(ALICE).text("by stream").expect("sent");
    let message = next(&mut messages).await;
    let answer = app.webhook(saying(message.id(), "by stream")).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "duplicate"));
    assert!(nothing_more(&mut messages).await);
    app.stop().await;
}

#[tokio::test]
async fn contents_are_those_of_the_library_and_what_is_unknown_is_custom() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let app = start(options(&sim)).await;
    let target = json!({"id": "T", "contentPreview": "before"});
    let part = |id: &str| json!({"id": id, "content": {"type": "text", "text": id}});
    let mut deep = json!({"type": "text", "text": "x"});
    for _ in 0..20 {
        deep = json!({"type": "reply", "content": deep, "target": target});
    }
    let contents = [
        (json!({"type": "richlink", "url": "https://example.com"}), "text"),
        (json!({"type": "attachment", "id": "A", "size": 3}), "attachment"),
        (json!({"type": "voice", "id": "A", "mimeType": "audio/mp4"}), "voice"),
        (json!({"type": "reaction", "emoji": "👍", "target": target}), "reaction"),
        (json!({"type": "read", "target": target}), "read"),
        (
            json!({"type": "reply", "target": target, "content": {"type": "text", "text": "y"}}),
            "reply",
        ),
        (json!({"type": "group", "items": [part("a"), part("b")]}), "group"),
        (json!({"type": "contact", "name": "Ada", "phones": ["+1"]}), "contact"),
        (json!({"type": "addMember", "members": [ALICE]}), "addMember"),
        (json!({"type": "rename", "displayName": "Crew"}), "rename"),
        (json!({"type": "avatar", "action": {"kind": "set"}}), "avatar"),
        (json!({"type": "leaveSpace"}), "leaveSpace"),
        (deep, "reply"),
        (json!({"type": "hologram", "x": [1]}), "custom"),
        (json!({"type": "attachment"}), "custom"),
        (json!({"type": "rename", "displayName": 7}), "custom"),
        (json!(["no", "object"]), "custom"),
    ];
    let mut messages = app.messages().expect("nobody reads yet");
    for (n, (content, kind)) in contents.iter().enumerate() {
        assert_eq!(app.webhook(request(&body(&format!("M{n}"), content))).await.status, 200);
        let message = next(&mut messages).await;
        assert_eq!(message.content().type_name(), *kind, "{content}");
        match message.content() {
            Content::Custom(value) => assert_eq!(value, content),
            Content::Reaction(reaction) => assert_eq!(text(&reaction.target), "before"),
            _ => {}
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_refused_has_its_status() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let app = start(options(&sim)).await;
    let status = |request| async { app.webhook(request).await.status };
    let mut elsewhere = body("M", &json!({"type": "text", "text": "x"}));
    elsewhere["message"]["platform"] = json!("slack");
    assert_eq!(status(request(&elsewhere)).await, 503);
    assert_eq!(status(request(&elsewhere)).await, 503, "it is sent again, and not forgotten");
    assert_eq!(app.health().webhooks_unrouted, 2);
    assert_eq!(status(request(&json!({"event": "hologram"}))).await, 200);
    assert_eq!(status(request(&json!({"event": "messages"}))).await, 400);
    assert_eq!(status(WebhookRequest { headers: Vec::new(), ..saying("M", "x") }).await, 400);
    assert_eq!(status(WebhookRequest { body: b"{}".to_vec(), ..saying("M", "x") }).await, 401);
    app.stop().await;

    let options = Options { webhook_secret: Some("".into()), ..options(&sim) };
    let app = Spectrum::start(options, vec![Config::Cloud.into()]).await.expect("it starts");
    assert_eq!(app.webhook(saying("M", "x")).await.status, 500);
    app.stop().await;
}

#[tokio::test]
async fn what_was_accepted_and_not_handled_comes_after_a_crash_once() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let app = stored(&sim, &path).await;
    let mut messages = app.messages().expect("nobody reads yet");
    for n in 1..=3 {
        assert_eq!(app.webhook(saying(&format!("M{n}"), &format!("{n}"))).await.status, 200);
    }
    next(&mut messages).await.ack().expect("stored");
    assert!(!next(&mut messages).await.redelivered());
    kill(app, messages).await;

    let app = stored(&sim, &path).await;
    // The sender has not seen the answer.
    assert_eq!(app.webhook(saying("M3", "3")).await.body, "duplicate");
    let mut messages = app.messages().expect("nobody reads yet");
    for (id, redelivered) in [("M2", true), ("M3", false)] {
        let message = next(&mut messages).await;
        assert_eq!((message.id(), message.redelivered()), (id, redelivered));
        message.ack().expect("stored");
    }
    assert!(nothing_more(&mut messages).await);
    assert_eq!(app.webhook(saying("M1", "1")).await.body, "duplicate");
    kill(app, messages).await;

    let app = stored(&sim, &path).await;
    let mut messages = app.messages().expect("nobody reads yet");
    assert!(nothing_more(&mut messages).await);
    kill(app, messages).await;
}

#[tokio::test]
async fn with_ack_after_the_answer_is_that_of_the_handling() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let app = start(options(&sim)).await;
    let after = |id| WebhookRequest { ack: WebhookAck::After, ..saying(id, "x") };
    let mut jobs = app.handling(HandleOptions::default()).expect("nobody reads yet");
    let (answer, ()) = tokio::join!(app.webhook(after("M1")), async {
        jobs.next_job().await.expect("a job").succeeded().expect("done");
    });
    assert_eq!(answer.status, 200);

    let (answer, ()) = tokio::join!(app.webhook(after("M2")), async {
        assert_eq!(jobs.next_job().await.expect("a job").failed("no"), Verdict::Retry);
    });
    assert_eq!((answer.status, answer.body.as_str()), (500, "handlingFailed"));
    // Sent again, it waits for the next run of the same message.
    let (answer, ()) = tokio::join!(app.webhook(after("M2")), async {
        let job = jobs.next_job().await.expect("it comes again");
        assert_eq!(job.message().id(), "M2");
        job.succeeded().expect("done");
    });
    assert_eq!((answer.status, answer.body.as_str()), (200, "duplicate"));
    app.stop().await;
}
