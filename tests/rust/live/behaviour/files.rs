//! Files by path, from memory and behind a URL: name, type, size and when they are read.

use std::time::Duration;

use spectrum_imessage::content::{self, FileOptions, VoiceOptions};
use spectrum_imessage::{Content, Error, ErrorKind, Message};
use spectrum_imessage_simulator::{Fault, Simulator};

use super::{Clock, PNG, Web, code, named, picture};
use crate::{ALICE, LINE_A, connect, count, space};

const UPLOAD: &str = "UploadAttachment";

fn typed(mime_type: &str) -> FileOptions {
    FileOptions { mime_type: Some(mime_type.to_owned()), ..FileOptions::default() }
}

/// What is sent of a file: its name, its type, its size.
fn told(message: &Message) -> (String, String, Option<u64>) {
    let Content::Attachment(file) = message.content() else { panic!("no attachment") };
    (file.name.clone(), file.mime_type.clone(), file.size)
}

fn told_at_build(content: Result<Content, Error>) -> (String, String) {
    let Ok(Content::Attachment(file)) = content else { panic!("no attachment: {content:?}") };
    (file.name, file.mime_type)
}

fn pair(name: &str, mime_type: &str) -> (String, String) {
    (name.to_owned(), mime_type.to_owned())
}

#[test]
fn names_and_types_of_files() {
    let path = |options| content::attachment("no/such/folder/pic.png", options);
    let bytes = |options| content::attachment_bytes(PNG, options);
    let url = |options| content::attachment_url("http://127.0.0.1:1/a/pic.png?x=1", options);
    let none = FileOptions::default;

    assert_eq!(told_at_build(path(none())), pair("pic.png", "image/png"));
    assert_eq!(told_at_build(url(none())), pair("pic.png", "image/png"));
    assert_eq!(told_at_build(bytes(typed("image/png"))), pair("attachment", "image/png"));
    let bare = content::attachment_url("http://127.0.0.1:1/", typed("text/html"));
    assert_eq!(told_at_build(bare), pair("attachment", "text/html"));
    for build in [path, bytes, url] {
        // The option wins, and the extension of the name that was given tells the type.
        assert_eq!(told_at_build(build(named("b.jpg"))), pair("b.jpg", "image/jpeg"));
        let both = FileOptions { mime_type: Some("a/b".into()), ..named("b.jpg") };
        assert_eq!(told_at_build(build(both)), pair("b.jpg", "a/b"));
        assert_eq!(code(build(named("no-extension"))), "unknownMimeType");
    }
    assert_eq!(code(bytes(none())), "unknownMimeType");
    assert_eq!(code(content::attachment("LICENSE", none())), "unknownMimeType");
    assert_eq!(code(content::attachment_url("http://127.0.0.1:1/x", none())), "unknownMimeType");
    assert_eq!(code(content::attachment_url("file:///etc/hosts", none())), "invalidUrl");
}

#[test]
fn an_id_is_given_or_a_uuid_of_its_own() {
    let id = |options| match content::attachment_bytes(PNG, options) {
        Ok(Content::Attachment(file)) => file.id,
        other => panic!("{other:?}"),
    };
    let given = FileOptions { id: Some("mine".into()), ..named("a.png") };
    assert_eq!(id(given), "mine");
    let (one, two) = (id(named("a.png")), id(named("a.png")));
    assert_ne!(one, two);
    assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
}

#[tokio::test]
async fn sizes_are_known_of_paths_and_bytes() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let web = Web::serving([Some((200, PNG))]).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pic.png");
    std::fs::write(&path, PNG).expect("a file");
    let size = Some(PNG.len() as u64);

    let sent = space.send(content::attachment(&path, FileOptions::default())).await;
    let sent = sent.expect("sent").expect("a message");
    assert_eq!(told(&sent), ("pic.png".into(), "image/png".into(), size));
    let sent = space.send(picture("b.png")).await.expect("sent").expect("a message");
    assert_eq!(told(&sent), ("b.png".into(), "image/png".into(), size));
    let sent = space.send(content::attachment_url(&web.url("/c.png"), FileOptions::default()));
    let sent = sent.await.expect("sent").expect("a message");
    assert_eq!(told(&sent), ("c.png".into(), "image/png".into(), None));

    let conversation = sim.conversation(space.id()).expect("the chat exists");
    let names: Vec<_> =
        conversation.messages.iter().map(|m| m.attachments[0].name.as_str()).collect();
    assert_eq!(names, ["pic.png", "b.png", "c.png"], "the receiver sees the name that was given");
    for message in &conversation.messages {
        assert_eq!(sim.attachment(&message.attachments[0].guid).as_deref(), Some(PNG));
    }
    app.stop().await;
}

