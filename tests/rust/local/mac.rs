//! A Mac of the tests: a database with its writer, and a stand-in for `osascript`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::Connection;
use spectrum_imessage::imessage::{Config, Local};
use spectrum_imessage::{
    Content, Event, Events, Health, Message, Messages, Options, Spectrum, SqliteStore, Store,
};
use tempfile::TempDir;
use tokio::time::timeout;

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// What must not come would have come by then.
pub(crate) const QUIET: Duration = Duration::from_millis(700);
/// 2001-01-01 in Unix time, in seconds.
const EPOCH: u64 = 978_307_200;

/// A person, and their conversation.
pub(crate) const ADA: &str = "+15550100001";
pub(crate) const DIRECT: (i64, &str) = (1, "any;-;+15550100001");
pub(crate) const GROUP: (i64, &str) = (3, "any;+;chat831204958810029911");

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("local")
}

/// Nanoseconds since 2001, so far from now.
pub(crate) fn apple_now(offset: i64) -> i64 {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let since = unix - Duration::from_secs(EPOCH);
    i64::try_from(since.as_nanos()).expect("fits") + offset
}

/// A home folder with a database of Messages. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Mac(Arc<TempDir>);

impl Mac {
    pub(crate) fn new() -> Self {
        Self::with("chat-macos26.db")
    }

    /// With a copy of one of the databases.
    pub(crate) fn with(database: &str) -> Self {
        let mac = Self(Arc::new(tempfile::tempdir().expect("a folder")));
        fs::create_dir_all(mac.path("Library/Messages/Attachments")).expect("made");
        fs::copy(fixtures().join(database), mac.database()).expect("copied");
        fs::create_dir(mac.path("bin")).expect("made");
        std::os::unix::fs::symlink(fixtures().join("osascript"), mac.program()).expect("linked");
        // Somebody has it open, as Messages has.
        drop(mac.writer());
        mac
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path("Library/Messages/chat.db")
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.path("bin/osascript")
    }

    pub(crate) fn config(&self) -> Config {
        Config::Local(Local { database: Some(self.database()), osascript: Some(self.program()) })
    }

    pub(crate) async fn start(&self) -> Spectrum {
        self.start_with(Options::default()).await
    }

    pub(crate) async fn start_with(&self, options: Options) -> Spectrum {
        Spectrum::start(options, vec![self.config().into()]).await.expect("it starts")
    }

    /// Options with a store that outlives the application.
    pub(crate) fn durable(&self) -> Options {
        let store = SqliteStore::open(self.path("store.db")).expect("the store opens");
        Options { store: Some(Arc::new(store) as Arc<dyn Store>), ..Options::default() }
    }

    /// Started, with the stream open.
    pub(crate) async fn reading(&self) -> (Spectrum, Messages) {
        self.reading_with(Options::default()).await
    }

    pub(crate) async fn reading_with(&self, options: Options) -> (Spectrum, Messages) {
        let app = self.start_with(options).await;
        let messages = app.messages().expect("nobody reads yet");
        ready(&app).await;
        (app, messages)
    }

    /// Messages' own connection.
    pub(crate) fn writer(&self) -> Writer {
        let connection = Connection::open(self.database()).expect("opens");
        connection.busy_timeout(Duration::from_secs(20)).expect("set");
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).expect("set");
        Writer(connection)
    }

    /// What the stand-in does at a call, in the language of the shell.
    pub(crate) fn answer(&self, commands: &str) {
        fs::write(self.path("bin/answer"), commands).expect("written");
    }

    /// The arguments of the calls so far.
    pub(crate) fn calls(&self) -> Vec<Vec<String>> {
        let folder = |number: usize| self.path(&format!("bin/call.{number}"));
        let arguments = |number: usize| {
            (0..)
                .map_while(|index| fs::read(folder(number).join(format!("argument.{index}"))).ok())
                .map(|bytes| String::from_utf8(bytes).expect("text"))
                .collect()
        };
        (0..).take_while(|n| folder(*n).join("ready").exists()).map(arguments).collect()
    }

    /// Waits until the stand-in was called so often, then writes what Messages would.
    pub(crate) fn when_called(&self, call: usize, write: impl FnOnce(&Writer) + Send + 'static) {
        let (mac, ready) = (self.clone(), self.path(&format!("bin/call.{call}/ready")));
        std::thread::spawn(move || {
            while !ready.exists() {
                std::thread::sleep(Duration::from_millis(2));
            }
            write(&mac.writer());
        });
    }
}

/// Messages' own connection.
pub(crate) struct Writer(pub(crate) Connection);

impl Writer {
    pub(crate) fn sql(&self, sql: &str, parameters: impl rusqlite::Params) {
        self.0.execute(sql, parameters).expect("written");
    }

    /// A message of Ada, now.
    pub(crate) fn text(&self, guid: &str, text: &str) -> i64 {
        self.text_in(DIRECT.0, guid, text)
    }

