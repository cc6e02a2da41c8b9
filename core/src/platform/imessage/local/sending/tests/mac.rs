//! A Mac of the tests: a database with its writer, and a stand-in for `osascript`.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::Value as Json;
use spectrum_imessage_chatdb::record::AppleDate;
use tempfile::TempDir;

use crate::platform::imessage::local::sending::{Sender, Settings, Target};

/// A direct conversation and a group of the database.
pub(super) const DIRECT: (i64, &str) = (1, "any;-;+15550100001");
pub(super) const GROUP: (i64, &str) = (3, "any;+;chat831204958810029911");
pub(super) const NUMBER: &str = "+15550100001";

pub(super) fn direct() -> Target {
    let address = Some(NUMBER.to_owned());
    Target::Chat { guid: DIRECT.1.to_owned(), address, imessage: true }
}

pub(super) fn group() -> Target {
    Target::Chat { guid: GROUP.1.to_owned(), address: None, imessage: true }
}

pub(super) fn person() -> Target {
    Target::Person { address: NUMBER.to_owned() }
}

pub(super) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local")
}

/// A call of the stand-in.
#[derive(Debug, PartialEq)]
pub(super) struct Call {
    pub(super) arguments: Vec<String>,
    pub(super) input: String,
}

/// A Mac. Clones are the same one.
#[derive(Clone)]
pub(super) struct Mac(Arc<TempDir>);

impl Mac {
    pub(super) fn new() -> Self {
        let mac = Self(Arc::new(tempfile::tempdir().expect("a folder")));
        fs::copy(fixtures().join("chat-macos26.db"), mac.path("chat.db")).expect("copied");
        for program in ["osascript", "open"] {
            let folder = mac.path(program);
            fs::create_dir(&folder).expect("made");
            symlink(fixtures().join("osascript"), folder.join(program)).expect("linked");
        }
        mac
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Long limits for what ends by itself, short pauses.
    pub(super) fn settings(&self) -> Settings {
        Settings {
            program: self.path("osascript/osascript"),
            opener: self.path("open/open"),
            staging: vec![self.path("staging")],
            pause: Duration::from_millis(10),
            launch: Duration::from_millis(10),
            look_every: Duration::from_millis(10),
            ..Settings::new(self.path("chat.db"))
        }
    }

    pub(super) fn sender(&self) -> Sender {
        Sender::new(self.settings())
    }

    /// A sender that does not wait long for rows.
    pub(super) fn hasty(&self) -> Sender {
        Sender::new(Settings { confirm_limit: Duration::from_millis(100), ..self.settings() })
    }

    /// What the stand-in does at a call, in the language of the shell.
    pub(super) fn answer(&self, call: usize, commands: &str) {
        fs::write(self.path(&format!("osascript/answer.{call}")), commands).expect("written");
    }

    pub(super) fn always(&self, commands: &str) {
        fs::write(self.path("osascript/answer"), commands).expect("written");
    }

    /// The same with one of the outcomes of the list.
    pub(super) fn ends(&self, call: usize, outcome: &Json) {
        let words = |key: &str| outcome[key].as_str().unwrap_or_default();
        for (key, text) in [("stdout", words("stdout")), ("stderr", words("stderr"))] {
            fs::write(self.path(&format!("osascript/{key}.{call}")), text).expect("written");
        }
        let mut commands =
            format!("cat \"$folder/stdout.{call}\"; cat \"$folder/stderr.{call}\" >&2\n");
        match outcome["takes_ms"].as_u64() {
            Some(600_000) => commands.push_str("exec sleep 600\n"),
            Some(_) => commands.push_str("sleep 0.3\n"),
            None => {}
        }
        if outcome["signal"] == "SIGKILL" {
            commands.push_str("kill -9 $$\n");
        }
        commands.push_str(&format!("exit {}\n", outcome["exit"]));
        self.answer(call, &commands);
    }

    fn calls_of(&self, program: &str) -> Vec<Call> {
        let folder = |number: usize| self.path(&format!("{program}/call.{number}"));
        let read = |number: usize| {
            let arguments = (0..)
                .map_while(|index| fs::read(folder(number).join(format!("argument.{index}"))).ok());
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
            let input = text(fs::read(folder(number).join("input")).unwrap_or_default());
            Call { arguments: arguments.map(text).collect(), input }
        };
        (0..).take_while(|number| folder(*number).exists()).map(read).collect()
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        self.calls_of("osascript")
    }

    pub(super) fn opened(&self) -> Vec<Call> {
        self.calls_of("open")
    }

    /// Waits until a call is there.
    pub(super) async fn called(&self, call: usize) {
        self.there(&format!("osascript/call.{call}/ready")).await;
    }

    /// Waits until a file is there.
    pub(super) async fn there(&self, name: &str) {
        while !self.path(name).exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What Messages does in its database at a call.
    pub(super) fn when_called(&self, call: usize, write: impl FnOnce(&Writer) + Send + 'static) {
        let ready = self.path(&format!("osascript/call.{call}/ready"));
        let mac = self.clone();
        thread::spawn(move || {
            while !ready.exists() {
                thread::sleep(Duration::from_millis(2));
            }
            write(&mac.writer());
        });
    }

    pub(super) fn writer(&self) -> Writer {
        let connection = Connection::open(self.path("chat.db")).expect("opens");
        connection.busy_timeout(Duration::from_secs(20)).expect("set");
        Writer(connection)
    }
}

/// Messages' own connection.
pub(super) struct Writer(Connection);

/// A row as Messages writes it for a message of this Mac.
pub(super) struct Row<'a> {
    pub(super) guid: &'a str,
    pub(super) text: Option<&'a str>,
    pub(super) chat: Option<i64>,
    pub(super) own: bool,
    pub(super) error: i64,
    pub(super) service: &'a str,
}

impl<'a> Row<'a> {
    pub(super) fn text(guid: &'a str, text: &'a str) -> Self {
        let chat = Some(DIRECT.0);
        Self { guid, text: Some(text), chat, own: true, error: 0, service: "iMessage" }
    }
}

impl Writer {
    pub(super) fn sql(&self, sql: &str, parameters: impl rusqlite::Params) {
        self.0.execute(sql, parameters).expect("written");
    }

