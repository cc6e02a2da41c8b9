//! Changes as the service tells them.

use std::time::SystemTime;

use serde::Serialize;
use spectrum_imessage_wire::v1;

use super::super::inbound::{address_info, system_time};
use super::super::native::AddressInfo;
use super::{
    AttachmentRecord, MessageBody, MessageRecord, PollOptionRecord, Reaction, StickerPlacement,
};
use crate::json;

/// A change, with its place in the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EventRecord {
    /// Its number: growing, one row of numbers for all events of a line.
    #[serde(serialize_with = "json::write_sequence")]
    pub sequence: Option<u64>,
    /// The conversation.
    pub chat_guid: String,
    /// When.
    #[serde(serialize_with = "json::write_time")]
    pub occurred_at: Option<SystemTime>,
    /// Who did it.
    pub actor: Option<AddressInfo>,
    /// Whether this account did it.
    pub is_from_me: bool,
    /// What changed.
    #[serde(flatten)]
    pub change: ChangeRecord,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum ChangeRecord {
    /// A message came.
    #[serde(rename = "message.received")]
    MessageReceived {
        /// The message.
        message: Option<Box<MessageRecord>>,
    },
    /// A message was edited.
    #[serde(rename = "message.edited")]
    MessageEdited {
        /// The message.
        message_guid: String,
        /// What it holds now.
        content: Box<MessageBody>,
        /// When.
        #[serde(serialize_with = "json::write_time")]
        edited_at: Option<SystemTime>,
    },
    /// A message was read.
    #[serde(rename = "message.read")]
    MessageRead {
        /// The message.
        message_guid: String,
        /// When.
        #[serde(serialize_with = "json::write_time")]
        read_at: Option<SystemTime>,
    },
    /// A message was unsent.
    #[serde(rename = "message.unsent")]
    MessageUnsent {
        /// The message.
        message_guid: String,
        /// When.
        #[serde(serialize_with = "json::write_time")]
        retracted_at: Option<SystemTime>,
    },
    /// A reaction was added.
    #[serde(rename = "message.reactionAdded")]
    ReactionAdded {
        /// The message.
        message_guid: String,
        /// Its part.
        target_part_index: Option<i32>,
        /// The reaction.
        reaction: Option<Reaction>,
    },
    /// A reaction was taken back.
    #[serde(rename = "message.reactionRemoved")]
    ReactionRemoved {
        /// The message.
        message_guid: String,
        /// Its part.
        target_part_index: Option<i32>,
        /// The reaction.
        reaction: Option<Reaction>,
    },
    /// A sticker was placed.
    #[serde(rename = "message.stickerPlaced")]
    StickerPlaced {
        /// The message.
        message_guid: String,
        /// Its part.
        target_part_index: Option<i32>,
        /// The picture.
        sticker: Option<AttachmentRecord>,
        /// Where it lies.
        placement: Option<StickerPlacement>,
    },
    /// The picture behind a chat changed.
    #[serde(rename = "chat.backgroundChanged")]
    BackgroundChanged {},
    /// The picture behind a chat was removed.
    #[serde(rename = "chat.backgroundRemoved")]
    BackgroundRemoved {},
    /// A chat was read on another device of the account.
    #[serde(rename = "chat.markedRead")]
    MarkedRead {},
    /// A chat was put away.
    #[serde(rename = "chat.archived")]
    Archived {},
    /// A chat was taken out again.
    #[serde(rename = "chat.unarchived")]
    Unarchived {},
    /// A group changed.
    #[serde(rename = "group.changed")]
    Group {
        /// How.
        change: GroupChangeRecord,
    },
    /// A poll changed.
    #[serde(rename = "poll.changed")]
    Poll {
        /// The poll's message.
        poll_message_guid: String,
        /// How.
        delta: PollChangeRecord,
    },
}

/// How a group changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum GroupChangeRecord {
    /// It has another name.
    DisplayNameChanged {
        /// The name.
        display_name: String,
    },
    /// Somebody was added.
    ParticipantAdded {
        /// Who.
        participant: Option<AddressInfo>,
    },
    /// Somebody was removed.
    ParticipantRemoved {
        /// Who.
        participant: Option<AddressInfo>,
    },
    /// Somebody left.
    ParticipantLeft {
        /// Who.
        participant: Option<AddressInfo>,
    },
    /// It has another picture.
    IconChanged,
    /// Its picture was removed.
    IconRemoved,
}

/// How a poll changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum PollChangeRecord {
    /// It was made.
    Created {
        /// The question.
        title: String,
        /// The options.
        options: Vec<PollOptionRecord>,
    },
    /// It has another option.
    OptionAdded {
        /// The question.
        title: String,
        /// All options.
        options: Vec<PollOptionRecord>,
    },
    /// Somebody voted.
    Voted {
        /// For this option.
        option_identifier: String,
    },
    /// Somebody took a vote back.
    Unvoted {
        /// For this option.
        option_identifier: String,
    },
}

