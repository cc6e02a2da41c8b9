//! Looking things up: conversations, their members and messages, attachments.

use std::sync::Arc;

use super::row::text;
use super::{Chat, Database, DatabaseError};
use crate::record::{Record, same_conversation};

impl Database {
    /// The conversations, by row number.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] if the database cannot be read.
    pub fn chats(&mut self) -> Result<Vec<Chat>, DatabaseError> {
        let read = self.people.read(&self.connection, &self.schema);
        read.map_err(|error| DatabaseError::sqlite(&self.path, &error))?;
        let mut chats: Vec<_> = self.people.chats().cloned().collect();
        chats.sort_unstable_by_key(|chat| chat.rowid);
        Ok(chats)
    }

    /// The conversation with this guid. The same with another prefix is good enough: macOS 26
    /// rewrites prefixes.
    ///
    /// # Errors
    ///
    /// As [`Database::chats`].
    pub fn chat(&mut self, guid: &str) -> Result<Option<Chat>, DatabaseError> {
        let chats = self.chats()?;
        let exact = chats.iter().find(|chat| *chat.guid == *guid);
        let found = exact.or_else(|| chats.iter().find(|chat| same_conversation(&chat.guid, guid)));
        Ok(found.cloned())
    }

    /// The addresses of the members of a conversation, without oneself.
    ///
    /// # Errors
    ///
    /// As [`Database::chats`].
    pub fn members(&mut self, chat: &Chat) -> Result<Vec<Arc<str>>, DatabaseError> {
        if !self.schema.has("chat_handle_join", "handle_id") || !self.schema.has("handle", "id") {
            return Ok(Vec::new());
        }
        let read = || {
            let mut statement = self.connection.prepare_cached(
                "SELECT id FROM chat_handle_join JOIN handle ON handle.ROWID = handle_id \
                 WHERE chat_id = ? ORDER BY handle.ROWID",
            )?;
            let mut rows = statement.query([chat.rowid])?;
            let mut members: Vec<Arc<str>> = Vec::new();
            while let Some(row) = rows.next()? {
                // One person has a row for each service.
                members.extend(text(row.get_ref(0)?).filter(|address| !members.contains(address)));
            }
            Ok(members)
        };
        read().map_err(|error| DatabaseError::sqlite(&self.path, &error))
    }

    /// The newest records of a conversation before a row number (`i64::MAX`: of all), at most
    /// `limit`; the newest first.
    ///
    /// # Errors
    ///
    /// As [`Database::records_after`].
    pub fn records_of_chat(
        &mut self,
        chat: &Chat,
        before: i64,
        limit: usize,
    ) -> Result<Vec<Record>, DatabaseError> {
        if !self.schema.has("chat_message_join", "message_id") {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.batch(
            "WHERE ROWID < ?2 AND ROWID IN (SELECT message_id FROM chat_message_join WHERE chat_id = ?1) \
             ORDER BY ROWID DESC LIMIT ?3",
            &[&chat.rowid, &before, &limit],
        )
    }

    /// The newest records of all conversations before a row number (`i64::MAX`: of all), at most
    /// `limit`; the newest first.
    ///
    /// # Errors
    ///
    /// As [`Database::records_after`].
    pub fn records_before(
        &mut self,
        before: i64,
        limit: usize,
    ) -> Result<Vec<Record>, DatabaseError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.batch("WHERE ROWID < ?1 ORDER BY ROWID DESC LIMIT ?2", &[&before, &limit])
    }

    /// The record that an attachment belongs to, by the guid of the attachment.
    ///
    /// # Errors
    ///
    /// As [`Database::records_after`].
    pub fn record_of_attachment(&mut self, guid: &str) -> Result<Option<Record>, DatabaseError> {
        if !self.schema.has("attachment", "guid")
            || !self.schema.has("message_attachment_join", "message_id")
        {
            return Ok(None);
        }
        let records = self.batch(
            "WHERE ROWID IN (SELECT message_id FROM message_attachment_join \
             JOIN attachment ON attachment.ROWID = attachment_id WHERE guid = ?1) ORDER BY ROWID LIMIT 1",
            &[&guid],
        )?;
        Ok(records.into_iter().next())
    }
}