    /// Writes a row. The text is in the body alone, as in real databases.
    pub(super) fn row(&self, row: &Row<'_>) -> i64 {
        let transaction = self.0.unchecked_transaction().expect("begins");
        self.sql(
            "INSERT INTO message (guid, attributedBody, service, date, is_from_me, is_sent, error) \
             VALUES (?, ?, ?, ?, ?, 1, ?)",
            (
                row.guid,
                row.text.map(body),
                row.service,
                AppleDate::now().nanoseconds(),
                row.own,
                row.error,
            ),
        );
        let rowid = self.0.last_insert_rowid();
        if let Some(chat) = row.chat {
            self.join(rowid, chat);
        }
        transaction.commit().expect("committed");
        rowid
    }

    pub(super) fn join(&self, rowid: i64, chat: i64) {
        let sql = "INSERT INTO chat_message_join (chat_id, message_id) VALUES (?, ?)";
        self.sql(sql, (chat, rowid));
    }

    /// Writes a row with a file.
    pub(super) fn file(&self, guid: &str, name: &str, path: &str, state: i64) -> i64 {
        let transaction = self.0.unchecked_transaction().expect("begins");
        let row = Row { text: None, ..Row::text(guid, "") };
        let rowid = self.row_in(&row);
        self.sql(
            "INSERT INTO attachment (guid, original_guid, filename, transfer_name, transfer_state) \
             VALUES (?1, ?1, ?2, ?3, ?4)",
            (format!("at_0_{guid}"), path, name, state),
        );
        let attachment = self.0.last_insert_rowid();
        self.sql(
            "INSERT INTO message_attachment_join (message_id, attachment_id) VALUES (?, ?)",
            (rowid, attachment),
        );
        transaction.commit().expect("committed");
        rowid
    }

    /// The same as part of another transaction.
    fn row_in(&self, row: &Row<'_>) -> i64 {
        self.sql(
            "INSERT INTO message (guid, service, date, is_from_me, is_sent) VALUES (?, ?, ?, ?, 1)",
            (row.guid, row.service, AppleDate::now().nanoseconds(), row.own),
        );
        let rowid = self.0.last_insert_rowid();
        if let Some(chat) = row.chat {
            self.join(rowid, chat);
        }
        rowid
    }
}

/// The archive of a plain text: that of the fixture with another text.
fn body(text: &str) -> Vec<u8> {
    let sample = fs::read(fixtures().join("blobs/short.bin")).expect("there");
    let at = sample.windows(3).position(|three| three == b"\x02Hi").expect("its text");
    let run = sample.windows(5).position(|five| five == b"\x84\x02iI\x01").expect("its run");
    let mut out = sample[..at].to_vec();
    out.extend(number(text.len()));
    out.extend(text.as_bytes());
    out.extend(&sample[at + 3..run + 5]);
    out.extend(number(text.encode_utf16().count()));
    out.extend(&sample[run + 6..]);
    out
}

/// A number of an archive.
fn number(value: usize) -> Vec<u8> {
    match (u8::try_from(value), u16::try_from(value), u32::try_from(value)) {
        (Ok(small @ 0..=127), ..) => vec![small],
        (_, Ok(middle), _) => [vec![0x81], middle.to_le_bytes().to_vec()].concat(),
        (.., large) => [vec![0x82], large.expect("fits").to_le_bytes().to_vec()].concat(),
    }
}
