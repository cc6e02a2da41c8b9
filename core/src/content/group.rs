//! Several parts in one message.

use crate::message::Message;

/// A message of several parts: an album, a caption with pictures.
#[derive(Clone, Debug)]
pub struct Group {
    /// The parts in the order of their bubbles, each a message with a part id.
    pub items: Vec<Message>,
}
