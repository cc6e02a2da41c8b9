//! `spectrum local` as a person runs it.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rusqlite::Connection;
use serde_json::Value as Json;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local")
}

fn spectrum(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spectrum")).arg("local").args(arguments).output().unwrap()
}

fn code(arguments: &[&str]) -> i32 {
    spectrum(arguments).status.code().unwrap()
}

fn lines(output: &Output) -> Vec<Json> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn dump_prints_every_row_as_expected() {
    for generation in [13, 26] {
        let expected = fixtures().join(format!("messages-macos{generation}.json"));
        let expected: Json = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
        let database = fixtures().join(format!("chat-macos{generation}.db"));
        let seen = lines(&spectrum(&["dump", database.to_str().unwrap(), "--json"]));
        assert_eq!(Json::Array(seen), expected["expected"]);
    }
}

#[test]
fn dump_for_people_shows_messages_only() {
    let database = fixtures().join("chat-macos26.db");
    let output = spectrum(&["dump", database.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("2026-01-13T12:26:47Z any;-;+15550100001 +15550100001: Hello there\n"));
    assert!(text.contains("[IMG_0001.HEIC] look at this [IMG_0002.jpeg]"));
    assert!(!text.contains("Recently Deleted"));
}

#[test]
fn decode_tells_sound_bodies_from_broken_ones() {
    let body = |name: &str| fixtures().join("blobs").join(name).to_str().unwrap().to_owned();
    let seen = lines(&spectrum(&["decode", &body("mention.bin"), "--json"]));
    assert_eq!(seen[0]["mentions"][0]["handle"], "ben@example.com");
    assert_eq!(code(&["decode", &body("mention.bin")]), 0);
    let broken = spectrum(&["decode", &body("cut-run.bin"), "--json"]);
    assert_eq!(broken.status.code(), Some(1));
    let seen: Json = serde_json::from_slice(&broken.stdout).unwrap();
    assert_eq!(seen["salvage_text"], "This is a broken message");
}

#[test]
fn exit_codes_tell_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text");
    std::fs::write(&text, "Hello").unwrap();
    let none = folder.path().join("none");
    for command in ["dump", "watch"] {
        assert_eq!(code(&[command, none.to_str().unwrap()]), 4);
        assert_eq!(code(&[command, text.to_str().unwrap()]), 5);
        assert_eq!(code(&[command]), 2);
    }
    assert_eq!(code(&["decode", none.to_str().unwrap()]), 4);
    assert_eq!(code(&["decode", text.to_str().unwrap()]), 1);
}

/// A watching process that ends with the test.
struct Watching {
    child: Child,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watching {
    fn start(database: &Path, position: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_spectrum"))
            .args(["local", "watch", "--json", "--position"])
            .args([position, database])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut begun = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut begun).unwrap();
        assert_eq!(begun, "spectrum: watching\n");
        Self { child }
    }

    fn next(&mut self) -> Json {
        let mut line = String::new();
        BufReader::new(self.child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

#[test]
fn watch_prints_what_arrives_also_what_came_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("chat.db");
    let position = folder.path().join("position.json");
    std::fs::copy(fixtures().join("chat-macos26.db"), &database).unwrap();
    let writer = Connection::open(&database).unwrap();
    let send = |guid: &str| {
        let sql = "INSERT INTO message (guid, text, handle_id, date) \
                   VALUES (?, 'hi', 1, (unixepoch() - 978307200) * 1000000000)";
        writer.execute(sql, [guid]).unwrap();
        let sql =
            "INSERT INTO chat_message_join (chat_id, message_id) VALUES (1, last_insert_rowid())";
        writer.execute(sql, []).unwrap();
    };
    let mut watching = Watching::start(&database, &position);
    send("A");
    let event = watching.next();
    assert_eq!(event["event"], "message");
    assert_eq!(event["guid"], "A");
    assert_eq!(event["chat_guid"], "any;-;+15550100001");
    assert_eq!(event["record"]["text"], "hi");
    // The position is saved after the line: without it A would come again.
    while !std::fs::read_to_string(&position).unwrap().contains("\"A\"") {
        std::thread::yield_now();
    }
    drop(watching);
    send("B");
    let mut watching = Watching::start(&database, &position);
    assert_eq!(watching.next()["guid"], "B");
}
