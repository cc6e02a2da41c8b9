//! Whatever stands in the columns of a row, it becomes a record, and the rows around it do too.
#![allow(clippy::unwrap_used)]

mod common;

use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value;
use spectrum_imessage_chatdb::database::Database;
use spectrum_imessage_chatdb::watch::Watcher;

/// The columns that mean something.
const COLUMNS: [&str; 20] = [
    "text",
    "attributedBody",
    "message_summary_info",
    "associated_message_guid",
    "associated_message_type",
    "item_type",
    "group_action_type",
    "share_status",
    "other_handle",
    "handle_id",
    "is_from_me",
    "service",
    "date",
    "date_edited",
    "date_retracted",
    "thread_originator_guid",
    "thread_originator_part",
    "schedule_type",
    "balloon_bundle_id",
    "cache_has_attachments",
];

fn value() -> impl Strategy<Value = Value> {
    let known: Vec<Vec<u8>> =
        ["mention.bin", "cut-run.bin", "cyclic-dictionary.bin", "not-plist.bin"]
            .iter()
            .map(|name| std::fs::read(common::fixtures().join("blobs").join(name)).unwrap())
            .collect();
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::Integer),
        prop::sample::select(vec![0, 1, 2, 3, 5, 6, 1000, 2000, 2007, 3006, 4000])
            .prop_map(Value::Integer),
        any::<f64>().prop_map(Value::Real),
        ".{0,20}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Blob),
        prop::sample::select(known).prop_map(Value::Blob),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_row_becomes_a_record(
        values in prop::collection::vec((prop::sample::select(COLUMNS.to_vec()), value()), 0..12),
    ) {
        let (_folder, path) = common::copy("chat-macos26.db");
        let writer = Connection::open(&path).unwrap();
        for (column, value) in values {
            writer.execute(&format!("UPDATE message SET {column} = ? WHERE ROWID = 7"), [value]).unwrap();
        }
        let mut database = Database::open(&path).unwrap();
        let records = database.records_after(0, 1000).unwrap();
        prop_assert_eq!(records.len(), 38);
        prop_assert_eq!(records[6].rowid, 7);
        serde_json::to_string(&records[6]).unwrap();
        let shown = format!("{records:?}");
        prop_assert!(!shown.contains("Hello there"), "texts must not be shown");
    }
}

#[test]
fn a_watcher_may_move_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Watcher>();
    is_send::<Database>();
}
