//! The fields of a message that only iMessage has.

use std::time::SystemTime;

use spectrum_imessage::imessage::{
    AddressInfo, AppliedReaction, AttachmentMetadata, Formatting, Mention, Native, PlacedSticker,
    ReactionKind, ReactionRecord,
};

use crate::content::NativeTapback;
use crate::user::NativeService;

/// The kind of a reaction.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum NativeReactionKind {
    /// One of the six.
    Tapback {
        /// Which one.
        tapback: NativeTapback,
    },
    /// Any other emoji.
    Emoji {
        /// The emoji, where it is known.
        emoji: Option<String>,
    },
    /// A sticker.
    Sticker,
    /// Newer than this library.
    Unknown,
}

impl From<ReactionKind> for NativeReactionKind {
    fn from(kind: ReactionKind) -> Self {
        match kind {
            ReactionKind::Tapback(tapback) => Self::Tapback { tapback: tapback.into() },
            ReactionKind::Emoji(emoji) => Self::Emoji { emoji },
            ReactionKind::Sticker => Self::Sticker,
            ReactionKind::Unknown => Self::Unknown,
        }
    }
}

/// The fields of a message that only iMessage has.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeFields {
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
    pub formatting: Vec<NativeFormatting>,
    /// People mentioned in the text.
    pub mentions: Vec<NativeMention>,
    /// The subject line.
    pub subject: Option<String>,
    /// The extension that draws the bubble.
    pub balloon_bundle_id: Option<String>,
    /// The effect, by Apple's identifier.
    pub expressive_send_style_id: Option<String>,
    /// The attachments, as the service describes them.
    pub attachment_metadata: Vec<NativeAttachmentMetadata>,
    /// Reactions on the message.
    pub applied_reactions: Vec<NativeAppliedReaction>,
    /// Stickers on the message.
    pub placed_stickers: Vec<NativePlacedSticker>,
    /// The reaction that this message is.
    pub reaction_record: Option<NativeReactionRecord>,
    /// `normal`, `participantChange`, `groupNameChange`, `chatAction` or `unknown`.
    pub item_type: String,
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
    /// From an unknown sender, or filtered otherwise.
    pub is_filtered: bool,
    /// Filtered as spam.
    pub is_spam: bool,
    /// From the system.
    pub is_system_message: bool,
}

impl From<Native> for NativeFields {
    fn from(value: Native) -> Self {
        let Native {
            date_delivered,
            date_edited,
            date_expressive_send_played,
            date_played,
            date_read,
            date_retracted,
            is_sent,
            is_delivered,
            is_delivered_quietly,
            did_notify_recipient,
            is_delayed,
            send_error_code,
            native_text,
            formatting,
            mentions,
            subject,
            balloon_bundle_id,
            expressive_send_style_id,
            attachment_metadata,
            applied_reactions,
            placed_stickers,
            reaction_record,
            item_type,
            group_title,
            part_count,
            is_auto_reply,
            is_corrupt,
            is_expirable,
            is_service_message,
            is_filtered,
            is_spam,
            is_system_message,
        } = value;
        Self {
            date_delivered,
            date_edited,
            date_expressive_send_played,
            date_played,
            date_read,
            date_retracted,
            is_sent,
            is_delivered,
            is_delivered_quietly,
            did_notify_recipient,
            is_delayed,
            send_error_code,
            native_text,
            formatting: formatting.into_iter().map(Into::into).collect(),
            mentions: mentions.into_iter().map(Into::into).collect(),
            subject,
            balloon_bundle_id,
            expressive_send_style_id,
            attachment_metadata: attachment_metadata.into_iter().map(Into::into).collect(),
            applied_reactions: applied_reactions.into_iter().map(Into::into).collect(),
            placed_stickers: placed_stickers.into_iter().map(Into::into).collect(),
            reaction_record: reaction_record.map(Into::into),
            item_type: item_type.to_owned(),
            group_title,
            part_count,
            is_auto_reply,
            is_corrupt,
            is_expirable,
            is_service_message,
            is_filtered,
            is_spam,
            is_system_message,
        }
    }
}

