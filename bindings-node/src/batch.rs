//! Messages that cross together, as one string and one list of numbers.
//!
//! An object for each message, its space and its content would cost several times what the message itself does. So
//! JavaScript gets everything that programs look at most in two values, cuts out of them what it is asked for, and comes
//! back for the rest, and for what is done with a message.
//!
//! The numbers, `src-ts/batch.ts` reads them: how many messages, spaces and people there are, then [`Flat::message`],
//! [`Flat::space`] and [`Flat::person`] of each. Strings follow each other; a number says where one ends.

use std::sync::{Mutex, PoisonError};

use napi::bindgen_prelude::Int32Array;
use napi::{Env, JsString};
use napi_derive::napi;
use spectrum_imessage::{Content, Direction, Message, Service, Space, SpaceType, User, UserKind};

use crate::message::{NativeMessage, milliseconds};
use crate::space::NativeSpace;

/// Among how many of the last ones a space or a person is looked for before it is written again.
const RECENT: usize = 8;
/// Numbers of a message, a space and a person.
const MESSAGE: usize = 7;
const ROW: usize = 4;

const OUTBOUND: i32 = 1;
const REDELIVERED: i32 = 2;
const TEXT: i32 = 4;
const PART: i32 = 8;
const PARENT: i32 = 16;

const AGENT: i32 = 1;
const ADDRESS: i32 = 2;
const COUNTRY: i32 = 4;
/// The service, from 1, stands above it.
const SERVICE: i32 = 8;

/// Messages of which JavaScript knows the most important already.
#[napi]
pub struct NativeBatch {
    messages: Vec<Message>,
    flat: Mutex<Flat>,
}

impl NativeBatch {
    pub(crate) fn new(messages: Vec<Message>) -> Self {
        let flat = Mutex::new(Flat::of(&messages));
        Self { messages, flat }
    }

    /// The messages from one on.
    pub(crate) fn rest(&self, from: u32) -> Vec<Message> {
        self.messages.get(from as usize..).unwrap_or_default().to_vec()
    }

    fn at(&self, index: u32) -> napi::Result<&Message> {
        let missing = || napi::Error::from_reason("no such message");
        self.messages.get(index as usize).ok_or_else(missing)
    }
}

#[napi]
impl NativeBatch {
    /// The strings; once.
    ///
    /// # Errors
    /// If the string cannot be made.
    #[napi]
    pub fn text<'env>(&self, env: &'env Env) -> napi::Result<JsString<'env>> {
        let text = {
            let mut flat = self.flat.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut flat.text)
        };
        // One byte a character where that is possible.
        if text.is_ascii() { env.create_string_latin1(text) } else { env.create_string(text) }
    }

    /// The numbers; once.
    #[napi]
    pub fn numbers(&self) -> Int32Array {
        let mut flat = self.flat.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut flat.numbers).into()
    }

    /// A message.
    ///
    /// # Errors
    /// If there is none with this index.
    #[napi]
    pub fn message(&self, index: u32) -> napi::Result<NativeMessage> {
        self.at(index).cloned().map(NativeMessage::from)
    }

    /// The conversation of a message, as it is while the message is handled.
    ///
    /// # Errors
    /// If there is no message with this index.
    #[napi]
    pub fn space(&self, index: u32) -> napi::Result<NativeSpace> {
        Ok(NativeSpace(self.at(index)?.space().clone()))
    }
}

/// What crosses.
#[derive(Debug, Default)]
struct Flat {
    text: String,
    numbers: Vec<i32>,
    /// The length of the text as JavaScript counts it.
    units: usize,
}

impl Flat {
    fn of(messages: &[Message]) -> Self {
        let (mut spaces, mut people) = (Vec::new(), Vec::new());
        let mut flat = Self::default();
        flat.numbers.reserve(3 + messages.len() * MESSAGE + 4 * ROW);
        flat.text.reserve(messages.len() * 64);
        flat.numbers.extend([count(messages.len()), 0, 0]);
        for message in messages {
            flat.message(message, &mut spaces, &mut people);
        }
        for (number, length) in flat.numbers.iter_mut().skip(1).zip([spaces.len(), people.len()]) {
            *number = count(length);
        }
        for space in spaces {
            flat.space(space);
        }
        for person in people {
            flat.person(person);
        }
        flat
    }

    /// Flags, where its id and its text end (which is there for plain text alone), its space, its sender
    /// (from 1), and its time in milliseconds, in two halves.
    fn message<'a>(
        &mut self,
        message: &'a Message,
        spaces: &mut Vec<&'a Space>,
        people: &mut Vec<&'a User>,
    ) {
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
        let space = row(spaces, message.space(), |one, other| {
            one.id() == other.id()
                && one.phone() == other.phone()
                && one.kind() == other.kind()
                && one.platform() == other.platform()
        });
        let sender = message.sender().map_or(0, |sender| 1 + row(people, sender, PartialEq::eq));
        let [high, low] = halves(milliseconds(message.timestamp()));
        self.numbers.extend([flags, id, text, space, sender, high, low]);
    }

    /// Whether it is a group, and where its id, its line and its platform end.
    fn space(&mut self, space: &Space) {
        let group = i32::from(space.kind() == SpaceType::Group);
        let ends = [space.id(), space.phone(), space.platform_name()].map(|text| self.put(text));
        self.numbers.push(group);
        self.numbers.extend(ends);
    }

    /// Flags, and where the id, the address and the country end.
    fn person(&mut self, User { id, kind, address, country, service }: &User) {
        let mut flags = match service {
            None => 0,
            Some(Service::IMessage) => SERVICE,
            Some(Service::Sms) => 2 * SERVICE,
            Some(Service::Rcs) => 3 * SERVICE,
            Some(Service::Unknown) => 4 * SERVICE,
        };
        flags |= if *kind == UserKind::Agent { AGENT } else { 0 };
        flags |= if address.is_some() { ADDRESS } else { 0 };
        flags |= if country.is_some() { COUNTRY } else { 0 };
        let texts =
            [id.as_str(), address.as_deref().unwrap_or(""), country.as_deref().unwrap_or("")];
        let ends = texts.map(|text| self.put(text));
        self.numbers.push(flags);
        self.numbers.extend(ends);
    }

    /// Adds a string: where it ends.
    fn put(&mut self, text: &str) -> i32 {
        self.text.push_str(text);
        self.units += if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        count(self.units)
    }
}

/// The index of what is the same, which is added if it was not there lately.
fn row<'a, T>(rows: &mut Vec<&'a T>, one: &'a T, same: impl Fn(&T, &T) -> bool) -> i32 {
    let found = rows.iter().rev().take(RECENT).position(|other| same(other, one));
    let index = found.map_or(rows.len(), |back| rows.len() - 1 - back);
    if found.is_none() {
        rows.push(one);
    }
    count(index)
}

/// A batch is at most some hundred messages of a few KiB.
fn count(number: usize) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

fn halves(milliseconds: f64) -> [i32; 2] {
    let whole = milliseconds as i64;
    [(whole >> 32) as i32, whole as i32]
}
