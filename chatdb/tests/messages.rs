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
