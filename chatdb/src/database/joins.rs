//! What the other tables say about the messages of a batch: one query for each table.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::row::{integer, text};
use super::schema::Schema;
use crate::record::{Attachment, TransferState};

/// What belongs to the messages of a batch, by their row numbers.
#[derive(Default)]
pub(super) struct Joins {
    /// The lowest conversation of each.
    pub(super) chats: HashMap<i64, i64>,
    /// Those in Recently Deleted.
    pub(super) recoverable: HashSet<i64>,
    /// Their files, by row number.
    pub(super) attachments: HashMap<i64, Vec<Attachment>>,
}

impl Joins {
    /// Reads the joins of these messages.
    pub(super) fn read(
        connection: &Connection,
        schema: &Schema,
        rowids: impl Iterator<Item = i64>,
    ) -> rusqlite::Result<Self> {
        let rowids: Vec<i64> = rowids.collect();
        let list = serde_json::json!(rowids).to_string();
        let mut joins = Self::default();
        if schema.has("chat_message_join", "chat_id") {
            let mut statement = connection.prepare_cached(
                "SELECT message_id, min(chat_id) FROM chat_message_join \
                 WHERE message_id IN (SELECT value FROM json_each(?)) GROUP BY message_id",
            )?;
            let mut rows = statement.query([&list])?;
            while let Some(row) = rows.next()? {
                if let (Some(message), Some(chat)) =
                    (integer(row.get_ref(0)?), integer(row.get_ref(1)?))
                {
                    joins.chats.insert(message, chat);
                }
            }
        }
        if schema.has("chat_recoverable_message_join", "message_id") {
            let mut statement = connection.prepare_cached(
                "SELECT message_id FROM chat_recoverable_message_join \
                 WHERE message_id IN (SELECT value FROM json_each(?))",
            )?;
            let mut rows = statement.query([&list])?;
            while let Some(row) = rows.next()? {
                joins.recoverable.extend(integer(row.get_ref(0)?));
            }
        }
        if schema.has("message_attachment_join", "message_id") && schema.has("attachment", "guid") {
            joins.read_attachments(connection, schema, &list)?;
        }
        Ok(joins)
    }

    fn read_attachments(
        &mut self,
        connection: &Connection,
        schema: &Schema,
        list: &str,
    ) -> rusqlite::Result<()> {
        let names = [
            "transfer_name",
            "mime_type",
            "uti",
            "total_bytes",
            "filename",
            "is_sticker",
            "transfer_state",
            "hide_attachment",
        ];
        let columns = schema.columns("attachment", &names);
        let mut statement = connection.prepare_cached(&format!(
            "SELECT message_id, guid{columns} FROM message_attachment_join \
             JOIN attachment ON attachment.ROWID = attachment_id \
             WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY attachment.ROWID"
        ))?;
        let mut rows = statement.query([list])?;
        while let Some(row) = rows.next()? {
            let number = |place| row.get_ref(place).map(integer);
            let words = |place| row.get_ref(place).map(text);
            let (Some(message), Some(guid)) = (number(0)?, words(1)?) else { continue };
            self.attachments.entry(message).or_default().push(Attachment {
                guid,
                name: words(2)?,
                mime_type: words(3)?,
                uti: words(4)?,
                bytes: number(5)?.unwrap_or(0),
                path: words(6)?,
                is_sticker: number(7)?.unwrap_or(0) != 0,
                state: TransferState::from_column(number(8)?.unwrap_or(0)),
                hidden: number(9)?.unwrap_or(0) != 0,
            });
        }
        Ok(())
    }
}
