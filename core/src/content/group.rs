//! Several parts in one message.

use super::Content;
use crate::error::{Error, Result};
use crate::message::Message;

/// A message of several parts, received or sent: an album, a caption with pictures.
#[derive(Clone, Debug)]
pub struct Group {
    /// The parts in the order of their bubbles, each a message with a part id.
    pub items: Vec<Message>,
}

/// Several parts in one message: text, markdown, attachments, voice messages and contacts, at most
/// one of them text or markdown. The order of the items is the order of the bubbles.
///
/// # Errors
/// `ValidationError` with fewer than two items, or with a group or a reaction among them.
pub fn group(items: Vec<Content>) -> Result<Content> {
    if items.len() < 2 {
        return Err(Error::invalid("a group needs at least two items"));
    }
    let unfit = |item: &&Content| {
        matches!(item, Content::Parts(_) | Content::Group(_) | Content::Reaction(_))
    };
    if let Some(item) = items.iter().find(unfit) {
        return Err(Error::invalid(format!("a group cannot contain \"{}\"", item.type_name())));
    }
    Ok(Content::Parts(items))
}
