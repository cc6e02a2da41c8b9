//! Everything the service remembers, behind one lock with short critical sections.
//!
//! Nothing here awaits and nothing here knows gRPC calls: the operations are plain functions over
//! plain data.

mod attachments;
mod cards;
mod chats;
mod drawings;
mod events;
mod groups;
mod journal;
mod keeping;
mod lines;
mod locations;
mod messages;
mod notes;
mod people;
mod pictures;
mod polls;
mod queries;
mod quotas;
mod reactions;
#[cfg(feature = "state")]
mod saved;
mod tokens;
mod touched;
mod tracked;
mod views;

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use indexmap::IndexMap;
use spectrum_imessage_wire::v1::{Message, PollInfo, SharedFriendLocation};

use crate::bounds::{Bounds, Kept, LOCATIONS};
use crate::clock::Clock;
use crate::config::Config;
use crate::ring::Ring;
use crate::sighting::{Seen, Sighting};

pub(crate) use attachments::StoredFile;
pub(crate) use cards::Card;
pub(crate) use chats::{Author, Chat};
pub(crate) use events::{Change, Logged, StreamKind, Subscription};
pub(crate) use journal::{About, Happened, Journal};
pub(crate) use lines::{LineId, Lines};
pub(crate) use messages::Draft;
pub(crate) use notes::Note;
pub(crate) use people::PersonRecord;
pub(crate) use pictures::Picture;
pub(crate) use queries::Page;
#[cfg(feature = "state")]
pub(crate) use saved::{Aside, Project, StateFile};
use tracked::Tracked;

/// A chat belongs to a line: two lines of a project may each know the same person.
pub(crate) type ChatKey = (LineId, String);

/// A message with the chat that it belongs to.
pub(crate) struct Stored {
    pub(crate) chat: ChatKey,
    pub(crate) message: Message,
    /// Whether it stands in the conversation: a reaction does not.
    #[cfg_attr(not(feature = "state"), allow(dead_code))]
    pub(crate) listed: bool,
    /// How often the text was replaced.
    pub(crate) edits: u32,
    /// Its number among all messages.
    pub(crate) number: u64,
    /// The picture of a mini-app card, which the wire does not give back, or what is written by
    /// hand.
    pub(crate) card_image: Option<Bytes>,
}

/// All state of the service.
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) lines: Lines,
    pub(crate) tokens: tokens::Tokens,
    pub(crate) chats: Tracked<IndexMap<ChatKey, Chat>, ChatKey>,
    pub(crate) messages: Tracked<HashMap<String, Stored>, String>,
    pub(crate) attachments: Tracked<HashMap<String, StoredFile>, String>,
    pub(crate) polls: Tracked<HashMap<String, PollInfo>, String>,
    pub(crate) people: Tracked<BTreeMap<String, PersonRecord>, String>,
    pub(crate) locations: Tracked<BTreeMap<String, SharedFriendLocation>, String>,
    pub(crate) location_updates: Ring<String>,
    pub(crate) log: events::EventLog,
    pub(crate) quotas: quotas::Quotas,
    pub(crate) sightings: Ring<Sighting>,
    pub(crate) touched: touched::Touched,
    /// What is saved besides, if somebody saves.
    #[cfg(feature = "state")]
    pub(crate) aside: Option<Vec<Aside>>,
    /// There while somebody writes down what happens.
    pub(crate) journal: Option<Journal>,
    /// Guids in the order in which they are forgotten.
    message_order: Ring<String>,
    file_order: Ring<String>,
    bounds: Bounds,
    counters: Counters,
}

fn ring<T>(kept: Kept) -> Ring<T> {
    Ring::new(kept.number, kept.bytes)
}

#[cfg_attr(feature = "state", derive(Clone, PartialEq, serde::Serialize, serde::Deserialize))]
#[derive(Default)]
struct Counters {
    message: u64,
    attachment: u64,
    group: u64,
    option: u64,
    session: u64,
    picture: u64,
}

impl State {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            clock: Clock::default(),
            lines: Lines::new(config.dedicated.as_deref()),
            tokens: tokens::Tokens::default(),
            chats: Tracked::default(),
            messages: Tracked::default(),
            attachments: Tracked::default(),
            polls: Tracked::default(),
            people: Tracked::default(),
            locations: Tracked::default(),
            location_updates: Ring::new(LOCATIONS, usize::MAX),
            log: events::EventLog::new(config),
            quotas: quotas::Quotas::new(config.daily_limit, config.new_conversation_limit),
            sightings: ring(config.bounds.sightings),
            message_order: ring(config.bounds.messages),
            file_order: ring(config.bounds.files),
            bounds: config.bounds.clone(),
            touched: touched::Touched::default(),
            #[cfg(feature = "state")]
            aside: None,
            journal: None,
            counters: Counters::default(),
        }
    }

    /// Notes what people can see of something that the agent did.
    pub(crate) fn show(&mut self, chat: &ChatKey, what: Seen) {
        let weight = what.weight();
        let sighting = Sighting {
            n: self.sightings.next() + 1,
            line: self.lines.label(&chat.0),
            chat: chat.1.clone(),
            what,
        };
        self.happened(|_| Happened::Seen(sighting.clone()));
        self.sightings.push(sighting, weight);
        self.touch(chat, None);
    }

    // Ids count up and carry no chance, so that the same program gives the same transcript every
    // time.

    pub(crate) fn next_message_guid(&mut self) -> String {
        guid("4D", &mut self.counters.message)
    }

    pub(crate) fn next_attachment_guid(&mut self) -> String {
        guid("A7", &mut self.counters.attachment)
    }

    pub(crate) fn next_option_id(&mut self) -> String {
        guid("0F", &mut self.counters.option)
    }

    pub(crate) fn next_session_id(&mut self) -> String {
        guid("5E", &mut self.counters.session)
    }

    /// What tells one picture from the next in the same place.
    pub(crate) fn next_picture(&mut self) -> u64 {
        self.counters.picture += 1;
        self.counters.picture
    }

    pub(crate) fn next_group_id(&mut self) -> String {
        self.counters.group += 1;
        format!("chat{:012}", self.counters.group)
    }
}

fn guid(kind: &str, counter: &mut u64) -> String {
    *counter += 1;
    format!("{kind}000000-0000-4000-8000-{counter:012X}")
}