/// The record of a change, out of an event of any service: they all say where, when and by whom alike.
macro_rules! record {
    ($sequence:expr, $event:ident, $change:expr) => {
        EventRecord {
            sequence: $sequence,
            chat_guid: $event.chat_guid,
            occurred_at: system_time($event.occurred_at.as_ref()),
            actor: $event.actor.as_ref().map(address_info),
            is_from_me: $event.is_from_me,
            change: $change,
        }
    };
}

pub(super) fn of_message(
    sequence: Option<u64>,
    event: v1::MessageChangeEvent,
) -> Option<EventRecord> {
    use v1::message_change_event::Change;
    let change = match event.change? {
        Change::MessageReceived(change) => ChangeRecord::MessageReceived {
            message: change.message.map(|message| Box::new(message.into())),
        },
        Change::MessageEdited(change) => ChangeRecord::MessageEdited {
            message_guid: change.message_guid,
            content: Box::new(change.content.unwrap_or_default().into()),
            edited_at: system_time(change.edited_at.as_ref()),
        },
        Change::MessageRead(change) => ChangeRecord::MessageRead {
            message_guid: change.message_guid,
            read_at: system_time(change.read_at.as_ref()),
        },
        Change::MessageUnsent(change) => ChangeRecord::MessageUnsent {
            message_guid: change.message_guid,
            retracted_at: system_time(change.retracted_at.as_ref()),
        },
        Change::ReactionAdded(change) => ChangeRecord::ReactionAdded {
            message_guid: change.message_guid,
            target_part_index: change.target_part_index,
            reaction: change.reaction.map(Into::into),
        },
        Change::ReactionRemoved(change) => ChangeRecord::ReactionRemoved {
            message_guid: change.message_guid,
            target_part_index: change.target_part_index,
            reaction: change.reaction.map(Into::into),
        },
        Change::StickerPlaced(change) => ChangeRecord::StickerPlaced {
            message_guid: change.message_guid,
            target_part_index: change.target_part_index,
            sticker: change.sticker.map(Into::into),
            placement: change.placement.map(Into::into),
        },
    };
    Some(record!(sequence, event, change))
}

pub(super) fn of_chat(sequence: Option<u64>, event: v1::ChatChangeEvent) -> Option<EventRecord> {
    use v1::chat_change_event::Change;
    let change = match event.change? {
        Change::BackgroundChanged(_) => ChangeRecord::BackgroundChanged {},
        Change::BackgroundRemoved(_) => ChangeRecord::BackgroundRemoved {},
        Change::MarkedRead(_) => ChangeRecord::MarkedRead {},
        Change::Archived(_) => ChangeRecord::Archived {},
        Change::Unarchived(_) => ChangeRecord::Unarchived {},
    };
    Some(record!(sequence, event, change))
}

pub(super) fn of_group(sequence: Option<u64>, event: v1::GroupChangeEvent) -> Option<EventRecord> {
    use v1::group_change_event::Change;
    let person = |person: Option<v1::SingleServiceAddressInfo>| person.as_ref().map(address_info);
    let change = match event.change? {
        Change::DisplayNameChanged(change) => {
            GroupChangeRecord::DisplayNameChanged { display_name: change.display_name }
        }
        Change::ParticipantAdded(change) => {
            GroupChangeRecord::ParticipantAdded { participant: person(change.participant) }
        }
        Change::ParticipantRemoved(change) => {
            GroupChangeRecord::ParticipantRemoved { participant: person(change.participant) }
        }
        Change::ParticipantLeft(change) => {
            GroupChangeRecord::ParticipantLeft { participant: person(change.participant) }
        }
        Change::IconChanged(_) => GroupChangeRecord::IconChanged,
        Change::IconRemoved(_) => GroupChangeRecord::IconRemoved,
    };
    Some(record!(sequence, event, ChangeRecord::Group { change }))
}

pub(super) fn of_poll(sequence: Option<u64>, event: v1::PollChangeEvent) -> Option<EventRecord> {
    use v1::poll_change_event::Change;
    let options = |options: Vec<v1::PollOption>| options.into_iter().map(Into::into).collect();
    let delta = match event.change? {
        Change::Created(change) => {
            PollChangeRecord::Created { title: change.title, options: options(change.options) }
        }
        Change::OptionAdded(change) => {
            PollChangeRecord::OptionAdded { title: change.title, options: options(change.options) }
        }
        Change::Voted(change) => {
            PollChangeRecord::Voted { option_identifier: change.option_identifier }
        }
        Change::Unvoted(change) => {
            PollChangeRecord::Unvoted { option_identifier: change.option_identifier }
        }
    };
    Some(record!(
        sequence,
        event,
        ChangeRecord::Poll { poll_message_guid: event.poll_message_guid, delta }
    ))
}
