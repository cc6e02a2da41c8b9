//! The retraction of a sent message.

use super::Content;
use super::edit::check_outbound;
use crate::error::Result;
use crate::message::Message;

/// The retraction of a sent message (Apple allows it for about 2 minutes) or of a reaction.
#[derive(Clone, Debug)]
pub struct Unsend {
    /// The message that is taken back.
    pub target: Message,
}

/// The retraction of a sent message, or of a reaction by its handle.
///
/// # Errors
/// `ValidationError` if the message is not our own.
pub fn unsend(target: &Message) -> Result<Content> {
    check_outbound("unsend", target)?;
    Ok(Content::Unsend(Unsend { target: target.clone() }))
}
