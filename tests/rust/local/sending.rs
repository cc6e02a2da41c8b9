//! What is sent leaves through the script program, and its row is the answer.

use std::time::Duration;

use spectrum_imessage::{
    Content, Direction, ErrorKind, MessageEffect, Options, SendOptions, Space, Spectrum,
    UnsupportedPolicy, content,
};

use super::mac::{ADA, DIRECT, GROUP, Mac, next, quiet, text};

fn direct(app: &Spectrum) -> Space {
    app.imessage().expect("a provider").space(DIRECT.1, None).expect("known")
}

#[tokio::test]
async fn a_text_has_the_id_of_its_row() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    mac.when_called(0, |writer| {
        writer.own("SENT", "hi Ada");
    });
    let sent = direct(&app).send("hi Ada").await.expect("sent").expect("a message");
    assert_eq!((sent.id(), text(&sent), sent.direction()), ("SENT", "hi Ada", Direction::Outbound));
    assert!(sent.native().expect("of its row").is_sent);
    let calls = mac.calls();
    assert_eq!(calls.len(), 1);
    assert!(calls[0].iter().any(|argument| argument == DIRECT.1));
    assert!(calls[0].iter().any(|argument| argument == "hi Ada"));
    // What was sent does not come back.
    quiet(&mut messages).await;
    let found = direct(&app).get_message("SENT").await.expect("read").expect("there");
    assert_eq!(text(&found), "hi Ada");
}

#[tokio::test]
async fn an_answer_to_a_message_leaves() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    mac.writer().text_in(GROUP.0, "Q", "who is there?");
    let message = next(&mut messages).await;
    mac.when_called(0, |writer| {
        let own: &[(&str, &dyn rusqlite::ToSql)] =
            &[("text", &"me"), ("is_from_me", &1), ("is_sent", &1)];
        writer.row(GROUP.0, "A", own);
    });
    let answered = message.space().responding(message.space().send("me")).await;
    assert_eq!(answered.expect("no typing").expect("sent").expect("a message").id(), "A");
    assert!(mac.calls()[0].iter().any(|argument| argument == GROUP.1));
    drop(app);
}

#[tokio::test]
async fn a_file_is_staged_and_sent() {
    let mac = Mac::new();
    let app = mac.start().await;
    mac.when_called(0, |writer| {
        let rowid =
            writer.with_file("FILE", &[("is_from_me", &1)], ("notes.txt", "~/notes.txt", 5));
        writer.sql("UPDATE message SET is_sent = 1 WHERE ROWID = ?", [rowid]);
    });
    let options = content::FileOptions { name: Some("notes.txt".into()), ..Default::default() };
    let file = content::attachment_bytes("some notes", options).expect("built");
    let sent = direct(&app).send(file).await.expect("sent").expect("a message");
    assert_eq!(sent.id(), "FILE");
    assert!(matches!(sent.content(), Content::Attachment(_)));
    let calls = mac.calls();
    let staged = calls[0].iter().find(|argument| argument.ends_with("notes.txt")).expect("a path");
    assert!(staged.starts_with(&*mac.path("").to_string_lossy()), "{staged}");
}

#[tokio::test]
async fn cards_are_links_and_contacts_are_files() {
    let mac = Mac::new();
    let app = mac.start().await;
    mac.when_called(0, |writer| {
        writer.own("LINK", "https://example.com/a");
    });
    mac.when_called(1, |writer| {
        writer.with_file("CARD", &[("is_from_me", &1)], ("Ben_Example.vcf", "~/b.vcf", 5));
    });
    let space = direct(&app);
    let card = content::app("https://example.com/a", None);
    let sent = space.send(card).await.expect("sent").expect("a message");
    assert_eq!((sent.id(), text(&sent)), ("LINK", "https://example.com/a"));
    let vcard = "BEGIN:VCARD\nVERSION:3.0\nFN:Ben Example\nEND:VCARD\n";
    let contact = content::contact_vcard(vcard);
    assert_eq!(space.send(contact).await.expect("sent").expect("a message").id(), "CARD");
    assert!(mac.calls()[1].iter().any(|argument| argument.ends_with(".vcf")));
}

#[tokio::test]
async fn what_is_not_there_is_skipped_or_thrown_as_set() {
    let mac = Mac::new();
    let everything = || {
        vec![
            content::markdown("**x**"),
            content::richlink("https://example.com"),
            content::effect("x", MessageEffect::Slam),
            content::poll("?", ["a", "b"]),
            Ok(content::custom(serde_json::json!({}))),
            Ok(content::typing(content::Typing::Start)),
            content::rename("x"),
            Ok(content::leave_space()),
            Ok(content::native_contact_card()),
        ]
    };
    let app = mac.start().await;
    let space = direct(&app);
    for content in everything() {
        assert!(space.send(content).await.expect("skipped").is_none());
    }
    space.start_typing().await.expect("skipped");
    app.stop().await;

    let options = Options { unsupported: UnsupportedPolicy::Throw, ..Options::default() };
    let app = mac.start_with(options).await;
    let space = direct(&app);
    for content in everything() {
        let error = space.send(content).await.expect_err("thrown");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.message().starts_with("iMessage (local mode) does not support"), "{error}");
    }
    assert!(mac.calls().is_empty());
    // Nothing is shown, and the work is done.
    let worked = space.responding(async { 7 }).await.expect("it goes on");
    assert_eq!(worked, 7);
}

