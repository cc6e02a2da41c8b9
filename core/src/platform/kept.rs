//! The last messages of a platform that keeps none itself, for look-ups, and the keys under which they
//! were sent.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::content::Content;
use crate::message::{Direction, Message, MessageData};
use crate::space::Space;
use crate::user::User;

/// The id of the program itself, where the platform has none for it.
const AGENT: &str = "agent";

/// Messages that are kept. Nobody else knows them: what is older is unknown.
const CAPACITY: usize = 1000;

/// A message that the program has sent.
pub(super) fn outbound(
    id: String,
    content: Content,
    space: &Space,
    timestamp: SystemTime,
) -> Message {
    Message::new(MessageData {
        id,
        content,
        direction: Direction::Outbound,
        sender: Some(Arc::new(User::agent(AGENT))),
        space: space.plain(),
        timestamp,
        part_index: None,
        parent_id: None,
        native: None,
    })
}

#[derive(Default)]
pub(super) struct Kept(Mutex<State>);

#[derive(Default)]
struct State {
    entries: VecDeque<Entry>,
    closed: bool,
}

struct Entry {
    message: Message,
    key: Option<String>,
}

impl Kept {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a message, and with it the caller's key if it has one.
    pub(super) fn insert(&self, message: &Message, key: Option<&str>) {
        let Some(message) = message.unread() else { return };
        let mut state = self.state();
        if state.closed {
            return;
        }
        if state.entries.len() == CAPACITY {
            state.entries.pop_front();
        }
        state.entries.push_back(Entry { message, key: key.map(str::to_owned) });
    }

    /// A message of a conversation by its id.
    pub(super) fn by_id(&self, space: &str, id: &str) -> Option<Message> {
        self.find(space, |entry| entry.message.id() == id)
    }

    /// A message that was sent to a conversation under the caller's key.
    pub(super) fn by_key(&self, space: &str, key: &str) -> Option<Message> {
        self.find(space, |entry| entry.key.as_deref() == Some(key))
    }

    /// The newest message that the program sent to a conversation and that can be answered.
    pub(super) fn newest_answerable(&self, space: &str) -> Option<Message> {
        self.find(space, |entry| {
            let message = &entry.message;
            message.direction() == Direction::Outbound
                && !matches!(message.content(), Content::Reaction(_))
        })
    }

    fn find(&self, space: &str, is_it: impl Fn(&Entry) -> bool) -> Option<Message> {
        let state = self.state();
        let mut entries = state.entries.iter().rev();
        let found = entries.find(|entry| is_it(entry) && entry.message.space().id() == space);
        found.map(|entry| entry.message.clone())
    }

    /// Forgets everything, for good.
    pub(super) fn close(&self) {
        *self.state() = State { entries: VecDeque::new(), closed: true };
    }
}
