//! A database that is locked, replaced, removed, damaged: the stream goes on.

use std::fs;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use spectrum_imessage::Event;

use super::mac::{Mac, event, health, next, text};

#[tokio::test]
async fn a_replaced_database_is_a_gap_and_the_new_one_is_read() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    let mut events = app.events().expect("nobody reads them");
    mac.writer().text("OLD", "in the old one");
    next(&mut messages).await;
    let copy = mac.path("copy.db");
    mac.writer().sql("VACUUM INTO ?", [copy.to_str().expect("text")]);
    let emptied = Connection::open(&copy).expect("opens");
    for table in ["chat_message_join", "message_attachment_join", "message"] {
        emptied.execute(&format!("DELETE FROM {table}"), []).expect("emptied");
    }
    drop(emptied);
    fs::rename(&copy, mac.database()).expect("replaced");
    for end in ["-wal", "-shm"] {
        let mut beside = mac.database().into_os_string();
        beside.push(end);
        let _ = fs::remove_file(beside);
    }
    let Event::Gap { line, after, head } = event(&mut events, "gap").await else { panic!("a gap") };
    assert_eq!((&*line, head), ("local", Some(0)));
    assert!(after > 0);
    mac.writer().text("NEW", "in the new one");
    assert_eq!(next(&mut messages).await.id(), "NEW");
}

#[tokio::test]
async fn what_happens_to_the_files_is_told_and_mended() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    let mut events = app.events().expect("nobody reads them");
    let away = mac.path("away.db");
    fs::rename(mac.database(), &away).expect("moved");
    let Event::StreamDisconnected { code, .. } = event(&mut events, "streamDisconnected").await
    else {
        panic!("told")
    };
    assert_eq!(code.as_deref(), Some("databaseNotFound"));
    let stream = app.health().lines[0].streams[0].clone();
    assert!(!stream.healthy && stream.connected_since.is_none());
    assert_eq!(
        stream.last_error.map(|error| error.code().to_owned()).as_deref(),
        Some("databaseNotFound")
    );
    fs::rename(&away, mac.database()).expect("back");
    event(&mut events, "streamConnected").await;
    health(&app, "it is read again", |health| health.healthy()).await;
    assert_eq!(app.health().lines[0].streams[0].reconnects, 1);
    mac.writer().text("BACK", "again");
    assert_eq!(text(&next(&mut messages).await), "again");
}

#[tokio::test]
async fn a_lock_and_a_vacuum_hold_up_and_lose_nothing() {
    let mac = Mac::new();
    let (_app, mut messages) = mac.reading().await;
    let writer = mac.writer();
    writer.sql("BEGIN EXCLUSIVE", []);
    std::thread::sleep(Duration::from_millis(300));
    writer.sql("COMMIT", []);
    writer.text("ONE", "after the lock");
    assert_eq!(next(&mut messages).await.id(), "ONE");
    writer.sql("VACUUM", []);
    writer.text("TWO", "after the vacuum");
    assert_eq!(next(&mut messages).await.id(), "TWO");
}

#[tokio::test]
async fn a_database_of_an_unknown_generation_is_read_as_far_as_it_goes() {
    let mac = Mac::with("chat-macos13.db");
    let writer = mac.writer();
    writer.sql("DROP INDEX message_idx_thread_originator_guid", []);
    for column in ["thread_originator_guid", "date_edited", "expressive_send_style_id", "subject"] {
        writer.sql(&format!("ALTER TABLE message DROP COLUMN {column}"), []);
    }
    writer.sql("ALTER TABLE message ADD COLUMN of_the_future TEXT", []);
    let (_app, mut messages) = mac.reading().await;
    writer.text("G", "still a text");
    assert_eq!(text(&next(&mut messages).await), "still a text");
}

#[tokio::test]
async fn a_backlog_waits_in_the_database_not_in_memory() {
    const COUNT: usize = 5000;
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    let writer = mac.writer();
    let transaction = writer.0.unchecked_transaction().expect("begins");
    for n in 0..COUNT {
        let rowid = writer.bare(&format!("G{n}"), &[("text", &format!("{n}"))]);
        writer.join(rowid, 1);
    }
    transaction.commit().expect("committed");
    health(&app, "the buffer is full", |health| (896..=1024).contains(&health.waiting)).await;
    for n in 0..COUNT {
        assert_eq!(text(&next(&mut messages).await), n.to_string());
    }
}

#[tokio::test]
async fn a_stop_ends_the_reading_at_once() {
    let mac = Mac::new();
    let (app, mut messages) = mac.reading().await;
    fs::remove_file(mac.database()).expect("removed");
    let begun = Instant::now();
    app.stop().await;
    assert!(messages.next_message().await.is_none());
    // Without the stop it would wait for the database.
    assert!(begun.elapsed() < super::mac::PATIENCE);
}
