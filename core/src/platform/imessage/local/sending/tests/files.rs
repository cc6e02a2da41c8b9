//! Files: copied, sent, removed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::mac::{Mac, direct};
use crate::platform::imessage::local::sending::{Sender, Sent, Settings};

fn source(mac: &Mac) -> PathBuf {
    let path = mac.path("source.bin");
    fs::write(&path, [7; 100_000]).expect("written");
    path
}

/// Where the copy of the call lies.
fn copy(mac: &Mac, call: usize) -> PathBuf {
    PathBuf::from(&mac.calls()[call].arguments[4])
}

fn left(mac: &Mac) -> usize {
    fs::read_dir(mac.path("staging/spectrum-imessage")).map_or(0, Iterator::count)
}

async fn gone(path: &Path) {
    while path.exists() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_copy_is_sent_and_removed_when_it_has_arrived() {
    let mac = Mac::new();
    mac.answer(0, "cp \"$5\" \"$call/file\"");
    let again = mac.clone();
    mac.when_called(0, move |messages| {
        let path = copy(&again, 0);
        messages.file("A", "Photo 1.jpeg", path.to_str().expect("text"), 5);
    });
    let sent = mac.sender().file(&direct(), &source(&mac), "Photo 1.jpeg").await.expect("sent");
    assert!(matches!(sent, Sent::Confirmed { guid, .. } if guid == "A"));
    let call = &mac.calls()[0];
    assert_eq!(call.arguments[3], "file");
    assert!(call.arguments[4].ends_with("/Photo 1.jpeg"));
    let seen = fs::read(mac.path("osascript/call.0/file")).expect("there");
    assert!(seen == [7; 100_000]);
    assert_eq!(left(&mac), 0);
}

#[tokio::test]
async fn a_copy_stays_as_long_as_it_is_needed() {
    let mac = Mac::new();
    let (told, tell) = std::sync::mpsc::channel::<()>();
    mac.when_called(0, move |messages| {
        let row = messages.file("A", "a.txt", "~/Library/Messages/Attachments/a.txt", 3);
        let _ = tell.recv();
        messages.sql("UPDATE attachment SET transfer_state = 5 WHERE guid = 'at_0_A'", []);
        assert!(row > 0);
    });
    let sender = mac.sender();
    let sent = sender.file(&direct(), &source(&mac), "a.txt").await.expect("sent");
    assert!(matches!(sent, Sent::Confirmed { .. }));
    let copy = copy(&mac, 0);
    assert!(copy.exists(), "it is being sent");
    told.send(()).expect("waits");
    gone(&copy).await;
    sender.close().await;
}

#[tokio::test]
async fn closing_does_not_wait_for_copies() {
    let mac = Mac::new();
    mac.when_called(0, |messages| {
        messages.file("A", "a.txt", "~/a.txt", 3);
    });
    let sender = mac.sender();
    sender.file(&direct(), &source(&mac), "a.txt").await.expect("sent");
    sender.close().await;
    assert!(copy(&mac, 0).exists(), "Messages may still read it");
}

#[tokio::test]
async fn a_file_that_failed_is_an_error() {
    for state in [6, 7] {
        let mac = Mac::new();
        mac.when_called(0, move |messages| {
            messages.file("A", "a.txt", "~/a.txt", state);
        });
        let error = mac.sender().file(&direct(), &source(&mac), "a.txt").await.expect_err("failed");
        assert_eq!(error.code(), "notDelivered");
        assert_eq!(left(&mac), 0);
    }
}

#[tokio::test]
async fn two_files_of_one_name_have_a_row_each() {
    let mac = Mac::new();
    mac.when_called(1, |messages| {
        messages.file("A", "a.txt", "~/a.txt", 5);
        messages.file("B", "a.txt", "~/a.txt", 5);
    });
    let (sender, path, target) = (mac.sender(), source(&mac), direct());
    let send = || sender.file(&target, &path, "a.txt");
    let (first, second) = tokio::join!(send(), send());
    let guid = |sent| match sent {
        Ok(Sent::Confirmed { guid, .. }) => guid,
        _ => String::new(),
    };
    assert_eq!([guid(first), guid(second)], ["A", "B"]);
    assert_eq!(left(&mac), 0);
}

#[tokio::test]
async fn what_has_not_left_leaves_no_copy_and_what_may_have_does() {
    for (number, expected) in [(-43, 0), (-10000, 1)] {
        let mac = Mac::new();
        mac.answer(0, &format!("echo 'x ({number})' >&2; exit 1"));
        mac.hasty().file(&direct(), &source(&mac), "a.txt").await.expect_err("failed");
        assert_eq!(left(&mac), expected);
    }
}

#[tokio::test]
async fn bad_files_never_reach_messages() {
    let mac = Mac::new();
    let settings = Settings { max_file: 1000, ..mac.settings() };
    let sender = Sender::new(settings);
    let empty = mac.path("empty");
    fs::write(&empty, "").expect("written");
    for (path, code) in [
        (mac.path("none"), "fileNotFound"),
        (mac.path("osascript"), "notAFile"),
        (empty, "emptyFile"),
        (source(&mac), "attachmentTooLarge"),
    ] {
        let error = sender.file(&direct(), &path, "a.txt").await.expect_err("refused");
        assert_eq!(error.code(), code);
    }
    assert!(mac.calls().is_empty());
    assert_eq!(left(&mac), 0);
}
