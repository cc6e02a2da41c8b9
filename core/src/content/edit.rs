//! A new text for a sent message.

use super::reply::check_wrappable;
use super::{Content, IntoContent};
use crate::error::{Error, Result};
use crate::message::{Direction, Message};

/// A new text for a sent message. Apple allows it for 15 minutes.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The new content.
    pub content: Content,
    /// The message that changes.
    pub target: Message,
}

/// A new text for a sent message.
///
/// # Errors
/// `ValidationError` if the message is not our own, or the content cannot replace a message.
pub fn edit(content: impl IntoContent, target: &Message) -> Result<Content> {
    let content = content.into_content()?;
    check_wrappable("edit", &content)?;
    check_outbound("edit", target)?;
    Ok(Content::Edit(Box::new(Edit { content, target: target.clone() })))
}

pub(super) fn check_outbound(action: &str, target: &Message) -> Result<()> {
    if target.direction() != Direction::Outbound {
        return Err(Error::validation(
            "wrongDirection",
            format!("cannot {action} message {}: it was received, not sent", target.id()),
        ));
    }
    Ok(())
}
