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
#[cfg(test)]
mod tests;
mod upload;

use std::sync::Arc;
use std::time::SystemTime;

pub(super) use action::wire_reaction;
pub(super) use card::{card_session, replace_card, send_card};
use spectrum_imessage_wire::{Unary, v1};
pub(super) use upload::{Upload, upload_on};

use super::NAME;
use super::address;
use super::inbound::{group, native, parse_id, system_time};
use super::lines::{Line, Lines};
use super::transport::Call;
use crate::content::{Content, MessageEffect};
use crate::error::{Error, ErrorKind, Result};
use crate::message::{Direction, Message, MessageData};
use crate::observe;
use crate::progress::Meter;
use crate::send::ItemOptions;
use crate::space::Space;
use crate::turn::Turn;
use crate::user::User;

/// The code of an answer to a key that was used before, and the name of the first message in it.
pub(super) const DUPLICATE: &str = "duplicateMessage";
pub(super) const ORIGINAL: &str = "messageguid";

/// One send: where it goes, and how.
struct Outgoing<'a> {
    line: Arc<Line>,
    turn: Option<&'a mut Turn>,
    space: &'a Space,
    chat_guid: String,
    /// The caller's idempotency key.
    key: Option<&'a str>,
    /// Counts the files.
    meter: Option<&'a Arc<Meter>>,
    reply_to: Option<v1::ReplyTarget>,
    effect: Option<MessageEffect>,
}

/// Sends checked content on the line that serves the space.
pub(super) async fn send(
    lines: &Lines,
    space: &Space,
    content: Content,
    options: &ItemOptions,
    turn: Option<&mut Turn>,
) -> Result<Option<Message>> {
    let line = lines.serving(space.phone())?;
    if !content.carries_message() || matches!(content, Content::Reaction(_)) {
        return send_keyed(line, space, content, options, turn).await;
    }
    let reserved = line.quotas().reserve(space.id())?;
    let sent = send_keyed(Arc::clone(&line), space, content, options, turn).await;
    match &sent {
        Ok(_) => {
            reserved.sent();
            let used = || line.quotas().used().into();
            observe::measure(&observe::QUOTA, used, || vec![observe::line(space.phone())]);
        }
        Err(error) => line.quotas().refused(error),
    }
    sent
}

/// Sends content with the key that it has.
async fn send_keyed(
    line: Arc<Line>,
    space: &Space,
    content: Content,
    options: &ItemOptions,
    turn: Option<&mut Turn>,
) -> Result<Option<Message>> {
    let Some(key) = options.client_message_id.as_deref() else {
        return send_on(line, space, content, options, turn).await;
    };
    let again = content.clone();
    match send_on(Arc::clone(&line), space, content, options, turn).await {
        Ok(message) => {
            if let Some(message) = &message {
                line.remember_key(key, message);
                if let Some(context) = space.context() {
                    context.sent(key, message.id());
                }
            }
            Ok(message)
        }
        Err(error) if error.code() == DUPLICATE => duplicate(&line, space, again, key, error),
        Err(error) => Err(error),
    }
}

/// The service has had this key before: the send is done, and its message is the first one.
fn duplicate(
    line: &Arc<Line>,
    space: &Space,
    content: Content,
    key: &str,
    error: Error,
) -> Result<Option<Message>> {
    if !content.carries_message() {
        return Ok(None);
    }
    let kept = || line.recall_key(key).or_else(|| space.context()?.sent_before(key));
    let guid = error.context().get(ORIGINAL).cloned().or_else(kept);
    let known = guid.as_deref().and_then(|guid| line.recall(guid));
    let message = match (known, guid) {
        (Some(message), _) => message,
        (None, Some(guid)) => {
            let options = ItemOptions::default();
            let outgoing = Outgoing::new(Arc::clone(line), space, &options, None)?;
            let content = content.into_carried();
            outgoing.keep(outgoing.data(guid, SystemTime::now(), content, None))
        }
        // Sent by an earlier run of the program, and the service does not say what it was.
        (None, None) => return Err(error),
    };
    Ok(Some(message))
}

