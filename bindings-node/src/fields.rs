//! The fields of a message that only iMessage has. Times are milliseconds since 1970; the
//! TypeScript side makes dates of them.

use std::time::SystemTime;

use napi_derive::napi;
use spectrum_imessage::imessage::{
    AddressInfo, AppliedReaction, AttachmentMetadata, Formatting, Mention, Native, PlacedSticker,
    ReactionKind, ReactionRecord,
};

use crate::message::milliseconds;

/// The fields of a message that only iMessage has, under the names of the public client.
#[napi(object, object_from_js = false)]
pub struct NativeFields {
    /// When it was delivered.
    pub date_delivered: Option<f64>,
    /// When it was last edited.
    pub date_edited: Option<f64>,
    /// When its effect was played.
    pub date_expressive_send_played: Option<f64>,
    /// When its audio was played.
    pub date_played: Option<f64>,
    /// When it was read.
    pub date_read: Option<f64>,
    /// When it was unsent.
    pub date_retracted: Option<f64>,
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
    /// Apple's error number of a failed send.
    pub send_error_code: i32,
    /// The text with placeholders.
    pub native_text: Option<String>,
    /// Formatting.
    pub formatting: Vec<FormattingView>,
    /// Mentions.
    pub mentions: Vec<MentionView>,
    /// The subject line.
    pub subject: Option<String>,
    /// The extension that draws the bubble.
    pub balloon_bundle_id: Option<String>,
    /// The effect.
    pub expressive_send_style_id: Option<String>,
    /// The attachments.
    pub attachment_metadata: Vec<MetadataView>,
    /// Reactions on the message.
    pub applied_reactions: Vec<AppliedReactionView>,
    /// Stickers on the message.
    pub placed_stickers: Vec<PlacedStickerView>,
    /// The reaction that this message is.
    pub reaction_record: Option<ReactionRecordView>,
    /// The kind of row.
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
    /// From a service.
    pub is_service_message: bool,
    /// From an unknown sender, or filtered otherwise.
    pub is_filtered: bool,
    /// Filtered as spam.
    pub is_spam: bool,
    /// From the system.
    pub is_system_message: bool,
}

/// A run of formatted text.
#[napi(object, object_from_js = false)]
pub struct FormattingView {
    /// The kind.
    #[napi(js_name = "type")]
    pub kind: String,
    /// Where it begins.
    pub start: i32,
    /// How long it is.
    pub length: i32,
    /// The animation.
    pub effect_name: Option<String>,
}

/// A mention.
#[napi(object, object_from_js = false)]
pub struct MentionView {
    /// The address.
    pub address: String,
    /// Where it begins.
    pub start: i32,
    /// How long it is.
    pub length: i32,
}

/// An attachment, as the service describes it.
#[napi(object, object_from_js = false)]
pub struct MetadataView {
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
    /// The size.
    pub total_bytes: i64,
    /// The state of the transfer.
    pub transfer_state: &'static str,
    /// Not shown.
    pub is_hidden: bool,
    /// A sticker.
    pub is_sticker: bool,
}

/// An address with its service.
#[napi(object, object_from_js = false)]
pub struct AddressInfoView {
    /// The address.
    pub address: String,
    /// The service.
    pub service: &'static str,
    /// The country code.
    pub country: Option<String>,
}

/// The kind of a reaction.
#[napi(object, object_from_js = false)]
pub struct ReactionView {
    /// The tapback, `emoji`, `sticker` or `unknown`.
    pub kind: &'static str,
    /// The emoji.
    pub emoji: Option<String>,
}

/// A reaction on a message.
#[napi(object, object_from_js = false)]
pub struct AppliedReactionView {
    /// The guid of the reaction.
    pub message_guid: String,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
    /// What it is.
    pub reaction: Option<ReactionView>,
    /// Who reacted.
    pub sender: Option<AddressInfoView>,
    /// Whether this account reacted.
    pub is_from_me: bool,
    /// When.
    pub date_created: Option<f64>,
}

