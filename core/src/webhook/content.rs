//! A delivered message becomes a message of this library.
//!
//! What does not look as its kind should becomes custom content: it is never lost.

use std::sync::Arc;
use std::time::SystemTime;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

use super::body::{MAX_ID, WireMessage, text, time};
use crate::content::{
    self, Attachment, Contact, ContactEmail, ContactName, ContactPhone, Content, File, Group,
    Members, Picture, PictureChange, Read, RemoteChunks, RemoteFile, Rename, Reply, Text, Voice,
};
use crate::error::{Error, Result};
use crate::message::{Direction, Message, MessageData};
use crate::space::Space;
use crate::user::User;

type Fields = Map<String, Value>;

/// Contents within contents are followed this far.
const MAX_DEPTH: usize = 8;
/// The parts of a message that are looked at.
const MAX_ITEMS: usize = 256;
const UNTYPED: &str = "application/octet-stream";

/// The message, in its conversation.
pub(crate) fn message(wire: &WireMessage, space: &Space) -> Message {
    let mapper = Mapper { space, timestamp: wire.timestamp.unwrap_or_else(SystemTime::now) };
    Message::new(MessageData {
        sender: wire.sender.as_ref().and_then(sender).map(Arc::new),
        ..mapper.data(wire.id.clone(), mapper.content(&wire.content, 0))
    })
}

struct Mapper<'a> {
    space: &'a Space,
    timestamp: SystemTime,
}

impl Mapper<'_> {
    fn data(&self, id: String, content: Content) -> MessageData {
        MessageData {
            id,
            content,
            direction: Direction::Inbound,
            sender: None,
            space: self.space.clone(),
            timestamp: self.timestamp,
            part_index: None,
            parent_id: None,
            native: None,
        }
    }

    fn content(&self, value: &Value, depth: usize) -> Content {
        let known = value.as_object().filter(|_| depth < MAX_DEPTH);
        known.and_then(|fields| self.known(fields, depth)).unwrap_or_else(|| custom(value))
    }

    /// `None` for a kind that is not known, or that lacks something.
    fn known(&self, fields: &Fields, depth: usize) -> Option<Content> {
        let plain = |text: &str| Content::Text(Text { text: text.to_owned() });
        Some(match text(fields, "type")? {
            "text" => plain(fields.get("text")?.as_str()?),
            // A received link is text.
            "richlink" => plain(text(fields, "url")?),
            "contact" => Content::Contact(Box::new(contact(fields))),
            "attachment" => self.attachment(fields)?,
            "voice" => self.voice(fields)?,
            "reaction" => content::reaction(text(fields, "emoji")?, &self.target(fields)?).ok()?,
            "read" => {
                let target = self.target(fields)?;
                let target = MessageData { direction: Direction::Outbound, ..target.data() };
                Content::Read(Read { target: Message::new(target) })
            }
            "reply" => {
                let content = self.content(fields.get("content")?, depth + 1);
                Content::Reply(Box::new(Reply { content, target: self.target(fields)? }))
            }
            "group" => self.group(fields, depth)?,
            "addMember" => Content::AddMember(members(fields)?),
            "removeMember" => Content::RemoveMember(members(fields)?),
            "leaveSpace" => Content::LeaveSpace,
            "rename" => {
                let display_name = text(fields, "displayName")?.to_owned();
                Content::Rename(Rename { display_name })
            }
            "avatar" => Content::Avatar(avatar(fields.get("action")?.as_object()?)?),
            "custom" => Content::Custom(fields.get("raw")?.clone()),
            _ => return None,
        })
    }

    fn attachment(&self, fields: &Fields) -> Option<Content> {
        let id = text(fields, "id").filter(|id| id.len() <= MAX_ID)?;
        let size = fields.get("size").and_then(Value::as_u64);
        Some(Content::Attachment(Attachment {
            id: id.to_owned(),
            name: text(fields, "name").unwrap_or("attachment").to_owned(),
            mime_type: text(fields, "mimeType").unwrap_or(UNTYPED).to_owned(),
            size,
            file: self.file(id, size),
            companion: None,
        }))
    }

    fn voice(&self, fields: &Fields) -> Option<Content> {
        let id = text(fields, "id").filter(|id| id.len() <= MAX_ID);
        let size = fields.get("size").and_then(Value::as_u64);
        Some(Content::Voice(Voice {
            id: id.map(str::to_owned),
            name: text(fields, "name").map(str::to_owned),
            mime_type: text(fields, "mimeType")?.to_owned(),
            duration: fields.get("duration").and_then(Value::as_f64),
            size,
            file: id.map_or_else(
                || unavailable_file("a voice message without an id"),
                |id| self.file(id, size),
            ),
        }))
    }

    fn file(&self, id: &str, size: Option<u64>) -> File {
        self.space.platform_impl().webhook_file(self.space, id, size)
    }

    /// A message of which there is a preview at best.
    fn target(&self, fields: &Fields) -> Option<Message> {
        let target = fields.get("target")?.as_object()?;
        let id = text(target, "id").filter(|id| id.len() <= MAX_ID)?;
        let preview = text(target, "contentPreview").unwrap_or_default().to_owned();
        let content = Content::Text(Text { text: preview });
        Some(Message::new(MessageData {
            sender: target.get("sender").and_then(Value::as_object).and_then(sender).map(Arc::new),
            timestamp: text(target, "timestamp").and_then(time).unwrap_or(self.timestamp),
            ..self.data(id.to_owned(), content)
        }))
    }

    fn group(&self, fields: &Fields, depth: usize) -> Option<Content> {
        let items = fields.get("items")?.as_array().filter(|items| items.len() <= MAX_ITEMS)?;
        let item = |item: &Value| {
            let item = item.as_object()?;
            let content = item.get("content").unwrap_or(&Value::Null);
            let id = text(item, "id").filter(|id| id.len() <= MAX_ID)?;
            Some(Message::new(MessageData {
                sender: item
                    .get("sender")
                    .and_then(Value::as_object)
                    .and_then(sender)
                    .map(Arc::new),
                timestamp: text(item, "timestamp").and_then(time).unwrap_or(self.timestamp),
                part_index: item
                    .get("partIndex")
                    .and_then(Value::as_u64)
                    .and_then(|index| u32::try_from(index).ok()),
                parent_id: text(item, "parentId").map(str::to_owned),
                ..self.data(id.to_owned(), self.content(content, depth + 1))
            }))
        };
        let items = items.iter().map(item).collect::<Option<Vec<_>>>()?;
        (!items.is_empty()).then_some(Content::Group(Group { items }))
    }
}

