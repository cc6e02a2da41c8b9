//! What is sent.

use bytes::Bytes;
use spectrum_imessage::content::{self, CompanionSource, FileOptions, VoiceOptions};
use spectrum_imessage::{Content, ErrorKind, OnProgress, SendOptions};
use spectrum_imessage_simulator::{Expect, Fault, Simulator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::super::{ALICE, PATIENCE, SEND, connect, count, space, until};
use super::{Seen, guid, named, noise, received, send};

const UPLOAD: &str = "UploadAttachment";
const SEND_FILE: &str = "SendAttachmentMessage";
const LIMIT: usize = 100 * 1024 * 1024;

#[tokio::test]
async fn files_arrive_as_they_are_from_every_source() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let folder = tempfile::tempdir().expect("a folder");
    let data = noise(1_500_001);
    let path = folder.path().join("a.bin");
    std::fs::write(&path, &data).expect("written");

    let seen = Seen::default();
    let content = content::attachment(&path, FileOptions::default()).expect("a path");
    let sent = send(&space, content, &seen).await.expect("sent").expect("a message");
    assert_eq!(sim.attachment(&guid(&sent)), Some(data.clone()));
    seen.check(data.len());

    let seen = Seen::default();
    let content = content::attachment_bytes(data.clone(), named("b.bin")).expect("bytes");
    let sent = send(&space, content, &seen).await.expect("sent").expect("a message");
    assert_eq!(sim.attachment(&guid(&sent)), Some(data.clone()));
    seen.check(data.len());

    // What was received is sent on from stream to stream.
    let seen = Seen::default();
    let content = Content::Attachment(received(&im, &guid(&sent)).await);
    let on = send(&space, content, &seen).await.expect("sent").expect("a message");
    assert_ne!(guid(&on), guid(&sent));
    assert_eq!(sim.attachment(&guid(&on)), Some(data.clone()));
    seen.check(data.len());
    app.stop().await;
}

/// A server of one file; without a length it says the end by closing.
async fn web(data: Bytes, with_length: bool) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") && socket.read_buf(&mut asked).await.is_ok() {}
            let length = if with_length {
                format!("content-length: {}\r\n", data.len())
            } else {
                String::new()
            };
            let head = format!("HTTP/1.1 200 OK\r\n{length}connection: close\r\n\r\n");
            let _ = socket.write_all(head.as_bytes()).await;
            let _ = socket.write_all(&data).await;
            let _ = socket.shutdown().await;
        }
    });
    format!("http://{address}/file.bin")
}

#[tokio::test]
async fn a_url_is_sent_with_and_without_a_length() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let data = noise(700_000);
    for with_length in [true, false] {
        let url = web(data.clone(), with_length).await;
        let seen = Seen::default();
        let content = content::attachment_url(&url, FileOptions::default()).expect("a URL");
        let sent = send(&space, content, &seen).await.expect("sent").expect("a message");
        assert_eq!(sim.attachment(&guid(&sent)), Some(data.clone()), "{with_length}");
        seen.check(data.len());
    }
    app.stop().await;
}

#[tokio::test]
async fn each_try_reads_the_file_anew_and_progress_never_goes_back() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (data, path) = (noise(400_000), folder.path().join("a.bin"));
    std::fs::write(&path, &data).expect("written");
    sim.fault(Fault::refuse(UPLOAD, "UNAVAILABLE").retryable(true).times(2)).expect("a fault");
    let seen = Seen::default();
    let content = content::attachment(&path, FileOptions::default()).expect("a path");
    let sent = send(&space, content, &seen).await.expect("sent").expect("a message");
    assert_eq!(count(&sim, UPLOAD), 3);
    assert_eq!(sim.attachment(&guid(&sent)), Some(data.clone()));
    seen.check(data.len());

    // A token that has just expired is renewed.
    sim.expire_tokens();
    let content = content::attachment(&path, FileOptions::default()).expect("a path");
    let sent = space.send(content).await.expect("sent").expect("a message");
    assert_eq!(sim.attachment(&guid(&sent)), Some(data));
    app.stop().await;
}

#[tokio::test]
async fn the_files_of_one_call_are_counted_together() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let file = |name: &str, size| content::attachment_bytes(noise(size), named(name));
    let parts = vec![
        content::text("see").expect("text"),
        file("a.png", 300_000).expect("a file"),
        file("b.png", 200_000).expect("a file"),
    ];
    let voice = VoiceOptions { name: Some("v.m4a".into()), ..VoiceOptions::default() };
    let contents = vec![
        content::group(parts).expect("a group"),
        content::voice_bytes(noise(100_000), voice).expect("audio"),
    ];
    let seen = Seen::default();
    let options = SendOptions { progress: Some(seen.callback()), ..SendOptions::default() };
    space.send_all(contents, options).await.expect("sent");
    seen.check(600_000);
    assert!(seen.all().iter().all(|progress| progress.total == Some(600_000)));

    let none = Seen::default();
    send(&space, content::text("no file").expect("text"), &none).await.expect("sent");
    assert!(none.all().is_empty());
    app.stop().await;
}

