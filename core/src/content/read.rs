//! Read receipts.

use super::Content;
use crate::error::{Error, Result};
use crate::message::{Direction, Message};

/// A read receipt. On iMessage the whole chat is marked.
#[derive(Clone, Debug)]
pub struct Read {
    /// The message that was read.
    pub target: Message,
}

/// Marks a received message as read.
///
/// # Errors
/// `ValidationError` if the message is our own.
pub fn read(target: &Message) -> Result<Content> {
    if target.direction() != Direction::Inbound {
        return Err(Error::validation(
            "wrongDirection",
            format!("cannot mark message {} as read: it was sent, not received", target.id()),
        ));
    }
    Ok(Content::Read(Read { target: target.clone() }))
}
