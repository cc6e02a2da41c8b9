//! Starting, and what is not there in local mode.

use std::fs;

use spectrum_imessage::imessage::{Config, CreateOptions, IMessage, Local};
use spectrum_imessage::{ErrorKind, Options, Spectrum, UnsupportedWhat, User};

use super::mac::{DIRECT, Mac};

#[tokio::test]
async fn elsewhere_both_places_are_needed() {
    if cfg!(target_os = "macos") {
        return;
    }
    let mac = Mac::new();
    let half = Local { database: Some(mac.database()), osascript: None };
    for local in [Local::default(), half] {
        let started = Spectrum::start(Options::default(), vec![Config::Local(local).into()]).await;
        let error = started.expect_err("this is no Mac");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        let detail = error.unsupported_detail().expect("what");
        assert_eq!(detail.platform, "iMessage (local mode)");
    }
}

#[tokio::test]
async fn a_start_says_what_is_wrong_with_the_database() {
    let mac = Mac::new();
    let start = |name: &str| {
        let local = Local { database: Some(mac.path(name)), osascript: Some(mac.program()) };
        Spectrum::start(Options::default(), vec![Config::Local(local).into()])
    };
    fs::write(mac.path("words.db"), "no database, but words enough").expect("written");
    fs::write(mac.path("empty.db"), "").expect("written");
    for (name, kind, code) in [
        ("none.db", ErrorKind::NotFound, "databaseNotFound"),
        ("words.db", ErrorKind::Validation, "notMessagesDatabase"),
        ("empty.db", ErrorKind::Validation, "notMessagesDatabase"),
        ("bin", ErrorKind::Validation, "notMessagesDatabase"),
    ] {
        let error = start(name).await.expect_err("nothing to read");
        assert_eq!((error.kind(), error.code()), (kind, code), "{name}: {error}");
    }
}

#[tokio::test]
async fn cloud_calls_say_what_to_do_instead() {
    let mac = Mac::new();
    let app = mac.start().await;
    let im = app.imessage().expect("a provider");
    assert!(im.lines().is_empty() && app.project().is_none());
    let none = CreateOptions::default();
    let created = im.create_space(&[User::new("+15550100001")], &none).await;
    let refused = [
        (created.expect_err("never"), "space.create"),
        (im.line(None).expect_err("never"), "im.line"),
        (im.look_up_user("+15550100001", None).await.expect_err("never"), "lookUpUser"),
    ];
    for (error, action) in refused {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        let detail = error.unsupported_detail().expect("what");
        assert_eq!(detail.what, UnsupportedWhat::Action(action.to_owned()));
        assert_eq!(detail.platform, "iMessage (local mode)");
        assert!(error.message().contains("works in cloud or dedicated mode"), "{error}");
    }
    assert_eq!(im.user("+15550100001").id, "+15550100001");
    let space = im.space(DIRECT.1, None).expect("known");
    assert!(IMessage::of(&space).is_some());
    assert_eq!(space.get_avatar().await.expect_err("never").kind(), ErrorKind::Unsupported);
    app.stop().await;
    assert_eq!(im.space(DIRECT.1, None).expect_err("stopped").code(), "stopped");
    assert_eq!(im.line(None).expect_err("stopped").code(), "stopped");
}

#[tokio::test]
async fn a_line_that_nobody_reads_is_not_healthy_and_a_read_one_is() {
    let mac = Mac::new();
    let (app, messages) = mac.reading().await;
    let health = app.health();
    let [line] = health.lines.as_slice() else { panic!("one line") };
    assert_eq!((&*line.line, line.streams.len(), line.unhandled), ("local", 1, 0));
    let stream = &line.streams[0];
    assert!(stream.connected_since.is_some() && stream.last_heartbeat.is_some());
    drop(messages);
    let other = mac.start().await;
    assert!(!other.health().healthy());
}
