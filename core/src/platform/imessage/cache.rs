//! What was seen before: it only saves calls, a miss is a fetch.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;
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

/// What a value is found by.
trait Named {
    fn id(&self) -> &str;
}

impl Named for Message {
    fn id(&self) -> &str {
        self.id()
    }
}

/// The newest values, found from the last one back. Most are never looked for: what is kept of each is
/// little, and nothing is arranged.
struct Newest<V> {
    /// Those of the ids: a look at all of them is short.
    hashes: VecDeque<u64>,
    values: VecDeque<V>,
}

impl<V> Default for Newest<V> {
    fn default() -> Self {
        Self { hashes: VecDeque::new(), values: VecDeque::new() }
    }
}

impl<V: Named> Newest<V> {
    fn insert(&mut self, value: V) {
        if self.values.len() >= CAPACITY {
            self.hashes.pop_front();
            self.values.pop_front();
        }
        self.hashes.push_back(FxBuildHasher.hash_one(value.id()));
        self.values.push_back(value);
    }

    fn get(&self, id: &str) -> Option<&V> {
        let hash = FxBuildHasher.hash_one(id);
        let mut found = self.hashes.iter().zip(&self.values).rev();
        found.find(|(known, value)| **known == hash && value.id() == id).map(|(_, value)| value)
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
    /// Nothing is kept any more.
    closed: bool,
    messages: Newest<Message>,
    /// The ids of messages by the keys that they were sent with.
    keys: Fifo<String>,
    polls: Fifo<KnownPoll>,
}

impl Cache {
    /// Keeps a message and its parts, without what was read of their files. One whose files are in
    /// memory alone and large is not kept: it is fetched when it is asked for.
    pub(super) fn insert(&mut self, message: &Message) {
        if self.closed {
            return;
        }
        let Some(message) = message.unread() else { return };
        for part in message.parts() {
            self.messages.insert(part.clone());
        }
        self.messages.insert(message);
    }

    /// Forgets everything, for good.
    pub(super) fn close(&mut self) {
        *self = Self { closed: true, ..Self::default() };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Entry(String, usize);

    impl Named for Entry {
        fn id(&self) -> &str {
            &self.0
        }
    }

    #[test]
    fn the_newest_are_found_in_their_newest_state() {
        let mut newest = Newest::default();
        for number in 0..CAPACITY {
            newest.insert(Entry(number.to_string(), number));
        }
        assert_eq!(newest.get("0"), Some(&Entry("0".into(), 0)));
        newest.insert(Entry("7".into(), 70));
        assert_eq!(newest.get("7"), Some(&Entry("7".into(), 70)));
        assert_eq!(newest.get("0"), None, "the first in is the first out");
        assert_eq!(newest.get("8"), Some(&Entry("8".into(), 8)));
        assert_eq!(newest.get("none"), None);
        assert_eq!((newest.hashes.len(), newest.values.len()), (CAPACITY, CAPACITY));
    }
}
