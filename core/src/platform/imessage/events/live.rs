//! One open stream of one kind of events.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use prost::Message;
use spectrum_imessage_wire::{methods, v1};

use super::super::inbound::{Plain, system_time};
use super::super::lines::Line;
use super::super::transport::{Opened, Reads};
use crate::error::{Error, Result};
use crate::event::StreamKind;

/// A change, whichever stream it came on.
pub(super) enum Change {
    /// A message of text alone.
    Plain(Plain),
    Message(Box<v1::MessageChangeEvent>),
    Poll(Box<v1::PollChangeEvent>),
    Group(Box<v1::GroupChangeEvent>),
    Chat(Box<v1::ChatChangeEvent>),
}

impl Change {
    pub(super) fn kind(&self) -> StreamKind {
        match self {
            Self::Plain(_) | Self::Message(_) => StreamKind::Messages,
            Self::Poll(_) => StreamKind::Polls,
            Self::Group(_) => StreamKind::Groups,
            Self::Chat(_) => StreamKind::Chats,
        }
    }

    /// As the service sent it.
    pub(super) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Plain(plain) => plain.event().to_vec(),
            Self::Message(change) => change.encode_to_vec(),
            Self::Poll(change) => change.encode_to_vec(),
            Self::Group(change) => change.encode_to_vec(),
            Self::Chat(change) => change.encode_to_vec(),
        }
    }

    /// What was encoded so.
    pub(super) fn decode(stream: StreamKind, bytes: &[u8]) -> Result<Self, prost::DecodeError> {
        Ok(match stream {
            StreamKind::Messages => Self::Message(Box::new(Message::decode(bytes)?)),
            StreamKind::Polls => Self::Poll(Box::new(Message::decode(bytes)?)),
            StreamKind::Groups => Self::Group(Box::new(Message::decode(bytes)?)),
            StreamKind::Chats => Self::Chat(Box::new(Message::decode(bytes)?)),
        })
    }

    /// The conversation, and when it happened.
    pub(super) fn place(&self) -> (&str, Option<SystemTime>) {
        let (chat_guid, occurred_at) = match self {
            Self::Plain(plain) => {
                let chat = std::str::from_utf8(plain.chat()).unwrap_or_default();
                return (chat, Some(plain.occurred_at()));
            }
            Self::Message(change) => (&change.chat_guid, &change.occurred_at),
            Self::Poll(change) => (&change.chat_guid, &change.occurred_at),
            Self::Group(change) => (&change.chat_guid, &change.occurred_at),
            Self::Chat(change) => (&change.chat_guid, &change.occurred_at),
        };
        (chat_guid, system_time(occurred_at.as_ref()))
    }
}

/// What a stream or a catch-up said.
pub(super) struct Frame {
    pub(super) sequence: Option<u64>,
    pub(super) said: Said,
}

pub(super) enum Said {
    Change(Change),
    /// The end of a catch-up: the head of the service.
    Head(u64),
    /// A heartbeat.
    Beat,
    /// Newer than this library.
    Unknown,
}

impl Frame {
    fn plain(bytes: &[u8]) -> Option<Self> {
        let (sequence, plain) = Plain::of_answer(bytes)?;
        Some(Self { sequence, said: Said::Change(Change::Plain(plain)) })
    }
}

/// The answers of a stream that tells one kind of events.
macro_rules! stream_of {
    ($answer:ident, $payload:ident, $name:ident, $kind:ident, $glance:expr) => {
        impl Reads<v1::$answer> for Frame {
            fn glance(bytes: &[u8]) -> Option<Self> {
                $glance(bytes)
            }

            fn of(answer: v1::$answer) -> Self {
                use v1::$payload::Payload;
                let said = match answer.payload {
                    Some(Payload::$name(change)) => Said::Change(Change::$kind(Box::new(change))),
                    Some(Payload::Heartbeat(_)) => Said::Beat,
                    None => Said::Unknown,
                };
                Self { sequence: answer.sequence, said }
            }
        }
    };
}

stream_of!(
    SubscribeMessageEventsResponse,
    subscribe_message_events_response,
    MessageChanged,
    Message,
    Self::plain
);
stream_of!(SubscribePollEventsResponse, subscribe_poll_events_response, PollChanged, Poll, |_| {
    None
});
stream_of!(
    SubscribeGroupEventsResponse,
    subscribe_group_events_response,
    GroupChanged,
    Group,
    |_| None
);
stream_of!(SubscribeChatEventsResponse, subscribe_chat_events_response, ChatChanged, Chat, |_| {
    None
});

impl Reads<v1::CatchUpEventsResponse> for Frame {
    fn glance(bytes: &[u8]) -> Option<Self> {
        Self::plain(bytes)
    }

    fn of(answer: v1::CatchUpEventsResponse) -> Self {
        use v1::catch_up_events_response::Payload;
        let said = match answer.payload {
            Some(Payload::MessageChanged(change)) => {
                Said::Change(Change::Message(Box::new(change)))
            }
            Some(Payload::PollChanged(change)) => Said::Change(Change::Poll(Box::new(change))),
            Some(Payload::GroupChanged(change)) => Said::Change(Change::Group(Box::new(change))),
            Some(Payload::ChatChanged(change)) => Said::Change(Change::Chat(Box::new(change))),
            Some(Payload::Complete(complete)) => Said::Head(complete.head_sequence),
            Some(Payload::Heartbeat(_)) => Said::Beat,
            None => Said::Unknown,
        };
        Self { sequence: answer.sequence, said }
    }
}

/// An open stream.
pub(super) struct Live(Opened<Frame>);

impl Live {
    pub(super) async fn open(line: &Arc<Line>, kind: StreamKind) -> Result<Self> {
        let transport = line.transport();
        let limit = line.status().watchdog();
        let opened = match kind {
            StreamKind::Messages => {
                let request = v1::SubscribeMessageEventsRequest::default();
                transport.open_as(limit, request, methods::message::SUBSCRIBE_MESSAGE_EVENTS).await
            }
            StreamKind::Polls => {
                let request = v1::SubscribePollEventsRequest::default();
                transport.open_as(limit, request, methods::poll::SUBSCRIBE_POLL_EVENTS).await
            }
            StreamKind::Groups => {
                let request = v1::SubscribeGroupEventsRequest::default();
                transport.open_as(limit, request, methods::group::SUBSCRIBE_GROUP_EVENTS).await
            }
            StreamKind::Chats => {
                let request = v1::SubscribeChatEventsRequest::default();
                transport.open_as(limit, request, methods::chat::SUBSCRIBE_CHAT_EVENTS).await
            }
        };
        opened.map(Self)
    }

    /// The next frames, as [`Opened::poll_batch`] gives them.
    pub(super) fn poll_batch(
        &mut self,
        cx: &mut Context<'_>,
        batch: &mut Vec<Frame>,
        most: usize,
    ) -> Poll<Result<bool>> {
        self.0.poll_batch(cx, batch, most)
    }

    /// Tells the source of tokens what became of this stream. Whether it has a newer token now.
    pub(super) async fn failed(self, error: &Error) -> bool {
        self.0.failed(error).await
    }
}

/// Asks for what happened after a position, or for the head.
pub(super) async fn catch_up(
    line: &Arc<Line>,
    after_sequence: Option<u64>,
) -> Result<Opened<Frame>> {
    let request = v1::CatchUpEventsRequest { after_sequence };
    let limit = line.status().watchdog();
    line.transport().open_as(limit, request, methods::event::CATCH_UP_EVENTS).await
}
