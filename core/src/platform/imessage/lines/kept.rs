//! What was seen before the program was started: messages and polls, if the store is durable. It only
//! saves calls, a miss is a fetch.

use std::sync::{Arc, Weak};

use prost::Message as _;
use spectrum_imessage_wire::v1;

use super::super::cache::{CAPACITY, KnownPoll};
use crate::store::{Ring, Store};

/// What a line keeps in the store.
pub(super) struct Kept {
    messages: Arc<Ring>,
    polls: Arc<Ring>,
}

impl Kept {
    /// `line` names the line in the store.
    pub(super) fn new(store: &Weak<dyn Store>, line: &str) -> Self {
        let ring = |what| Ring::new(store.clone(), format!("seen/{line}/{what}"), CAPACITY);
        Self { messages: ring("messages"), polls: ring("polls") }
    }

    pub(super) fn put(&self, message: &v1::Message) {
        if !message.guid.is_empty() {
            self.messages.put(&message.guid, message.encode_to_vec());
        }
    }

    pub(super) fn put_wire(&self, guid: &str, message: Vec<u8>) {
        self.messages.put(guid, message);
    }

    pub(super) fn message(&self, guid: &str) -> Option<v1::Message> {
        v1::Message::decode(&*self.messages.get(guid)?).ok()
    }

    /// The message is not what it was.
    pub(super) fn forget(&self, guid: &str) {
        self.messages.forget(guid);
    }

    pub(super) fn put_poll(&self, guid: &str, poll: &KnownPoll) {
        if let Ok(value) = serde_json::to_vec(poll) {
            self.polls.put(guid, value);
        }
    }

    pub(super) fn poll(&self, guid: &str) -> Option<KnownPoll> {
        serde_json::from_slice(&self.polls.get(guid)?).ok()
    }

    /// Writes what is not written yet.
    pub(super) fn close(&self) {
        self.messages.close();
        self.polls.close();
    }
}
