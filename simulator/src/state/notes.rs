//! The small grey lines between messages: who renamed the group, who came, who changed the
//! background.

use std::borrow::Cow;
use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::chats::Author;
use super::{ChatKey, State};
use crate::clock;
use crate::view::AGENT;

/// More than this many are not kept in one conversation.
const KEPT: usize = 200;

/// A line names no more people than this, and no longer names.
const VALUES: usize = 50;
const LONGEST: usize = 200;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// When, in the form of RFC 3339.
    date: String,
    /// The message that it stands under, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    /// `agent`, or the address of the person.
    by: String,
    /// `renamed`, `icon_changed`, `icon_removed`, `added`, `removed`, `left`, `background_set`,
    /// `background_cleared` or `contact_card`.
    kind: Cow<'static, str>,
    /// The new name, or the people in question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
}

/// The lines of one conversation.
pub(crate) type Notes = VecDeque<Note>;

fn shortened(mut value: String) -> String {
    if let Some((end, _)) = value.char_indices().nth(LONGEST) {
        value.truncate(end);
    }
    value
}

impl State {
    pub(crate) fn note(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        kind: &'static str,
        values: Vec<String>,
    ) {
        let Some(chat) = self.chats.get_mut(key) else {
            return;
        };
        let by = match author {
            Author::Agent => AGENT.to_owned(),
            Author::Person(person) => person.to_owned(),
        };
        if chat.notes.len() == KEPT {
            chat.notes.pop_front();
        }
        let values = values.into_iter().take(VALUES).map(shortened).collect();
        let (date, after) = (clock::text(&self.clock.now()), chat.messages.back().cloned());
        chat.notes.push_back(Note { date, after, by, kind: kind.into(), values });
        self.touch(key, None);
    }
}
