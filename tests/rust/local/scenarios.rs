//! The series of changes of the fixtures, in real time, against a whole application.

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::{Value as Json, json};
use spectrum_imessage::{Content, Event, Message, Spectrum};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use super::mac::{Mac, QUIET, Writer, apple_now, fixtures, ready};

/// What was seen of an application, in its order.
type Seen = Arc<Mutex<Vec<Json>>>;

struct Play {
    mac: Mac,
    writer: Option<Writer>,
    app: Option<(Spectrum, Vec<JoinHandle<()>>)>,
    seen: Seen,
    sends: Vec<JoinHandle<()>>,
}

impl Play {
    async fn start(&mut self) {
        let app = self.mac.start_with(self.mac.durable()).await;
        let mut messages = app.messages().expect("nobody reads yet");
        let mut events = app.events().expect("nobody reads yet");
        ready(&app).await;
        let seen = Arc::clone(&self.seen);
        let arrived = tokio::spawn(async move {
            while let Some((_, message)) = messages.next_message().await {
                seen.lock().expect("whole").extend(of_message(&message));
            }
        });
        let seen = Arc::clone(&self.seen);
        let happened = tokio::spawn(async move {
            while let Some(event) = events.next().await {
                seen.lock().expect("whole").extend(of_event(&event));
            }
        });
        self.app = Some((app, vec![arrived, happened]));
    }

    async fn stop(&mut self) {
        if let Some((app, tasks)) = self.app.take() {
            app.stop().await;
            for task in tasks {
                task.await.expect("no panic");
            }
        }
    }

    async fn act(&mut self, step: &Json) {
        match step["action"].as_str().expect("an action") {
            "none" => {}
            "checkpoint_truncate" => {
                let writer = &self.writer.as_ref().expect("open").0;
                writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("done");
            }
            "close_last_writer" => {
                self.writer = None;
                self.writer = Some(self.mac.writer());
            }
            "hold_write_lock" => {
                let (path, ms) = (self.mac.database(), step["ms"].as_u64().expect("a time"));
                let lock = Connection::open(path).expect("opens");
                lock.execute_batch("BEGIN IMMEDIATE").expect("locked");
                std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_millis(ms));
                    drop(lock);
                });
            }
            "replace_with_empty_copy" => self.replace(),
            "restart_reader" => {
                self.stop().await;
                self.start().await;
            }
            "stop_reader" => self.stop().await,
            "start_reader" => self.start().await,
            other => panic!("unknown action {other}"),
        }
    }

    fn replace(&mut self) {
        let (copy, path) = (self.mac.path("copy.db"), self.mac.database());
        let writer = self.writer.take().expect("open");
        writer.sql("VACUUM INTO ?", [copy.to_str().expect("text")]);
        let emptied = Connection::open(&copy).expect("opens");
        for table in ["chat_message_join", "message_attachment_join", "message"] {
            emptied.execute(&format!("DELETE FROM {table}"), []).expect("emptied");
        }
        drop((emptied, writer));
        fs::rename(&copy, &path).expect("replaced");
        for end in ["-wal", "-shm"] {
            let mut beside = path.clone().into_os_string();
            beside.push(end);
            let _ = fs::remove_file(beside);
        }
        self.writer = Some(self.mac.writer());
    }

    fn write(&mut self, steps: &[&Json]) {
        let writer = self.writer.as_ref().expect("open");
        let transaction = writer.0.unchecked_transaction().expect("begins");
        for step in steps {
            let values = step["params"].as_array().expect("a list").iter().map(value);
            let sql = step["sql"].as_str().expect("a statement");
            writer.sql(sql, rusqlite::params_from_iter(values));
        }
        transaction.commit().expect("committed");
    }
}

fn value(value: &Json) -> Sql {
    match value {
        Json::Null => Sql::Null,
        Json::String(text) => Sql::Text(text.clone()),
        Json::Object(map) => match map.get("now").and_then(Json::as_i64) {
            Some(offset) => Sql::Integer(apple_now(offset)),
            None => {
                let data = map["base64"].as_str().expect("bytes");
                Sql::Blob(BASE64_STANDARD.decode(data).expect("base64"))
            }
        },
        number => Sql::Integer(number.as_i64().expect("a number")),
    }
}

