//! Every way in which `osascript` can end.

use std::fs;
use std::time::Duration;

use serde_json::Value as Json;

use super::mac::{Mac, Row, direct, fixtures, group, person};
use crate::error::{Error, Result};
use crate::platform::imessage::local::sending::{Sender, Sent, Settings, Target};

fn outcomes() -> Vec<(String, Json)> {
    let text = fs::read_to_string(fixtures().join("osascript-outcomes.json")).expect("there");
    let all: Json = serde_json::from_str(&text).expect("JSON");
    all["outcomes"].as_object().expect("a map").clone().into_iter().collect()
}

fn hasty(mac: &Mac) -> Sender {
    Sender::new(Settings {
        text_limit: Duration::from_secs(5),
        confirm_limit: Duration::from_millis(60),
        ..mac.settings()
    })
}

fn outcome_of(error: &Error) -> &str {
    error.context().get("outcome").map_or("", String::as_str)
}

/// The outcome at every call, without a row.
async fn end(mac: &Mac, name: &str, outcome: &Json) -> Result<Sent> {
    for call in 0..3 {
        mac.ends(call, outcome);
    }
    let target = match name {
        "participant_not_found" | "no_account" | "no_such_service" => person(),
        _ => group(),
    };
    let mut settings = mac.settings();
    settings.confirm_limit = Duration::from_millis(60);
    if name == "hangs" {
        settings.text_limit = Duration::from_millis(200);
    }
    Sender::new(settings).text(&target, "Hello").await
}

#[tokio::test]
async fn each_outcome_is_what_the_list_says() {
    for (name, expected) in outcomes() {
        let mac = Mac::new();
        let result = end(&mac, &name, &expected).await;
        let code = expected["code"].as_str();
        match expected["dispatched"].as_str() {
            Some("yes") => assert_eq!(result.expect(&name), Sent::Unconfirmed, "{name}"),
            Some("no") => {
                let error = result.expect_err(&name);
                assert_eq!(Some(error.code()), code, "{name}");
                assert_eq!(outcome_of(&error), "notSent", "{name}");
                assert_eq!(error.kind().class_name(), expected["error"], "{name}");
            }
            _ => {
                let error = result.expect_err(&name);
                assert_eq!(error.code(), "outcomeUnknown", "{name}");
                assert_eq!(error.context().get("reason").map(String::as_str), code, "{name}");
                assert_eq!(outcome_of(&error), "unknown", "{name}");
                assert_eq!(error.kind().class_name(), expected["error"], "{name}");
                assert!(!error.is_retryable(), "{name}");
            }
        }
        let calls = if name == "not_running" { 2 } else { 1 };
        assert_eq!(mac.calls().len(), calls, "{name}");
    }
}

#[tokio::test]
async fn an_unknown_outcome_with_a_row_is_a_success() {
    for (name, outcome) in outcomes() {
        if outcome["dispatched"] != "unknown" {
            continue;
        }
        let mac = Mac::new();
        mac.ends(0, &outcome);
        mac.when_called(0, |messages| {
            messages.row(&Row::text("A", "Hello"));
        });
        let mut settings = mac.settings();
        if name == "hangs" {
            settings.text_limit = Duration::from_millis(200);
        }
        let sent = Sender::new(settings).text(&direct(), "Hello").await.expect(&name);
        assert!(matches!(sent, Sent::Confirmed { guid, .. } if guid == "A"), "{name}");
        assert_eq!(mac.calls().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn messages_is_started_once() {
    let not_running =
        &outcomes().into_iter().find(|(name, _)| name == "not_running").expect("it").1;
    let mac = Mac::new();
    mac.ends(0, not_running);
    assert_eq!(hasty(&mac).text(&direct(), "Hello").await.expect("sent"), Sent::Unconfirmed);
    assert_eq!(mac.opened()[0].arguments, ["-g", "-a", "Messages"]);
    assert_eq!(mac.opened().len(), 1);
    let calls = mac.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0], calls[1]);
}

#[tokio::test]
async fn a_direct_conversation_that_messages_refuses_is_reached_by_its_address() {
    let refused = &outcomes().into_iter().find(|(name, _)| name == "chat_not_found").expect("it").1;
    let mac = Mac::new();
    mac.ends(0, refused);
    mac.when_called(1, |messages| {
        messages.row(&Row::text("A", "Hello"));
    });
    let sent = mac.sender().text(&direct(), "Hello").await.expect("sent");
    assert!(matches!(sent, Sent::Confirmed { guid, .. } if guid == "A"));
    let calls = mac.calls();
    assert_eq!(calls[0].arguments, ["-", "chat", "any;-;+15550100001", "text", "Hello"]);
    assert_eq!(calls[1].arguments, ["-", "participant", "+15550100001", "text", "Hello"]);

    // Neither a group nor a conversation by SMS.
    let sms = Target::Chat {
        guid: "SMS;-;+15550100777".to_owned(),
        address: Some("+15550100777".to_owned()),
        imessage: false,
    };
    for target in [group(), sms] {
        let mac = Mac::new();
        mac.ends(0, refused);
        let error = hasty(&mac).text(&target, "Hello").await.expect_err("refused");
        assert_eq!(error.code(), "chatNotFound");
        assert_eq!(mac.calls().len(), 1);
    }

    // Where that fails too, the address is unknown.
    let mac = Mac::new();
    mac.ends(0, refused);
    mac.ends(1, refused);
    let error = hasty(&mac).text(&direct(), "Hello").await.expect_err("refused");
    assert_eq!(error.code(), "addressNotFound");
}

#[tokio::test]
async fn a_program_that_is_not_there_needs_a_mac() {
    let mac = Mac::new();
    let settings = Settings { program: mac.path("none"), ..mac.settings() };
    let error = Sender::new(settings).text(&direct(), "Hello").await.expect_err("not there");
    assert_eq!((error.code(), outcome_of(&error)), ("operationNotSupported", "notSent"));
}

#[tokio::test]
async fn without_a_database_nothing_is_sent() {
    let mac = Mac::new();
    fs::remove_file(mac.path("chat.db")).expect("removed");
    let error = mac.sender().text(&direct(), "Hello").await.expect_err("no database");
    assert_eq!(error.code(), "databaseNotFound");
    assert!(mac.calls().is_empty());
}
