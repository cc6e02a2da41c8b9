//! Rows as records: what a row is, who sent it, where, and what it says.

mod attachment;
mod category;
mod content;
mod conversation;
mod date;
mod names;

pub use attachment::{Attachment, TransferState};
pub use category::Category;
pub use content::{Content, GroupEvent, Message, Reaction, Reply, SendEffect};
pub use conversation::{conversation_key, same_conversation};
pub use date::{AppleDate, NANOSECONDS};

pub(crate) use category::{Joined, record};

use std::sync::Arc;

use serde::Serialize;

/// Whether a conversation is one of two people or a group. A group of two people exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatKind {
    /// One other person.
    Dm,
    /// A group.
    Group,
}

/// One row of the database, read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// The number of the row.
    pub rowid: i64,
    /// The id of the message.
    pub guid: Arc<str>,
    /// What the row is.
    pub category: Category,
    /// The conversation, as stored; nothing if the row has none (yet).
    pub chat_guid: Option<Arc<str>>,
    /// The kind of the conversation.
    pub chat_kind: Option<ChatKind>,
    /// The address of the sender; nothing for own messages.
    pub sender: Option<Arc<str>>,
    /// Whether it was sent from this account.
    pub is_from_me: bool,
    /// `iMessage`, `SMS`, `RCS` or others.
    pub service: Option<Arc<str>>,
    /// When it was sent.
    #[serde(rename = "date_unix_ns")]
    pub date: Option<AppleDate>,
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// What else the row holds.
    #[serde(skip)]
    pub details: Details,
}

/// The columns of a row that only some readers need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    /// When it was delivered. For own messages: to the other side.
    pub date_delivered: Option<AppleDate>,
    /// When it was read. For own messages: by the other side.
    pub date_read: Option<AppleDate>,
    /// When a voice message was played.
    pub date_played: Option<AppleDate>,
    /// When it was edited or unsent last.
    pub date_edited: Option<AppleDate>,
    /// When it was unsent; only some systems say so.
    pub date_retracted: Option<AppleDate>,
    /// When its effect was played.
    pub date_effect_played: Option<AppleDate>,
    /// Whether it left this machine.
    pub is_sent: bool,
    /// Whether it was delivered.
    pub is_delivered: bool,
    /// Whether it was read.
    pub is_read: bool,
    /// 0, or Apple's number of a failure.
    pub error: i64,
    /// Whether it went out as SMS instead.
    pub was_downgraded: bool,
    /// Whether it is a voice message.
    pub is_audio_message: bool,
    /// Whether the row says that attachments belong to it.
    pub has_attachments: bool,
    /// How many attachments have joined, hidden ones too.
    pub attachments_joined: usize,
    /// Whether Apple takes it for spam.
    pub is_spam: bool,
    /// Whether it was sent by an automatic answer.
    pub is_auto_reply: bool,
    /// Whether it was written by the system.
    pub is_system_message: bool,
    /// Whether a service wrote it, not a person.
    pub is_service_message: bool,
    /// Whether Messages itself takes it for damaged.
    pub is_corrupt: bool,
    /// Whether it is delayed.
    pub is_delayed: bool,
    /// Whether it vanishes after a while.
    pub is_expirable: bool,
    /// Whether it arrived without a notification.
    pub was_delivered_quietly: bool,
    /// Whether the recipient was notified.
    pub did_notify_recipient: bool,
    /// How many parts it had when it was sent.
    pub part_count: Option<i64>,
    /// Other than 0 for conversations with unknown senders, spam and so on.
    pub chat_filter: i64,
    /// The own address that an incoming message came to.
    pub destination_caller_id: Option<Arc<str>>,
    /// The own account: `E:` and an e-mail address, or `P:` and a phone number.
    pub account: Option<Arc<str>>,
    /// Which app made the content.
    pub balloon_bundle_id: Option<Arc<str>>,
}
