//! What the scenarios of the fixtures leave open.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::play::{Play, writer};
use spectrum_imessage_chatdb::watch::{Clock, FileEvents, WatchOptions, Watcher, Woken};

const DAY: i64 = 24 * 3600 * 1_000_000_000;

fn play() -> (tempfile::TempDir, Play) {
    let (folder, path) = common::copy("chat-macos26.db");
    let mut play = Play::new(&path);
    play.pass(500);
    (folder, play)
}

#[test]
fn the_order_within_a_conversation_is_kept() {
    let (_folder, mut play) = play();
    play.message(100, "A", Some("a"), 0);
    play.sql("UPDATE message SET cache_has_attachments = 1 WHERE ROWID = 100", []);
    play.join(100, 1);
    play.message(101, "B", Some("b"), 0);
    play.join(101, 1);
    play.message(102, "C", Some("c"), 0);
    play.join(102, 3);
    play.pass(4500);
    assert_eq!(play.taken(), ["message C"]);
    play.pass(1000);
    assert_eq!(play.events[0]["incomplete"], true);
    assert_eq!(play.taken(), ["message A", "message B"]);
}

#[test]
fn a_row_without_conversation_is_never_a_message() {
    let (_folder, mut play) = play();
    play.message(100, "A", Some("a"), 0);
    play.message(101, "B", None, 0);
    play.join(101, 1);
    play.pass(6000);
    assert_eq!(play.taken(), ["dropped A", "dropped B"]);
    play.join(100, 1);
    play.pass(1000);
    assert!(play.taken().is_empty());
}

#[test]
fn edits_made_while_the_reader_was_down_are_reported() {
    let (_folder, mut play) = play();
    play.message(100, "A", Some("a"), 0);
    play.join(100, 1);
    play.message(101, "B", Some("b"), 0);
    play.join(101, 1);
    play.pass(500);
    assert_eq!(play.taken(), ["message A", "message B"]);
    play.stop();
    play.sql(
        "UPDATE message SET message_summary_info = (SELECT message_summary_info FROM message WHERE ROWID = 20), \
         date_edited = 790000000000000000 WHERE ROWID = 100",
        [],
    );
    play.start();
    play.pass(500);
    assert_eq!(play.taken(), ["edited A"]);
    play.stop();
    play.start();
    play.pass(500);
    assert!(play.taken().is_empty());
}

#[test]
fn what_came_during_days_without_reader_is_reported_once_and_in_order() {
    let (_folder, mut play) = play();
    play.stop();
    play.message(100, "two days ago", Some("a"), -2 * DAY);
    play.join(100, 1);
    play.message(101, "last year", Some("b"), -300 * DAY);
    play.join(101, 1);
    play.message(102, "three days ago", Some("c"), -3 * DAY);
    play.join(102, 1);
    play.message(103, "now", Some("d"), 0);
    play.join(103, 1);
    // The reader was live four days ago.
    if let Some(position) = &mut play.position {
        position.date -= 3 * DAY;
    }
    play.start();
    play.pass(500);
    assert_eq!(play.taken(), ["message two days ago", "message three days ago", "message now"]);
}

#[test]
fn messages_to_oneself_are_reported_once() {
    let (_folder, mut play) = play();
    let me = "UPDATE message SET destination_caller_id = '+15550109999' WHERE ROWID = ?";
    play.message(100, "received", Some("note"), 0);
    play.join(100, 5);
    play.sql(me, [100]);
    play.pass(500);
    assert_eq!(play.taken(), ["message received"]);
    let now = play.moment();
    play.watcher.as_mut().unwrap().note_sent("iMessage;-;+1 (555) 010-9999", "mine", now);
    play.message(101, "sent by us", Some("mine"), 0);
    play.join(101, 5);
    play.sql(me, [101]);
    play.pass(2000);
    assert!(play.taken().is_empty());
}

#[test]
fn the_same_text_from_somebody_else_is_reported_a_little_later() {
    let (_folder, mut play) = play();
    let now = play.moment();
    play.watcher.as_mut().unwrap().note_sent("any;-;+15550100001", "ok", now);
    play.message(100, "A", Some("ok"), 0);
    play.join(100, 1);
    play.pass(800);
    assert!(play.taken().is_empty());
    play.pass(400);
    assert_eq!(play.taken(), ["message A"]);
}

#[test]
fn a_database_that_goes_and_comes_back() {
    let (_folder, mut play) = play();
    let away = play.path.with_extension("away");
    play.writer = None;
    std::fs::rename(&play.path, &away).unwrap();
    play.pass(10_000);
    assert_eq!(play.events[0]["code"], "databaseNotFound");
    assert_eq!(play.taken(), ["trouble -"]);
    std::fs::write(&play.path, "no database").unwrap();
    play.pass(30_000);
    assert!(play.taken().is_empty());
    std::fs::rename(&away, &play.path).unwrap();
    play.pass(31_000);
    assert_eq!(play.taken(), ["recovered -"]);
    play.writer = Some(writer(&play.path));
    play.message(100, "A", Some("a"), 0);
    play.join(100, 1);
    play.pass(2000);
    assert_eq!(play.taken(), ["message A"]);
}

#[test]
fn a_log_that_is_removed_and_made_anew() {
    let (_folder, mut play) = play();
    play.writer = None;
    for suffix in ["-wal", "-shm"] {
        let mut path = play.path.clone().into_os_string();
        path.push(suffix);
        let _ = std::fs::remove_file(path);
    }
    play.writer = Some(writer(&play.path));
    play.message(100, "A", Some("a"), 0);
    play.join(100, 1);
    play.pass(2500);
    assert_eq!(play.taken(), ["message A"]);
}