#[tokio::test]
async fn a_cancelled_upload_leaves_nothing() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let seen = Seen::default();
    let content = content::attachment_bytes(vec![1; LIMIT], named("large.bin")).expect("bytes");
    let upload = tokio::spawn({
        let (space, seen) = (space.clone(), seen.clone());
        async move { send(&space, content, &seen).await.map(drop) }
    });
    until("it is on its way", || !seen.all().is_empty()).await;
    upload.abort();
    assert!(upload.await.expect_err("aborted").is_cancelled());
    let told = seen.all().len();
    sim.called(UPLOAD, Some("CANCELLED"), PATIENCE).await.expect("the service sees the end");
    assert_eq!((sim.attachments().len(), count(&sim, SEND_FILE)), (0, 0));

    space.send("after it").await.expect("the client is usable");
    let alice = sim.person(ALICE);
    alice.sees(Expect::text("after it"), PATIENCE).await.expect("it arrived");
    assert_eq!((seen.all().len(), count(&sim, SEND)), (told, 1));
    app.stop().await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_the_network() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.mov");
    let file = std::fs::File::create(&path).expect("created");
    file.set_len(LIMIT as u64 + 1).expect("a hole");
    let contents = [
        content::attachment(&path, FileOptions::default()),
        content::attachment_bytes(
            vec![1; LIMIT],
            FileOptions { companion: Some(CompanionSource::Bytes("v".into())), ..named("a.heic") },
        ),
    ];
    for content in contents {
        let error = space.send(content).await.expect_err("too large");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, "attachmentTooLarge"));
        assert_eq!(error.context()["size"], (LIMIT + 1).to_string());
        assert_eq!(error.context()["limit"], LIMIT.to_string());
    }
    let url = web(Bytes::from(vec![1; LIMIT + 1]), true).await;
    let error = space.send(content::attachment_url(&url, named("a.bin"))).await;
    assert_eq!(error.expect_err("too large").code(), "attachmentTooLarge");
    assert_eq!(count(&sim, UPLOAD), 0);
    app.stop().await;
}

#[tokio::test]
async fn a_file_that_grows_while_it_is_sent_is_not_sent() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let folder = tempfile::tempdir().expect("a folder");
    for (name, change) in [("grows.bin", 1_i64), ("shrinks.bin", -1_000_000)] {
        let path = folder.path().join(name);
        // Much more than the windows of the connection take at once.
        std::fs::write(&path, noise(40_000_000)).expect("written");
        let file = std::fs::OpenOptions::new().write(true).open(&path).expect("opened");
        let changed = std::sync::Once::new();
        let progress = OnProgress::new(move |_| {
            changed.call_once(|| {
                let size = file.metadata().expect("there").len();
                file.set_len(size.saturating_add_signed(change)).expect("changed");
            });
        });
        let content = content::attachment(&path, FileOptions::default()).expect("a path");
        let options = SendOptions { progress: Some(progress), ..SendOptions::default() };
        let error = space.send_all(vec![content], options).await.expect_err("not whole");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, "fileChanged"), "{name}");
    }
    let cancelled = || {
        let calls = sim.transcript();
        calls.iter().filter(|call| call.method == UPLOAD && call.status == "CANCELLED").count()
    };
    until("the service sees the ends", || cancelled() == 2).await;
    assert_eq!((sim.attachments().len(), count(&sim, SEND_FILE)), (0, 0));
    app.stop().await;
}

#[tokio::test]
async fn an_uploaded_file_as_json_has_what_is_known_alone() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let line = im.line(None).expect("one line");
    let seen = Seen::default();
    let options =
        SendOptions { progress: Some(seen.callback()), client_message_id: Some("k".into()) };
    let content = content::attachment_bytes(noise(100_000), named("a.png")).expect("bytes");
    let json = line.upload_json(content, &options).await.expect("uploaded");
    seen.check(100_000);
    let uploaded: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let file = &uploaded["attachment"];
    assert_eq!((&file["fileName"], &file["totalBytes"]), (&"a.png".into(), &100_000.into()));
    assert!(!json.contains("null") && uploaded.get("companion").is_none(), "{json}");
    assert!(sim.attachment(file["guid"].as_str().expect("text")).is_some());
    let text = content::text("no file").expect("text");
    let error = line.upload_json(text, &options).await.expect_err("no file");
    assert_eq!((error.kind(), count(&sim, UPLOAD)), (ErrorKind::Validation, 1));
    app.stop().await;
}

#[tokio::test]
async fn an_upload_that_is_not_answered_is_cancelled() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    sim.fault(Fault::hang(UPLOAD).times(1)).expect("a fault");
    let content = content::attachment_bytes(noise(1_000), named("a.bin"));
    let sending = tokio::spawn(async move { space.send(content).await.map(drop) });
    until("it has come", || count(&sim, UPLOAD) == 1).await;
    sending.abort();
    sim.called(UPLOAD, Some("CANCELLED"), PATIENCE).await.expect("the service sees the end");
    assert_eq!((sim.attachments().len(), count(&sim, SEND_FILE)), (0, 0));
    app.stop().await;
}
