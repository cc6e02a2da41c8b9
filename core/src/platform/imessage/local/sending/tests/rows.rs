//! Which row is the proof.

use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::mac::{DIRECT, GROUP, Mac, Row, direct, group, person};
use crate::error::Result;
use crate::platform::imessage::local::sending::{Sender, Sent, Settings, Target};

const MOMENT: Duration = Duration::from_millis(60);

fn guid(sent: Result<Sent>) -> String {
    match sent.expect("sent") {
        Sent::Confirmed { guid, .. } => guid,
        Sent::Unconfirmed => "none".to_owned(),
    }
}

#[tokio::test]
async fn the_row_gives_id_and_time() {
    let mac = Mac::new();
    let before = SystemTime::now();
    mac.when_called(0, |messages| {
        sleep(MOMENT);
        messages.row(&Row::text("A", "Hello\nthere \u{1f600}"));
    });
    // Messages stores its own line ends.
    let sent = mac.sender().text(&direct(), " Hello\r\nthere \u{1f600}\n").await.expect("sent");
    let Sent::Confirmed { guid, rowid, timestamp } = sent else { panic!("not confirmed") };
    assert_eq!((guid.as_str(), rowid), ("A", 39));
    assert!(timestamp >= before && timestamp <= SystemTime::now());
}

#[tokio::test]
async fn a_person_and_the_conversation_with_them_are_the_same() {
    let mac = Mac::new();
    mac.when_called(0, |messages| {
        messages.row(&Row::text("A", "Hello"));
    });
    assert_eq!(guid(mac.sender().text(&person(), "Hello").await), "A");
    assert_eq!(mac.calls()[0].arguments, ["-", "participant", "+15550100001", "text", "Hello"]);
}

#[tokio::test]
async fn what_is_not_ours_is_not_taken() {
    let mac = Mac::new();
    mac.writer().row(&Row::text("before", "Hello"));
    mac.when_called(0, |messages| {
        messages.row(&Row { chat: Some(GROUP.0), ..Row::text("elsewhere", "Hello") });
        messages.row(&Row { own: false, ..Row::text("received", "Hello") });
        messages.row(&Row::text("another", "Hello there"));
        messages.row(&Row::text("short", "He"));
    });
    let settings = Settings { confirm_limit: Duration::from_millis(400), ..mac.settings() };
    let sender = Sender::new(settings);
    assert_eq!(sender.text(&direct(), "Hello").await.expect("sent"), Sent::Unconfirmed);
}

#[tokio::test]
async fn what_is_filled_in_later_counts() {
    let mac = Mac::new();
    mac.when_called(0, |messages| {
        // Neither ours nor in a conversation nor with a text, at first.
        let row = Row { own: false, chat: None, ..Row::text("A", "Hello") };
        let late = messages.row(&row);
        sleep(MOMENT);
        messages.join(late, DIRECT.0);
        sleep(MOMENT);
        messages.sql("UPDATE message SET is_from_me = 1 WHERE ROWID = ?", [late]);
    });
    mac.when_called(1, |messages| {
        let late = messages.row(&Row { text: None, ..Row::text("B", "") });
        sleep(MOMENT);
        messages.sql("UPDATE message SET text = 'Bye' WHERE ROWID = ?", [late]);
    });
    let sender = mac.sender();
    assert_eq!(guid(sender.text(&direct(), "Hello").await), "A");
    assert_eq!(guid(sender.text(&direct(), "Bye").await), "B");
}

#[tokio::test]
async fn equal_texts_side_by_side_have_a_row_each_in_order() {
    let mac = Mac::new();
    mac.when_called(2, |messages| {
        for name in ["A", "B", "C"] {
            messages.row(&Row::text(name, "Hello"));
            sleep(MOMENT);
        }
    });
    let sender = mac.sender();
    let target = direct();
    let send = || sender.text(&target, "Hello");
    let (first, second, third) = tokio::join!(send(), send(), send());
    assert_eq!([guid(first), guid(second), guid(third)], ["A", "B", "C"]);
}

