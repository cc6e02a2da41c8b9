//! What is received.

use std::path::Path;

use spectrum_imessage::Content;
use spectrum_imessage::ErrorKind;
use spectrum_imessage::content::{self, CompanionSource, FileOptions, ReadOptions};
use spectrum_imessage_simulator::{Fault, Simulator};

use super::super::{ALICE, PATIENCE, connect, count, space, until};
use super::{Seen, guid, named, noise, received, send};

const DOWNLOAD: &str = "DownloadAttachment";

fn left_over(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("read").file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn a_download_is_saved_whole_or_not_at_all() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let folder = tempfile::tempdir().expect("a folder");
    let data = noise(3_000_000);
    let content = content::attachment_bytes(data.clone(), named("a.bin")).expect("bytes");
    let sent = space.send(content).await.expect("sent").expect("a message");
    let file = received(&im, &guid(&sent)).await.file;
    let path = folder.path().join("copy.bin");
    std::fs::write(&path, "before").expect("written");

    let small = ReadOptions { max_size: Some(2_999_999), progress: None };
    let error = file.save(&path, small.clone()).await.expect_err("too large");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, "attachmentTooLarge"));
    assert_eq!((&*error.context()["size"], &*error.context()["limit"]), ("3000000", "2999999"));
    assert_eq!(file.read_with(small.clone()).await.expect_err("too large").code(), error.code());
    assert_eq!(file.stream_with(small).await.expect_err("too large").code(), error.code());
    assert_eq!(count(&sim, DOWNLOAD), 0);
    let nowhere = folder.path().join("no/such/folder.bin");
    let error = file.save(&nowhere, ReadOptions::default()).await.expect_err("no folder");
    assert_eq!((error.code(), count(&sim, DOWNLOAD)), ("fileNotWritable", 0));

    // A save that is given up leaves what was there.
    sim.fault(Fault::hang(DOWNLOAD).times(1)).expect("a fault");
    let hanging = tokio::spawn({
        let (file, path) = (file.clone(), path.clone());
        async move { file.save(path, ReadOptions::default()).await }
    });
    until("it is asked for", || count(&sim, DOWNLOAD) == 1).await;
    assert_eq!(left_over(folder.path()).len(), 2, "a temporary file");
    hanging.abort();
    assert!(hanging.await.expect_err("aborted").is_cancelled());
    until("it has gone", || left_over(folder.path()) == ["copy.bin"]).await;
    assert_eq!(std::fs::read(&path).expect("there"), b"before");

    let seen = Seen::default();
    let options = ReadOptions { max_size: Some(3_000_000), progress: Some(seen.callback()) };
    assert_eq!(file.save(&path, options).await.expect("saved"), 3_000_000);
    assert!(std::fs::read(&path).expect("there") == data);
    assert_eq!(left_over(folder.path()), ["copy.bin"]);
    seen.check(data.len());

    let seen = Seen::default();
    let options = || ReadOptions { max_size: None, progress: Some(seen.callback()) };
    assert!(file.read_with(options()).await.expect("read") == data);
    seen.check(data.len());
    seen.0.lock().expect("not poisoned").clear();
    let mut stream = file.stream_with(options()).await.expect("open");
    assert_eq!(stream.size(), Some(3_000_000));
    while stream.next().await.expect("read").is_some() {}
    seen.check(data.len());
    app.stop().await;
}

#[tokio::test]
async fn a_live_photo_is_a_picture_and_a_video() {
    let sim = Simulator::builder().start().await.expect("it starts");
    let (app, im) = connect(&sim).await;
    let space = space(&im).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (picture, video) = (noise(200_000), noise(300_000));
    let path = folder.path().join("video.mov");
    std::fs::write(&path, &video).expect("written");
    for companion in [CompanionSource::Bytes(video.clone()), CompanionSource::Path(path)] {
        let seen = Seen::default();
        let options = FileOptions { companion: Some(companion), ..named("a.heic") };
        let content = content::attachment_bytes(picture.clone(), options).expect("a picture");
        let sent = send(&space, content, &seen).await.expect("sent").expect("a message");
        assert_eq!(sim.attachment(&guid(&sent)), Some(picture.clone()));
        assert_eq!(sim.companion(&guid(&sent)), Some(video.clone()));
        seen.check(500_000);
    }

    let mut messages = app.messages().expect("nobody reads yet");
    until("the streams open", || sim.open_streams() == 2).await;
    sim.person(ALICE).live_photo("b.heic", picture.clone(), video.clone()).expect("sent");
    let next = tokio::time::timeout(PATIENCE, messages.next_message()).await.expect("in time");
    let (_, message) = next.expect("the stream goes on");
    let Content::Attachment(photo) = message.content() else { panic!("a file") };
    let companion = photo.companion.as_ref().expect("a video");
    assert!(companion.file.read().await.expect("read") == video);
    assert!(photo.file.read().await.expect("read") == picture);

    // Sent on with its video.
    let sent = space.send(Content::Attachment(photo.clone())).await.expect("sent");
    assert_eq!(sim.companion(&guid(&sent.expect("a message"))), Some(video));
    let plain = content::attachment_bytes(picture, named("c.heic")).expect("a picture");
    let sent = space.send(plain).await.expect("sent").expect("a message");
    assert!(received(&im, &guid(&sent)).await.companion.is_none());
    app.stop().await;
}