#[tokio::test]
async fn what_is_no_file_throws_before_anything_is_sent() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing.png");
    let missing = content::attachment(&missing, FileOptions::default()).expect("a name tells");
    let text = content::text("not sent").expect("text");
    let sent = space.send_all(vec![text, missing], Default::default()).await;
    assert_eq!(code(sent), "fileNotFound");
    let options = VoiceOptions { mime_type: Some("audio/mp4".into()), ..VoiceOptions::default() };
    let sent = space.send(content::voice(folder.path(), options)).await;
    assert_eq!(sent.err().map(|error| error.kind()), Some(ErrorKind::Validation));
    assert_eq!(sim.transcript().iter().filter(|call| call.service != "REST").count(), 0);
    app.stop().await;
}

#[tokio::test]
async fn a_url_is_fetched_at_the_send_and_its_bytes_are_remembered() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let web = Web::serving([Some((500, b"".as_slice())), Some((200, PNG))]).await;
    let content = content::attachment_url(&web.url("/a.png"), FileOptions::default());
    let content = content.expect("a URL");
    assert_eq!(web.asked(), 0, "building it touches nothing");

    let error = space.send(content.clone()).await.expect_err("the answer is outside 2xx");
    assert_eq!((error.kind(), error.http_status()), (ErrorKind::Connection, Some(500)));
    assert_eq!(count(&sim, UPLOAD), 0);

    let sent = space.send(content).await.expect("a failed read is not remembered");
    let sent = sent.expect("a message");
    let Content::Attachment(file) = sent.content() else { panic!("no attachment") };
    assert_eq!(file.file.read().await.expect("read"), PNG);
    let asked = web.asked();
    assert_eq!(file.file.read().await.expect("read"), PNG);
    assert_eq!(web.asked(), asked, "a good read is");
    app.stop().await;
}

#[tokio::test]
async fn a_url_that_never_answers_has_10_seconds() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let web = Web::serving([None]).await;
    let clock = Clock::stopped();
    let content = content::attachment_url(&web.url("/a.png"), FileOptions::default());
    let send = tokio::spawn(async move { space.send(content).await });
    clock.until("it is asked for", || web.asked() == 1).await;
    clock.advance(Duration::from_millis(9_900)).await;
    assert!(!send.is_finished());
    clock.advance(Duration::from_millis(200)).await;
    clock.until("the file is given up", || send.is_finished()).await;
    assert_eq!(code(send.await.expect("no panic")), "timeout");
    assert_eq!(count(&sim, UPLOAD), 0);
    clock.goes_on();
    app.stop().await;
}

#[tokio::test]
async fn a_failed_download_is_tried_again_and_a_good_one_is_remembered() {
    let sim = Simulator::builder().dedicated([LINE_A]).start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let guid = sim.person(ALICE).attachment("a.png", PNG).expect("sent");
    let conversation = sim.conversation("any;-;+15551230001").expect("a chat");
    let sent = conversation.messages.iter().find(|message| message.guid == guid).expect("there");
    let found = im.get_attachment(&sent.attachments[0].guid, None).await.expect("asked");
    let found = found.expect("one line needs no phone");
    assert_eq!(count(&sim, "DownloadAttachment"), 0, "the bytes are fetched when they are read");

    sim.fault(Fault::refuse("DownloadAttachment", "INTERNAL")).expect("a fault");
    found.file.read().await.expect_err("refused");
    assert_eq!(found.file.read().await.expect("read"), PNG);
    let calls = count(&sim, "DownloadAttachment");
    assert_eq!(found.file.read().await.expect("read"), PNG);
    assert_eq!(count(&sim, "DownloadAttachment"), calls, "a second read makes no call");
    app.stop().await;
}

#[test]
fn a_voice_message_is_audio_of_a_length() {
    let voice = |name: &str, mime_type: Option<&str>, duration: Option<f64>| {
        let mime_type = mime_type.map(str::to_owned);
        let name = Some(name.to_owned());
        content::voice_bytes("x", VoiceOptions { name, mime_type, duration }).map(|voice| {
            let Content::Voice(voice) = voice else { panic!("no voice") };
            voice.mime_type
        })
    };
    assert!(voice("a.wav", None, Some(0.0)).expect("audio").starts_with("audio/"));
    assert_eq!(voice("a.png", Some("audio/mp4"), Some(1.5)).ok().as_deref(), Some("audio/mp4"));
    for wrong in [
        voice("a.png", None, None),
        voice("a.wav", Some("video/mp4"), None),
        voice("a", None, None),
        voice("a.wav", None, Some(-1.0)),
        voice("a.wav", None, Some(f64::NAN)),
    ] {
        assert_eq!(wrong.err().map(|error| error.kind()), Some(ErrorKind::Validation));
    }
    let url = content::voice_url("http://127.0.0.1:1/a.m4a", VoiceOptions::default());
    assert!(url.is_ok(), "{url:?}");
    let url = content::voice_url("http://127.0.0.1:1/a.html", VoiceOptions::default());
    assert!(url.is_err());
}
