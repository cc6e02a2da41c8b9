//! What the program is given, in which order, and what becomes of it.

use std::time::Duration;

use super::mac::{DIRECT, Mac, Row, direct, group};
use crate::platform::imessage::local::sending::script::SCRIPT;
use crate::platform::imessage::local::sending::{Sender, Sent, Settings, Target};

#[tokio::test]
async fn whatever_is_sent_arrives_as_it_is() {
    let texts = [
        "\" & (do shell script \"touch /tmp/x\") & \"",
        "-e",
        "--",
        "$(id) `id` ${HOME} %s \\n \\",
        "line\nend tell\nend run\ntell application \"Finder\" to quit",
        "\u{1f600}\u{2028}\u{202e}\u{0}".trim_end_matches('\0'),
        "before send: x (-43)",
    ];
    let mac = Mac::new();
    let sender = mac.hasty();
    let guid = "any;+;\" & quit & \"\n`id`";
    let evil = Target::Chat { guid: guid.to_owned(), address: None, imessage: true };
    for text in texts {
        assert_eq!(sender.text(&evil, text).await.expect("sent"), Sent::Unconfirmed);
    }
    let calls = mac.calls();
    assert_eq!(calls.len(), texts.len());
    for (call, text) in calls.iter().zip(texts) {
        assert_eq!(call.arguments, ["-", "chat", guid, "text", text]);
        assert_eq!(call.input, SCRIPT);
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_anything() {
    let mac = Mac::new();
    let sender = mac.sender();
    let chat = |guid: &str| Target::Chat { guid: guid.to_owned(), address: None, imessage: true };
    for (target, text) in [
        (direct(), "a\0b"),
        (direct(), ""),
        (direct(), " \n"),
        (chat(""), "a"),
        (chat("any;-;\0"), "a"),
        (Target::Person { address: "any;+;chat1".to_owned() }, "a"),
    ] {
        let error = sender.text(&target, text).await.expect_err("refused");
        assert_eq!(error.code(), "invalidArgument");
    }
    assert!(mac.calls().is_empty());
}

#[tokio::test]
async fn a_long_text_does_not_stand_in_the_arguments() {
    let mac = Mac::new();
    mac.answer(0, "cp \"$5\" \"$call/text\"");
    let text = format!("begin {} end", "\u{1f600} line\n".repeat(100_000));
    let expected = text.clone();
    mac.when_called(0, move |messages| {
        messages.row(&Row::text("A", &expected));
    });
    let sent = mac.sender().text(&direct(), &text).await.expect("sent");
    assert!(matches!(sent, Sent::Confirmed { .. }));
    let call = &mac.calls()[0];
    assert_eq!(call.arguments[3], "long text");
    let seen = std::fs::read_to_string(mac.path("osascript/call.0/text")).expect("there");
    assert!(seen == text);
    assert!(!std::path::Path::new(&call.arguments[4]).exists(), "removed");
}

#[tokio::test]
async fn calls_come_one_at_a_time_and_in_order() {
    let mac = Mac::new();
    mac.always(
        "mkdir \"$folder/busy\" || : >\"$folder/overlap\"; sleep 0.02; rmdir \"$folder/busy\"",
    );
    let sender = mac.hasty();
    let texts: Vec<String> = (0..6).map(|number| format!("text {number}")).collect();
    let other = group();
    let target = direct();
    let sends = texts.iter().map(|text| sender.text(&target, text));
    let others = texts.iter().map(|text| sender.text(&other, text));
    for sent in futures_util::future::join_all(sends.chain(others)).await {
        assert_eq!(sent.expect("sent"), Sent::Unconfirmed);
    }
    assert!(!mac.path("osascript/overlap").exists());
    let calls = mac.calls();
    assert_eq!(calls.len(), 12);
    for guid in [DIRECT.1, super::mac::GROUP.1] {
        let seen = calls.iter().filter(|call| call.arguments[2] == guid);
        assert!(seen.map(|call| &call.arguments[4]).eq(&texts));
    }
}

#[tokio::test]
async fn a_send_that_is_dropped_is_finished() {
    let mac = Mac::new();
    mac.answer(0, "sleep 0.2; echo $$ >\"$folder/first\"");
    let sender = mac.hasty();
    let other = sender.clone();
    let dropped = tokio::spawn(async move { other.text(&direct(), "first").await });
    mac.called(0).await;
    dropped.abort();
    assert!(dropped.await.expect_err("dropped").is_cancelled());
    // The next one comes after it.
    mac.answer(1, "test -e \"$folder/first\" || : >\"$folder/overtaken\"");
    sender.text(&direct(), "second").await.expect("sent");
    assert!(!mac.path("osascript/overtaken").exists());
    let process = std::fs::read_to_string(mac.path("osascript/first")).expect("it ended");
    sender.close().await;
    let process = nix::unistd::Pid::from_raw(process.trim().parse().expect("a number"));
    assert!(nix::sys::signal::kill(process, None).is_err(), "reaped");
}

#[tokio::test]
async fn a_send_that_is_dropped_before_its_turn_leaves_nothing() {
    let mac = Mac::new();
    mac.answer(0, "while [ ! -e \"$folder/go\" ]; do sleep 0.01; done");
    let sender = mac.hasty();
    let (first, second) = (sender.clone(), sender.clone());
    let first = tokio::spawn(async move { first.text(&direct(), "first").await });
    mac.called(0).await;
    let second = tokio::spawn(async move { second.text(&direct(), "second").await });
    tokio::task::yield_now().await;
    second.abort();
    let _ = second.await;
    std::fs::write(mac.path("osascript/go"), "").expect("written");
    first.await.expect("ended").expect("sent");
    sender.text(&direct(), "third").await.expect("sent");
    let texts: Vec<_> = mac.calls().into_iter().map(|call| call.arguments[4].clone()).collect();
    assert_eq!(texts, ["first", "third"]);
}

#[tokio::test]
async fn closing_stops_what_does_not_end() {
    let mac = Mac::new();
    mac.answer(0, "echo $$ >\"$folder/process\"; sleep 300 & wait");
    let settings = Settings { grace: Duration::from_millis(50), ..mac.settings() };
    let sender = Sender::new(settings);
    let other = sender.clone();
    let hanging = tokio::spawn(async move { other.text(&direct(), "hangs").await });
    let other = sender.clone();
    mac.called(0).await;
    mac.there("osascript/process").await;
    let waiting = tokio::spawn(async move { other.text(&direct(), "waits").await });
    tokio::task::yield_now().await;
    sender.close().await;
    let error = hanging.await.expect("ended").expect_err("stopped");
    assert_eq!(error.code(), "outcomeUnknown");
    assert_eq!(waiting.await.expect("ended").expect_err("refused").code(), "stopped");
    assert_eq!(sender.text(&direct(), "late").await.expect_err("refused").code(), "stopped");
    sender.close().await;
    let process = std::fs::read_to_string(mac.path("osascript/process")).expect("there");
    let process = nix::unistd::Pid::from_raw(process.trim().parse().expect("a number"));
    assert!(nix::sys::signal::kill(process, None).is_err(), "killed and reaped");
    assert_eq!(mac.calls().len(), 1);
}
