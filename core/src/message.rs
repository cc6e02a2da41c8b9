//! Messages, received and sent.

use std::sync::Arc;
use std::time::SystemTime;

use crate::content::{self, Content, IntoContent};
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
pub struct Message(Arc<MessageData>);

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

impl Message {
    pub(crate) fn new(data: MessageData) -> Self {
        Self(Arc::new(data))
    }

    /// The id: the message's guid, or `p:<index>/<guid>` of a part. Stable: the same event seen
    /// again has the same id.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// What the message holds.
    pub fn content(&self) -> &Content {
        &self.0.content
    }

    /// Whether it was received or sent.
    pub fn direction(&self) -> Direction {
        self.0.direction
    }

    /// The platform it came through.
    pub fn platform(&self) -> PlatformId {
        self.0.space.platform()
    }

    /// Who wrote it. Absent where the platform does not say.
    pub fn sender(&self) -> Option<&User> {
        self.0.sender.as_ref()
    }

    /// The conversation it belongs to.
    pub fn space(&self) -> &Space {
        &self.0.space
    }

    /// When it was written, by the service's clock.
    pub fn timestamp(&self) -> SystemTime {
        self.0.timestamp
    }

    /// The index of the part, from 0, if this is one.
    pub fn part_index(&self) -> Option<u32> {
        self.0.part_index
    }

    /// The id of the message that this is a part of.
    pub fn parent_id(&self) -> Option<&str> {
        self.0.parent_id.as_deref()
    }

    /// The fields that only iMessage has.
    pub fn native(&self) -> Option<&Native> {
        self.0.native.as_deref()
    }

    /// Answers this message.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the content cannot be an answer.
    pub async fn reply(&self, content: impl IntoContent) -> Result<Option<Self>> {
        self.0.space.send(content::reply(content, self)).await
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
        self.0.space.send_all(replies, options).await
    }

    /// Reacts to this message: a tapback by name or emoji, or any other emoji. The result is the
    /// handle to take it back.
    ///
    /// # Errors
    /// As [`Space::send`].
    pub async fn react(&self, reaction: &str) -> Result<Option<Self>> {
        self.0.space.send(content::reaction(reaction, self)).await
    }

    /// Replaces the text of this sent message.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was received.
    pub async fn edit(&self, content: impl IntoContent) -> Result<()> {
        self.0.space.send(content::edit(content, self)).await.map(drop)
    }

    /// Takes this sent message, or this reaction, back.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was received.
    pub async fn unsend(&self) -> Result<()> {
        self.0.space.send(content::unsend(self)).await.map(drop)
    }

    /// Marks this received message as read; on iMessage the whole chat.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was sent.
    pub async fn read(&self) -> Result<()> {
        self.0.space.send(content::read(self)).await.map(drop)
    }
}
