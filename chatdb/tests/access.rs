//! Files that are no database of Messages, and databases with damage.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;

use rusqlite::Connection;
use spectrum_imessage_chatdb::database::{Database, DatabaseErrorKind, Generation};
use spectrum_imessage_chatdb::record::{Category, Content};

fn kind(path: &Path) -> DatabaseErrorKind {
    let once = Database::open_once(path).err().unwrap().kind;
    let error = Database::open(path).err().unwrap();
    assert_eq!(error.kind, once);
    assert!(error.to_string().contains(error.kind.remedy()));
    error.kind
}

#[test]
fn no_database_of_messages() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    assert_eq!(kind(&folder.path().join("none.db")), DatabaseErrorKind::NotFound);
    assert_eq!(kind(&folder.path().join("none/chat.db")), DatabaseErrorKind::NotFound);
    assert_eq!(kind(folder.path()), DatabaseErrorKind::NotMessages);
    assert_eq!(kind(&file("empty", b"")), DatabaseErrorKind::NotMessages);
    assert_eq!(kind(&file("text", b"Hello, this is only text.")), DatabaseErrorKind::NotMessages);
    let mut broken = b"SQLite format 3\0".to_vec();
    broken.extend([7; 4080]);
    assert_eq!(kind(&file("broken", &broken)), DatabaseErrorKind::Corrupt);
    let other = folder.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE note (text)").unwrap();
    assert_eq!(kind(&other), DatabaseErrorKind::NotMessages);
}

#[test]
fn looking_once_leaves_nothing_behind() {
    let (folder, path) = common::copy("chat-macos26.db");
    let mut database = Database::open_once(&path).unwrap();
    assert_eq!(database.records_after(0, 1000).unwrap().len(), 38);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    // With a log there is more than the file has.
    let writer = Connection::open(&path).unwrap();
    writer.execute("INSERT INTO message (guid, text) VALUES ('A', 'a')", []).unwrap();
    let mut database = Database::open_once(&path).unwrap();
    assert_eq!(database.records_after(0, 1000).unwrap().len(), 39);
}

#[test]
fn a_database_of_unknown_generation_is_read_as_well_as_it_can_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, new_column BLOB);
             INSERT INTO message VALUES (1, 'A', 'hello', x'00'), (2, NULL, 'no guid', NULL), (3, 'C', 7, NULL);",
        )
        .unwrap();
    let records = Database::open(&path).unwrap().records_after(0, 10).unwrap();
    let categories: Vec<_> = records.iter().map(|record| record.category).collect();
    assert_eq!(categories, [Category::Message, Category::Unreadable, Category::Message]);
    assert!(records[0].date.is_none() && records[0].chat_guid.is_none());
    let Content::Message(message) = &records[2].content else { panic!("no message") };
    assert_eq!(message.text.as_deref(), Some("7"));
}

#[test]
fn a_damaged_row_does_not_stop_the_others() {
    let (_folder, path) = common::copy("chat-macos26.db");
    let writer = Connection::open(&path).unwrap();
    let insert = "INSERT INTO message (guid, text) VALUES (?, ?)";
    writer.execute(insert, ["before", "x"]).unwrap();
    writer.execute(insert, ["damaged", &"Z".repeat(50_000)]).unwrap();
    writer.execute(insert, ["after", "y"]).unwrap();
    writer.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).unwrap();
    drop(writer);
    // The pages of the long text name the next one in their first bytes.
    let mut data = std::fs::read(&path).unwrap();
    let page =
        data.chunks(4096).position(|page| page[4..].iter().all(|byte| *byte == b'Z')).unwrap();
    data[page * 4096..page * 4096 + 4].fill(0xff);
    std::fs::write(&path, data).unwrap();
    let records = Database::open(&path).unwrap().records_after(38, 10).unwrap();
    let seen: Vec<_> = records.iter().map(|record| (&*record.guid, record.category)).collect();
    assert_eq!(
        seen,
        [
            ("before", Category::Message),
            ("damaged", Category::Unreadable),
            ("after", Category::Message)
        ]
    );
}

#[test]
fn a_broken_body_gives_way_to_the_text_and_that_to_what_can_be_saved() {
    let (_folder, path) = common::copy("chat-macos26.db");
    let writer = Connection::open(&path).unwrap();
    let body = std::fs::read(common::fixtures().join("blobs/cut-run.bin")).unwrap();
    let insert = "INSERT INTO message (guid, text, attributedBody) VALUES (?, ?, ?)";
    writer.execute(insert, ("text", "the text", &body)).unwrap();
    writer.execute(insert, ("salvaged", None::<String>, &body)).unwrap();
    writer.execute(insert, ("unreadable", None::<String>, &body[..20])).unwrap();
    let records = Database::open(&path).unwrap().records_after(38, 10).unwrap();
    let text = |place: usize| match &records[place].content {
        Content::Message(message) => (message.text.as_deref(), message.salvaged),
        _ => (None, false),
    };
    assert_eq!(text(0), (Some("the text"), false));
    assert_eq!(text(1), (Some("This is a broken message"), true));
    assert_eq!(records[2].category, Category::Unreadable);
}

#[test]
fn the_columns_tell_the_generation() {
    for (name, expected) in
        [("chat-macos13.db", Generation::MacOs13), ("chat-macos26.db", Generation::MacOs26)]
    {
        let (_folder, path) = common::copy(name);
        let database = Database::open(&path).unwrap();
        assert_eq!((database.generation(), database.missing()), (expected, Vec::new()));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.db");
    let create = "CREATE TABLE message (guid TEXT, date INTEGER, schedule_type INTEGER)";
    Connection::open(&path).unwrap().execute_batch(create).unwrap();
    let database = Database::open(&path).unwrap();
    assert_eq!(database.generation(), Generation::MacOs14);
    assert!(database.missing().contains(&"chat.guid".to_owned()));
    assert!(!database.missing().contains(&"message.date".to_owned()));
}
