//! Messages and its database, and what calls it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde_json::{Value, json};

/// 2001-01-01 in Unix time, in seconds.
const EPOCH: i64 = 978_307_200;
/// A direct conversation and a group of the fixtures, and a person.
const DIRECT: i64 = 1;
const GROUP: i64 = 3;
const ADA: i64 = 1;

/// What goes wrong is for the scenario to tell.
pub(crate) type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// Columns of a row by their names.
type Columns<'a> = Vec<(&'a str, Sql)>;

/// Messages and its database.
pub(crate) struct Mac {
    database: PathBuf,
    program: PathBuf,
    writer: Connection,
    /// Whether calls leave no row.
    silent: bool,
    sent: usize,
    calls: Vec<Value>,
}

impl Mac {
    /// A home folder with a copy of a database, and a copy of the program.
    pub(crate) fn new(home: &Path, database: &Path, program: &Path) -> Result<Self> {
        let messages = home.join("Library/Messages");
        fs::create_dir_all(messages.join("Attachments"))?;
        fs::create_dir(home.join("bin"))?;
        let (copy, osascript) = (messages.join("chat.db"), home.join("bin/osascript"));
        fs::copy(database, &copy)?;
        fs::copy(program, &osascript)?;
        let writer = Connection::open(&copy)?;
        writer.busy_timeout(std::time::Duration::from_secs(20))?;
        writer.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        let (silent, sent, calls) = (false, 0, Vec::new());
        Ok(Self { database: copy, program: osascript, writer, silent, sent, calls })
    }

    /// Where the database and the program are.
    pub(crate) fn places(&self) -> Value {
        json!({ "database": self.database, "osascript": self.program })
    }

    /// The calls so far.
    pub(crate) fn calls(&self) -> &[Value] {
        &self.calls
    }

    /// Does what is asked for, in one transaction.
    pub(crate) fn act(&mut self, action: &str, body: &Value) -> Result<()> {
        if action == "osascript" {
            return self.answer(body);
        }
        let transaction = self.writer.unchecked_transaction()?;
        match action {
            "text" => self.text(body)?,
            "file" => self.file(body)?,
            "reaction" => self.reaction(body)?,
            "group" => self.group(body)?,
            "edit" => {
                let columns = vec![("text", text(body, "text")?.into()), ("date_edited", now())];
                self.change(body, columns)?;
            }
            "unsend" => {
                let gone = vec![("text", Sql::Null), ("is_empty", 1.into())];
                let times = vec![("date_edited", now()), ("date_retracted", now())];
                self.change(body, [gone, times].concat())?;
            }
            "read" => self.change(body, vec![("date_read", now())])?,
            "delivered" => {
                self.change(body, vec![("date_delivered", now()), ("is_delivered", 1.into())])?;
            }
            "failed" => self.change(body, vec![("error", number(body, "error", 1).into())])?,
            other => return Err(format!("there is no {other}").into()),
        }
        Ok(transaction.commit()?)
    }

    fn insert(&self, table: &str, columns: Columns<'_>) -> Result<i64> {
        let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let marks = vec!["?"; names.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
        self.writer.execute(&sql, params_from_iter(values))?;
        Ok(self.writer.last_insert_rowid())
    }

    /// A row of the first person, or of this account.
    fn message(&self, guid: &str, chat: i64, own: bool, columns: Columns<'_>) -> Result<i64> {
        let mut row: Columns<'_> = vec![
            ("guid", guid.to_owned().into()),
            ("handle_id", if own { 0 } else { ADA }.into()),
            ("service", "iMessage".to_owned().into()),
            ("date", now()),
            ("is_from_me", i64::from(own).into()),
            ("is_sent", i64::from(own).into()),
        ];
        for (name, value) in columns {
            row.retain(|(before, _)| *before != name);
            row.push((name, value));
        }
        let rowid = self.insert("message", row)?;
        let join = vec![("chat_id", chat.into()), ("message_id", rowid.into())];
        self.insert("chat_message_join", join)?;
        Ok(rowid)
    }

    fn attachment(
        &self,
        message: i64,
        guid: &str,
        (name, path, state): (&str, &str, i64),
    ) -> Result<()> {
        let rowid = self.insert(
            "attachment",
            vec![
                ("guid", guid.to_owned().into()),
                ("original_guid", guid.to_owned().into()),
                ("filename", path.to_owned().into()),
                ("transfer_name", name.to_owned().into()),
                ("transfer_state", state.into()),
                ("total_bytes", 5.into()),
            ],
        )?;
        let join = vec![("message_id", message.into()), ("attachment_id", rowid.into())];
        self.insert("message_attachment_join", join).map(drop)
    }

