//! A database that changes while it is watched, with a clock that does not wait.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::Value as Json;
use spectrum_imessage_chatdb::record::AppleDate;
use spectrum_imessage_chatdb::watch::{Moment, Position, WatchOptions, Watcher};

/// How often the watcher is asked, in milliseconds of the false clock.
const TICK: u64 = 20;

/// A database, its writer, and a watcher whose clock is the test's.
pub struct Play {
    pub path: PathBuf,
    pub now: u64,
    /// The time of day at the begin, in nanoseconds since 2001.
    pub wall: i64,
    pub options: WatchOptions,
    pub writer: Option<Connection>,
    /// A lock and when it ends.
    lock: Option<(Connection, u64)>,
    pub watcher: Option<Watcher>,
    pub position: Option<Position>,
    pub events: Vec<Json>,
}

impl Play {
    pub fn new(path: &Path) -> Self {
        let writer = Some(writer(path));
        let wall = AppleDate::now().nanoseconds();
        let mut play = Self {
            path: path.to_owned(),
            now: 1000,
            wall,
            options: WatchOptions::default(),
            writer,
            lock: None,
            watcher: None,
            position: None,
            events: Vec::new(),
        };
        play.start();
        play
    }

    pub fn moment(&self) -> Moment {
        Moment {
            wall: AppleDate::from_nanoseconds(self.date(0)),
            elapsed: Duration::from_millis(self.now),
        }
    }

    /// Nanoseconds since 2001, so far from now.
    pub fn date(&self, offset: i64) -> i64 {
        self.wall + i64::try_from(self.now).unwrap() * 1_000_000 + offset
    }

    pub fn start(&mut self) {
        let position = self.position.take();
        let watcher = Watcher::open(&self.path, position, self.options, self.moment());
        self.watcher = Some(watcher.unwrap());
    }

    pub fn stop(&mut self) {
        self.position = self.watcher.take().map(|watcher| {
            let saved = serde_json::to_string(&watcher.position()).unwrap();
            serde_json::from_str(&saved).unwrap()
        });
    }

    /// Lets time pass.
    pub fn pass(&mut self, milliseconds: u64) {
        let end = self.now + milliseconds;
        while self.now < end {
            self.now = (self.now + TICK).min(end);
            self.lock.take_if(|(_, until)| *until <= self.now);
            let moment = self.moment();
            if let Some(watcher) = &mut self.watcher {
                for event in watcher.poll(moment).events {
                    self.events.push(serde_json::to_value(&event).unwrap());
                }
            }
        }
    }

    /// The events since this was asked last, each as its name and the guid that it is about.
    pub fn taken(&mut self) -> Vec<String> {
        let events = std::mem::take(&mut self.events);
        let words = |event: &Json, key: &str| event[key].as_str().unwrap_or("-").to_owned();
        events
            .iter()
            .map(|event| format!("{} {}", words(event, "event"), words(event, "guid")))
            .collect()
    }

    /// Runs one statement.
    pub fn sql(&mut self, sql: &str, parameters: impl rusqlite::Params) {
        self.writer.as_ref().unwrap().execute(sql, parameters).unwrap();
    }

    /// A row of `message` by person 1, sent so many nanoseconds from now.
    pub fn message(&mut self, rowid: i64, guid: &str, text: Option<&str>, offset: i64) {
        let date = self.date(offset);
        self.sql(
            "INSERT INTO message (ROWID, guid, text, handle_id, service, date, is_from_me) \
             VALUES (?, ?, ?, 1, 'iMessage', ?, 0)",
            (rowid, guid, text, date),
        );
    }

    /// Puts a row into a conversation.
    pub fn join(&mut self, rowid: i64, chat: i64) {
        let sql = "INSERT INTO chat_message_join (chat_id, message_id) VALUES (?, ?)";
        self.sql(sql, (chat, rowid));
    }

    pub fn write(&mut self, steps: &[&Json]) {
        let values: Vec<Vec<Sql>> = steps.iter().map(|step| self.parameters(step)).collect();
        let writer = self.writer.as_mut().unwrap();
        let transaction = writer.transaction().unwrap();
        for (step, values) in steps.iter().zip(values) {
            let sql = step["sql"].as_str().unwrap();
            transaction.execute(sql, rusqlite::params_from_iter(values)).unwrap();
        }
        transaction.commit().unwrap();
    }

    pub fn parameters(&self, step: &Json) -> Vec<Sql> {
        let value = |value: &Json| match value {
            Json::Null => Sql::Null,
            Json::String(text) => Sql::Text(text.clone()),
            Json::Object(map) => match (map.get("now"), map.get("base64")) {
                (Some(offset), _) => Sql::Integer(self.date(offset.as_i64().unwrap())),
                (_, data) => Sql::Blob(unbase64(data.unwrap().as_str().unwrap())),
            },
            number => Sql::Integer(number.as_i64().unwrap()),
        };
        step["params"].as_array().unwrap().iter().map(value).collect()
    }

    pub fn act(&mut self, step: &Json) {
        match step["action"].as_str().unwrap() {
            "none" => {}
            "checkpoint_truncate" => {
                let writer = self.writer.as_ref().unwrap();
                writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
            }
            "close_last_writer" => {
                self.writer = None;
                self.writer = Some(writer(&self.path));
            }
            "hold_write_lock" => {
                let lock = Connection::open(&self.path).unwrap();
                lock.execute_batch("BEGIN IMMEDIATE").unwrap();
                self.lock = Some((lock, self.now + step["ms"].as_u64().unwrap()));
            }
            "replace_with_empty_copy" => self.replace(),
            "restart_reader" => {
                self.stop();
                self.start();
            }
            "stop_reader" => self.stop(),
            "start_reader" => self.start(),
            other => panic!("unknown action {other}"),
        }
    }

    pub fn replace(&mut self) {
        let copy = self.path.with_extension("copy");
        self.writer.as_ref().unwrap().execute("VACUUM INTO ?", [copy.to_str().unwrap()]).unwrap();
        let emptied = Connection::open(&copy).unwrap();
        for table in ["chat_message_join", "message_attachment_join", "message"] {
            emptied.execute(&format!("DELETE FROM {table}"), []).unwrap();
        }
        drop(emptied);
        self.writer = None;
        std::fs::rename(&copy, &self.path).unwrap();
        for suffix in ["-wal", "-shm"] {
            let mut path = self.path.clone().into_os_string();
            path.push(suffix);
            let _ = std::fs::remove_file(path);
        }
        self.writer = Some(writer(&self.path));
    }
}

pub fn writer(path: &Path) -> Connection {
    let writer = Connection::open(path).unwrap();
    writer.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
    writer
}

fn unbase64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let text = text.trim_end_matches('=').as_bytes();
    let mut out = Vec::new();
    for chunk in text.chunks(4) {
        let number = chunk.iter().fold(0u32, |all, byte| all << 6 | u32::from(digit(*byte)));
        let number = number << (6 * (4 - chunk.len()));
        out.extend(&number.to_be_bytes()[1..chunk.len()]);
    }
    out
}