#[tokio::test]
async fn one_row_does_not_prove_two_sends() {
    let mac = Mac::new();
    mac.when_called(1, |messages| {
        messages.row(&Row::text("A", "Hello"));
    });
    let settings = Settings { confirm_limit: Duration::from_secs(3), ..mac.settings() };
    let sender = Sender::new(settings);
    let target = direct();
    let (first, second) =
        tokio::join!(sender.text(&target, "Hello"), sender.text(&target, "Hello"));
    assert_eq!([guid(first), guid(second)], ["A", "none"]);
}

#[tokio::test]
async fn a_text_in_two_rows_is_known_by_its_first() {
    let mac = Mac::new();
    mac.when_called(0, |messages| {
        messages.row(&Row::text("A", "Look"));
        messages.row(&Row::text("B", "https://example.com/page"));
    });
    mac.when_called(1, |messages| {
        messages.row(&Row::text("C", "https://example.com/page"));
    });
    let settings = Settings { confirm_limit: Duration::from_secs(4), ..mac.settings() };
    let sender = Sender::new(settings);
    let target = direct();
    // The row with the rest is not that of the second send.
    let (first, second) = tokio::join!(
        sender.text(&target, "Look https://example.com/page"),
        sender.text(&target, "https://example.com/page")
    );
    assert_eq!(guid(first), "A");
    assert!(["B", "C"].contains(&guid(second).as_str()));
}

#[tokio::test]
async fn an_equal_row_is_better_than_the_beginning() {
    let mac = Mac::new();
    mac.when_called(0, |messages| {
        messages.row(&Row::text("typed by hand", "Look"));
        sleep(MOMENT);
        messages.row(&Row::text("A", "Look https://example.com"));
    });
    let sent = mac.sender().text(&direct(), "Look https://example.com").await;
    assert_eq!(guid(sent), "A");
}

#[tokio::test]
async fn a_sync_of_many_rows_does_not_hide_ours() {
    let mac = Mac::new();
    mac.when_called(0, |messages| {
        messages.sql(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1600) \
             INSERT INTO message (guid, text, is_from_me) SELECT 'sync ' || x, 'Old ' || x, 1 FROM n",
            [],
        );
        messages.row(&Row::text("A", "Hello"));
    });
    assert_eq!(guid(mac.sender().text(&direct(), "Hello").await), "A");
}

#[tokio::test]
async fn a_row_with_an_error_is_a_failure() {
    for (number, code) in [(22, "addressNotFound"), (25, "notDelivered"), (4, "notDelivered")] {
        let mac = Mac::new();
        mac.when_called(0, move |messages| {
            messages.row(&Row { error: number, ..Row::text("A", "Hello") });
        });
        let error = mac.sender().text(&direct(), "Hello").await.expect_err("failed");
        assert_eq!(error.code(), code);
        assert_eq!(error.context()["outcome"], "failed");
        assert_eq!(error.context()["number"], number.to_string());
        assert_eq!(error.context()["message"], "A");
    }
}

#[tokio::test]
async fn an_sms_to_nobody_has_not_reached_the_group() {
    let ghost = |target: Target, service: &'static str| async move {
        let mac = Mac::new();
        mac.when_called(0, move |messages| {
            messages.row(&Row { chat: None, service, ..Row::text("A", "Hello") });
        });
        let settings = Settings { confirm_limit: Duration::from_secs(3), ..mac.settings() };
        Sender::new(settings).text(&target, "Hello").await
    };
    let error = ghost(group(), "SMS").await.expect_err("not reached");
    assert_eq!((error.code(), error.context()["outcome"].as_str()), ("notDelivered", "failed"));
    assert_eq!(guid(ghost(direct(), "iMessage").await), "A");
}

#[tokio::test]
async fn a_database_that_is_replaced_meanwhile_is_opened_anew() {
    let mac = Mac::new();
    let path = mac.path("chat.db");
    let copy = mac.path("copy.db");
    std::fs::copy(&path, &copy).expect("copied");
    mac.when_called(0, move |_| {
        let new = rusqlite::Connection::open(&copy).expect("opens");
        new.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).expect("set");
        drop(new);
        std::fs::rename(&copy, &path).expect("renamed");
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
    });
    let again = mac.clone();
    mac.when_called(0, move |_| {
        sleep(MOMENT * 3);
        again.writer().row(&Row::text("A", "Hello"));
    });
    assert_eq!(guid(mac.sender().text(&direct(), "Hello").await), "A");
}
