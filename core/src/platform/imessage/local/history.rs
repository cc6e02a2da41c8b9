//! Messages of the past, from the disk.

use std::time::SystemTime;

use spectrum_imessage_chatdb::database::{Chat, Database, DatabaseError};
use spectrum_imessage_chatdb::record::{Category, Record};

use super::LocalPlatform;
use super::inbound::{Mapper, system_time};
use super::look_up::{Lookup, chat_not_found};
use crate::error::{Error, Result};
use crate::message::Page;
use crate::platform::imessage::calls::MessageFilter;
use crate::space::Space;

/// Messages of a page, if the caller does not say how many; and the most there can be.
const PAGE: usize = 50;
const MAX_PAGE: usize = 1000;
/// Rows that are read at once: most of them are messages.
const BATCH: usize = 200;
/// Rows that are looked at for one page: with a narrow filter it may have fewer messages, or none,
/// and the next one goes on.
const MAX_ROWS: usize = 20_000;

impl LocalPlatform {
    /// A page of a conversation's messages, newest first.
    pub(in super::super) async fn history(
        &self,
        space: &Space,
        filter: &MessageFilter,
    ) -> Result<Page> {
        let (id, filter) = (space.id().to_owned(), Wanted::of(filter)?);
        self.ask(move |mapper, lookup| {
            let chat = lookup.ask(|database| database.chat(&id))?.ok_or_else(chat_not_found)?;
            filter.page(mapper, lookup, Some(&chat))
        })
        .await
    }

    /// A page of the messages of all conversations, newest first.
    pub(in super::super) async fn recent(&self, filter: &MessageFilter) -> Result<Page> {
        let filter = Wanted::of(filter)?;
        self.ask(move |mapper, lookup| filter.page(mapper, lookup, None)).await
    }
}

/// Which messages are wanted, and from where.
struct Wanted {
    size: usize,
    before_row: i64,
    filter: MessageFilter,
}

impl Wanted {
    fn of(filter: &MessageFilter) -> Result<Self> {
        filter.check()?;
        let size = filter.page_size.and_then(|size| usize::try_from(size).ok()).unwrap_or(PAGE);
        let before_row = match filter.page_token.as_deref() {
            Some(token) => token.parse().map_err(|_| {
                Error::invalid("pageToken is none of this platform: give that of the page before")
            })?,
            None => i64::MAX,
        };
        Ok(Self { size: size.min(MAX_PAGE), before_row, filter: filter.clone() })
    }

    fn page(self, mapper: &Mapper, lookup: &mut Lookup, chat: Option<&Chat>) -> Result<Page> {
        let mut messages = Vec::new();
        let (mut before, mut looked) = (self.before_row, 0);
        let mut more = true;
        while more && messages.len() < self.size && looked < MAX_ROWS {
            let rows = lookup.ask(|database| rows(database, chat, before))?;
            more = !rows.is_empty();
            for record in rows {
                if messages.len() == self.size {
                    break;
                }
                (before, looked) = (record.rowid, looked + 1);
                if !self.wants(&record) {
                    continue;
                }
                match mapper.message(lookup, &record) {
                    Ok(message) => messages.extend(message),
                    Err(error) => {
                        crate::observe::warn!("a message of the past cannot be shown: {error}");
                    }
                }
            }
        }
        let next = (more && before > i64::MIN).then(|| before.to_string());
        Ok(Page::new(messages, next))
    }

    fn wants(&self, record: &Record) -> bool {
        let MessageFilter { is_from_me, is_read, before, after, .. } = &self.filter;
        let time = system_time(record.date).unwrap_or(SystemTime::UNIX_EPOCH);
        matches!(record.category, Category::Message | Category::Unsent | Category::Unreadable)
            && record.chat_guid.is_some()
            && is_from_me.is_none_or(|wanted| wanted == record.is_from_me)
            && is_read.is_none_or(|wanted| wanted == record.details.is_read)
            && before.is_none_or(|before| time < before)
            && after.is_none_or(|after| time > after)
    }
}

fn rows(
    database: &mut Database,
    chat: Option<&Chat>,
    before: i64,
) -> Result<Vec<Record>, DatabaseError> {
    match chat {
        Some(chat) => database.records_of_chat(chat, before, BATCH),
        None => database.records_before(before, BATCH),
    }
}