/// A sticker on a message.
#[napi(object, object_from_js = false)]
pub struct PlacedStickerView {
    /// The guid of the sticker's message.
    pub message_guid: String,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
    /// Who placed it.
    pub sender: Option<AddressInfoView>,
    /// Whether this account placed it.
    pub is_from_me: bool,
    /// When.
    pub date_created: Option<f64>,
    /// The picture.
    pub sticker: Option<MetadataView>,
}

/// The reaction that a message is.
#[napi(object, object_from_js = false)]
pub struct ReactionRecordView {
    /// What it is.
    pub reaction: ReactionView,
    /// Whether it was set.
    pub selected: Option<bool>,
    /// The message that is meant.
    pub target_guid: Option<String>,
    /// The part that is meant.
    pub target_part_index: Option<i32>,
}

fn date(time: Option<SystemTime>) -> Option<f64> {
    time.map(milliseconds)
}

fn all<T, V: From<T>>(list: Vec<T>) -> Vec<V> {
    list.into_iter().map(V::from).collect()
}

impl From<&Native> for NativeFields {
    fn from(native: &Native) -> Self {
        // Named one by one, so that a new field is noticed here.
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
        } = native.clone();
        Self {
            date_delivered: date(date_delivered),
            date_edited: date(date_edited),
            date_expressive_send_played: date(date_expressive_send_played),
            date_played: date(date_played),
            date_read: date(date_read),
            date_retracted: date(date_retracted),
            is_sent,
            is_delivered,
            is_delivered_quietly,
            did_notify_recipient,
            is_delayed,
            send_error_code,
            native_text,
            formatting: all(formatting),
            mentions: all(mentions),
            subject,
            balloon_bundle_id,
            expressive_send_style_id,
            attachment_metadata: all(attachment_metadata),
            applied_reactions: all(applied_reactions),
            placed_stickers: all(placed_stickers),
            reaction_record: reaction_record.map(Into::into),
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
        }
    }
}

impl From<Formatting> for FormattingView {
    fn from(run: Formatting) -> Self {
        let Formatting { kind, start, length, effect_name } = run;
        Self { kind, start, length, effect_name }
    }
}

impl From<Mention> for MentionView {
    fn from(mention: Mention) -> Self {
        let Mention { address, start, length } = mention;
        Self { address, start, length }
    }
}

impl From<AttachmentMetadata> for MetadataView {
    fn from(metadata: AttachmentMetadata) -> Self {
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
        } = metadata;
        Self {
            guid,
            original_guid,
            file_name,
            mime_type,
            uti,
            total_bytes,
            transfer_state,
            is_hidden,
            is_sticker,
        }
    }
}

impl From<AddressInfo> for AddressInfoView {
    fn from(info: AddressInfo) -> Self {
        let AddressInfo { address, service, country } = info;
        Self { address, service: service.as_str(), country }
    }
}

impl From<ReactionKind> for ReactionView {
    fn from(reaction: ReactionKind) -> Self {
        Self { kind: reaction.name(), emoji: reaction.emoji().map(str::to_owned) }
    }
}

impl From<AppliedReaction> for AppliedReactionView {
    fn from(applied: AppliedReaction) -> Self {
        let AppliedReaction {
            message_guid,
            target_part_index,
            reaction,
            sender,
            is_from_me,
            date_created,
        } = applied;
        Self {
            message_guid,
            target_part_index,
            reaction: reaction.map(Into::into),
            sender: sender.map(Into::into),
            is_from_me,
            date_created: date(date_created),
        }
    }
}

impl From<PlacedSticker> for PlacedStickerView {
    fn from(placed: PlacedSticker) -> Self {
        let PlacedSticker {
            message_guid,
            target_part_index,
            sender,
            is_from_me,
            date_created,
            sticker,
        } = placed;
        Self {
            message_guid,
            target_part_index,
            sender: sender.map(Into::into),
            is_from_me,
            date_created: date(date_created),
            sticker: sticker.map(Into::into),
        }
    }
}

impl From<ReactionRecord> for ReactionRecordView {
    fn from(record: ReactionRecord) -> Self {
        let ReactionRecord { reaction, selected, target_guid, target_part_index } = record;
        Self { reaction: reaction.into(), selected, target_guid, target_part_index }
    }
}
