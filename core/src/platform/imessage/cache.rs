//! Messages seen before: it only saves calls, a miss is a fetch.

use std::collections::{HashMap, VecDeque};

use crate::content::Content;
use crate::message::Message;

/// Messages kept for a line; parts count.
const CAPACITY: usize = 1000;

/// First in, first out.
#[derive(Default)]
pub(super) struct Cache {
    messages: HashMap<String, Message>,
    order: VecDeque<String>,
}

impl Cache {
    /// Keeps a message and its parts. A newer state replaces an older one.
    pub(super) fn insert(&mut self, message: &Message) {
        self.insert_as(message.id().to_owned(), message);
        let content = match message.content() {
            Content::Reply(reply) => &reply.content,
            content => content,
        };
        if let Content::Group(group) = content {
            for part in &group.items {
                self.insert_as(part.id().to_owned(), part);
            }
        }
    }

    /// Keeps a message under another name than its id.
    pub(super) fn insert_as(&mut self, id: String, message: &Message) {
        if self.messages.insert(id.clone(), message.clone()).is_some() {
            return;
        }
        self.order.push_back(id);
        if self.order.len() > CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.messages.remove(&oldest);
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<Message> {
        self.messages.get(id).cloned()
    }
}
