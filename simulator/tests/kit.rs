//! What test kits stand on: waits that take, conversations in words, a clock that is put forward.

mod common;

use std::time::Duration;

use common::*;
use serde_json::{Value, json};
use spectrum_imessage_simulator::{Expect, Simulator};
use spectrum_imessage_wire::v1::{EditMessageRequest, MessageTarget};

async fn api(sim: &Simulator, method: &str, path: &str, body: Value) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (status, answer) = sim.request(method, path, body).await.expect("a request");
    (status, serde_json::from_slice(&answer).expect("JSON"))
}

#[tokio::test]
async fn a_wait_that_takes_sees_each_thing_once() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    client.text(DM, "again").await.expect("sent");
    let ask =
        |person: &str| json!({ "person": person, "text": "again", "take": true, "timeout": 0.01 });
    assert_eq!(api(&sim, "POST", "/api/wait", ask(ALICE)).await.0, 200);
    let (status, answer) = api(&sim, "POST", "/api/wait", ask(ALICE)).await;
    assert_eq!((status, &answer["code"]), (408, &json!("notSeen")));
    let story = answer["message"].as_str().expect("a message");
    assert!(story.contains("✓ message \"again\""), "{story}");
    // A second message is there for the second wait, and one that takes nothing sees the first.
    client.text(DM, "again").await.expect("sent");
    assert_eq!(api(&sim, "POST", "/api/wait", ask(ALICE)).await.0, 200);
    let path = format!("/api/wait?person={ALICE}&text=again&timeout=0.01");
    assert_eq!(api(&sim, "GET", &path, Value::Null).await.1["n"], 1);
}

#[tokio::test]
async fn who_waits_in_vain_reads_the_conversation() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = sim.person(ALICE);
    alice.text("when is\nthe \"party\"?").expect("written");
    let sent = client.text(DM, "Today!").await.expect("sent");
    alice.react(&sent.guid, "love").expect("reacted");
    alice.reply(&sent.guid, "great").expect("written");
    alice.attachment("map.png", PNG).expect("sent");
    let question = alice.text("never mind").expect("written");
    alice.unsend(&question).expect("taken back");
    sim.person(BOB).text("another conversation").expect("written");
    let expected = Expect::text("Tomorrow!").effect("confetti");
    let error = alice.sees(expected, Duration::from_millis(1)).await.expect_err("not seen");
    let told: Vec<String> = error
        .to_string()
        .lines()
        // The times differ from run to run.
        .map(|line| match line.split_once(ALICE).or_else(|| line.split_once("agent  ")) {
            Some((time, _)) if time.contains(':') => line[16..].to_owned(),
            _ => line.to_owned(),
        })
        .collect();
    let expected = [
        "+15551230001 did not see a message with the text \"Tomorrow!\" with the effect confetti \
         within 1ms.",
        "",
        "Conversation any;-;+15551230001, line shared:",
        "+15551230001  \"when is\\nthe \\\"party\\\"?\"",
        "agent         \"Today!\"  ❤️ by +15551230001",
        "+15551230001  \"great\"  (answers \"Today!\")",
        "+15551230001  <file \"map.png\", image/png, 16 bytes>",
        "+15551230001  (unsent)",
        "",
        "What the agent did, the oldest first:",
        "  message \"Today!\"",
    ];
    assert_eq!(told, expected);
    let story = api(&sim, "GET", &format!("/api/story?person={BOB}"), Value::Null).await.1;
    let story = story["story"].as_str().expect("a story");
    assert!(story.contains("another conversation") && !story.contains("party"), "{story}");
}

#[tokio::test]
async fn a_wait_for_what_cannot_come_is_refused_at_once() {
    let sim = start(Simulator::builder()).await;
    for (wrong, word) in [
        (json!({ "effect": "confeti" }), "celebration"),
        (json!({ "kind": "mesage" }), "poll_option"),
        (json!({ "typing": "yes" }), "off"),
        (json!({ "background": "on" }), "cleared"),
        (json!({ "txt": "a" }), "txt"),
    ] {
        let (status, answer) = api(&sim, "POST", "/api/wait", wrong).await;
        let message = answer["message"].as_str().unwrap_or_default();
        assert!(status == 400 && message.contains(word), "{status} {answer}");
    }
}

#[tokio::test]
async fn the_clock_can_be_put_forward() {
    let sim = start(Simulator::builder().daily_limit(1)).await;
    let client = Client::connect(&sim, None).await;
    let sent = client.text(DM, "hello").await.expect("sent");
    assert_eq!(error_code(&client.text(DM, "x").await.expect_err("used up")), "dailyLimitExceeded");
    let day = json!({ "seconds": 86_400 });
    assert_eq!(api(&sim, "POST", "/api/clock/advance", day).await.0, 200);

    // The token is a day old, and so is the message; the quota is a new one.
    assert_eq!(error_code(&client.text(DM, "x").await.expect_err("expired")), "tokenExpired");
    let client = Client::connect(&sim, None).await;
    client.text(DM, "good morning").await.expect("another day");
    let edit = EditMessageRequest {
        target: Some(MessageTarget {
            message_guid: sent.guid,
            chat_guid: DM.to_owned(),
            target_part_index: None,
        }),
        new_text: "hello!".to_owned(),
        ..EditMessageRequest::default()
    };
    let refused = client.messages().edit_message(client.with(edit)).await.expect_err("too late");
    assert_eq!(error_code(&refused), "preconditionFailed");
    let dates: Vec<String> = sim.conversations()[0]
        .messages
        .iter()
        .map(|message| message.date[..10].to_owned())
        .collect();
    assert!(dates[0] < dates[1], "{dates:?}");

    for wrong in [
        json!({ "seconds": -1 }),
        json!({ "seconds": 1e300 }),
        json!({}),
        json!({ "seconds": 1e10 }),
    ] {
        assert_eq!(api(&sim, "POST", "/api/clock/advance", wrong).await.0, 400);
    }
}
