//! What a definition says of conversations and messages.

use std::time::SystemTime;

use serde_json::{Map, Value};

use crate::content::Content;
use crate::error::{Error, Result};
use crate::space::{Space, SpaceType};
use crate::user::User;

/// A conversation, as a definition describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceRecord {
    /// The id, unique on the platform.
    pub id: String,
    /// Whether it is a conversation of two or a group.
    pub kind: SpaceType,
    /// What the definition needs besides: handed back with every call ([`Space::fields`]).
    pub fields: Map<String, Value>,
}

impl SpaceRecord {
    /// A conversation of two that is nothing but its id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), kind: SpaceType::Dm, fields: Map::new() }
    }

    /// What a missing `get_space` stands for.
    pub(super) fn from_id(platform: &str, needed: &[String], id: &str) -> Result<Self> {
        let Some(field) = needed.first() else { return Ok(Self::new(id)) };
        Err(Error::unsupported_action(
            platform,
            "space.get",
            &format!(
                "a space has the field \"{field}\" besides its id, and the definition has no way to get \
                 it: give the definition one"
            ),
        ))
    }

    pub(super) fn check(&self, platform: &str, needed: &[String]) -> Result<()> {
        if self.id.is_empty() {
            return Err(invalid(platform, "a space without an id"));
        }
        match needed.iter().find(|field| !self.fields.contains_key(*field)) {
            Some(field) => {
                Err(invalid(platform, &format!("a space without the field \"{field}\"")))
            }
            None => Ok(()),
        }
    }
}

pub(super) fn invalid(platform: &str, what: &str) -> Error {
    let message = format!("the definition of {platform} gave {what}");
    Error::validation("invalidDefinition", message)
}

impl From<&Space> for SpaceRecord {
    fn from(space: &Space) -> Self {
        let (id, fields) = (space.id().to_owned(), space.fields().clone());
        Self { id, kind: space.kind(), fields }
    }
}

impl From<&str> for SpaceRecord {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

/// What a message holds, as a definition describes it.
#[derive(Clone, Debug)]
pub enum Incoming {
    /// Content of any kind, from its builder; several parts come as a message of parts.
    Content(Content),
    /// A reaction. It is handed over if the message that is meant is known: one of the last 1000, or
    /// what [`super::Definition::get_message`] finds.
    Reaction {
        /// The name of a tapback, or an emoji.
        emoji: String,
        /// The id of the message that is meant.
        target: String,
    },
}

impl From<Content> for Incoming {
    fn from(content: Content) -> Self {
        Self::Content(content)
    }
}

/// A message, as a definition describes it.
#[derive(Clone, Debug)]
pub struct Record {
    /// The id, unique in its conversation and the same whenever the message is seen.
    pub id: String,
    /// What it holds.
    pub content: Incoming,
    /// Who wrote it. What an agent wrote counts as sent.
    pub sender: User,
    /// Where.
    pub space: SpaceRecord,
    /// When.
    pub timestamp: SystemTime,
    /// The id of the message that it answers.
    pub reply_to: Option<String>,
}

/// What is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Where to.
    pub space: &'a Space,
    /// What: of streamed text the whole, of several parts a group of messages that exist nowhere yet.
    pub content: &'a Content,
    /// The idempotency key, for networks that know such: a send that is repeated has the same.
    pub client_message_id: Option<&'a str>,
}

/// A message that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The id, unique in its conversation.
    pub id: String,
    /// When, by the clock of the network; now if it is not given.
    pub timestamp: Option<SystemTime>,
}

impl Sent {
    /// A message that was sent just now.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), timestamp: None }
    }
}
