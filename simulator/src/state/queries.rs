//! Pages of messages.

use std::cmp::Reverse;

use prost_types::Timestamp;
use spectrum_imessage_wire::v1::Message;

use super::{ChatKey, LineId, State};
use crate::refusal::Refusal;

const DEFAULT_PAGE: usize = 50;
const LARGEST_PAGE: usize = 100;

/// Which messages, and which piece of the list.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) size: Option<i32>,
    pub(crate) token: Option<String>,
    pub(crate) is_from_me: Option<bool>,
    pub(crate) is_read: Option<bool>,
    /// From `after` on, up to `before` and without it.
    pub(crate) before: Option<Timestamp>,
    pub(crate) after: Option<Timestamp>,
}

impl Page {
    fn wants(&self, message: &Message) -> bool {
        let at = message.date_created.map(order);
        self.is_from_me.is_none_or(|wanted| wanted == message.is_from_me)
            && self.is_read.is_none_or(|wanted| wanted == message.date_read.is_some())
            && self.before.map(order).is_none_or(|before| at < Some(before))
            && self.after.map(order).is_none_or(|after| at >= Some(after))
    }
}

fn order(at: Timestamp) -> (i64, i32) {
    (at.seconds, at.nanos)
}

impl State {
    /// Messages of one chat, newest first, and the token of the next page.
    pub(crate) fn chat_page(
        &self,
        key: &ChatKey,
        page: &Page,
    ) -> Result<(Vec<Message>, Option<String>), Refusal> {
        let newest_first = self.chats[key].messages.iter().rev();
        self.page(newest_first.map(String::as_str), page)
    }

    /// Messages of all chats of a line, newest first, and the token of the next page.
    pub(crate) fn recent_page(
        &self,
        line: &LineId,
        page: &Page,
    ) -> Result<(Vec<Message>, Option<String>), Refusal> {
        let mut guids: Vec<&str> = self
            .chats
            .iter()
            .filter(|((of, _), _)| of == line)
            .flat_map(|(_, chat)| chat.messages.iter().map(String::as_str))
            .collect();
        // Guids count up: among messages of one moment they tell the order.
        guids.sort_by_key(|guid| {
            let at = self.messages.get(*guid).and_then(|stored| stored.message.date_created);
            Reverse((at.map(order), *guid))
        });
        self.page(guids.into_iter(), page)
    }

    fn page<'a>(
        &self,
        guids: impl Iterator<Item = &'a str>,
        page: &Page,
    ) -> Result<(Vec<Message>, Option<String>), Refusal> {
        let skip: usize = match page.token.as_deref() {
            None | Some("") => 0,
            Some(token) => token
                .parse()
                .map_err(|_| Refusal::invalid(format!("unknown page token {token:?}")))?,
        };
        let size = match page.size {
            None => DEFAULT_PAGE,
            Some(size) => usize::try_from(size)
                .ok()
                .filter(|size| (1..=LARGEST_PAGE).contains(size))
                .ok_or_else(|| Refusal::invalid(format!("a page has 1 to {LARGEST_PAGE} items")))?,
        };
        let mut found = guids
            .filter_map(|guid| self.messages.get(guid))
            .map(|stored| &stored.message)
            .filter(|message| page.wants(message))
            .skip(skip);
        let messages: Vec<Message> = found.by_ref().take(size).cloned().collect();
        let next = found.next().map(|_| (skip + size).to_string());
        Ok((messages, next))
    }
}
