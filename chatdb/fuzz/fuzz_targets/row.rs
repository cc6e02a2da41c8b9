//! Any values in the columns of a row: it becomes a record that can be written down.
//!
//! The input is a list of values, one for each column of `message`: a byte that tells the type
//! (0 NULL, 1 integer, 2 text, 3 bytes, others leave the column alone), for integers eight bytes,
//! for text and bytes two bytes with the length, then as many bytes.
#![no_main]

use std::cell::RefCell;
use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use rusqlite::Connection;
use rusqlite::types::Value;
use spectrum_imessage_chatdb::database::Database;

/// A database with one message, its reader, and the names of the columns.
struct World {
    writer: Connection,
    reader: Database,
    columns: Vec<String>,
}

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

fn world() -> World {
    let path: PathBuf = std::env::temp_dir().join(format!("fuzz-row-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let columns = COLUMNS.split(' ').map(str::to_owned).collect();
    let writer = Connection::open(&path).unwrap();
    writer.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;").unwrap();
    // No types: a column takes a value of any type.
    writer
        .execute_batch(&format!(
            "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, {});
             CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid, style);
             CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id);
             CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, guid, filename, transfer_name, total_bytes);
             CREATE TABLE chat_message_join (chat_id, message_id);
             CREATE TABLE message_attachment_join (message_id, attachment_id);
             CREATE TABLE chat_recoverable_message_join (chat_id, message_id);
             INSERT INTO chat VALUES (1, 'any;-;+15550100001', 45);
             INSERT INTO handle VALUES (1, '+15550100001');
             INSERT INTO message (ROWID, guid) VALUES (1, 'A');
             INSERT INTO chat_message_join VALUES (1, 1);",
            COLUMNS.replace(' ', ", ")
        ))
        .unwrap();
    let reader = Database::open(&path).unwrap();
    World { writer, reader, columns }
}

const COLUMNS: &str = "guid text attributedBody message_summary_info associated_message_guid \
    associated_message_type associated_message_emoji item_type group_action_type group_title share_status \
    other_handle handle_id is_from_me service date date_edited date_retracted is_sent error \
    balloon_bundle_id expressive_send_style_id thread_originator_guid thread_originator_part schedule_type \
    schedule_state subject account destination_caller_id cache_has_attachments";

/// The next value of the input; nothing leaves the column as it is.
fn value(data: &mut &[u8]) -> Option<Option<Value>> {
    let (kind, rest) = data.split_first()?;
    *data = rest;
    Some(match kind {
        0 => Some(Value::Null),
        1 => {
            let (number, rest) = data.split_first_chunk::<8>()?;
            *data = rest;
            Some(Value::Integer(i64::from_le_bytes(*number)))
        }
        2 | 3 => {
            let (length, rest) = data.split_first_chunk::<2>()?;
            let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
            let (bytes, rest) = rest.split_at(length);
            *data = rest;
            Some(match kind {
                2 => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
                _ => Value::Blob(bytes.to_vec()),
            })
        }
        _ => None,
    })
}

fuzz_target!(|data: &[u8]| {
    WORLD.with_borrow_mut(|place| {
        let world = place.get_or_insert_with(world);
        let mut data = data;
        let mut sql = String::from("UPDATE message SET ROWID = 1");
        let mut values = Vec::new();
        for column in &world.columns {
            match value(&mut data) {
                None => break,
                Some(None) => sql.push_str(&format!(", {column} = NULL")),
                Some(Some(value)) => {
                    values.push(value);
                    sql.push_str(&format!(", {column} = ?{}", values.len()));
                }
            }
        }
        world.writer.execute(&sql, rusqlite::params_from_iter(values)).unwrap();
        let records = world.reader.records_after(0, 10).unwrap();
        assert_eq!(records.len(), 1);
        serde_json::to_string(&records[0]).unwrap();
        let _ = format!("{records:?}");
    });
});
