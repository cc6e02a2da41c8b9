//! Rows of the database become messages and events of this library, in the shape that they have in
//! the cloud.

mod happenings;
mod message;
mod metadata;
mod parts;
mod rows;

pub(super) use happenings::{Change, of_change};
pub(super) use message::{Mapper, address_of};
pub(super) use metadata::system_time;

use crate::event::Event;
use crate::message::Message;

/// What came of a row.
pub(super) enum Came {
    /// A message of the conversation.
    Message(Message),
    /// Something beside the messages.
    Event(Box<Event>),
    /// Nothing that is shown.
    Nothing,
}

impl Came {
    fn event(event: Event) -> Self {
        Self::Event(Box::new(event))
    }
}
