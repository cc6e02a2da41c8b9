//! Events as the service has them: live, and from its log.

use std::fmt;
use std::time::SystemTime;

use serde::Serialize;
use spectrum_imessage_wire::v1;

use super::super::inbound::{address_info, system_time};
use super::super::native::AddressInfo;
use super::{
    AttachmentRecord, Line, MessageBody, MessageRecord, Opened, PollOptionRecord, Reaction,
    StickerPlacement, Transport, chat_guid,
};
use crate::error::Result;
use crate::json;

/// The log of events: [`Line::events`].
#[derive(Debug)]
pub struct Events<'a>(pub(super) &'a Line);

impl Events<'_> {
    /// What came after a position of the log; without one only where its end is. The stream ends after
    /// [`LineEvent::Complete`].
    ///
    /// # Errors
    /// `ValidationError` for a position that the service refuses; else the service's.
    pub async fn catch_up(&self, since: Option<u64>) -> Result<CatchUpStream> {
        let request = v1::CatchUpEventsRequest { after_sequence: since };
        let open = self.0.open(request, |channel, request| async move {
            Transport::events(channel).catch_up_events(request).await
        });
        Ok(CatchUpStream(open.await?))
    }

    /// Changes of messages as they come, of one chat or of all.
    ///
    /// # Errors
    /// `ValidationError` for a chat that is none; else the service's.
    pub async fn messages(&self, chat: Option<&str>) -> Result<ChangeStream> {
        let chat_guid = chat.map(chat_guid).transpose()?;
        let request = v1::SubscribeMessageEventsRequest { chat_guid };
        let open = self.0.open(request, |channel, request| async move {
            Transport::messages(channel).subscribe_message_events(request).await
        });
        Ok(ChangeStream(Live::Messages(open.await?)))
    }

    /// Changes of chats as they come, of one chat or of all.
    ///
    /// # Errors
    /// As [`Events::messages`].
    pub async fn chats(&self, chat: Option<&str>) -> Result<ChangeStream> {
        let chat_guid = chat.map(chat_guid).transpose()?;
        let request = v1::SubscribeChatEventsRequest { chat_guid };
        let open = self.0.open(request, |channel, request| async move {
            Transport::chats(channel).subscribe_chat_events(request).await
        });
        Ok(ChangeStream(Live::Chats(open.await?)))
    }

    /// Changes of groups as they come, of one group or of all.
    ///
    /// # Errors
    /// As [`Events::messages`].
    pub async fn groups(&self, chat: Option<&str>) -> Result<ChangeStream> {
        let chat_guid = chat.map(chat_guid).transpose()?;
        let request = v1::SubscribeGroupEventsRequest { chat_guid };
        let open = self.0.open(request, |channel, request| async move {
            Transport::groups(channel).subscribe_group_events(request).await
        });
        Ok(ChangeStream(Live::Groups(open.await?)))
    }

    /// Changes of polls as they come, of one poll or of all.
    ///
    /// # Errors
    /// The service's.
    pub async fn polls(&self, poll_message: Option<&str>) -> Result<ChangeStream> {
        let poll_message_guid = poll_message.map(str::to_owned);
        let request = v1::SubscribePollEventsRequest { poll_message_guid };
        let open = self.0.open(request, |channel, request| async move {
            Transport::polls(channel).subscribe_poll_events(request).await
        });
        Ok(ChangeStream(Live::Polls(open.await?)))
    }
}

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

/// What the log says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum LineEvent {
    /// A change.
    Change(Box<EventRecord>),
    /// The log has been told up to here.
    Complete(CatchUpComplete),
}

/// The end of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "catchup.complete", rename_all = "camelCase")]
pub struct CatchUpComplete {
    /// Its last number.
    #[serde(serialize_with = "json::write_sequence")]
    pub head_sequence: Option<u64>,
}

/// The log, event by event.
pub struct CatchUpStream(Opened<v1::CatchUpEventsResponse>);

impl CatchUpStream {
    /// The next event; `None` at the end. Cancel-safe.
    ///
    /// # Errors
    /// The service's; then the stream is over.
    pub async fn next(&mut self) -> Result<Option<LineEvent>> {
        use v1::catch_up_events_response::Payload;
        while let Some(answer) = self.0.next().await? {
            let sequence = answer.sequence;
            let event = match answer.payload {
                Some(Payload::MessageChanged(event)) => of_message(sequence, event),
                Some(Payload::GroupChanged(event)) => of_group(sequence, event),
                Some(Payload::PollChanged(event)) => of_poll(sequence, event),
                Some(Payload::ChatChanged(event)) => of_chat(sequence, event),
                Some(Payload::Complete(complete)) => {
                    let head_sequence = Some(complete.head_sequence);
                    return Ok(Some(LineEvent::Complete(CatchUpComplete { head_sequence })));
                }
                Some(Payload::Heartbeat(_)) | None => continue,
            };
            if let Some(event) = event {
                return Ok(Some(LineEvent::Change(Box::new(event))));
            }
        }
        Ok(None)
    }
}

