//! One open stream of one kind of events.

use std::sync::Arc;
use std::task::{Context, Poll};

use spectrum_imessage_wire::v1;

use super::super::lines::Line;
use super::super::transport::{Opened, Transport};
use crate::error::{Error, Result};

/// The kinds of events that have a stream of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Messages,
    Polls,
    Groups,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Polls => "polls",
            Self::Groups => "groups",
        }
    }
}

/// A change, whichever stream it came on.
pub(super) enum Change {
    Message(Box<v1::MessageChangeEvent>),
    Poll(Box<v1::PollChangeEvent>),
    Group(Box<v1::GroupChangeEvent>),
}

impl Change {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Message(_) => Kind::Messages,
            Self::Poll(_) => Kind::Polls,
            Self::Group(_) => Kind::Groups,
        }
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
}

impl Live {
    pub(super) async fn open(line: &Arc<Line>, kind: Kind) -> Result<Self> {
        let transport = line.transport();
        Ok(match kind {
            Kind::Messages => {
                let request = v1::SubscribeMessageEventsRequest::default();
                let stream = transport.open(request, |channel, request| async move {
                    Transport::messages(channel).subscribe_message_events(request).await
                });
                Self::Messages(stream.await?)
            }
            Kind::Polls => {
                let request = v1::SubscribePollEventsRequest::default();
                let stream = transport.open(request, |channel, request| async move {
                    Transport::polls(channel).subscribe_poll_events(request).await
                });
                Self::Polls(stream.await?)
            }
            Kind::Groups => {
                let request = v1::SubscribeGroupEventsRequest::default();
                let stream = transport.open(request, |channel, request| async move {
                    Transport::groups(channel).subscribe_group_events(request).await
                });
                Self::Groups(stream.await?)
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
        }
    }

    /// Tells the source of tokens what became of this stream.
    pub(super) async fn failed(self, error: &Error) {
        match self {
            Self::Messages(stream) => stream.failed(error).await,
            Self::Polls(stream) => stream.failed(error).await,
            Self::Groups(stream) => stream.failed(error).await,
        }
    }
}