#[tokio::test]
async fn a_background_is_always_thrown() {
    let mac = Mac::new();
    let app = mac.start().await;
    let space = direct(&app);
    let errors = [
        space.background(content::background_clear()).await.map(drop),
        space.send(content::background_clear()).await.map(drop),
        space
            .send_all(
                vec![content::text("no").expect("text"), content::background_clear()],
                SendOptions::default(),
            )
            .await
            .map(drop),
    ];
    for error in errors {
        let error = error.expect_err("in every form");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.message().contains("\"background\""), "{error}");
    }
}

#[tokio::test]
async fn one_key_sends_once() {
    let mac = Mac::new();
    let app = mac.start().await;
    mac.when_called(0, |writer| {
        writer.own("ONCE", "only once");
    });
    let space = direct(&app);
    let keyed = || SendOptions { client_message_id: Some("key".into()), progress: None };
    for _ in 0..2 {
        let content = content::text("only once").expect("text");
        let sent = space.send_all(vec![content], keyed()).await.expect("sent");
        assert_eq!(sent[0].as_ref().map(spectrum_imessage::Message::id), Some("ONCE"));
    }
    assert_eq!(mac.calls().len(), 1);
}

#[tokio::test]
async fn an_answer_goes_out_once_over_a_restart() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading_with(mac.durable()).await;
    mac.writer().text("Q", "question");
    let message = next(&mut messages).await;
    mac.when_called(0, |writer| {
        writer.own("ANSWER", "answer");
    });
    let sent = message.space().send("answer").await.expect("sent").expect("a message");
    assert_eq!(sent.id(), "ANSWER");
    // Killed before it was handled.
    drop((message, messages));
    app.stop().await;
    drop(app);
    let (_app, mut messages) = mac.reading_with(mac.durable()).await;
    let message = next(&mut messages).await;
    assert!(message.redelivered());
    let sent = message.space().send("answer").await.expect("sent").expect("a message");
    assert_eq!((sent.id(), mac.calls().len()), ("ANSWER", 1));
}

#[tokio::test]
async fn somebody_new_is_reached_by_the_address() {
    let mac = Mac::new();
    let app = mac.start().await;
    let im = app.imessage().expect("a provider");
    let space = im.space("+15550104444", None).expect("a person");
    mac.when_called(0, |writer| {
        writer.sql(
            "INSERT INTO chat (ROWID, guid, style, chat_identifier, service_name) \
             VALUES (77, 'any;-;+15550104444', 45, '+15550104444', 'iMessage')",
            [],
        );
        let own: &[(&str, &dyn rusqlite::ToSql)] =
            &[("text", &"hello"), ("is_from_me", &1), ("is_sent", &1)];
        writer.row(77, "NEW", own);
    });
    assert_eq!(space.send("hello").await.expect("sent").expect("a message").id(), "NEW");
    assert!(mac.calls()[0].iter().any(|argument| argument == "+15550104444"));
}

#[tokio::test]
async fn refusals_of_the_mac_say_what_to_do() {
    let mac = Mac::new();
    let app = mac.start().await;
    mac.answer("echo 'before send: Not authorized (-1743)' >&2; exit 1");
    let error = direct(&app).send("x").await.expect_err("not permitted");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Authentication, "unauthorized"));
    assert!(error.message().contains("Automation"), "{error}");
}

#[tokio::test]
async fn a_row_whose_flag_is_late_is_known_as_our_own() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    mac.when_called(0, |writer| {
        let rowid = writer.text("LATE", "bravo");
        std::thread::sleep(Duration::from_millis(250));
        let sql = "UPDATE message SET is_from_me = 1, is_sent = 1 WHERE ROWID = ?";
        writer.sql(sql, [rowid]);
    });
    let sent = direct(&app).send("bravo").await.expect("sent").expect("a message");
    assert_eq!(sent.id(), "LATE");
    mac.writer().text("OTHER", "from Ada");
    let message = next(&mut messages).await;
    assert_eq!((message.id(), message.sender().map(|sender| &*sender.id)), ("OTHER", Some(ADA)));
}

#[tokio::test]
async fn what_was_cut_off_and_has_left_is_not_sent_again() {
    let mac = Mac::new();
    let app = mac.start_with(mac.durable()).await;
    let space = direct(&app);
    // It is cut off while the script runs.
    mac.answer("exec sleep 60");
    let (left, cut_off) = (space.clone(), space.clone());
    let sends = [
        tokio::spawn(async move { left.send("has left").await }),
        tokio::spawn(async move { cut_off.send("has not").await }),
    ];
    while mac.calls().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    app.stop().await;
    for send in sends {
        let _ = send.await;
    }
    drop((app, space));
    let calls = mac.calls().len();
    mac.writer().own("LEFT", "has left");
    mac.answer("");

    let app = mac.start_with(mac.durable()).await;
    let entries = app.outbox().expect("read");
    let entry = |text: &str| {
        let is = |entry: &&spectrum_imessage::OutboxEntry| {
            entry.content.as_ref().is_some_and(|content| content["text"] == text)
        };
        entries.iter().find(is).expect("kept").client_message_id.clone()
    };
    let again = app.send_again(&entry("has left")).await.expect("done").expect("a message");
    assert_eq!((again.id(), mac.calls().len()), ("LEFT", calls));
    mac.when_called(calls, |writer| {
        writer.own("NEW", "has not");
    });
    let again = app.send_again(&entry("has not")).await.expect("sent").expect("a message");
    assert_eq!((again.id(), mac.calls().len()), ("NEW", calls + 1));
}
