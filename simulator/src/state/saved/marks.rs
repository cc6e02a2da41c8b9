//! How far the file is: lists that only grow at one end and shrink at the other need no more.

use std::collections::HashMap;

use super::super::{ChatKey, State};

/// The first number that is kept, and the next one.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) first: u64,
    pub(super) next: u64,
}

/// What stands in the file.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) events: Span,
    pub(super) sightings: Span,
    pub(super) location_updates: Span,
    /// The pictures of conversations by their ids: they are not written again with every message.
    pub(super) pictures: HashMap<ChatKey, [Option<u64>; 2]>,
}

impl Marks {
    pub(super) fn of(state: &State) -> Self {
        let pictures = state.chats.iter().map(|(key, chat)| {
            let id = |picture: &Option<super::super::Picture>| picture.as_ref().map(|one| one.id);
            (key.clone(), [id(&chat.background), id(&chat.icon)])
        });
        let span = |first, next| Span { first, next };
        Self {
            events: span(state.log.events.first(), state.log.events.next()),
            sightings: span(state.sightings.first(), state.sightings.next()),
            location_updates: span(state.location_updates.first(), state.location_updates.next()),
            pictures: pictures.collect(),
        }
    }
}
