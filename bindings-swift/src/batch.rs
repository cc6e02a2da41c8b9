//! Messages that cross together, as one piece of memory.
//!
//! A record for each message costs several times what the message itself does: its strings, the handles of it and its
//! space, its content. So Swift gets everything that programs look at most in one buffer, reads out of it what it is
//! asked for, and comes back for the rest, and for what is done with a message.
//!
//! The buffer, `Sources/SpectrumIMessage/Batch.swift` reads it: a header of [`HEADER`] bytes for each message, then the
//! strings, one after another; a header says where they end.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use spectrum_imessage::{Content, Direction, Message, Space, Spectrum, User};

use crate::message::NativeMessage;
use crate::space::{NativePlatform, NativeSpace, NativeSpaceType};
use crate::telemetry::is_observed;
use crate::user::NativeUser;

/// Among how many of the last ones a space or a person is looked for before it is written again.
const RECENT: usize = 8;
/// Seven numbers of 4 bytes, the seconds of the time in 8 and its nanoseconds in 4.
const HEADER: usize = 40;

const OUTBOUND: u32 = 1;
const REDELIVERED: u32 = 2;
const TEXT: u32 = 4;
const PART: u32 = 8;
const PARENT: u32 = 16;

/// A conversation without a handle.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeSpaceRow {
    /// The id.
    pub id: String,
    /// The kind.
    pub kind: NativeSpaceType,
    /// The line that serves it.
    pub phone: String,
    /// The platform it is on.
    pub platform: NativePlatform,
    /// Its name, as the program wants it.
    pub platform_name: String,
}

impl From<&Space> for NativeSpaceRow {
    fn from(space: &Space) -> Self {
        Self {
            id: space.id().to_owned(),
            kind: space.kind().into(),
            phone: space.phone().to_owned(),
            platform: space.platform().into(),
            platform_name: space.platform_name().to_owned(),
        }
    }
}

/// What crosses.
#[derive(Debug, uniffi::Record)]
pub struct NativeBatchInfo {
    /// The handle.
    pub handle: Arc<NativeBatch>,
    /// How many messages there are.
    pub count: u32,
    /// The headers and the strings.
    pub bytes: Vec<u8>,
    /// The conversations, each once.
    pub spaces: Vec<NativeSpaceRow>,
    /// The senders, each once.
    pub people: Vec<NativeUser>,
    /// Whether somebody listens to spans.
    pub observed: bool,
}

/// Messages of which Swift knows the most important already. It keeps the application running, as the handle of one does.
#[derive(Debug, uniffi::Object)]
pub struct NativeBatch {
    app: Spectrum,
    messages: Vec<Message>,
}

#[uniffi::export]
impl NativeBatch {
    /// A message; nothing if there is none with this index.
    pub fn message(&self, index: u32) -> Option<Arc<NativeMessage>> {
        let message = self.messages.get(index as usize)?;
        Some(NativeMessage::new(Some(&self.app), message.clone()))
    }

    /// The conversation of a message, as it is while the message is handled; nothing if there is no message with
    /// this index.
    pub fn space(&self, index: u32) -> Option<Arc<NativeSpace>> {
        let message = self.messages.get(index as usize)?;
        Some(NativeSpace::new(Some(&self.app), message.space().clone()))
    }
}

impl NativeBatchInfo {
    pub(crate) fn new(app: &Spectrum, messages: Vec<Message>) -> Self {
        let mut flat = Flat::default();
        flat.headers.reserve(messages.len() * (HEADER + 64));
        flat.text.reserve(messages.len() * 64);
        for message in &messages {
            flat.message(message);
        }
        let Flat { mut headers, text, spaces, people } = flat;
        headers.extend_from_slice(&text);
        Self {
            count: count(messages.len()),
            bytes: headers,
            spaces: spaces.into_iter().map(Into::into).collect(),
            people: people.into_iter().cloned().map(Into::into).collect(),
            observed: is_observed(),
            handle: Arc::new(NativeBatch { app: app.clone(), messages }),
        }
    }
}

#[derive(Default)]
struct Flat<'a> {
    headers: Vec<u8>,
    text: Vec<u8>,
    spaces: Vec<&'a Space>,
    people: Vec<&'a User>,
}

impl<'a> Flat<'a> {
    /// Flags, where id, text (which is there for plain text alone) and parent end, the part, the space, the sender
    /// (from 1), and the time.
    fn message(&mut self, message: &'a Message) {
        let mut flags = 0;
        flags |= if message.direction() == Direction::Outbound { OUTBOUND } else { 0 };
        flags |= if message.redelivered() { REDELIVERED } else { 0 };
        flags |= if message.part_index().is_some() { PART } else { 0 };
        flags |= if message.parent_id().is_some() { PARENT } else { 0 };
        let id = self.put(message.id());
        let text = match message.content() {
            Content::Text(text) => {
                flags |= TEXT;
                self.put(&text.text)
            }
            _ => id,
        };
        let parent = self.put(message.parent_id().unwrap_or_default());
        let part = message.part_index().unwrap_or_default();
        let space = row(&mut self.spaces, message.space(), |one, other| {
            one.id() == other.id()
                && one.phone() == other.phone()
                && one.kind() == other.kind()
                && one.platform() == other.platform()
        });
        let sender =
            message.sender().map_or(0, |sender| 1 + row(&mut self.people, sender, PartialEq::eq));
        for number in [flags, id, text, parent, part, space, sender] {
            self.headers.extend_from_slice(&number.to_le_bytes());
        }
        let (seconds, nanoseconds) = since_1970(message.timestamp());
        self.headers.extend_from_slice(&seconds.to_le_bytes());
        self.headers.extend_from_slice(&nanoseconds.to_le_bytes());
    }

    /// Adds a string: where it ends.
    fn put(&mut self, text: &str) -> u32 {
        self.text.extend_from_slice(text.as_bytes());
        count(self.text.len())
    }
}

/// The index of what is the same, which is added if it was not there lately.
fn row<'a, T>(rows: &mut Vec<&'a T>, one: &'a T, same: impl Fn(&T, &T) -> bool) -> u32 {
    let found = rows.iter().rev().take(RECENT).position(|other| same(other, one));
    let index = found.map_or(rows.len(), |back| rows.len() - 1 - back);
    if found.is_none() {
        rows.push(one);
    }
    count(index)
}

/// A batch is at most some hundred messages of a few KiB.
fn count(number: usize) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

/// Before 1970 the seconds are negative, and the nanoseconds go on from there.
fn since_1970(time: SystemTime) -> (i64, u32) {
    let signed = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (signed(after.as_secs()), after.subsec_nanos()),
        Err(before) => {
            match (signed(before.duration().as_secs()), before.duration().subsec_nanos()) {
                (seconds, 0) => (-seconds, 0),
                (seconds, nanoseconds) => (-seconds - 1, 1_000_000_000 - nanoseconds),
            }
        }
    }
}
