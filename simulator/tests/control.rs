//! The HTTP API that drives the simulator from other languages.

mod common;

use common::*;
use serde_json::{Value, json};
use spectrum_imessage_simulator::Simulator;

/// Calls the API.
async fn api(sim: &Simulator, method: &str, path: &str, body: Value) -> (u16, Value) {
    let body = (!body.is_null()).then_some(body);
    http(method, &format!("{}{path}", sim.page_url()), None, body).await
}

async fn done(sim: &Simulator, method: &str, path: &str, body: Value) -> Value {
    let (status, answer) = api(sim, method, path, body).await;
    assert_eq!(status, 200, "{method} {path}: {answer}");
    answer
}

#[tokio::test]
async fn where_to_connect_is_told_as_at_the_start() {
    let sim = start(Simulator::builder()).await;
    let ready = done(&sim, "GET", "/api/ready", Value::Null).await;
    assert_eq!(ready, json!(sim.ready().expect("a certificate")));
    assert_eq!(ready["project_secret"], sim.project_secret());
}

#[tokio::test]
async fn people_act_and_see() {
    let sim = start(Simulator::builder()).await;
    let client = Client::connect(&sim, None).await;
    let alice = format!("/api/people/{ALICE}");
    let wrote = done(&sim, "POST", &format!("{alice}/text"), json!({ "text": "hello" })).await;
    assert_eq!((&wrote["chat"], &wrote["head_sequence"]), (&json!(DM), &json!(1)));

    let path = format!("/api/wait?person={ALICE}&text=hi%20there&effect=none&timeout=10");
    let (seen, sent) =
        tokio::join!(done(&sim, "GET", &path, Value::Null), client.text(DM, "hi there"));
    let sent = sent.expect("sent");
    assert_eq!(seen["message"]["guid"], sent.guid);
    let reply = json!({ "text": "fine", "message_guid": sent.guid });
    done(&sim, "POST", &format!("{alice}/reply"), reply).await;
    done(&sim, "POST", &format!("{alice}/react"), json!({ "reaction": "❤️" })).await;
    done(&sim, "POST", &format!("{alice}/attachment"), json!({ "name": "a.txt", "data": "aGk=" }))
        .await;

    let sticker = json!({ "name": "star.png", "data": "aGk=", "x": 0.25 });
    done(&sim, "POST", &format!("{alice}/sticker"), sticker).await;

    let conversation = done(&sim, "GET", &format!("/api/conversations/{DM}"), Value::Null).await;
    let messages = conversation["messages"].as_array().expect("messages");
    assert_eq!(messages.len(), 4);
    assert_eq!(
        messages[1]["reactions"][0]["tapback"], "love",
        "a reaction without a target meets the newest"
    );
    let sticker = &messages[1]["stickers"][0];
    assert_eq!((&sticker["from"], &sticker["file"]["name"]), (&json!(ALICE), &json!("star.png")));
    assert_eq!((&sticker["x"], &sticker["y"]), (&json!(0.25), &json!(0.5)));
    assert_eq!(messages[2]["reply_to"], sent.guid);
    let file = messages[3]["attachments"][0]["guid"].as_str().expect("a guid");
    let bytes = done(&sim, "GET", &format!("/api/attachments/{file}"), Value::Null).await;
    assert_eq!(bytes, "hi");

    let late = json!({ "person": ALICE, "text": "nothing", "timeout": 0.01 });
    let (status, answer) = api(&sim, "POST", "/api/wait", late).await;
    assert_eq!((status, &answer["code"]), (408, &json!("notSeen")));
    assert_eq!(answer["seen"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn groups_are_made_by_people() {
    let sim = start(Simulator::builder().dedicated([LINE_A])).await;
    let group = json!({ "members": [ALICE, BOB], "name": "Plans", "line": LINE_A });
    let chat = done(&sim, "POST", "/api/groups", group).await["chat"].clone();
    let text = json!({ "text": "all here?", "chat": chat });
    done(&sim, "POST", &format!("/api/people/{BOB}/text"), text).await;
    done(
        &sim,
        "POST",
        &format!("/api/people/{BOB}/rename"),
        json!({ "name": "Trip", "chat": chat }),
    )
    .await;
    let path = format!("/api/conversations/{}", chat.as_str().expect("a guid"));
    let conversation = done(&sim, "GET", &path, Value::Null).await;
    assert_eq!(
        (&conversation["name"], &conversation["people"]),
        (&json!("Trip"), &json!([ALICE, BOB]))
    );
    let stranger = json!({ "text": "me too", "chat": chat });
    let (status, answer) = api(&sim, "POST", "/api/people/+15551230009/text", stranger).await;
    assert_eq!((status, &answer["code"]), (400, &json!("preconditionFailed")));
}

#[tokio::test]
async fn switches_work() {
    let sim = start(Simulator::builder().dedicated([LINE_A])).await;
    let client = Client::connect(&sim, None).await;
    let fault = json!([{ "method": "SendTextMessage", "action": "refuse", "status": "INTERNAL", "error_code": "oops" }]);
    done(&sim, "POST", "/api/faults", fault.clone()).await;
    assert_eq!(error_code(&client.text(DM, "x").await.expect_err("refused")), "oops");
    done(&sim, "POST", "/api/faults", fault).await;
    done(&sim, "POST", "/api/faults/clear", Value::Null).await;
    client.text(DM, "1").await.expect("no fault is left");

    done(&sim, "POST", "/api/quotas", json!({ "daily_limit": 1 })).await;
    assert_eq!(error_code(&client.text(DM, "2").await.expect_err("refused")), "dailyLimitExceeded");
    done(&sim, "POST", "/api/quotas", json!({ "reset": true })).await;
    client.text(DM, "2").await.expect("counts begin anew");

    let mut events = client.subscribe().await;
    let state = done(&sim, "GET", "/api/state", Value::Null).await;
    assert_eq!((&state["open_streams"], &state["head_sequence"]), (&json!(1), &json!(2)));
    done(&sim, "POST", "/api/streams/double", json!({ "on": true })).await;
    sim.person(ALICE).text("twice").expect("written");
    for _ in 0..2 {
        assert_eq!(next_event(&mut events).await.expect("an event").0, 3);
    }
    assert_eq!(done(&sim, "POST", "/api/streams/cut", Value::Null).await["streams"], 1);
    next_event(&mut events).await.expect_err("cut");

    let lines = done(&sim, "POST", "/api/lines", json!({ "lines": [LINE_A, LINE_B] })).await;
    assert_eq!(lines["lines"][1]["phone"], LINE_B);
    let instance = lines["lines"][1]["instance"].as_str().expect("an instance");
    done(&sim, "POST", "/api/lines", json!({ "numbers": { instance: null } })).await;
    let data = tokens(&sim).await;
    assert!(data["auth"][instance].is_string() && data["numbers"][instance].is_null(), "{data}");

    done(&sim, "POST", "/api/tokens/expire", Value::Null).await;
    assert_eq!(error_code(&client.text(DM, "x").await.expect_err("expired")), "tokenExpired");

    let entries = done(&sim, "GET", "/api/transcript?after=2", Value::Null).await;
    assert_eq!(entries["entries"][0]["n"], 3);
    done(&sim, "POST", "/api/transcript/clear", Value::Null).await;
    assert_eq!(done(&sim, "GET", "/api/transcript", Value::Null).await["entries"], json!([]));

    done(&sim, "POST", "/api/stop", Value::Null).await;
    tokio::time::timeout(SOON, sim.stop_asked()).await.expect("asked to stop");
}

#[tokio::test]
async fn mistakes_are_explained() {
    let sim = start(Simulator::builder()).await;
    let cases = [
        ("POST", format!("/api/people/{ALICE}/text"), json!({}), 400, "text"),
        ("POST", format!("/api/people/{ALICE}/text"), json!({ "txt": "x" }), 400, "txt"),
        ("POST", format!("/api/people/{ALICE}/dance"), json!({}), 400, "dance"),
        ("POST", "/api/people/nobody/text".to_owned(), json!({ "text": "x" }), 400, "nobody"),
        (
            "POST",
            "/api/faults".to_owned(),
            json!({ "method": "A", "action": "explode" }),
            400,
            "explode",
        ),
        ("POST", "/api/lines".to_owned(), json!({ "lines": [LINE_A] }), 400, "shared"),
        ("POST", "/api/groups".to_owned(), json!({ "members": [] }), 400, "people"),
        ("GET", "/api/wait?colour=red".to_owned(), Value::Null, 400, "colour"),
        ("GET", "/api/conversations/any;-;nobody".to_owned(), Value::Null, 404, "conversation"),
        ("GET", "/api/nothing".to_owned(), Value::Null, 404, "address"),
        ("GET", "/api/stop".to_owned(), Value::Null, 405, "method"),
    ];
    for (method, path, body, status, word) in cases {
        let (answered, answer) = api(&sim, method, &path, body).await;
        let message = answer["message"].as_str().unwrap_or_default();
        assert!(
            answered == status && message.contains(word),
            "{method} {path}: {answered} {answer}"
        );
    }
}

#[tokio::test]
async fn the_page_and_its_files_are_served() {
    let sim = start(Simulator::builder()).await;
    let (status, page) = api(&sim, "GET", "/", Value::Null).await;
    assert!(status == 200 && page.as_str().is_some_and(|page| page.contains("/page/app.js")));
    assert_eq!(api(&sim, "GET", "/page/app.js", Value::Null).await.0, 200);
    assert_eq!(api(&sim, "GET", "/page/../Cargo.toml", Value::Null).await.0, 404);
}

#[tokio::test]
async fn tests_can_wait_for_the_agent() {
    let sim = start(Simulator::builder().dedicated([LINE_A, LINE_B])).await;
    let client = Client::connect(&sim, Some(LINE_A)).await;
    let path = format!("/api/listening?line={LINE_A}");
    let (_, events) = tokio::join!(done(&sim, "GET", &path, Value::Null), client.subscribe());
    let other = format!("/api/listening?line={LINE_B}&timeout=0.01");
    assert_eq!(api(&sim, "GET", &other, Value::Null).await.0, 408);
    drop(events);
    let (entry, sent) = tokio::join!(
        done(&sim, "GET", "/api/transcript/wait?method=SendTextMessage&status=OK", Value::Null),
        client.text(DM, "hello"),
    );
    sent.expect("sent");
    assert_eq!((&entry["request"]["text"], &entry["line"]), (&json!("hello"), &json!(LINE_A)));
    let never = "/api/transcript/wait?method=EditMessage&timeout=0.01";
    assert_eq!(api(&sim, "GET", never, Value::Null).await.1["code"], "notInTime");
}
