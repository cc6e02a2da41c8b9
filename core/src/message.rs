//! Messages, received and sent.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::content::{self, CardSession, Content, IntoContent};
use crate::error::Result;
use crate::platform::PlatformId;
use crate::platform::imessage::Native;
use crate::send::SendOptions;
use crate::space::Space;
use crate::user::User;

/// Whether a message was received or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Received.
    Inbound,
    /// Sent by this account.
    Outbound,
}

impl Direction {
    /// `inbound` or `outbound`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// A message, received or sent. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Message(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    data: MessageData,
    /// Changes with every update of the card.
    card: Mutex<Option<CardSession>>,
}

/// What a message consists of.
#[derive(Clone, Debug)]
pub(crate) struct MessageData {
    pub(crate) id: String,
    pub(crate) content: Content,
    pub(crate) direction: Direction,
    pub(crate) sender: Option<User>,
    pub(crate) space: Space,
    pub(crate) timestamp: SystemTime,
    pub(crate) part_index: Option<u32>,
    pub(crate) parent_id: Option<String>,
    pub(crate) native: Option<Arc<Native>>,
}

/// One page of messages.
#[derive(Clone, Debug)]
pub struct Page {
    /// The messages, newest first.
    pub messages: Vec<Message>,
    /// Asks for the next page; `None` on the last.
    pub next_page_token: Option<String>,
}

impl Page {
    pub(crate) fn new(messages: Vec<Message>, next: Option<String>) -> Self {
        Self { messages, next_page_token: next.filter(|token| !token.is_empty()) }
    }
}

impl Message {
    pub(crate) fn new(data: MessageData) -> Self {
        Self(Arc::new(Inner { data, card: Mutex::default() }))
    }

    pub(crate) fn data(&self) -> MessageData {
        self.0.data.clone()
    }

    pub(crate) fn set_card_session(&self, session: Option<CardSession>) {
        *self.0.card.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }

    /// The id: the message's guid, or `p:<index>/<guid>` of a part. Stable: the same event seen
    /// again has the same id.
    pub fn id(&self) -> &str {
        &self.0.data.id
    }

    /// What the message holds.
    pub fn content(&self) -> &Content {
        &self.0.data.content
    }

    /// The same message with its files not read; `None` if it is too large to be kept. A card is the
    /// same card: its updates are seen by all who hold it.
    pub(crate) fn unread(&self) -> Option<Self> {
        match self.content() {
            Content::Attachment(_) | Content::Voice(_) | Content::Group(_) | Content::Reply(_) => {
                let content = self.content().unread()?;
                Some(Self::new(MessageData { content, ..self.data() }))
            }
            _ => Some(self.clone()),
        }
    }

    /// The parts of a message of several, also of an answer; else none.
    pub(crate) fn parts(&self) -> &[Self] {
        let content = match self.content() {
            Content::Reply(reply) => &reply.content,
            content => content,
        };
        match content {
            Content::Group(group) => &group.items,
            _ => &[],
        }
    }

    /// Whether it was received or sent.
    pub fn direction(&self) -> Direction {
        self.0.data.direction
    }

    /// The platform it came through.
    pub fn platform(&self) -> PlatformId {
        self.0.data.space.platform()
    }

    /// Who wrote it. Absent where the platform does not say.
    pub fn sender(&self) -> Option<&User> {
        self.0.data.sender.as_ref()
    }

    /// The conversation it belongs to.
    pub fn space(&self) -> &Space {
        &self.0.data.space
    }

    /// When it was written, by the service's clock.
    pub fn timestamp(&self) -> SystemTime {
        self.0.data.timestamp
    }

    /// The index of the part, from 0, if this is one.
    pub fn part_index(&self) -> Option<u32> {
        self.0.data.part_index
    }

    /// The id of the message that this is a part of.
    pub fn parent_id(&self) -> Option<&str> {
        self.0.data.parent_id.as_deref()
    }

    /// The fields that only iMessage has.
    pub fn native(&self) -> Option<&Native> {
        self.0.data.native.as_deref()
    }

    /// What identifies this sent card, so that it can be updated: [`Message::edit`] needs it.
    pub fn card_session(&self) -> Option<CardSession> {
        self.0.card.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers this message.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the content cannot be an answer.
    pub async fn reply(&self, content: impl IntoContent) -> Result<Option<Self>> {
        self.0.data.space.send(content::reply(content, self)).await
    }

    /// Answers this message with several contents, one answer each.
    ///
    /// # Errors
    /// As [`Space::send_all`].
    pub async fn reply_all(
        &self,
        contents: Vec<Content>,
        options: SendOptions,
    ) -> Result<Vec<Option<Self>>> {
        let replies = contents
            .into_iter()
            .map(|content| content::reply(content, self))
            .collect::<Result<Vec<_>>>()?;
        self.0.data.space.send_all(replies, options).await
    }

    /// Reacts to this message: a tapback by name or emoji, or any other emoji. The result is the
    /// handle to take it back.
    ///
    /// # Errors
    /// As [`Space::send`].
    pub async fn react(&self, reaction: &str) -> Result<Option<Self>> {
        self.0.data.space.send(content::reaction(reaction, self)).await
    }

    /// Replaces the text of this sent message.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was received.
    pub async fn edit(&self, content: impl IntoContent) -> Result<()> {
        self.0.data.space.edit(self, content).await
    }

    /// Takes this sent message, or this reaction, back.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was received.
    pub async fn unsend(&self) -> Result<()> {
        self.0.data.space.unsend(self).await
    }

    /// Marks this received message as read; on iMessage the whole chat.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was sent.
    pub async fn read(&self) -> Result<()> {
        self.0.data.space.read(self).await
    }
}