    fn change(&self, body: &Value, columns: Columns<'_>) -> Result<()> {
        let (names, mut values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let set: Vec<_> = names.iter().map(|name| format!("{name} = ?")).collect();
        values.push(text(body, "guid")?.into());
        let sql = format!("UPDATE message SET {} WHERE guid = ?", set.join(", "));
        match self.writer.execute(&sql, params_from_iter(values))? {
            1 => Ok(()),
            _ => Err("there is no such message".into()),
        }
    }

    fn text(&self, body: &Value) -> Result<()> {
        let own = body["own"] == true;
        let mut columns = vec![("text", text(body, "text")?.into())];
        if let Some(handle) = body["handle"].as_i64() {
            columns.push(("handle_id", handle.into()));
        }
        if let Some(answered) = body["reply_to"].as_str() {
            columns.push(("thread_originator_guid", answered.to_owned().into()));
        }
        self.message(&text(body, "guid")?, number(body, "chat", DIRECT), own, columns).map(drop)
    }

    fn file(&self, body: &Value) -> Result<()> {
        let (guid, name) = (text(body, "guid")?, text(body, "name")?);
        let folder = self.database.with_file_name("Attachments");
        fs::write(folder.join(&name), body["text"].as_str().unwrap_or("bytes"))?;
        let caption = format!("\u{fffc}{}", body["caption"].as_str().unwrap_or_default());
        let columns = vec![("text", caption.into()), ("cache_has_attachments", 1.into())];
        let rowid = self.message(&guid, DIRECT, false, columns)?;
        let path = format!("~/Library/Messages/Attachments/{name}");
        let place = (&*name, &*path, number(body, "state", 5));
        self.attachment(rowid, &format!("AT-{guid}"), place)
    }

    fn reaction(&self, body: &Value) -> Result<()> {
        let mut columns: Columns<'_> = vec![
            ("associated_message_type", number(body, "kind", 2000).into()),
            ("associated_message_guid", format!("p:0/{}", text(body, "target")?).into()),
        ];
        if let Some(emoji) = body["emoji"].as_str() {
            columns.push(("associated_message_emoji", emoji.to_owned().into()));
        }
        self.message(&text(body, "guid")?, DIRECT, false, columns).map(drop)
    }

    fn group(&self, body: &Value) -> Result<()> {
        let mut columns: Columns<'_> = vec![
            ("item_type", number(body, "item", 0).into()),
            ("group_action_type", number(body, "action", 0).into()),
            ("other_handle", number(body, "other", 0).into()),
        ];
        if let Some(title) = body["title"].as_str() {
            columns.push(("group_title", title.to_owned().into()));
        }
        self.message(&text(body, "guid")?, GROUP, false, columns).map(drop)
    }

    /// How calls end from now on.
    fn answer(&mut self, body: &Value) -> Result<()> {
        let folder = self.program.with_file_name("");
        fs::write(folder.join("words"), body["stderr"].as_str().unwrap_or_default())?;
        let exit = number(body, "exit", 0);
        fs::write(folder.join("answer"), format!("cat \"$folder/words\" >&2; exit {exit}\n"))?;
        self.silent = body["silent"] == true;
        Ok(())
    }

    /// Takes the calls since this was done last.
    pub(crate) fn take_calls(&mut self) -> Result<()> {
        loop {
            let folder = self.program.with_file_name(format!("call.{}", self.calls.len()));
            if !folder.join("ready").exists() {
                return Ok(());
            }
            self.called(&folder)?;
        }
    }

    /// One call: the last four arguments are those of the script.
    fn called(&mut self, folder: &Path) -> Result<()> {
        let arguments: Vec<String> = (0..)
            .map_while(|index| fs::read_to_string(folder.join(format!("argument.{index}"))).ok())
            .collect();
        let [.., route, target, kind, payload] = arguments.as_slice() else {
            return Err("a call without its four arguments".into());
        };
        let name = Path::new(payload).file_name().filter(|_| kind == "file");
        let shown = name.map_or_else(|| payload.clone(), |name| name.to_string_lossy().into());
        let request = json!({"route": route, "target": target, "kind": kind, "payload": shown});
        self.calls.push(json!({ "method": "osascript", "request": request }));
        if self.silent {
            return Ok(());
        }
        self.sent += 1;
        let guid = format!("SENT-{}", self.sent);
        let transaction = self.writer.unchecked_transaction()?;
        let chat = self.chat_of(route, target)?;
        if kind == "file" {
            let rowid =
                self.message(&guid, chat, true, vec![("cache_has_attachments", 1.into())])?;
            self.attachment(rowid, &format!("AT-{guid}"), (&*shown, payload, 5))?;
        } else {
            self.message(&guid, chat, true, vec![("text", payload.clone().into())])?;
        }
        Ok(transaction.commit()?)
    }

    /// The conversation that a call names; one that is new begins with it.
    fn chat_of(&self, route: &str, target: &str) -> Result<i64> {
        let column = if route == "chat" { "guid" } else { "chat_identifier" };
        let sql = format!("SELECT ROWID FROM chat WHERE {column} = ?");
        if let Some(chat) = self.writer.query_row(&sql, [target], |row| row.get(0)).optional()? {
            return Ok(chat);
        }
        let columns = vec![
            ("guid", format!("any;-;{target}").into()),
            ("style", 45.into()),
            ("chat_identifier", target.to_owned().into()),
            ("service_name", "iMessage".to_owned().into()),
        ];
        self.insert("chat", columns)
    }
}

/// Nanoseconds since 2001.
fn now() -> Sql {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let unix = i64::try_from(unix.as_nanos()).unwrap_or(i64::MAX);
    (unix - EPOCH * 1_000_000_000).into()
}

fn text(body: &Value, name: &str) -> Result<String> {
    Ok(body[name].as_str().ok_or_else(|| format!("{name} is missing"))?.to_owned())
}

fn number(body: &Value, name: &str, usual: i64) -> i64 {
    body[name].as_i64().unwrap_or(usual)
}
