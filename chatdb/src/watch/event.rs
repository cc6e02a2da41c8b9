//! What a watcher reports.

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::database::DatabaseErrorKind;
use crate::record::{Category, Content, Record};

/// What a watcher reports.
#[derive(Clone, Debug)]
pub enum Event {
    /// A message, a reaction, a group event, a sticker, a poll or a vote of somebody else.
    Arrived {
        /// The row.
        record: Box<Record>,
        /// Set if attachments are still missing although they were waited for.
        incomplete: bool,
    },
    /// The same from this account. Only if asked for.
    Own {
        /// The row.
        record: Box<Record>,
    },
    /// An old message that was filled in, by cloud sync for instance. Only if asked for.
    History {
        /// The row.
        record: Box<Record>,
    },
    /// A message was edited.
    Edited {
        /// The row as it is now.
        record: Box<Record>,
    },
    /// Parts of a message were unsent.
    Unsent {
        /// The row as it is now.
        record: Box<Record>,
        /// The numbers of the parts that went.
        parts: Vec<i64>,
    },
    /// An own message arrived at the other side.
    Delivered {
        /// The row.
        record: Box<Record>,
    },
    /// An own message was read by the other side.
    Read {
        /// The row.
        record: Box<Record>,
    },
    /// An own message failed.
    Failed {
        /// The row; `details.error` is Apple's number.
        record: Box<Record>,
    },
    /// A file of a message that was reported before is there.
    AttachmentReady {
        /// The row.
        record: Box<Record>,
        /// The guid of the attachment.
        attachment: Arc<str>,
    },
    /// A file of a message that was reported before will not come.
    AttachmentFailed {
        /// The row.
        record: Box<Record>,
        /// The guid of the attachment.
        attachment: Arc<str>,
    },
    /// A row that stayed incomplete is given up.
    Dropped {
        /// Its guid.
        guid: Arc<str>,
        /// What is missing.
        reason: &'static str,
    },
    /// The database cannot be read for the time being. It is tried again.
    Trouble {
        /// Which kind of failure.
        kind: DatabaseErrorKind,
        /// What and what to do, in words.
        what: String,
    },
    /// The database can be read again.
    Recovered,
}

impl Event {
    /// Its name: `message`, `reaction`, `group_event`, `sticker_placed`, `poll`, `poll_vote`,
    /// `unreadable`, `own`, `history`, `edited`, `unsent`, `delivered`, `read`, `failed`,
    /// `attachment_ready`, `attachment_failed`, `dropped`, `trouble` or `recovered`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Arrived { record, .. } => match record.category {
                Category::GroupEvent => "group_event",
                Category::Reaction => "reaction",
                Category::StickerPlaced => "sticker_placed",
                Category::Poll => "poll",
                Category::PollVote => "poll_vote",
                Category::Unreadable => "unreadable",
                _ => "message",
            },
            Self::Own { .. } => "own",
            Self::History { .. } => "history",
            Self::Edited { .. } => "edited",
            Self::Unsent { .. } => "unsent",
            Self::Delivered { .. } => "delivered",
            Self::Read { .. } => "read",
            Self::Failed { .. } => "failed",
            Self::AttachmentReady { .. } => "attachment_ready",
            Self::AttachmentFailed { .. } => "attachment_failed",
            Self::Dropped { .. } => "dropped",
            Self::Trouble { .. } => "trouble",
            Self::Recovered => "recovered",
        }
    }

    /// The row that it is about.
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Arrived { record, .. }
            | Self::Own { record }
            | Self::History { record }
            | Self::Edited { record }
            | Self::Unsent { record, .. }
            | Self::Delivered { record }
            | Self::Read { record }
            | Self::Failed { record }
            | Self::AttachmentReady { record, .. }
            | Self::AttachmentFailed { record, .. } => Some(record),
            Self::Dropped { .. } | Self::Trouble { .. } | Self::Recovered => None,
        }
    }
}

/// `event`, then what is needed most (`guid`, `chat_guid`, `sender`, `text`, guids of
/// `attachments`, `filtered` for unknown senders and spam), then the whole `record`.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("event", self.name())?;
        if let Some(record) = self.record() {
            map.serialize_entry("guid", &record.guid)?;
            map.serialize_entry("chat_guid", &record.chat_guid)?;
            map.serialize_entry("sender", &record.sender)?;
            if let Content::Message(message) = &record.content {
                map.serialize_entry("text", &message.text)?;
                let guids: Vec<_> =
                    message.attachments_in_order().iter().map(|a| &a.guid).collect();
                map.serialize_entry("attachments", &guids)?;
            }
        }
        if self.record().is_some_and(|record| record.details.chat_filter != 0) {
            map.serialize_entry("filtered", &true)?;
        }
        match self {
            Self::Arrived { incomplete: true, .. } => map.serialize_entry("incomplete", &true)?,
            Self::Unsent { parts, .. } => map.serialize_entry("parts", parts)?,
            Self::Delivered { record } => {
                map.serialize_entry("date_unix_ns", &record.details.date_delivered)?;
            }
            Self::Read { record } => {
                map.serialize_entry("date_unix_ns", &record.details.date_read)?;
            }
            Self::Failed { record } => map.serialize_entry("error", &record.details.error)?,
            Self::AttachmentReady { attachment, .. }
            | Self::AttachmentFailed { attachment, .. } => {
                map.serialize_entry("attachment", attachment)?;
            }
            Self::Dropped { guid, reason } => {
                map.serialize_entry("guid", guid)?;
                map.serialize_entry("reason", reason)?;
            }
            Self::Trouble { kind, what } => {
                map.serialize_entry("code", kind.code())?;
                map.serialize_entry("what", what)?;
            }
            _ => {}
        }
        if let Some(record) = self.record() {
            map.serialize_entry("record", record)?;
        }
        map.end()
    }
}