async fn send_on(
    line: Arc<Line>,
    space: &Space,
    content: Content,
    options: &ItemOptions,
    turn: Option<&mut Turn>,
) -> Result<Option<Message>> {
    let outgoing = Outgoing::new(line, space, options, turn)?;
    match content {
        Content::Text(_) | Content::Markdown(_) => outgoing.words(content).await.map(Some),
        // Boxed: the most usual send would be as large as the largest.
        content => Box::pin(send_other(outgoing, content)).await,
    }
}

async fn send_other(outgoing: Outgoing<'_>, content: Content) -> Result<Option<Message>> {
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
        | Content::PollVote(_)
        | Content::Parts(_)
        | Content::Group(_)
        | Content::Effect(_)
        | Content::Custom(_)) => outgoing.carry(content).await.map(Some),
    }
}

impl<'a> Outgoing<'a> {
    fn new(
        line: Arc<Line>,
        space: &'a Space,
        options: &'a ItemOptions,
        turn: Option<&'a mut Turn>,
    ) -> Result<Self> {
        let chat_guid = address::chat_guid(space.id())?;
        let key = options.client_message_id.as_deref();
        let meter = options.meter.as_ref();
        Ok(Self { line, turn, space, chat_guid, key, meter, reply_to: None, effect: None })
    }

    /// The same conversation once more, for what follows a message: it has no place of its own in
    /// the row.
    fn follower(&self) -> Outgoing<'a> {
        Outgoing {
            turn: None,
            line: Arc::clone(&self.line),
            space: self.space,
            chat_guid: self.chat_guid.clone(),
            key: None,
            meter: None,
            reply_to: None,
            effect: None,
        }
    }

    /// Makes the call that the send is about, in its turn.
    async fn deliver<Q, A>(&mut self, call: Call, request: Q, method: Unary<Q, A>) -> Result<A>
    where
        Q: prost::Message,
        A: prost::Message + Default,
    {
        if let Some(turn) = &mut self.turn {
            turn.wait().await;
        }
        let turn = &mut self.turn;
        let mut left = || {
            if let Some(turn) = turn {
                turn.left();
            }
        };
        self.line.transport().unary_then(call, request, method, &mut left).await
    }

    fn client_message_id(&self) -> Option<String> {
        self.key.map(str::to_owned)
    }

    fn call(&self) -> Call {
        Call::mutating(self.key)
    }

    /// The message that a send produced: the content as it was built, the service's id and time.
    fn sent(&self, answer: v1::MessageResponse, content: Content) -> Result<Message> {
        let message = answered(answer)?;
        Ok(self.keep(self.data_of(&message)(message.guid.clone(), content)))
    }

    /// The same for a message of several parts.
    fn sent_group(&self, answer: v1::MessageResponse, parts: Vec<Content>) -> Result<Message> {
        let message = answered(answer)?;
        let data = self.data_of(&message);
        let content = group(&message.guid, parts, &data);
        Ok(self.keep(data(message.guid.clone(), content)))
    }

    /// What a sent message and its parts consist of, by id and content. It is kept as the service
    /// tells it.
    fn data_of(&self, message: &v1::Message) -> impl Fn(String, Content) -> MessageData {
        let timestamp = system_time(message.date_created.as_ref());
        let timestamp = timestamp.unwrap_or_else(SystemTime::now);
        let native = Arc::new(native(message));
        self.line.keep(message);
        move |id, content| self.data(id, timestamp, content, Some(Arc::clone(&native)))
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
            sender: Some(Arc::new(User::agent(sender))),
            space: self.space.plain(),
            timestamp,
            part_index: None,
            parent_id: None,
            native: native.map(Into::into),
        }
    }

    /// The message, remembered for look-ups. What is done with it counts to what is being handled.
    fn keep(&self, data: MessageData) -> Message {
        let message = Message::new(data);
        self.line.remember(&message);
        message.within(self.space)
    }
}

/// Content that iMessage does not carry.
fn unsupported(content_type: &str, detail: Option<&str>) -> Error {
    Error::unsupported_content(NAME, content_type, detail)
}

fn answered(answer: v1::MessageResponse) -> Result<v1::Message> {
    let message = answer.message.filter(|message| !message.guid.is_empty());
    message.ok_or_else(|| missing("the sent message"))
}

/// An answer without what it must have.
pub(super) fn missing(what: &str) -> Error {
    Error::new(
        ErrorKind::Other,
        "internalError",
        format!("the service accepted the call and gave no id of {what}"),
    )
}
