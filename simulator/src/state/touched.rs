//! What changed last, for pages that follow: one short list for all of them.

use spectrum_imessage_wire::v1::message_change_event::Change as MessageChange;

use super::events::Change;
use super::{ChatKey, LineId, State};
use crate::ring::Ring;

/// A page that is further behind begins anew.
const KEPT: usize = 4096;

/// A conversation that changed, and the message, if it was one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Touch {
    pub(crate) chat: ChatKey,
    pub(crate) message: Option<String>,
}

/// The changes, numbered.
pub(crate) struct Touched(Ring<Touch>);

impl Default for Touched {
    fn default() -> Self {
        Self(Ring::new(KEPT, usize::MAX))
    }
}

impl Touched {
    /// The number that the next change gets.
    pub(crate) fn next(&self) -> u64 {
        self.0.next()
    }

    /// The changes from a number on; nothing if some of them are forgotten.
    pub(crate) fn from(&self, number: u64) -> Option<impl Iterator<Item = &Touch>> {
        (number >= self.0.first()).then(|| self.0.from(number))
    }
}

impl State {
    /// Notes that a conversation looks different now.
    pub(crate) fn touch(&mut self, chat: &ChatKey, message: Option<&str>) {
        let touch = Touch { chat: chat.clone(), message: message.map(str::to_owned) };
        self.touched.0.push(touch, 0);
    }

    /// Notes what an event changed.
    pub(super) fn touch_by(&mut self, line: &LineId, change: &Change) {
        let (chat, message) = match change {
            Change::Message(event) => {
                (&event.chat_guid, event.change.as_ref().and_then(message_of))
            }
            Change::Chat(event) => (&event.chat_guid, None),
            Change::Group(event) => (&event.chat_guid, None),
            Change::Poll(event) => (&event.chat_guid, Some(event.poll_message_guid.as_str())),
        };
        self.touch(&(line.clone(), chat.clone()), message);
        if let Some(guid) = message {
            self.reweigh(guid);
        }
    }
}

fn message_of(change: &MessageChange) -> Option<&str> {
    match change {
        MessageChange::MessageReceived(received) => {
            received.message.as_ref().map(|message| message.guid.as_str())
        }
        MessageChange::MessageEdited(edited) => Some(&edited.message_guid),
        MessageChange::MessageRead(read) => Some(&read.message_guid),
        MessageChange::MessageUnsent(unsent) => Some(&unsent.message_guid),
        MessageChange::ReactionAdded(reaction) => Some(&reaction.message_guid),
        MessageChange::ReactionRemoved(reaction) => Some(&reaction.message_guid),
        MessageChange::StickerPlaced(sticker) => Some(&sticker.message_guid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_too_far_behind_begins_anew() {
        let mut touched = Touched::default();
        let chat = (LineId::new("a"), "any;-;+1555".to_owned());
        for _ in 0..KEPT + 2 {
            touched.0.push(Touch { chat: chat.clone(), message: None }, 0);
        }
        assert!(touched.from(1).is_none());
        assert_eq!(touched.from(2).map(Iterator::count), Some(KEPT));
        assert_eq!(touched.from(touched.next()).map(Iterator::count), Some(0));
    }
}
