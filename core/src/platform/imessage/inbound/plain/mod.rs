//! A plain text that somebody has written, read where it stands on the wire. Nearly everything that
//! arrives is one: taking the whole event apart costs more than all that is done with it.
//!
//! What is not known to be harmless here, such as a field that came with a newer service, an
//! attachment, or a field that comes twice, is left to who reads the whole event.

mod wire;

use std::fmt;
use std::time::SystemTime;

use prost::Message as _;
use prost_types::Timestamp;
use spectrum_imessage_wire::v1;

use self::wire::{Fields, Seen, Span, Value};
use super::metadata::{native, system_time};
use crate::platform::imessage::Native;

/// A message of text alone that somebody has written, as the service sent it.
pub(in super::super) struct Plain {
    /// A `MessageChangeEvent`.
    bytes: Box<[u8]>,
    chat: Span,
    actor: Span,
    sender: Span,
    message: Span,
    guid: Span,
    text: Span,
    occurred_at: SystemTime,
}

/// The fields of a plain text that only iMessage has, not taken apart yet.
#[derive(Clone)]
pub(crate) struct Unread {
    bytes: Box<[u8]>,
    message: Span,
    guid: Span,
}

impl Plain {
    /// The sequence and the text of an answer on a stream: of `SubscribeMessageEventsResponse` and of
    /// `CatchUpEventsResponse`, in which both have the same numbers. `None` if it is anything else.
    pub(in super::super) fn of_answer(answer: &[u8]) -> Option<(Option<u64>, Self)> {
        let (mut sequence, mut event) = (None, None);
        let mut fields = Fields::of(answer)?;
        while let Some((number, value)) = fields.next()? {
            match (number, value) {
                (1, Value::Number(number)) if sequence.is_none() => sequence = Some(number),
                (10, Value::Bytes(span)) if event.is_none() => event = Some(span),
                _ => return None,
            }
        }
        Some((sequence, Self::of_event(event?.of(answer))?))
    }

    fn of_event(bytes: &[u8]) -> Option<Self> {
        let (mut seen, mut received) = (Seen::default(), Span::default());
        let (mut chat, mut actor, mut occurred_at) = (Span::default(), Span::default(), None);
        let mut fields = Fields::of(bytes)?;
        while let Some((number, value)) = fields.next()? {
            seen.once(number)?;
            match (number, value) {
                (1, Value::Bytes(span)) => chat = span,
                (2, Value::Bytes(span)) => occurred_at = Some(timestamp(span.of(bytes))?),
                (3, Value::Bytes(span)) => actor = span,
                // Of a message its own mark counts, not that of the event.
                (4, Value::Number(_)) => {}
                (10, Value::Bytes(span)) => received = span,
                _ => return None,
            }
        }
        let mut message = None;
        let mut fields = Fields::within(bytes, received);
        while let Some((number, value)) = fields.next()? {
            match (number, value) {
                (1, Value::Bytes(span)) if message.is_none() => message = Some(span),
                _ => return None,
            }
        }
        let message = message?;
        let Message { guid, text, sender } = Message::of(bytes, message, chat.of(bytes))?;
        let occurred_at = system_time(Some(&occurred_at?))?;
        let bytes = bytes.into();
        Some(Self { bytes, chat, actor, sender, message, guid, text, occurred_at })
    }

    /// The conversation.
    pub(in super::super) fn chat(&self) -> &[u8] {
        self.chat.of(&self.bytes)
    }

    /// Who did it, a `SingleServiceAddressInfo`; empty if it is not said.
    pub(in super::super) fn actor(&self) -> &[u8] {
        self.actor.of(&self.bytes)
    }

    /// Who wrote it, a `SingleServiceAddressInfo`; empty if it is not said.
    pub(in super::super) fn sender(&self) -> &[u8] {
        self.sender.of(&self.bytes)
    }

    /// When it happened.
    pub(in super::super) fn occurred_at(&self) -> SystemTime {
        self.occurred_at
    }

    /// The id of the message.
    pub(in super::super) fn guid(&self) -> &str {
        self.guid.text(&self.bytes)
    }

    /// What it says.
    pub(in super::super) fn text(&self) -> &str {
        self.text.text(&self.bytes)
    }

    /// The event as the service sent it, a `MessageChangeEvent`.
    pub(in super::super) fn event(&self) -> &[u8] {
        &self.bytes
    }

    /// The message as the service sent it, a `Message`.
    pub(in super::super) fn message(&self) -> &[u8] {
        self.message.of(&self.bytes)
    }

    /// The fields that only iMessage has.
    pub(in super::super) fn into_unread(self) -> Unread {
        Unread { bytes: self.bytes, message: self.message, guid: self.guid }
    }
}

/// Neither the text nor an address.
impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plain").finish_non_exhaustive()
    }
}

impl Unread {
    /// The id of the message.
    pub(crate) fn guid(&self) -> &str {
        self.guid.text(&self.bytes)
    }

    pub(crate) fn read(&self) -> Native {
        // It was looked through when it came.
        native(&v1::Message::decode(self.message.of(&self.bytes)).unwrap_or_default())
    }
}

/// What is needed of a `Message`.
struct Message {
    guid: Span,
    text: Span,
    sender: Span,
}

impl Message {
    fn of(bytes: &[u8], message: Span, chat: &[u8]) -> Option<Self> {
        let (mut seen, mut content) = (Seen::default(), Span::default());
        let (mut guid, mut sender) = (Span::default(), Span::default());
        let mut fields = Fields::within(bytes, message);
        while let Some((number, value)) = fields.next()? {
            match (number, value) {
                // Mostly the conversation that is known already.
                (92, Value::Bytes(span)) => {
                    if span.of(bytes) != chat {
                        span.check(bytes)?;
                    }
                    continue;
                }
                (1, Value::Bytes(span)) => guid = span.check(bytes)?,
                (2, Value::Bytes(span)) => content = span,
                (10..=16, Value::Bytes(span)) => {
                    timestamp(span.of(bytes))?;
                }
                (20, Value::Bytes(span)) => sender = span,
                // Its own: nothing of that is handed over.
                (21, Value::Number(0)) => {}
                // Of no use for the message, read with the rest.
                (3 | 61 | 71..=73 | 75 | 77 | 80, Value::Bytes(span)) => {
                    span.check(bytes)?;
                }
                (30..=34 | 40..=52 | 60 | 62 | 76 | 81 | 83, Value::Number(_)) => {}
                _ => return None,
            }
            seen.once(number)?;
        }
        let (mut seen, mut text) = (Seen::default(), Span::default());
        let mut fields = Fields::within(bytes, content);
        while let Some((number, value)) = fields.next()? {
            match (number, value) {
                (1, Value::Bytes(span)) => text = span.check(bytes)?,
                (5 | 6, Value::Bytes(span)) => {
                    span.check(bytes)?;
                }
                _ => return None,
            }
            seen.once(number)?;
        }
        let there = !guid.is_empty() && !text.is_empty() && !sender.is_empty();
        there.then_some(Self { guid, text, sender })
    }
}

fn timestamp(bytes: &[u8]) -> Option<Timestamp> {
    let mut timestamp = Timestamp::default();
    let mut fields = Fields::of(bytes)?;
    while let Some((number, value)) = fields.next()? {
        // As protobuf says: what is too long is cut.
        match (number, value) {
            (1, Value::Number(number)) => timestamp.seconds = number.cast_signed(),
            (2, Value::Number(number)) => timestamp.nanos = number as i32,
            _ => return None,
        }
    }
    Some(timestamp)
}

#[cfg(test)]
mod tests;
