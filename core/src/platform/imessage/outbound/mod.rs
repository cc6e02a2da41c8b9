//! Content becomes calls. One file for what carries a message, one for what acts on one, one for
//! what acts on the space.

mod action;
mod card;
mod carry;
mod group;
mod parts;
mod preview;
mod space;
mod stream;
mod upload;

use std::sync::Arc;
use std::time::SystemTime;

use spectrum_imessage_wire::v1;

use super::NAME;
use super::address;
use super::inbound::{native, parse_id, system_time};
use super::lines::{Line, Lines};
use super::transport::Call;
use crate::content::{Content, MessageEffect};
use crate::error::{Error, ErrorKind, Result};
use crate::message::{Direction, Message, MessageData};
use crate::send::SendOptions;
use crate::space::Space;
use crate::user::User;

/// One send: where it goes, and how.
struct Outgoing<'a> {
    line: Arc<Line>,
    space: &'a Space,
    chat_guid: String,
    key: Option<&'a str>,
    reply_to: Option<v1::ReplyTarget>,
    effect: Option<MessageEffect>,
}

/// Sends checked content on the line that serves the space.
pub(super) async fn send(
    lines: &Lines,
    space: &Space,
    content: Content,
    options: &SendOptions,
) -> Result<Option<Message>> {
    let line = lines.serving(space.phone())?;
    let chat_guid = address::chat_guid(space.id())?;
    let key = options.client_message_id.as_deref();
    let outgoing = Outgoing { line, space, chat_guid, key, reply_to: None, effect: None };
    match content {
        Content::Reply(reply) => {
            if matches!(reply.target.content(), Content::Poll(_)) {
                return Err(unsupported("reply", Some("a poll cannot be answered")));
            }
            // A poll, a background or a custom value cannot be an answer, nor can a card.
            if matches!(
                reply.content,
                Content::Poll(_)
                    | Content::App(_)
                    | Content::MiniApp(_)
                    | Content::Background(_)
                    | Content::NativeContactCard
                    | Content::Custom(_)
            ) {
                return Err(unsupported(reply.content.type_name(), None));
            }
            let (part, guid) = parse_id(reply.target.id());
            let target = v1::ReplyTarget { message_guid: guid.to_owned(), target_part_index: part };
            let outgoing = Outgoing { reply_to: Some(target), ..outgoing };
            let content = match reply.content {
                // An answer is one message: there is nothing to grow.
                Content::TextStream(stream) => stream::whole(&stream).await?,
                content => content,
            };
            outgoing.carry(content).await.map(Some)
        }
        Content::Reaction(reaction) => outgoing.react(*reaction).await.map(Some),
        Content::Edit(edit) => outgoing.edit(*edit).await.map(|()| None),
        Content::Unsend(unsend) => outgoing.unsend(&unsend.target).await.map(|()| None),
        Content::Read(_) => outgoing.mark_read().await.map(|()| None),
        Content::Typing(typing) => outgoing.set_typing(typing).await.map(|()| None),
        Content::Background(background) => outgoing.set_background(background).await.map(|()| None),
        Content::Rename(rename) => outgoing.rename(rename).await.map(|()| None),
        Content::Avatar(avatar) => outgoing.set_avatar(avatar).await.map(|()| None),
        Content::AddMember(members) => outgoing.add_members(members).await.map(|()| None),
        Content::RemoveMember(members) => outgoing.remove_members(members).await.map(|()| None),
        Content::LeaveSpace => outgoing.leave().await.map(|()| None),
        Content::NativeContactCard => outgoing.share_contact_card().await.map(|()| None),
        content @ (Content::Text(_)
        | Content::Markdown(_)
        | Content::TextStream(_)
        | Content::App(_)
        | Content::MiniApp(_)
        | Content::Attachment(_)
        | Content::Voice(_)
        | Content::Contact(_)
        | Content::Richlink(_)
        | Content::Poll(_)
        | Content::Parts(_)
        | Content::Group(_)
        | Content::Effect(_)
        | Content::Custom(_)) => outgoing.carry(content).await.map(Some),
    }
}

impl<'a> Outgoing<'a> {
    /// The same send once more, for content that takes several calls.
    fn by_ref(&self) -> Outgoing<'a> {
        Outgoing {
            line: Arc::clone(&self.line),
            space: self.space,
            chat_guid: self.chat_guid.clone(),
            key: self.key,
            reply_to: self.reply_to.clone(),
            effect: self.effect,
        }
    }

    fn client_message_id(&self) -> Option<String> {
        self.key.map(str::to_owned)
    }

    fn call(&self) -> Call {
        Call::mutating(self.key)
    }

    /// The message that a send produced: the content as it was built, the service's id and time.
    fn sent(&self, answer: v1::MessageResponse, content: Content) -> Result<Message> {
        let message = answer.message.filter(|message| !message.guid.is_empty());
        let message = message.ok_or_else(|| missing("the sent message"))?;
        let timestamp = system_time(message.date_created.as_ref());
        let timestamp = timestamp.unwrap_or_else(SystemTime::now);
        let native = Some(Arc::new(native(&message)));
        Ok(self.keep(self.data(message.guid, timestamp, content, native)))
    }

    fn data(
        &self,
        id: String,
        timestamp: SystemTime,
        content: Content,
        native: Option<Arc<super::Native>>,
    ) -> MessageData {
        let phone = self.line.phone();
        let sender = if self.line.is_shared() { String::new() } else { phone.to_string() };
        MessageData {
            id,
            content,
            direction: Direction::Outbound,
            sender: Some(User::agent(sender)),
            space: self.space.clone(),
            timestamp,
            part_index: None,
            parent_id: None,
            native,
        }
    }

    /// The message, remembered for look-ups.
    fn keep(&self, data: MessageData) -> Message {
        let message = Message::new(data);
        self.line.remember(&message);
        message
    }
}

/// Content that iMessage does not carry.
fn unsupported(content_type: &str, detail: Option<&str>) -> Error {
    Error::unsupported_content(NAME, content_type, detail)
}

/// An answer without what it must have.
pub(super) fn missing(what: &str) -> Error {
    Error::new(
        ErrorKind::Other,
        "internalError",
        format!("the service accepted the call and gave no id of {what}"),
    )
}
