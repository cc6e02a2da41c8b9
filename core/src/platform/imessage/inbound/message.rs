//! Messages of the wire become messages of this library.

use std::sync::{Arc, Weak};
use std::time::SystemTime;

use serde_json::json;
use spectrum_imessage_wire::v1;

use super::super::download::ServiceFile;
use super::super::lines::Line;
use super::super::{IMessagePlatform, address};
use super::{metadata, parts};
use crate::app::AppHandle;
use crate::content::{Content, File, Group, Reply};
use crate::error::{Error, ErrorKind, Result};
use crate::message::{Direction, Message, MessageData};
use crate::space::Space;
use crate::user::User;

/// Where a message came from.
pub(in super::super) struct Source<'a> {
    pub(in super::super) line: &'a Arc<Line>,
    pub(in super::super) space: Space,
    /// The event's time; a message that was looked up has only its own.
    pub(in super::super) occurred_at: Option<SystemTime>,
}

/// Maps messages for one application.
pub(in super::super) struct Mapper {
    app: AppHandle,
    platform: Weak<IMessagePlatform>,
}

impl Mapper {
    pub(in super::super) fn new(app: AppHandle, platform: Weak<IMessagePlatform>) -> Self {
        Self { app, platform }
    }

    /// The space of a chat on a line.
    ///
    /// # Errors
    /// After the application is gone.
    pub(in super::super) fn space(&self, chat_guid: &str, phone: Arc<str>) -> Result<Space> {
        let platform = self.platform.upgrade().ok_or_else(|| {
            Error::new(ErrorKind::Other, "stopped", "the application has been stopped")
        })?;
        let kind = address::space_type(chat_guid);
        Ok(Space::new(self.app.clone(), platform, chat_guid.to_owned(), kind, phone))
    }

    /// A message with the target of its reply, if it is one: from the cache, else fetched, else a
    /// stub with the right id. Everything mapped is remembered.
    pub(in super::super) async fn map(
        &self,
        source: &Source<'_>,
        message: &v1::Message,
    ) -> Result<Message> {
        let target = match message.reply_target_guid.as_deref().filter(|guid| !guid.is_empty()) {
            Some(guid) => Some(self.reply_target(source, guid).await),
            None => None,
        };
        let mapped = map_alone(source, message, target)?;
        source.line.remember(&mapped);
        Ok(mapped)
    }

    async fn reply_target(&self, source: &Source<'_>, guid: &str) -> Message {
        if let Some(message) = source.line.recall(guid) {
            return message;
        }
        match fetch(source.line, guid).await {
            Ok(Some(message)) => {
                // Its own target is not resolved: a chain of replies could go in circles.
                let source =
                    Source { line: source.line, space: source.space.clone(), occurred_at: None };
                if let Ok(mapped) = map_alone(&source, &message, None) {
                    source.line.remember(&mapped);
                    return mapped;
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!("the target of a reply was not fetched: {error}"),
        }
        stub(&source.space, guid)
    }
}

/// A message of the service by its guid; `None` if it is unknown.
pub(in super::super) async fn fetch(line: &Arc<Line>, guid: &str) -> Result<Option<v1::Message>> {
    use super::super::transport::{Call, Transport};
    let request = v1::GetMessageRequest { message_guid: guid.to_owned() };
    let answer = line
        .transport()
        .unary(Call::reading(), request, |channel, request| async move {
            Transport::messages(channel).get_message(request).await
        })
        .await;
    match answer {
        Ok(answer) => Ok(answer.message),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn map_alone(
    source: &Source<'_>,
    message: &v1::Message,
    target: Option<Message>,
) -> Result<Message> {
    if message.guid.is_empty() {
        return Err(Error::new(ErrorKind::Other, "unmappable", "a message has no guid"));
    }
    let file = |info: &v1::AttachmentInfo| {
        File::remote(ServiceFile::new(Arc::clone(source.line), info.guid.clone()))
    };
    let phone = source.line.phone();
    let outbound = message.is_from_me
        || message.sender.as_ref().is_some_and(|sender| sender.address == *phone);
    let created = metadata::system_time(message.date_created.as_ref());
    let native = Arc::new(metadata::native(message));
    let data = |id: String, content: Content| MessageData {
        id,
        content,
        direction: if outbound { Direction::Outbound } else { Direction::Inbound },
        sender: Some(sender(message, outbound)),
        space: source.space.clone(),
        timestamp: source.occurred_at.or(created).unwrap_or_else(SystemTime::now),
        part_index: None,
        parent_id: None,
        native: Some(Arc::clone(&native)),
    };

    let mut parts = parts::parts(message, &file)?;
    let has_attachments = message.content.as_ref().is_some_and(|c| !c.attachments.is_empty());
    let mut part_index = None;
    let content = match parts.len() {
        0 => Content::Custom(json!({"imessage_type": "unsupported-message"})),
        1 => {
            part_index = has_attachments.then_some(0);
            parts.swap_remove(0)
        }
        _ => {
            let items = (0..).zip(parts).map(|(index, part)| {
                Message::new(MessageData {
                    part_index: Some(index),
                    parent_id: Some(message.guid.clone()),
                    ..data(part_id(index, &message.guid), part)
                })
            });
            Content::Group(Group { items: items.collect() })
        }
    };
    let content = match target {
        Some(target) => Content::Reply(Box::new(Reply { content, target })),
        None => content,
    };
    Ok(Message::new(MessageData { part_index, ..data(message.guid.clone(), content) }))
}

fn sender(message: &v1::Message, outbound: bool) -> User {
    let person = message.sender.as_ref().map(metadata::user);
    match person {
        person if outbound => User::agent(person.map(|p| p.id).unwrap_or_default()),
        Some(person) => person,
        None => User::new(""),
    }
}

/// Stands for a message that cannot be had.
fn stub(space: &Space, guid: &str) -> Message {
    Message::new(MessageData {
        id: guid.to_owned(),
        content: Content::Custom(json!({"imessage_type": "reply-target", "stub": true})),
        direction: Direction::Inbound,
        sender: None,
        space: space.clone(),
        timestamp: SystemTime::now(),
        part_index: None,
        parent_id: None,
        native: None,
    })
}

/// The id of a part.
pub(in super::super) fn part_id(index: u32, guid: &str) -> String {
    format!("p:{index}/{guid}")
}

/// The part and the guid that an id names: `p:<index>/<guid>`, or a guid alone.
pub(in super::super) fn parse_id(id: &str) -> (Option<i32>, &str) {
    let part = id.strip_prefix("p:").and_then(|rest| rest.split_once('/'));
    match part.and_then(|(index, guid)| Some((index.parse::<u32>().ok()?, guid))) {
        Some((index, guid)) if !guid.is_empty() => (i32::try_from(index).ok(), guid),
        _ => (None, id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_id_leads_back_to_its_message() {
        assert_eq!(parse_id(&part_id(3, "GUID/1")), (Some(3), "GUID/1"));
        assert_eq!(parse_id("GUID"), (None, "GUID"));
        assert_eq!(parse_id("p:x/GUID"), (None, "p:x/GUID"));
        assert_eq!(parse_id("p:1/"), (None, "p:1/"));
    }
}