fn sender(fields: &Fields) -> Option<User> {
    let id = text(fields, "id").filter(|id| id.len() <= MAX_ID)?;
    Some(User { address: text(fields, "address").map(str::to_owned), ..User::new(id) })
}

fn members(fields: &Fields) -> Option<Members> {
    let members: Vec<_> =
        fields.get("members")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let members: Vec<_> = members.into_iter().map(str::to_owned).collect();
    (!members.is_empty()).then_some(Members { members })
}

fn avatar(action: &Fields) -> Option<PictureChange> {
    match text(action, "kind")? {
        "clear" => Some(PictureChange::Clear),
        "set" => Some(PictureChange::Set(Picture {
            mime_type: text(action, "mimeType").unwrap_or(UNTYPED).to_owned(),
            file: unavailable_file("the picture of a change of avatar; use space.getAvatar()"),
        })),
        _ => None,
    }
}

fn contact(fields: &Fields) -> Contact {
    let name = match fields.get("name") {
        Some(Value::String(name)) => {
            Some(ContactName { formatted: Some(name.clone()), ..ContactName::default() })
        }
        Some(Value::Object(name)) => {
            let part = |key| text(name, key).map(str::to_owned);
            Some(ContactName {
                formatted: part("formatted"),
                first: part("first"),
                last: part("last"),
                middle: part("middle"),
                prefix: part("prefix"),
                suffix: part("suffix"),
            })
        }
        _ => None,
    };
    let phones = values(fields, "phones").map(|value| ContactPhone { value, kind: None }).collect();
    let emails = values(fields, "emails").map(|value| ContactEmail { value, kind: None }).collect();
    let owned = |key| text(fields, key).map(str::to_owned);
    Contact { name, phones, emails, note: owned("note"), raw: owned("raw"), ..Contact::default() }
}

/// A list of texts, or of objects with a value each.
fn values<'a>(fields: &'a Fields, name: &str) -> impl Iterator<Item = String> + 'a {
    let list = fields.get(name).and_then(Value::as_array);
    list.into_iter().flatten().take(MAX_ITEMS).filter_map(|entry| {
        let value = entry.as_str().or_else(|| entry.get("value").and_then(Value::as_str));
        value.map(str::to_owned)
    })
}

fn custom(value: &Value) -> Content {
    Content::Custom(value.clone())
}

/// A file that a webhook does not bring and that cannot be asked for.
pub(crate) fn unavailable_file(what: &'static str) -> File {
    File::remote(Unavailable(what))
}

struct Unavailable(&'static str);

impl RemoteFile for Unavailable {
    fn size(&self) -> Option<u64> {
        None
    }

    fn open(&self) -> BoxFuture<'_, Result<Box<dyn RemoteChunks>>> {
        let detail = format!("the webhook does not bring {}", self.0);
        std::future::ready(Err(Error::unsupported_action("webhook", "read", &detail))).boxed()
    }
}