impl fmt::Debug for CatchUpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CatchUpStream")
    }
}

/// Changes as they come. It ends with the application, or when the service ends it: who wants to lose nothing reads
/// [`crate::Spectrum::messages`].
pub struct ChangeStream(Live);

enum Live {
    Messages(Opened<v1::SubscribeMessageEventsResponse>),
    Chats(Opened<v1::SubscribeChatEventsResponse>),
    Groups(Opened<v1::SubscribeGroupEventsResponse>),
    Polls(Opened<v1::SubscribePollEventsResponse>),
}

impl ChangeStream {
    /// The next change; `None` when the application stopped or the service ended the stream.
    /// Cancel-safe.
    ///
    /// # Errors
    /// The service's; then the stream is over.
    pub async fn next(&mut self) -> Result<Option<EventRecord>> {
        loop {
            // A heartbeat gives nothing, nor does a change that is newer than this library.
            let event = match &mut self.0 {
                Live::Messages(stream) => {
                    use v1::subscribe_message_events_response::Payload;
                    let Some(answer) = stream.next_live().await? else { return Ok(None) };
                    match answer.payload {
                        Some(Payload::MessageChanged(e)) => of_message(answer.sequence, e),
                        Some(Payload::Heartbeat(_)) | None => None,
                    }
                }
                Live::Chats(stream) => {
                    use v1::subscribe_chat_events_response::Payload;
                    let Some(answer) = stream.next_live().await? else { return Ok(None) };
                    match answer.payload {
                        Some(Payload::ChatChanged(e)) => of_chat(answer.sequence, e),
                        Some(Payload::Heartbeat(_)) | None => None,
                    }
                }
                Live::Groups(stream) => {
                    use v1::subscribe_group_events_response::Payload;
                    let Some(answer) = stream.next_live().await? else { return Ok(None) };
                    match answer.payload {
                        Some(Payload::GroupChanged(e)) => of_group(answer.sequence, e),
                        Some(Payload::Heartbeat(_)) | None => None,
                    }
                }
                Live::Polls(stream) => {
                    use v1::subscribe_poll_events_response::Payload;
                    let Some(answer) = stream.next_live().await? else { return Ok(None) };
                    match answer.payload {
                        Some(Payload::PollChanged(e)) => of_poll(answer.sequence, e),
                        Some(Payload::Heartbeat(_)) | None => None,
                    }
                }
            };
            if event.is_some() {
                return Ok(event);
            }
        }
    }
}

impl fmt::Debug for ChangeStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChangeStream")
    }
}

fn of_message(sequence: Option<u64>, event: v1::MessageChangeEvent) -> Option<EventRecord> {
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
    Some(EventRecord {
        sequence,
        chat_guid: event.chat_guid,
        occurred_at: system_time(event.occurred_at.as_ref()),
        actor: event.actor.as_ref().map(address_info),
        is_from_me: event.is_from_me,
        change,
    })
}

fn of_chat(sequence: Option<u64>, event: v1::ChatChangeEvent) -> Option<EventRecord> {
    use v1::chat_change_event::Change;
    let change = match event.change? {
        Change::BackgroundChanged(_) => ChangeRecord::BackgroundChanged {},
        Change::BackgroundRemoved(_) => ChangeRecord::BackgroundRemoved {},
        Change::MarkedRead(_) => ChangeRecord::MarkedRead {},
        Change::Archived(_) => ChangeRecord::Archived {},
        Change::Unarchived(_) => ChangeRecord::Unarchived {},
    };
    Some(EventRecord {
        sequence,
        chat_guid: event.chat_guid,
        occurred_at: system_time(event.occurred_at.as_ref()),
        actor: event.actor.as_ref().map(address_info),
        is_from_me: event.is_from_me,
        change,
    })
}

fn of_group(sequence: Option<u64>, event: v1::GroupChangeEvent) -> Option<EventRecord> {
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
    Some(EventRecord {
        sequence,
        chat_guid: event.chat_guid,
        occurred_at: system_time(event.occurred_at.as_ref()),
        actor: event.actor.as_ref().map(address_info),
        is_from_me: event.is_from_me,
        change: ChangeRecord::Group { change },
    })
}

fn of_poll(sequence: Option<u64>, event: v1::PollChangeEvent) -> Option<EventRecord> {
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
    Some(EventRecord {
        sequence,
        chat_guid: event.chat_guid,
        occurred_at: system_time(event.occurred_at.as_ref()),
        actor: event.actor.as_ref().map(address_info),
        is_from_me: event.is_from_me,
        change: ChangeRecord::Poll { poll_message_guid: event.poll_message_guid, delta },
    })
}
