//! What was seen before: it only saves calls, a miss is a fetch.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::content::{Poll, PollOption};
use crate::message::Message;

/// What is kept for a line of each kind; the parts of a message count.
pub(super) const CAPACITY: usize = 1000;

/// First in, first out.
struct Fifo<V> {
    values: HashMap<Arc<str>, V>,
    order: VecDeque<Arc<str>>,
}

impl<V> Default for Fifo<V> {
    fn default() -> Self {
        Self { values: HashMap::new(), order: VecDeque::new() }
    }
}

impl<V: Clone> Fifo<V> {
    /// Keeps a value. A newer state replaces an older one.
    fn insert(&mut self, id: &str, value: V) {
        if let Some(known) = self.values.get_mut(id) {
            *known = value;
            return;
        }
        let id: Arc<str> = id.into();
        self.values.insert(Arc::clone(&id), value);
        self.order.push_back(id);
        if self.order.len() > CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.values.remove(&oldest);
        }
    }

    fn get(&self, id: &str) -> Option<V> {
        self.values.get(id).cloned()
    }
}

/// The options of a poll by their identifiers: votes name nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KnownPoll {
    pub(super) title: String,
    pub(super) options: Vec<KnownOption>,
}

/// An option of a poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KnownOption {
    pub(super) identifier: String,
    pub(super) title: String,
}

impl KnownPoll {
    /// The poll as content.
    pub(super) fn content(&self) -> Poll {
        let option = |option: &KnownOption| PollOption { title: option.title.clone() };
        Poll { title: self.title.clone(), options: self.options.iter().map(option).collect() }
    }
}

/// Messages and polls of one line.
#[derive(Default)]
pub(super) struct Cache {
    messages: Fifo<Message>,
    /// The ids of messages by the keys that they were sent with.
    keys: Fifo<String>,
    polls: Fifo<KnownPoll>,
}

impl Cache {
    /// Keeps a message and its parts, without what was read of their files. One whose files are in
    /// memory alone and large is not kept: it is fetched when it is asked for.
    pub(super) fn insert(&mut self, message: &Message) {
        let Some(message) = message.unread() else { return };
        for part in message.parts() {
            self.messages.insert(part.id(), part.clone());
        }
        self.messages.insert(message.id(), message.clone());
    }

    pub(super) fn get(&self, id: &str) -> Option<Message> {
        self.messages.get(id)?.unread()
    }

    /// Keeps which message was sent with a key.
    pub(super) fn insert_key(&mut self, key: &str, id: String) {
        self.keys.insert(key, id);
    }

    pub(super) fn key(&self, key: &str) -> Option<String> {
        self.keys.get(key)
    }

    pub(super) fn insert_poll(&mut self, guid: &str, poll: KnownPoll) {
        self.polls.insert(guid, poll);
    }

    pub(super) fn poll(&self, guid: &str) -> Option<KnownPoll> {
        self.polls.get(guid)
    }
}
