//! Plain fields of the wire: people, times, and what only iMessage has.

use std::time::SystemTime;

use prost_types::Timestamp;
use spectrum_imessage_wire::v1;

use super::super::native::{
    AddressInfo, AppliedReaction, AttachmentMetadata, Formatting, Mention, Native, PlacedSticker,
    ReactionKind, ReactionRecord,
};
use crate::content::Tapback;
use crate::user::{Service, User};

/// A time of the wire. `None` if it is absent or beyond what the system can hold.
pub(in super::super) fn system_time(timestamp: Option<&Timestamp>) -> Option<SystemTime> {
    timestamp.and_then(|timestamp| SystemTime::try_from(*timestamp).ok())
}

pub(in super::super) fn service(service: i32) -> Service {
    match v1::ChatServiceType::try_from(service) {
        Ok(v1::ChatServiceType::Imessage) => Service::IMessage,
        Ok(v1::ChatServiceType::Sms) => Service::Sms,
        Ok(v1::ChatServiceType::Rcs) => Service::Rcs,
        Ok(v1::ChatServiceType::Unspecified) | Err(_) => Service::Unknown,
    }
}

/// A person with the details that the service sent.
pub(in super::super) fn user(info: &v1::SingleServiceAddressInfo) -> User {
    User {
        address: Some(info.address.clone()).filter(|address| !address.is_empty()),
        country: info.country.clone(),
        service: Some(service(info.service)),
        ..User::new(info.address.clone())
    }
}

pub(in super::super) fn address_info(info: &v1::SingleServiceAddressInfo) -> AddressInfo {
    AddressInfo {
        address: info.address.clone(),
        service: service(info.service),
        country: info.country.clone(),
    }
}

/// The fields that only iMessage has.
pub(in super::super) fn native(message: &v1::Message) -> Native {
    let content = message.content.clone().unwrap_or_default();
    Native {
        date_delivered: system_time(message.date_delivered.as_ref()),
        date_edited: system_time(message.date_edited.as_ref()),
        date_expressive_send_played: system_time(message.date_expressive_send_played.as_ref()),
        date_played: system_time(message.date_played.as_ref()),
        date_read: system_time(message.date_read.as_ref()),
        date_retracted: system_time(message.date_retracted.as_ref()),
        is_sent: message.is_sent,
        is_delivered: message.is_delivered,
        is_delivered_quietly: message.is_delivered_quietly,
        did_notify_recipient: message.did_notify_recipient,
        is_delayed: message.is_delayed,
        send_error_code: message.send_error_code,
        native_text: content.text,
        formatting: content.formatting.into_iter().map(Into::into).collect(),
        mentions: content.mentions.into_iter().map(Into::into).collect(),
        subject: message.subject.clone(),
        balloon_bundle_id: content.balloon_bundle_id,
        expressive_send_style_id: content.expressive_send_style_id,
        attachment_metadata: content.attachments.iter().map(attachment_metadata).collect(),
        applied_reactions: message.applied_reactions.iter().map(applied_reaction).collect(),
        placed_stickers: message.placed_stickers.iter().map(placed_sticker).collect(),
        reaction_record: reaction_record(message),
        item_type: item_type(message.item_type),
        group_title: message.group_title.clone(),
        part_count: message.part_count,
        is_auto_reply: message.is_auto_reply,
        is_corrupt: message.is_corrupt,
        is_expirable: message.is_expirable,
        is_service_message: message.is_service_message,
        is_filtered: false,
        is_spam: message.is_spam,
        is_system_message: message.is_system_message,
    }
}

impl From<v1::TextFormat> for Formatting {
    fn from(format: v1::TextFormat) -> Self {
        Self {
            kind: format.r#type,
            start: format.start,
            length: format.length,
            effect_name: format.effect_name,
        }
    }
}

