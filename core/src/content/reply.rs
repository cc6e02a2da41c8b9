//! Answers to a message.

use super::{Content, IntoContent};
use crate::error::{Error, Result};
use crate::message::Message;

/// An answer to a message, or to one of its parts.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What is answered.
    pub content: Content,
    /// The message that is answered.
    pub target: Message,
}

/// An answer to a message.
///
/// # Errors
/// `ValidationError` if the content cannot be an answer, such as a reaction or another reply.
pub fn reply(content: impl IntoContent, target: &Message) -> Result<Content> {
    let content = content.into_content()?;
    check_wrappable("reply", &content)?;
    Ok(Content::Reply(Box::new(Reply { content, target: target.clone() })))
}

/// What neither a reply nor an edit can carry.
pub(super) fn check_wrappable(wrapper: &str, content: &Content) -> Result<()> {
    match content {
        Content::Reply(_)
        | Content::Edit(_)
        | Content::Reaction(_)
        | Content::PollVote(_)
        | Content::Parts(_)
        | Content::Group(_)
        | Content::Typing(_)
        | Content::Unsend(_)
        | Content::Read(_)
        | Content::Rename(_)
        | Content::Avatar(_)
        | Content::AddMember(_)
        | Content::RemoveMember(_)
        | Content::LeaveSpace => Err(Error::invalid(format!(
            "{wrapper} cannot wrap \"{}\" content",
            content.type_name()
        ))),
        Content::Text(_)
        | Content::Markdown(_)
        | Content::TextStream(_)
        | Content::App(_)
        | Content::MiniApp(_)
        | Content::Attachment(_)
        | Content::Voice(_)
        | Content::Contact(_)
        | Content::Richlink(_)
        | Content::Poll(_)
        | Content::Effect(_)
        | Content::Background(_)
        | Content::NativeContactCard
        | Content::Custom(_) => Ok(()),
    }
}
