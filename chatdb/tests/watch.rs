//! The scenarios of the fixtures, played against a watcher with a clock that does not wait.
#![allow(clippy::unwrap_used)]

mod common;

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
struct Play {
    path: PathBuf,
    now: u64,
    wall: i64,
    writer: Option<Connection>,
    /// A lock and when it ends.
    lock: Option<(Connection, u64)>,
    watcher: Option<Watcher>,
    position: Option<Position>,
    events: Vec<Json>,
}

impl Play {
    fn new(path: &Path) -> Self {
        let writer = Some(writer(path));
        let wall = AppleDate::now().nanoseconds();
        let mut play = Self {
            path: path.to_owned(),
            now: 1000,
            wall,
            writer,
            lock: None,
            watcher: None,
            position: None,
            events: Vec::new(),
        };
        play.start();
        play
    }

    fn moment(&self) -> Moment {
        Moment {
            wall: AppleDate::from_nanoseconds(self.date(0)),
            elapsed: Duration::from_millis(self.now),
        }
    }

    /// Nanoseconds since 2001, so far from now.
    fn date(&self, offset: i64) -> i64 {
        self.wall + i64::try_from(self.now).unwrap() * 1_000_000 + offset
    }

    fn start(&mut self) {
        let position = self.position.take();
        let options = WatchOptions::default();
        self.watcher = Some(Watcher::open(&self.path, position, options, self.moment()).unwrap());
    }

    fn stop(&mut self) {
        self.position = self.watcher.take().map(|watcher| {
            let saved = serde_json::to_string(&watcher.position()).unwrap();
            serde_json::from_str(&saved).unwrap()
        });
    }

    /// Lets time pass.
    fn pass(&mut self, milliseconds: u64) {
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

    fn write(&mut self, steps: &[&Json]) {
        let values: Vec<Vec<Sql>> = steps.iter().map(|step| self.parameters(step)).collect();
        let writer = self.writer.as_mut().unwrap();
        let transaction = writer.transaction().unwrap();
        for (step, values) in steps.iter().zip(values) {
            let sql = step["sql"].as_str().unwrap();
            transaction.execute(sql, rusqlite::params_from_iter(values)).unwrap();
        }
        transaction.commit().unwrap();
    }

    fn parameters(&self, step: &Json) -> Vec<Sql> {
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

    fn act(&mut self, step: &Json) {
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

    fn replace(&mut self) {
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

fn writer(path: &Path) -> Connection {
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

fn play(scenario: &Json) -> Vec<Json> {
    let (_folder, path) = common::copy(scenario["start"].as_str().unwrap());
    let mut play = Play::new(&path);
    let moment = play.moment();
    for sent in scenario["sent_by_this_process"].as_array().into_iter().flatten() {
        let (chat, text) = (sent["chat_guid"].as_str().unwrap(), sent["text"].as_str().unwrap());
        play.watcher.as_mut().unwrap().note_sent(chat, text, moment);
    }
    let steps = scenario["steps"].as_array().unwrap();
    let mut next = 0;
    while let Some(step) = steps.get(next) {
        play.pass(step["after_ms"].as_u64().unwrap());
        next += 1;
        if step.get("action").is_some() {
            play.act(step);
            continue;
        }
        let mut transaction = vec![step];
        while let Some(step) = steps.get(next)
            && step["after_ms"] == 0
            && step.get("sql").is_some()
        {
            transaction.push(step);
            next += 1;
        }
        play.write(&transaction);
    }
    play.pass(scenario["within_ms"].as_u64().unwrap());
    play.events
}

/// Whether an event has the fields that are expected.
fn fits(seen: &Json, expected: &Json) -> bool {
    expected.as_object().unwrap().iter().all(|(key, value)| seen.get(key) == Some(value))
}

#[test]
fn every_scenario_gives_its_events() {
    let file = common::json("watch-scenarios.json");
    let scenarios = file["scenarios"].as_array().unwrap();
    assert!(scenarios.len() >= 19);
    let mut wrong = Vec::new();
    for scenario in scenarios {
        let name = scenario["name"].as_str().unwrap();
        let optional = scenario["optional_events"].as_array().cloned().unwrap_or_default();
        let events = play(scenario);
        let mut seen = events.iter().peekable();
        for expected in scenario["expect"].as_array().unwrap() {
            if seen.peek().is_some_and(|event| fits(event, expected)) {
                seen.next();
            } else if !optional.contains(&expected["event"]) {
                wrong.push(format!("{name}: {expected} is missing"));
            }
        }
        wrong.extend(seen.map(|event| format!("{name}: {event} is one too many")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
