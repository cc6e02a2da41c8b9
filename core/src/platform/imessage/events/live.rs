//! One open stream of one kind of events.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use prost::Message as _;
use spectrum_imessage_wire::{methods, v1};

use super::super::inbound::system_time;
use super::super::lines::Line;
use super::super::transport::Opened;
use crate::error::{Error, Result};
use crate::event::StreamKind;

/// A change, whichever stream it came on.
pub(super) enum Change {
    Message(Box<v1::MessageChangeEvent>),
    Poll(Box<v1::PollChangeEvent>),
    Group(Box<v1::GroupChangeEvent>),
    Chat(Box<v1::ChatChangeEvent>),
}

impl Change {
    pub(super) fn kind(&self) -> StreamKind {
        match self {
            Self::Message(_) => StreamKind::Messages,
            Self::Poll(_) => StreamKind::Polls,
            Self::Group(_) => StreamKind::Groups,
            Self::Chat(_) => StreamKind::Chats,
        }
    }

    /// As the service sent it.
    pub(super) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Message(change) => change.encode_to_vec(),
            Self::Poll(change) => change.encode_to_vec(),
            Self::Group(change) => change.encode_to_vec(),
            Self::Chat(change) => change.encode_to_vec(),
        }
    }

    /// The conversation, and when it happened.
    pub(super) fn place(&self) -> (&str, Option<SystemTime>) {
        let (chat_guid, occurred_at) = match self {
            Self::Message(change) => (&change.chat_guid, &change.occurred_at),
            Self::Poll(change) => (&change.chat_guid, &change.occurred_at),
            Self::Group(change) => (&change.chat_guid, &change.occurred_at),
            Self::Chat(change) => (&change.chat_guid, &change.occurred_at),
        };
        (chat_guid, system_time(occurred_at.as_ref()))
    }
}

/// What a stream said. Without a change it was a heartbeat, or newer than this library.
pub(super) struct Frame {
    pub(super) sequence: Option<u64>,
    pub(super) change: Option<Change>,
}

/// An open stream.
pub(super) enum Live {
    Messages(Opened<v1::SubscribeMessageEventsResponse>),
    Polls(Opened<v1::SubscribePollEventsResponse>),
    Groups(Opened<v1::SubscribeGroupEventsResponse>),
    Chats(Opened<v1::SubscribeChatEventsResponse>),
}

impl Live {
    pub(super) async fn open(line: &Arc<Line>, kind: StreamKind) -> Result<Self> {
        let transport = line.transport();
        let limit = line.status().watchdog();
        Ok(match kind {
            StreamKind::Messages => {
                let request = v1::SubscribeMessageEventsRequest::default();
                let stream = transport.open_within(
                    limit,
                    request,
                    methods::message::SUBSCRIBE_MESSAGE_EVENTS,
                );
                Self::Messages(stream.await?)
            }
            StreamKind::Polls => {
                let request = v1::SubscribePollEventsRequest::default();
                let stream =
                    transport.open_within(limit, request, methods::poll::SUBSCRIBE_POLL_EVENTS);
                Self::Polls(stream.await?)
            }
            StreamKind::Groups => {
                let request = v1::SubscribeGroupEventsRequest::default();
                let stream =
                    transport.open_within(limit, request, methods::group::SUBSCRIBE_GROUP_EVENTS);
                Self::Groups(stream.await?)
            }
            StreamKind::Chats => {
                let request = v1::SubscribeChatEventsRequest::default();
                let stream =
                    transport.open_within(limit, request, methods::chat::SUBSCRIBE_CHAT_EVENTS);
                Self::Chats(stream.await?)
            }
        })
    }

    /// The next frame; `None` when the service ended the stream.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Frame>>> {
        match self {
            Self::Messages(stream) => stream.poll_next(cx).map_ok(|answer| {
                use v1::subscribe_message_events_response::Payload;
                answer.map(|answer| Frame {
                    sequence: answer.sequence,
                    change: match answer.payload {
                        Some(Payload::MessageChanged(change)) => {
                            Some(Change::Message(Box::new(change)))
                        }
                        Some(Payload::Heartbeat(_)) | None => None,
                    },
                })
            }),
            Self::Polls(stream) => stream.poll_next(cx).map_ok(|answer| {
                use v1::subscribe_poll_events_response::Payload;
                answer.map(|answer| Frame {
                    sequence: answer.sequence,
                    change: match answer.payload {
                        Some(Payload::PollChanged(change)) => Some(Change::Poll(Box::new(change))),
                        Some(Payload::Heartbeat(_)) | None => None,
                    },
                })
            }),
            Self::Groups(stream) => stream.poll_next(cx).map_ok(|answer| {
                use v1::subscribe_group_events_response::Payload;
                answer.map(|answer| Frame {
                    sequence: answer.sequence,
                    change: match answer.payload {
                        Some(Payload::GroupChanged(change)) => {
                            Some(Change::Group(Box::new(change)))
                        }
                        Some(Payload::Heartbeat(_)) | None => None,
                    },
                })
            }),
            Self::Chats(stream) => stream.poll_next(cx).map_ok(|answer| {
                use v1::subscribe_chat_events_response::Payload;
                answer.map(|answer| Frame {
                    sequence: answer.sequence,
                    change: match answer.payload {
                        Some(Payload::ChatChanged(change)) => Some(Change::Chat(Box::new(change))),
                        Some(Payload::Heartbeat(_)) | None => None,
                    },
                })
            }),
        }
    }

    /// Tells the source of tokens what became of this stream. Whether it has a newer token now.
    pub(super) async fn failed(self, error: &Error) -> bool {
        match self {
            Self::Messages(stream) => stream.failed(error).await,
            Self::Polls(stream) => stream.failed(error).await,
            Self::Groups(stream) => stream.failed(error).await,
            Self::Chats(stream) => stream.failed(error).await,
        }
    }
}
