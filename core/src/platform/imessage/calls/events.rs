//! Events as the service has them: live, and from its log.

use std::fmt;

use serde::Serialize;
use spectrum_imessage_wire::{methods, v1};

use super::changes::{of_chat, of_group, of_message, of_poll};
use super::{EventRecord, Line, Opened, chat_guid};
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
        let open =
            self.0.open("spectrum.line.events.catch_up", request, methods::event::CATCH_UP_EVENTS);
        Ok(CatchUpStream(open.await?))
    }

    /// Changes of messages as they come, of one chat or of all.
    ///
    /// # Errors
    /// `ValidationError` for a chat that is none; else the service's.
    pub async fn messages(&self, chat: Option<&str>) -> Result<ChangeStream> {
        let chat_guid = chat.map(chat_guid).transpose()?;
        let request = v1::SubscribeMessageEventsRequest { chat_guid };
        let open = self.0.open(
            "spectrum.line.events.messages",
            request,
            methods::message::SUBSCRIBE_MESSAGE_EVENTS,
        );
        Ok(ChangeStream(Live::Messages(open.await?)))
    }

    /// Changes of chats as they come, of one chat or of all.
    ///
    /// # Errors
    /// As [`Events::messages`].
    pub async fn chats(&self, chat: Option<&str>) -> Result<ChangeStream> {
        let chat_guid = chat.map(chat_guid).transpose()?;
        let request = v1::SubscribeChatEventsRequest { chat_guid };
        let open = self.0.open(
            "spectrum.line.events.chats",
            request,
            methods::chat::SUBSCRIBE_CHAT_EVENTS,
        );
        Ok(ChangeStream(Live::Chats(open.await?)))
    }

    /// Changes of groups as they come, of one group or of all.
    ///
    /// # Errors
    /// As [`Events::messages`].
    pub async fn groups(&self, chat: Option<&str>) -> Result<ChangeStream> {
        let chat_guid = chat.map(chat_guid).transpose()?;
        let request = v1::SubscribeGroupEventsRequest { chat_guid };
        let open = self.0.open(
            "spectrum.line.events.groups",
            request,
            methods::group::SUBSCRIBE_GROUP_EVENTS,
        );
        Ok(ChangeStream(Live::Groups(open.await?)))
    }

    /// Changes of polls as they come, of one poll or of all.
    ///
    /// # Errors
    /// The service's.
    pub async fn polls(&self, poll_message: Option<&str>) -> Result<ChangeStream> {
        let poll_message_guid = poll_message.map(str::to_owned);
        let request = v1::SubscribePollEventsRequest { poll_message_guid };
        let open = self.0.open(
            "spectrum.line.events.polls",
            request,
            methods::poll::SUBSCRIBE_POLL_EVENTS,
        );
        Ok(ChangeStream(Live::Polls(open.await?)))
    }
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
