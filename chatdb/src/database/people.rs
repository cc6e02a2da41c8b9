//! Handles and conversations: few, so they are kept in memory and read again when an unknown number
//! turns up.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::Connection;

use super::row::{integer, text};
use super::schema::Schema;
use crate::record::ChatKind;

/// A conversation.
#[derive(Clone, Debug)]
pub struct Chat {
    /// The number of its row.
    pub rowid: i64,
    /// Its id, as stored.
    pub guid: Arc<str>,
    /// Direct or group.
    pub kind: ChatKind,
    /// The address of the other side, or the name of the group's room.
    pub identifier: Option<Arc<str>>,
    /// `iMessage`, `SMS`, `RCS` or others.
    pub service: Option<Arc<str>>,
    /// The name that its members gave it.
    pub display_name: Option<Arc<str>>,
    /// Other than 0 for unknown senders, spam and so on.
    pub is_filtered: i64,
}

/// Handles and conversations by their row numbers.
#[derive(Default)]
pub(super) struct People {
    handles: HashMap<i64, Arc<str>>,
    chats: HashMap<i64, Chat>,
    /// Numbers that are not there although they were asked for, so that they are asked for once.
    missing: HashSet<(bool, i64)>,
    /// Whether they may have changed since they were read.
    stale: bool,
}

impl People {
    pub(super) fn handle(&self, number: i64) -> Option<Arc<str>> {
        self.handles.get(&number).cloned()
    }

    pub(super) fn chat(&self, number: i64) -> Option<&Chat> {
        self.chats.get(&number)
    }

    pub(super) fn chats(&self) -> impl Iterator<Item = &Chat> {
        self.chats.values()
    }

    /// Reads everything again at the next unknown number, missing before or not.
    pub(super) fn forget_missing(&mut self) {
        self.missing.clear();
    }

    /// Reads everything again when anything is needed next.
    pub(super) fn forget(&mut self) {
        self.stale = true;
    }

    /// Makes sure that these numbers are known if they are there.
    pub(super) fn load(
        &mut self,
        connection: &Connection,
        schema: &Schema,
        handles: &[i64],
        chats: &[i64],
    ) -> rusqlite::Result<()> {
        let mut unknown: Vec<(bool, i64)> = Vec::new();
        unknown
            .extend(handles.iter().filter(|n| !self.handles.contains_key(n)).map(|n| (false, *n)));
        unknown.extend(chats.iter().filter(|n| !self.chats.contains_key(n)).map(|n| (true, *n)));
        unknown.retain(|number| number.1 != 0 && !self.missing.contains(number));
        if unknown.is_empty() && !self.stale {
            return Ok(());
        }
        self.read(connection, schema)?;
        self.missing.extend(unknown.into_iter().filter(|(chat, number)| {
            if *chat {
                !self.chats.contains_key(number)
            } else {
                !self.handles.contains_key(number)
            }
        }));
        Ok(())
    }

    /// Reads all of them.
    pub(super) fn read(
        &mut self,
        connection: &Connection,
        schema: &Schema,
    ) -> rusqlite::Result<()> {
        self.stale = false;
        self.handles.clear();
        self.chats.clear();
        if schema.has("handle", "id") {
            let mut statement = connection.prepare_cached("SELECT ROWID, id FROM handle")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if let Some(address) = text(row.get_ref(1)?) {
                    self.handles.insert(row.get(0)?, address);
                }
            }
        }
        if schema.has("chat", "guid") {
            let names = ["style", "chat_identifier", "service_name", "display_name", "is_filtered"];
            let columns = schema.columns("chat", &names);
            let mut statement =
                connection.prepare_cached(&format!("SELECT ROWID, guid{columns} FROM chat"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let Some(guid) = text(row.get_ref(1)?) else { continue };
                let chat = Chat {
                    rowid: row.get(0)?,
                    kind: kind(integer(row.get_ref(2)?), &guid),
                    guid,
                    identifier: text(row.get_ref(3)?),
                    service: text(row.get_ref(4)?),
                    display_name: text(row.get_ref(5)?),
                    is_filtered: integer(row.get_ref(6)?).unwrap_or(0),
                };
                self.chats.insert(chat.rowid, chat);
            }
        }
        Ok(())
    }
}

/// By the style, not by the members: a group of two people exists. Without a known style the guid
/// tells.
fn kind(style: Option<i64>, guid: &str) -> ChatKind {
    match style {
        Some(43) => ChatKind::Group,
        Some(45) => ChatKind::Dm,
        _ if guid.split(';').nth(1) == Some("+") => ChatKind::Group,
        _ => ChatKind::Dm,
    }
}