#[test]
fn reactions_and_group_events_arrive_and_own_ones_do_not() {
    let (_folder, mut play) = play();
    play.message(100, "A", Some("Loved"), 0);
    play.message(101, "B", None, 0);
    play.message(102, "C", Some("Liked"), 0);
    play.sql(
        "UPDATE message SET associated_message_type = 2000, associated_message_guid = 'p:0/X' WHERE ROWID <> 101 AND ROWID >= 100",
        [],
    );
    play.sql("UPDATE message SET item_type = 2, group_title = 'New' WHERE ROWID = 101", []);
    play.sql("UPDATE message SET is_from_me = 1 WHERE ROWID = 102", []);
    for rowid in 100..103 {
        play.join(rowid, 3);
    }
    play.pass(500);
    assert_eq!(play.taken(), ["reaction A", "group_event B"]);
}

#[test]
fn a_machine_that_slept_gets_the_messages_of_the_nights_in_any_order() {
    let (_folder, mut play) = play();
    // The clock of the watcher stands still meanwhile.
    play.wall += 3 * DAY;
    for (rowid, guid, days) in [(100, "A", 1), (101, "B", 2), (102, "C", 0), (103, "old", 30)] {
        play.message(rowid, guid, Some("a"), -days * DAY);
        play.join(rowid, 1);
    }
    play.pass(500);
    assert_eq!(play.taken(), ["message A", "message B", "message C"]);
    play.message(104, "D", Some("a"), -2 * DAY);
    play.join(104, 1);
    play.pass(500);
    assert_eq!(play.taken(), ["message D"]);
    // Half an hour later it is old.
    play.pass(30 * 60 * 1000);
    play.message(105, "E", Some("a"), -2 * DAY);
    play.join(105, 1);
    play.pass(500);
    assert!(play.taken().is_empty());
}

#[test]
fn what_becomes_of_own_messages() {
    let (_folder, mut play) = play();
    for (rowid, guid) in [(100, "A"), (101, "B")] {
        play.message(rowid, guid, Some("a"), 0);
        play.sql("UPDATE message SET is_from_me = 1 WHERE ROWID = ?", [rowid]);
        play.join(rowid, 1);
    }
    play.pass(500);
    assert!(play.taken().is_empty());
    let now = play.date(0);
    play.sql("UPDATE message SET date_delivered = ? WHERE ROWID = 100", [now]);
    play.pass(500);
    assert_eq!(play.taken(), ["delivered A"]);
    play.sql("UPDATE message SET date_read = ? WHERE ROWID = 100", [now]);
    play.sql("UPDATE message SET error = 22 WHERE ROWID = 101", []);
    play.pass(500);
    assert_eq!(play.events[1]["error"], 22);
    assert_eq!(play.taken(), ["read A", "failed B"]);
}

#[test]
fn own_and_old_messages_come_if_asked_for() {
    let (_folder, mut play) = play();
    play.stop();
    play.options = WatchOptions { own: true, history: true, ..WatchOptions::default() };
    play.start();
    play.message(100, "old", Some("a"), -300 * DAY);
    play.join(100, 1);
    play.message(101, "own", Some("a"), 0);
    play.sql("UPDATE message SET is_from_me = 1 WHERE ROWID = 101", []);
    play.join(101, 1);
    play.pass(500);
    assert_eq!(play.taken(), ["history old", "own own"]);
}

/// By the clocks of this machine, with file events and another thread that writes.
#[test]
fn file_events_wake_the_reader() {
    let (_folder, path) = common::copy("chat-macos26.db");
    let writing = writer(&path);
    let clock = Clock::new();
    let options = WatchOptions::default();
    let mut watcher = Watcher::open(&path, None, options, clock.now()).unwrap();
    let mut files = FileEvents::new(&path);
    assert_eq!(files.is_active(), cfg!(any(target_os = "linux", target_os = "macos")));
    let (begin, begun) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        begun.recv().unwrap();
        let sql = "INSERT INTO message (ROWID, guid, text, handle_id, date) VALUES (100, 'A', 'a', 1, ?);";
        let now = spectrum_imessage_chatdb::record::AppleDate::now().nanoseconds();
        writing.execute(sql, [now]).unwrap();
        writing
            .execute("INSERT INTO chat_message_join (chat_id, message_id) VALUES (1, 100)", [])
            .unwrap();
        writing
    });
    assert!(watcher.poll(clock.now()).events.is_empty());
    begin.send(()).unwrap();
    let patience = Instant::now() + Duration::from_secs(30);
    let events = loop {
        assert!(Instant::now() < patience, "nothing arrived");
        let polled = watcher.poll(clock.now());
        if !polled.events.is_empty() {
            break polled.events;
        }
        if files.wait(polled.again_in) == Woken::Files {
            watcher.poke();
        }
    };
    assert_eq!(events[0].record().unwrap().guid.as_ref(), "A");
    drop(writer.join().unwrap());
}

#[test]
fn a_waker_ends_the_wait() {
    let (_folder, path) = common::copy("chat-macos26.db");
    let mut files = FileEvents::new(&path);
    let waker = files.waker();
    waker.wake();
    waker.wake();
    assert_eq!(files.wait(Duration::from_secs(60)), Woken::Waker);
    let waking = std::thread::spawn(move || waker.wake());
    assert_eq!(files.wait(Duration::from_secs(60)), Woken::Waker);
    waking.join().unwrap();
    assert_eq!(files.wait(Duration::from_millis(1)), Woken::Timer);
}
