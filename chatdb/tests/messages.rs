//! Every row of the databases of the fixtures becomes the record that is expected of it.
#![allow(clippy::unwrap_used)]

mod common;

use serde_json::Value as Json;
use spectrum_imessage_chatdb::database::Database;

fn every_row(generation: u32) {
    let expected = common::json(&format!("messages-macos{generation}.json"));
    let expected = expected["expected"].as_array().unwrap();
    let (_folder, path) = common::copy(&format!("chat-macos{generation}.db"));
    let mut database = Database::open(&path).unwrap();
    let mut seen: Vec<Json> = Vec::new();
    loop {
        let after = seen.last().map_or(0, |record| record["rowid"].as_i64().unwrap());
        let batch = database.records_after(after, 7).unwrap();
        if batch.is_empty() {
            break;
        }
        seen.extend(batch.iter().map(|record| serde_json::to_value(record).unwrap()));
    }
    for (seen, expected) in seen.iter().zip(expected) {
        assert_eq!(seen, expected);
    }
    assert_eq!(seen.len(), expected.len());
}

#[test]
fn every_row_of_macos_13() {
    every_row(13);
}

#[test]
fn every_row_of_macos_26() {
    every_row(26);
}

#[test]
fn conversations_and_attachments_are_found() {
    let (_folder, path) = common::copy("chat-macos26.db");
    let mut database = Database::open(&path).unwrap();
    let group = database.chat("iMessage;+;chat831204958810029911").unwrap().unwrap();
    assert_eq!(&*group.guid, "any;+;chat831204958810029911");
    assert_eq!(group.display_name.as_deref(), Some("Weekend"));
    let members = database.members(&group).unwrap();
    assert_eq!(members.len(), 3);
    assert!(database.chat("any;-;nobody").unwrap().is_none());
    let newest = database.records_of_chat(&group, i64::MAX, 3).unwrap();
    assert_eq!(newest.iter().map(|record| record.rowid).collect::<Vec<_>>(), [29, 28, 27]);
    let older = database.records_of_chat(&group, 27, 100).unwrap();
    assert_eq!(older.last().unwrap().rowid, 5);
    let record = database.record_by_guid("C0DE0006-0000-4000-8000-000000000006").unwrap().unwrap();
    let found = database.record_of_attachment("A0000003-0000-4000-8000-000000000006").unwrap();
    assert_eq!(found, Some(record));
    assert!(database.record_by_guid("none").unwrap().is_none());
    assert!(database.record_of_attachment("none").unwrap().is_none());
}
