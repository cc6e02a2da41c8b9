//! Messages of the wire become messages of this library.

use std::sync::{Arc, Weak};
use std::time::SystemTime;

use serde_json::json;
use spectrum_imessage_wire::{methods, v1};

use super::super::download::service_files;
use super::super::lines::Line;
use super::super::profile::Profile;
use super::super::transport::Call;
use super::super::{IMessagePlatform, address};
use super::parts::parts;
use super::{contacts, metadata};
use crate::app::AppHandle;
use crate::content::{Content, Group, Reply};
use crate::error::{Error, Result, found};
use crate::message::{Direction, Message, MessageData};
use crate::space::Space;
use crate::user::User;

/// Replies to replies are followed this far.
pub(in super::super) const MAX_CHAIN: usize = 8;

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
    profile: Option<Arc<Profile>>,
}

impl Mapper {
    pub(in super::super) fn new(
        app: AppHandle,
        platform: Weak<IMessagePlatform>,
        profile: Option<Arc<Profile>>,
    ) -> Self {
        Self { app, platform, profile }
    }

    /// Whether the program wants events among its messages.
    pub(in super::super) fn hands_over(&self) -> bool {
        self.app.events_in_messages()
    }

    /// The account's contact card, if there is one to share.
    pub(in super::super) fn profile(&self) -> Option<&Arc<Profile>> {
        self.profile.as_ref()
    }

    /// The space of a chat on a line.
    ///
    /// # Errors
    /// After the application is gone.
    pub(in super::super) fn space(&self, chat_guid: &str, phone: Arc<str>) -> Result<Space> {
        let platform = self.platform.upgrade().ok_or_else(Error::stopped)?;
        let kind = address::space_type(chat_guid);
        Ok(Space::new(self.app.clone(), platform, chat_guid.to_owned(), kind, phone))
    }

    /// A message with what it takes calls to know: the target of its reply, the contact in a vCard.
    /// Everything mapped is remembered.
    pub(in super::super) async fn map(
        &self,
        source: &Source<'_>,
        message: &v1::Message,
    ) -> Result<Message> {
        map_in_chain(source, message, &mut Vec::new()).await
    }
}

/// Maps a message that stands at the end of a chain of replies, whose guids are given: a chain may go
/// in circles.
async fn map_in_chain(
    source: &Source<'_>,
    message: &v1::Message,
    chain: &mut Vec<String>,
) -> Result<Message> {
    chain.push(message.guid.clone());
    let target = match message.reply_target_guid.as_deref().filter(|guid| !guid.is_empty()) {
        Some(guid) => Some(Box::pin(reply_target(source, guid, chain)).await),
        None => None,
    };
    let mut parts = parts(message, &|info| service_files(source.line, info))?;
    for part in &mut parts {
        contacts::read(part).await;
    }
    let mapped = assemble(source, message, parts, target);
    if !message.guid.is_empty() {
        source.line.remember(&mapped);
        source.line.keep(message);
    }
    Ok(mapped)
}

/// The target of a reply: from the cache, else fetched, else a stub with the right id.
pub(super) async fn reply_target(
    source: &Source<'_>,
    guid: &str,
    chain: &mut Vec<String>,
) -> Message {
    if let Some(message) = source.line.recall(guid) {
        return message;
    }
    if chain.len() > MAX_CHAIN || chain.iter().any(|known| known == guid) {
        return stub(&source.space, guid);
    }
    // One try: the message that came must not wait for what it answers.
    match fetch(source.line, guid, Call::reading().once()).await {
        Ok(Some(message)) => {
            let (line, space) = (source.line, source.space.clone());
            let source = Source { line, space, occurred_at: None };
            match map_in_chain(&source, &message, chain).await {
                Ok(target) => return target,
                Err(error) => {
                    crate::observe::warn!("the target of a reply was not understood: {error}")
                }
            }
        }
        Ok(None) => {}
        Err(error) => crate::observe::warn!("the target of a reply was not fetched: {error}"),
    }
    stub(&source.space, guid)
}

/// A message of the service by its guid: as an earlier run of the program has had it, else asked for.
/// `None` if it is unknown.
pub(in super::super) async fn fetch(
    line: &Arc<Line>,
    guid: &str,
    call: Call,
) -> Result<Option<v1::Message>> {
    if let Some(kept) = line.kept(guid) {
        return Ok(Some(kept));
    }
    let request = v1::GetMessageRequest { message_guid: guid.to_owned() };
    let answer = line.transport().unary(call, request, methods::message::GET_MESSAGE).await;
    Ok(found(answer)?.and_then(|answer| answer.message))
}

fn assemble(
    source: &Source<'_>,
    message: &v1::Message,
    mut parts: Vec<Content>,
    target: Option<Message>,
) -> Message {
    let phone = source.line.phone();
    let outbound = message.is_from_me
        || message.sender.as_ref().is_some_and(|sender| sender.address == *phone);
    let created = metadata::system_time(message.date_created.as_ref());
    let native = Arc::new(metadata::native(message));
    let sender = Arc::new(sender(message, outbound));
    let data = |id: String, content: Content| MessageData {
        id,
        content,
        direction: if outbound { Direction::Outbound } else { Direction::Inbound },
        sender: Some(Arc::clone(&sender)),
        space: source.space.clone(),
        timestamp: source.occurred_at.or(created).unwrap_or_else(SystemTime::now),
        part_index: None,
        parent_id: None,
        native: Some(Arc::clone(&native).into()),
    };

    let has_attachments = message.content.as_ref().is_some_and(|c| !c.attachments.is_empty());
    let mut part_index = None;
    let content = match parts.len() {
        0 => Content::Custom(json!({"imessage_type": "unsupported-message"})),
        1 => {
            part_index = has_attachments.then_some(0);
            parts.swap_remove(0)
        }
        _ => group(&message.guid, parts, data),
    };
    let content = match target {
        Some(target) => Content::Reply(Box::new(Reply { content, target })),
        None => content,
    };
    Message::new(MessageData { part_index, ..data(message.guid.clone(), content) })
}

/// The content of a message of several parts, each of which is a message of its own.
pub(in super::super) fn group(
    guid: &str,
    parts: Vec<Content>,
    data: impl Fn(String, Content) -> MessageData,
) -> Content {
    let items = (0..).zip(parts).map(|(index, part)| {
        Message::new(MessageData {
            part_index: Some(index),
            parent_id: Some(guid.to_owned()),
            ..data(part_id(index, guid), part)
        })
    });
    Content::Group(Group { items: items.collect() })
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
pub(in super::super) fn stub(space: &Space, guid: &str) -> Message {
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_part_id_leads_back_to_its_message() {
        assert_eq!(parse_id(&part_id(3, "GUID/1")), (Some(3), "GUID/1"));
        assert_eq!(parse_id("GUID"), (None, "GUID"));
        assert_eq!(parse_id("p:x/GUID"), (None, "p:x/GUID"));
        assert_eq!(parse_id("p:1/"), (None, "p:1/"));
    }

    proptest! {
        #[test]
        fn every_part_id_leads_back(index in 0..=i32::MAX as u32, guid in "[^\\s]{1,40}") {
            let id = part_id(index, &guid);
            prop_assert_eq!(parse_id(&id), (i32::try_from(index).ok(), guid.as_str()));
        }

        #[test]
        fn an_id_is_never_cut(id in ".{0,40}") {
            let (part, guid) = parse_id(&id);
            prop_assert!(id.ends_with(guid));
            prop_assert_eq!(part.is_none(), guid == id);
        }
    }
}
