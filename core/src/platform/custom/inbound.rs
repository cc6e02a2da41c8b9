//! What a definition says of a message becomes one.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;

use super::platform::CustomPlatform;
use super::record::{Incoming, Record, invalid};
use crate::content::{self, Content, Group, Reply};
use crate::error::Result;
use crate::message::{Direction, Message, MessageData};
use crate::space::Space;
use crate::user::UserKind;

/// How long the look-up of a message that another one names may take.
const LOOK_UP: Duration = Duration::from_secs(10);

impl CustomPlatform {
    /// The message of a record; `None` for a reaction to what is not known.
    pub(super) async fn received(&self, record: Record) -> Result<Option<Message>> {
        let Record { reply_to, content, .. } = &record;
        let space = self.space(record.space.clone())?;
        let content = match content {
            Incoming::Reaction { emoji, target } => {
                let Some(target) = self.find(&space, target).await else { return Ok(None) };
                content::reaction(emoji, &target)?
            }
            Incoming::Content(content) => {
                let content = self.content(&record, &space, content.clone()).await?;
                match reply_to {
                    Some(target) => {
                        let found = self.find(&space, target).await;
                        let target = found.unwrap_or_else(|| stub(&space, target, &record));
                        Content::Reply(Box::new(Reply { content, target }))
                    }
                    None => content,
                }
            }
        };
        self.message(record, space, content).map(Some)
    }

    fn message(&self, record: Record, space: Space, content: Content) -> Result<Message> {
        if record.id.is_empty() {
            return Err(invalid(self.name(), "a message without an id"));
        }
        Ok(Message::new(data(record.id.clone(), content, &space, &record)))
    }

    /// Its files are there, its parts are messages.
    async fn content(&self, record: &Record, space: &Space, content: Content) -> Result<Content> {
        if matches!(content, Content::TextStream(_)) {
            return Err(invalid(
                self.name(),
                "a message with streamed text, which can only be sent",
            ));
        }
        let parts = match content.prepare().await? {
            Content::Parts(parts) => parts,
            content => return Ok(content),
        };
        let mut items = Vec::with_capacity(parts.len());
        for (index, part) in (0..).zip(parts) {
            let id = format!("p:{index}/{}", record.id);
            let part = data(id, part, space, record);
            let parent_id = Some(record.id.clone());
            items.push(Message::new(MessageData { part_index: Some(index), parent_id, ..part }));
        }
        Ok(Content::Group(Group { items }))
    }

    /// A message that another one names. What cannot be looked up is not known.
    async fn find(&self, space: &Space, id: &str) -> Option<Message> {
        if let Some(message) = self.kept.by_id(space.id(), id) {
            return Some(message);
        }
        let found = timeout(LOOK_UP, self.network.get_message(space, id)).await;
        let record = found.ok()?.ok()??;
        // The target of a target is not resolved.
        let Incoming::Content(content) = record.content.clone() else { return None };
        let space = self.space(record.space.clone()).ok()?;
        let content = self.content(&record, &space, content).await.ok()?;
        let message = self.message(record, space, content).ok()?;
        self.kept.insert(&message, None);
        Some(message)
    }
}

fn data(id: String, content: Content, space: &Space, record: &Record) -> MessageData {
    let direction = match record.sender.kind {
        UserKind::Agent => Direction::Outbound,
        UserKind::Person => Direction::Inbound,
    };
    MessageData {
        id,
        content,
        direction,
        sender: Some(Arc::new(record.sender.clone())),
        space: space.clone(),
        timestamp: record.timestamp,
        part_index: None,
        parent_id: None,
        native: None,
    }
}

/// A message of which nothing but the id is known.
fn stub(space: &Space, id: &str, record: &Record) -> Message {
    let content = Content::Custom(json!({ "type": "reply-target", "stub": true }));
    Message::new(MessageData { sender: None, ..data(id.to_owned(), content, space, record) })
}
