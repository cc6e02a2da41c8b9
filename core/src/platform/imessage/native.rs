//! The fields of a message that only iMessage has, under the names of the public client.

use std::time::SystemTime;

use serde::Serialize;

use crate::content::Tapback;
use crate::user::Service;

/// The fields of a message that only iMessage has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Native {
    /// When it was delivered.
    pub date_delivered: Option<SystemTime>,
    /// When it was last edited.
    pub date_edited: Option<SystemTime>,
    /// When its effect was played.
    pub date_expressive_send_played: Option<SystemTime>,
    /// When its audio was played.
    pub date_played: Option<SystemTime>,
    /// When it was read.
    pub date_read: Option<SystemTime>,
    /// When it was unsent.
    pub date_retracted: Option<SystemTime>,
    /// Whether it has left.
    pub is_sent: bool,
    /// Whether it has arrived.
    pub is_delivered: bool,
    /// Whether it arrived without a notification.
    pub is_delivered_quietly: bool,
    /// Whether the recipient was notified.
    pub did_notify_recipient: bool,
    /// Whether it is delayed.
    pub is_delayed: bool,
    /// Apple's error number of a failed send; 0 if there is none.
    pub send_error_code: i32,
    /// The text with the placeholders of attachments in it.
    pub native_text: Option<String>,
    /// Formatting of the text.
    pub formatting: Vec<Formatting>,
    /// People mentioned in the text.
    pub mentions: Vec<Mention>,
    /// The subject line.
    pub subject: Option<String>,
    /// The extension that draws the bubble.
    pub balloon_bundle_id: Option<String>,
    /// The effect, by Apple's identifier.
    pub expressive_send_style_id: Option<String>,
    /// The attachments, as the service describes them.
    pub attachment_metadata: Vec<AttachmentMetadata>,
    /// Reactions on the message.
    pub applied_reactions: Vec<AppliedReaction>,
    /// Stickers on the message.
    pub placed_stickers: Vec<PlacedSticker>,
    /// The reaction that this message is.
    pub reaction_record: Option<ReactionRecord>,
    /// `normal`, `participantChange`, `groupNameChange`, `chatAction` or `unknown`.
    pub item_type: &'static str,
    /// The new name of a group.
    pub group_title: Option<String>,
    /// The number of parts.
    pub part_count: Option<i32>,
    /// An automatic answer.
    pub is_auto_reply: bool,
    /// Not readable.
    pub is_corrupt: bool,
    /// Vanishes after a while.
    pub is_expirable: bool,
    /// From a service, not a person.
    pub is_service_message: bool,
    /// In a conversation with an unknown sender, or one that is filtered otherwise. Told in local mode.
    pub is_filtered: bool,
    /// Filtered as spam.
    pub is_spam: bool,
    /// From the system.
    pub is_system_message: bool,
}

/// A run of formatted text. Start and length count UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Formatting {
    /// `bold`, `italic`, `strikethrough`, `underline` or `effect`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where the run begins.
    pub start: i32,
    /// How long it is.
    pub length: i32,
    /// The animation of a text effect.
    pub effect_name: Option<String>,
}

/// A person mentioned in the text. Start and length count UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mention {
    /// The person's address.
    pub address: String,
    /// Where the mention begins.
    pub start: i32,
    /// How long it is.
    pub length: i32,
}

/// An attachment, as the service describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentMetadata {
    /// The guid.
    pub guid: String,
    /// The guid before a forward.
    pub original_guid: Option<String>,
    /// The file name.
    pub file_name: String,
    /// The MIME type.
    pub mime_type: String,
    /// Apple's type identifier.
    pub uti: String,
    /// The size in bytes.
    pub total_bytes: i64,
    /// `pending`, `transferring`, `failed`, `finished` or `unknown`.
    pub transfer_state: &'static str,
    /// Not shown.
    pub is_hidden: bool,
    /// A sticker.
    pub is_sticker: bool,
}

/// An address with its service and country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressInfo {
    /// The phone number or e-mail address.
    pub address: String,
    /// The service that reaches it.
    pub service: Service,
    /// Its country code.
    pub country: Option<String>,
}

/// The kind of a reaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReactionKind {
    /// One of the six.
    Tapback(Tapback),
    /// Any other emoji.
    Emoji(Option<String>),
    /// A sticker.
    Sticker,
    /// Newer than this library.
    Unknown,
}

impl ReactionKind {
    /// The tapback's name, `emoji`, `sticker` or `unknown`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Tapback(tapback) => tapback.name(),
            Self::Emoji(_) => "emoji",
            Self::Sticker => "sticker",
            Self::Unknown => "unknown",
        }
    }

    /// The emoji of a reaction that is no tapback.
    pub fn emoji(&self) -> Option<&str> {
        match self {
            Self::Emoji(emoji) => emoji.as_deref(),
            Self::Tapback(_) | Self::Sticker | Self::Unknown => None,
        }
    }
}

/// A reaction on a message.
#[derive(Clone, Debug, PartialEq)]
pub struct AppliedReaction {
    /// The guid of the reaction.
    pub message_guid: String,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
    /// What the reaction is.
    pub reaction: Option<ReactionKind>,
    /// Who reacted.
    pub sender: Option<AddressInfo>,
    /// Whether this account reacted.
    pub is_from_me: bool,
    /// When.
    pub date_created: Option<SystemTime>,
}

/// A sticker on a message.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedSticker {
    /// The guid of the sticker's message.
    pub message_guid: String,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
    /// Who placed it.
    pub sender: Option<AddressInfo>,
    /// Whether this account placed it.
    pub is_from_me: bool,
    /// When.
    pub date_created: Option<SystemTime>,
    /// The picture.
    pub sticker: Option<AttachmentMetadata>,
}

/// The reaction that a message is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReactionRecord {
    /// What the reaction is.
    pub reaction: ReactionKind,
    /// Whether it was set (or taken away).
    pub selected: Option<bool>,
    /// The message that is meant.
    pub target_guid: Option<String>,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
}