/// A run of formatted text.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeFormatting {
    /// `bold`, `italic`, `strikethrough`, `underline` or `effect`.
    pub kind: String,
    /// Where the run begins.
    pub start: i32,
    /// How long it is.
    pub length: i32,
    /// The animation of a text effect.
    pub effect_name: Option<String>,
}

impl From<Formatting> for NativeFormatting {
    fn from(value: Formatting) -> Self {
        let Formatting { kind, start, length, effect_name } = value;
        Self { kind, start, length, effect_name }
    }
}

/// A person mentioned in the text.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeMention {
    /// The person's address.
    pub address: String,
    /// Where the mention begins.
    pub start: i32,
    /// How long it is.
    pub length: i32,
}

impl From<Mention> for NativeMention {
    fn from(value: Mention) -> Self {
        let Mention { address, start, length } = value;
        Self { address, start, length }
    }
}

/// An attachment, as the service describes it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeAttachmentMetadata {
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
    pub transfer_state: String,
    /// Not shown.
    pub is_hidden: bool,
    /// A sticker.
    pub is_sticker: bool,
}

impl From<AttachmentMetadata> for NativeAttachmentMetadata {
    fn from(value: AttachmentMetadata) -> Self {
        let AttachmentMetadata {
            guid,
            original_guid,
            file_name,
            mime_type,
            uti,
            total_bytes,
            transfer_state,
            is_hidden,
            is_sticker,
        } = value;
        Self {
            guid,
            original_guid,
            file_name,
            mime_type,
            uti,
            total_bytes,
            transfer_state: transfer_state.to_owned(),
            is_hidden,
            is_sticker,
        }
    }
}

/// An address with its service and country.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeAddressInfo {
    /// The phone number or e-mail address.
    pub address: String,
    /// The service that reaches it.
    pub service: NativeService,
    /// Its country code.
    pub country: Option<String>,
}

impl From<AddressInfo> for NativeAddressInfo {
    fn from(value: AddressInfo) -> Self {
        let AddressInfo { address, service, country } = value;
        Self { address, service: service.into(), country }
    }
}

/// A reaction on a message.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeAppliedReaction {
    /// The guid of the reaction.
    pub message_guid: String,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
    /// What the reaction is.
    pub reaction: Option<NativeReactionKind>,
    /// Who reacted.
    pub sender: Option<NativeAddressInfo>,
    /// Whether this account reacted.
    pub is_from_me: bool,
    /// When.
    pub date_created: Option<SystemTime>,
}

impl From<AppliedReaction> for NativeAppliedReaction {
    fn from(value: AppliedReaction) -> Self {
        let AppliedReaction {
            message_guid,
            target_part_index,
            reaction,
            sender,
            is_from_me,
            date_created,
        } = value;
        Self {
            message_guid,
            target_part_index,
            reaction: reaction.map(Into::into),
            sender: sender.map(Into::into),
            is_from_me,
            date_created,
        }
    }
}

/// A sticker on a message.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativePlacedSticker {
    /// The guid of the sticker's message.
    pub message_guid: String,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
    /// Who placed it.
    pub sender: Option<NativeAddressInfo>,
    /// Whether this account placed it.
    pub is_from_me: bool,
    /// When.
    pub date_created: Option<SystemTime>,
    /// The picture.
    pub sticker: Option<NativeAttachmentMetadata>,
}

impl From<PlacedSticker> for NativePlacedSticker {
    fn from(value: PlacedSticker) -> Self {
        let PlacedSticker {
            message_guid,
            target_part_index,
            sender,
            is_from_me,
            date_created,
            sticker,
        } = value;
        Self {
            message_guid,
            target_part_index,
            sender: sender.map(Into::into),
            is_from_me,
            date_created,
            sticker: sticker.map(Into::into),
        }
    }
}

/// The reaction that a message is.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeReactionRecord {
    /// What the reaction is.
    pub reaction: NativeReactionKind,
    /// Whether it was set (or taken away).
    pub selected: Option<bool>,
    /// The message that is meant.
    pub target_guid: Option<String>,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
}

impl From<ReactionRecord> for NativeReactionRecord {
    fn from(value: ReactionRecord) -> Self {
        let ReactionRecord { reaction, selected, target_guid, target_part_index } = value;
        Self { reaction: reaction.into(), selected, target_guid, target_part_index }
    }
}