    pub(crate) fn text_in(&self, chat: i64, guid: &str, text: &str) -> i64 {
        self.row(chat, guid, &[("text", &text)])
    }

    /// A row of Ada with some columns, in a conversation.
    pub(crate) fn row(
        &self,
        chat: i64,
        guid: &str,
        columns: &[(&str, &dyn rusqlite::ToSql)],
    ) -> i64 {
        let transaction = self.0.unchecked_transaction().expect("begins");
        let rowid = self.bare(guid, columns);
        self.join(rowid, chat);
        transaction.commit().expect("committed");
        rowid
    }

    /// A row of Ada without a conversation, as part of another transaction.
    pub(crate) fn bare(&self, guid: &str, columns: &[(&str, &dyn rusqlite::ToSql)]) -> i64 {
        let date = apple_now(0);
        self.sql(
            "INSERT INTO message (guid, handle_id, service, date, is_from_me) \
             VALUES (?, 1, 'iMessage', ?, 0)",
            (guid, date),
        );
        let rowid = self.0.last_insert_rowid();
        for (column, value) in columns {
            let sql = format!("UPDATE message SET {column} = ? WHERE ROWID = ?");
            self.0.execute(&sql, rusqlite::params![value, rowid]).expect("written");
        }
        rowid
    }

    /// Puts a row into a conversation.
    pub(crate) fn join(&self, rowid: i64, chat: i64) {
        self.sql(
            "INSERT INTO chat_message_join (chat_id, message_id) VALUES (?, ?)",
            (chat, rowid),
        );
    }

    /// A message of Ada with a file: its name, where it lies and how far it has come. Its guid is that
    /// of the message behind `AT-`.
    pub(crate) fn with_file(
        &self,
        guid: &str,
        columns: &[(&str, &dyn rusqlite::ToSql)],
        (name, path, state): (&str, &str, i64),
    ) -> i64 {
        let transaction = self.0.unchecked_transaction().expect("begins");
        let rowid = self.bare(guid, columns);
        self.sql("UPDATE message SET cache_has_attachments = 1 WHERE ROWID = ?", [rowid]);
        self.join(rowid, DIRECT.0);
        self.file(rowid, &format!("AT-{guid}"), name, path, state);
        transaction.commit().expect("committed");
        rowid
    }

    /// A row of this account, sent to Ada.
    pub(crate) fn own(&self, guid: &str, text: &str) -> i64 {
        let own: &[(&str, &dyn rusqlite::ToSql)] =
            &[("text", &text), ("is_from_me", &1), ("is_sent", &1)];
        self.row(DIRECT.0, guid, own)
    }

    /// A file of a message.
    pub(crate) fn file(&self, message: i64, guid: &str, name: &str, path: &str, state: i64) {
        self.sql(
            "INSERT INTO attachment \
             (guid, original_guid, filename, transfer_name, transfer_state, total_bytes) \
             VALUES (?1, ?1, ?2, ?3, ?4, 5)",
            (guid, path, name, state),
        );
        let attachment = self.0.last_insert_rowid();
        self.sql(
            "INSERT INTO message_attachment_join (message_id, attachment_id) VALUES (?, ?)",
            (message, attachment),
        );
    }
}

/// Waits until the stream is heard.
pub(crate) async fn ready(app: &Spectrum) {
    health(app, "the stream is open", |health| health.healthy()).await;
}

/// Waits until the health is as wanted.
pub(crate) async fn health(app: &Spectrum, what: &str, holds: impl Fn(&Health) -> bool) {
    let waiting = async {
        while !holds(&app.health()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let health = || app.health().to_json();
    assert!(timeout(PATIENCE, waiting).await.is_ok(), "in vain: {what}; {}", health());
}

pub(crate) async fn next(messages: &mut Messages) -> Message {
    let next = timeout(PATIENCE, messages.next_message()).await.expect("a message in time");
    next.expect("the stream goes on").1
}

/// Nothing comes.
pub(crate) async fn quiet(messages: &mut Messages) {
    if let Ok(message) = timeout(QUIET, messages.next_message()).await {
        panic!("one too many: {:?}", message.map(|(_, message)| message.id().to_owned()));
    }
}

/// The next event of a kind.
pub(crate) async fn event(events: &mut Events, name: &str) -> Event {
    let wanted = async {
        loop {
            let event = events.next().await.expect("the events go on");
            if event.name() == name {
                return event;
            }
        }
    };
    timeout(PATIENCE, wanted).await.unwrap_or_else(|_| panic!("no event {name}"))
}

pub(crate) fn text(message: &Message) -> &str {
    text_of(message.content())
}

pub(crate) fn text_of(content: &Content) -> &str {
    match content {
        Content::Text(text) => &text.text,
        other => panic!("no text but {}", other.type_name()),
    }
}
