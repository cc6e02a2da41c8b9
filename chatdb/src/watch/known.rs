//! What is known of a row that was handled, and what changed since.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::event::Event;
use crate::record::{Category, Content, Message, Record};

/// A row as it was when it was looked at last.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// A number that changes with what is watched of the row.
    pub(super) hash: u64,
    /// Whether edits and unsends of it are of interest: a message of somebody else.
    followed: bool,
    /// Nothing if the text is not known.
    text: Option<u64>,
    versions: usize,
    unsent: Vec<i64>,
    delivered: bool,
    read: bool,
    error: i64,
}

impl Known {
    /// A row as it is. `followed`: whether its edits are of interest.
    pub(super) fn new(record: &Record, hash: u64, followed: bool) -> Self {
        let mut known = Self { hash, followed, ..Self::default() };
        known.take(record);
        known
    }

    /// A row of a former run, of which it is known only that it has changed.
    pub(super) fn changed_meanwhile(record: &Record, hash: u64) -> Self {
        let details = &record.details;
        Self {
            hash,
            followed: !record.is_from_me,
            delivered: details.date_delivered.is_some() || details.is_delivered,
            read: details.date_read.is_some(),
            error: details.error,
            ..Self::default()
        }
    }

    fn take(&mut self, record: &Record) {
        let details = &record.details;
        self.delivered = details.date_delivered.is_some() || details.is_delivered;
        self.read = details.date_read.is_some();
        self.error = details.error;
        if let Content::Message(message) = &record.content {
            self.text = Some(hash(message));
            self.versions = versions(message);
            self.unsent =
                message.edit.as_ref().map_or_else(Vec::new, |edit| edit.unsent_parts.clone());
        }
    }

    /// The events that the row as it is now makes.
    pub(super) fn update(&mut self, record: Record, out: &mut Vec<Event>) {
        let before = self.clone();
        self.take(&record);
        let record = Box::new(record);
        if record.is_from_me {
            if self.delivered && !before.delivered {
                out.push(Event::Delivered { record: record.clone() });
            }
            if self.read && !before.read {
                out.push(Event::Read { record: record.clone() });
            }
            if self.error != before.error && self.error != 0 {
                out.push(Event::Failed { record });
            }
            return;
        }
        if !self.followed {
            return;
        }
        let gone: Vec<i64> =
            self.unsent.iter().filter(|part| !before.unsent.contains(part)).copied().collect();
        // An unsend changes the text too: that alone is no edit.
        let edited =
            self.versions != before.versions || (gone.is_empty() && self.text != before.text);
        let says_so = self.versions > 0 || record.details.date_edited.is_some();
        if edited && says_so && record.category == Category::Message {
            out.push(Event::Edited { record: record.clone() });
        }
        if !gone.is_empty() {
            out.push(Event::Unsent { record, parts: gone });
        }
    }
}

fn hash(message: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    message.text.hash(&mut hasher);
    hasher.finish()
}

/// How many versions the parts have had.
fn versions(message: &Message) -> usize {
    let Some(edit) = &message.edit else { return 0 };
    edit.history.values().map(Vec::len).sum::<usize>().max(edit.edited_parts.len())
}