fn of_message(message: &Message) -> Option<Json> {
    if let Content::Read(read) = message.content() {
        return Some(json!({"event": "read", "guid": read.target.id()}));
    }
    let native = message.native()?;
    let files: Vec<_> = native.attachment_metadata.iter().map(|file| &file.guid).collect();
    Some(json!({
        "event": "message",
        "guid": message.id(),
        "text": native.native_text,
        "chat_guid": message.space().id(),
        "sender": message.sender().map(|sender| &sender.id),
        "attachments": files,
    }))
}

fn of_event(event: &Event) -> Option<Json> {
    let (event, guid, text) = match event {
        Event::MessageEdited { message_id, text, .. } => ("edited", message_id, text.clone()),
        Event::MessageUnsent { message_id, .. } => ("unsent", message_id, None),
        Event::MessageDelivered { message_id, .. } => ("delivered", message_id, None),
        Event::AttachmentReady { message_id, .. } => ("attachment_ready", message_id, None),
        _ => return None,
    };
    let mut shown = json!({"event": event, "guid": guid});
    if let Some(text) = text {
        shown["text"] = json!(text);
    }
    Some(shown)
}

/// Whether an event has the fields that are expected, of those that are shown.
fn fits(seen: &Json, expected: &Json) -> bool {
    let fields = expected.as_object().expect("an object").iter();
    fields.filter(|(key, _)| seen.get(*key).is_some()).all(|(key, value)| seen[key] == *value)
        && seen["event"] == expected["event"]
        && seen["guid"] == expected["guid"]
}

async fn play(scenario: Json) -> Vec<String> {
    let mac = Mac::with(scenario["start"].as_str().expect("a name"));
    let writer = Some(mac.writer());
    let (seen, sends) = (Seen::default(), Vec::new());
    let mut play = Play { mac, writer, app: None, seen, sends };
    play.start().await;
    for sent in scenario["sent_by_this_process"].as_array().into_iter().flatten() {
        let words = |key: &str| sent[key].as_str().unwrap_or_default().to_owned();
        let (app, _) = play.app.as_ref().expect("started");
        let space = app.imessage().and_then(|im| im.space(&words("chat_guid"), None));
        let (space, text) = (space.expect("known"), words("text"));
        play.sends.push(tokio::spawn(async move {
            space.send(text).await.expect("sent");
        }));
        // The program has been called: then the reader knows it.
        while play.mac.calls().is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
    }
    let steps = scenario["steps"].as_array().expect("a list");
    let mut next = 0;
    while let Some(step) = steps.get(next) {
        sleep(Duration::from_millis(step["after_ms"].as_u64().unwrap_or(0))).await;
        next += 1;
        if step.get("action").is_some() {
            play.act(step).await;
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
    let expected = scenario["expect"].as_array().expect("a list");
    let optional = scenario["optional_events"].as_array().cloned().unwrap_or_default();
    let end = Instant::now() + Duration::from_millis(scenario["within_ms"].as_u64().unwrap_or(0));
    while play.seen.lock().expect("whole").len() < expected.len() && Instant::now() < end {
        sleep(Duration::from_millis(20)).await;
    }
    sleep(QUIET).await;
    for send in std::mem::take(&mut play.sends) {
        send.await.expect("sent");
    }
    play.stop().await;
    let name = scenario["name"].as_str().unwrap_or_default();
    let seen = play.seen.lock().expect("whole").clone();
    let mut seen = seen.iter().peekable();
    let mut wrong = Vec::new();
    for expected in expected {
        if seen.peek().is_some_and(|event| fits(event, expected)) {
            seen.next();
        } else if !optional.contains(&expected["event"]) {
            wrong.push(format!("{name}: {expected} is missing"));
        }
    }
    wrong.extend(seen.map(|event| format!("{name}: {event} is one too many")));
    wrong
}

#[tokio::test]
async fn every_series_of_changes_gives_its_messages_and_events() {
    let file = fs::read_to_string(fixtures().join("watch-scenarios.json")).expect("there");
    let file: Json = serde_json::from_str(&file).expect("JSON");
    let scenarios = file["scenarios"].as_array().expect("a list");
    assert!(scenarios.len() >= 19);
    let mut playing = JoinSet::new();
    for scenario in scenarios {
        playing.spawn(play(scenario.clone()));
    }
    let wrong = playing.join_all().await.concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
