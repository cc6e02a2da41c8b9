//! How fast a backlog is read: a hundred thousand rows, made by repeating those of the fixture.
//!
//! `cargo bench -p spectrum-imessage-chatdb`
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;
use spectrum_imessage_chatdb::database::Database;

const ROWS: i64 = 100_000;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.db");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local/chat-macos26.db");
    std::fs::copy(fixture, &path).unwrap();
    repeat(&Connection::open(&path).unwrap());

    let mut database = Database::open(&path).unwrap();
    let start = Instant::now();
    let (mut rows, mut parts, mut after) = (0, 0, 0);
    loop {
        let records = database.records_after(after, 1000).unwrap();
        let Some(last) = records.last() else { break };
        after = last.rowid;
        rows += records.len();
        parts += records.iter().filter(|record| record.chat_guid.is_some()).count();
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{rows} rows ({parts} with conversation) in {seconds:.2} s: {:.0} rows a second",
        rows as f64 / seconds
    );
}

/// Repeats the rows of the fixture with new numbers and guids.
fn repeat(connection: &Connection) {
    let columns = |table: &str, left_out: &[&str]| {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?)").unwrap();
        let names = statement.query_map([table], |row| row.get::<_, String>(0)).unwrap();
        let names: Vec<_> = names.map(|name| name.unwrap()).collect();
        let names: Vec<_> =
            names.into_iter().filter(|name| !left_out.contains(&name.as_str())).collect();
        names.join(", ")
    };
    let message = columns("message", &["ROWID", "guid"]);
    let attachment = columns("attachment", &["ROWID", "guid", "original_guid"]);
    let highest: i64 =
        connection.query_row("SELECT max(ROWID) FROM message", [], |row| row.get(0)).unwrap();
    let rounds = ROWS / highest;
    let sql = format!(
        "BEGIN;
         CREATE TEMP TABLE round AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rounds})
           SELECT i, i * {highest} AS shift FROM n;
         INSERT INTO message (ROWID, guid, {message})
           SELECT ROWID + shift, guid || '-' || i, {message} FROM message, round ORDER BY 1;
         INSERT INTO attachment (ROWID, guid, original_guid, {attachment})
           SELECT ROWID + shift, guid || '-' || i, original_guid || '-' || i, {attachment} FROM attachment, round;
         INSERT INTO chat_message_join (chat_id, message_id, message_date)
           SELECT chat_id, message_id + shift, message_date FROM chat_message_join, round;
         INSERT INTO message_attachment_join
           SELECT message_id + shift, attachment_id + shift FROM message_attachment_join, round;
         COMMIT;"
    );
    connection.execute_batch(&sql).unwrap();
}