impl From<v1::MessageMention> for Mention {
    fn from(mention: v1::MessageMention) -> Self {
        Self { address: mention.address, start: mention.start, length: mention.length }
    }
}

pub(super) fn attachment_metadata(info: &v1::AttachmentInfo) -> AttachmentMetadata {
    AttachmentMetadata {
        guid: info.guid.clone(),
        original_guid: info.original_guid.clone(),
        file_name: info.file_name.clone(),
        mime_type: info.mime_type.clone(),
        uti: info.uti.clone(),
        total_bytes: info.total_bytes,
        transfer_state: transfer_state(info.transfer_state),
        is_hidden: info.is_hidden,
        is_sticker: info.is_sticker,
    }
}

pub(in super::super) fn transfer_state(state: i32) -> &'static str {
    match v1::TransferState::try_from(state) {
        Ok(v1::TransferState::Pending) => "pending",
        Ok(v1::TransferState::Transferring) => "transferring",
        Ok(v1::TransferState::Failed) => "failed",
        Ok(v1::TransferState::Finished) => "finished",
        // The public client has no word for what is not to be had.
        Ok(v1::TransferState::Unavailable | v1::TransferState::Unknown) | Err(_) => "unknown",
    }
}

pub(in super::super) fn item_type(item_type: i32) -> &'static str {
    match v1::MessageItemType::try_from(item_type) {
        Ok(v1::MessageItemType::Normal) => "normal",
        Ok(v1::MessageItemType::ParticipantChange) => "participantChange",
        Ok(v1::MessageItemType::GroupNameChange) => "groupNameChange",
        Ok(v1::MessageItemType::ChatAction) => "chatAction",
        Err(_) => "unknown",
    }
}

pub(in super::super) fn reaction_kind(reaction: &v1::MessageReaction) -> ReactionKind {
    use v1::MessageReactionKind as Kind;
    match Kind::try_from(reaction.kind) {
        Ok(Kind::Love) => ReactionKind::Tapback(Tapback::Love),
        Ok(Kind::Like) => ReactionKind::Tapback(Tapback::Like),
        Ok(Kind::Dislike) => ReactionKind::Tapback(Tapback::Dislike),
        Ok(Kind::Laugh) => ReactionKind::Tapback(Tapback::Laugh),
        Ok(Kind::Emphasize) => ReactionKind::Tapback(Tapback::Emphasize),
        Ok(Kind::Question) => ReactionKind::Tapback(Tapback::Question),
        Ok(Kind::Emoji) => ReactionKind::Emoji(reaction.emoji.clone()),
        Ok(Kind::Sticker) => ReactionKind::Sticker,
        Err(_) => ReactionKind::Unknown,
    }
}

fn applied_reaction(reaction: &v1::MessageAppliedReaction) -> AppliedReaction {
    AppliedReaction {
        message_guid: reaction.message_guid.clone(),
        target_part_index: reaction.target_part_index,
        reaction: reaction.reaction.as_ref().map(reaction_kind),
        sender: reaction.sender.as_ref().map(address_info),
        is_from_me: reaction.is_from_me,
        date_created: system_time(reaction.date_created.as_ref()),
    }
}

fn placed_sticker(sticker: &v1::MessagePlacedSticker) -> PlacedSticker {
    PlacedSticker {
        message_guid: sticker.message_guid.clone(),
        target_part_index: sticker.target_part_index,
        sender: sticker.sender.as_ref().map(address_info),
        is_from_me: sticker.is_from_me,
        date_created: system_time(sticker.date_created.as_ref()),
        sticker: sticker.sticker.as_ref().map(attachment_metadata),
    }
}

fn reaction_record(message: &v1::Message) -> Option<ReactionRecord> {
    message.reaction.as_ref().map(|reaction| ReactionRecord {
        reaction: reaction_kind(reaction),
        selected: message.reaction_selected,
        target_guid: message.reaction_target_guid.clone(),
        target_part_index: message.reaction_target_part_index,
    })
}
