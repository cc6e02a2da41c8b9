//! A row that is a message becomes a message of this library.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::SystemTime;

use serde_json::json;
use spectrum_imessage_chatdb::record::{
    Attachment as Stored, Category, ChatKind, Content as Said, Message as SaidMessage, Record,
    TransferState,
};

use super::super::super::inbound::{MAX_CHAIN, is_vcard, part_id, stub, unmappable};
use super::super::LocalPlatform;
use super::super::files;
use super::super::look_up::Lookup;
use super::super::settings::Places;
use super::metadata::{native, own_address, person, system_time};
use super::parts::{Part, attachment, parts};
use crate::app::AppHandle;
use crate::content::{Companion, Content, File as Bytes, Group, Reply, vcard};
use crate::error::{Error, Result};
use crate::message::{Direction, Message, MessageData};
use crate::space::{Space, SpaceType};
use crate::user::User;

/// A card with a photo is a few hundred kilobytes.
const MAX_CARD: u64 = 8 * 1024 * 1024;

/// Maps rows for one application.
pub(in super::super) struct Mapper {
    app: AppHandle,
    platform: Weak<LocalPlatform>,
    pub(super) places: Arc<Places>,
}

impl Mapper {
    pub(in super::super) fn new(
        app: AppHandle,
        platform: Weak<LocalPlatform>,
        places: Arc<Places>,
    ) -> Self {
        Self { app, platform, places }
    }

    /// A conversation by its guid.
    ///
    /// # Errors
    /// After the application is gone.
    pub(in super::super) fn space(&self, guid: &str, kind: SpaceType) -> Result<Space> {
        let platform = self.platform.upgrade().ok_or_else(Error::stopped)?;
        Ok(Space::new(self.app.clone(), platform, guid.to_owned(), kind, "".into()))
    }

    /// The conversation of a row.
    ///
    /// # Errors
    /// If it has none, and after the application is gone.
    pub(super) fn space_of(&self, record: &Record) -> Result<Space> {
        let guid = record.chat_guid.as_deref();
        let guid = guid.ok_or_else(|| unmappable("the message has no conversation"))?;
        let kind = match record.chat_kind {
            Some(ChatKind::Group) => SpaceType::Group,
            Some(ChatKind::Dm) | None => SpaceType::Dm,
        };
        self.space(guid, kind)
    }

    /// A message with the target of its reply; `None` for rows that are none.
    ///
    /// # Errors
    /// If it has no conversation.
    pub(in super::super) fn message(
        &self,
        database: &mut Lookup,
        record: &Record,
    ) -> Result<Option<Message>> {
        self.in_chain(database, record, &mut Vec::new())
    }

    /// Maps a message that stands at the end of a chain of replies, whose guids are given: a chain
    /// may go in circles.
    fn in_chain(
        &self,
        database: &mut Lookup,
        record: &Record,
        chain: &mut Vec<Arc<str>>,
    ) -> Result<Option<Message>> {
        if !is_message(record) {
            return Ok(None);
        }
        let space = self.space_of(record)?;
        chain.push(Arc::clone(&record.guid));
        let said = match &record.content {
            Said::Message(said) => Some(&**said),
            _ => None,
        };
        let reply = said.and_then(|said| said.reply_to.as_ref());
        let target = reply.map(|reply| self.target(database, &space, &reply.guid, chain));
        let parts = said.map(|said| self.parts(record, said)).unwrap_or_default();
        let has_files = said.is_some_and(|said| !said.attachments.is_empty());
        Ok(Some(assemble(record, &space, parts, has_files, target)))
    }

    /// The parts of a message, with contacts read: a card that is not there or cannot be read stays a
    /// file.
    fn parts(&self, record: &Record, said: &SaidMessage) -> Vec<Part> {
        let mut parts = parts(said, record.details.is_audio_message, &|file| self.file(file));
        for (_, part) in &mut parts {
            let Content::Attachment(card) = &*part else { continue };
            let stored = said.attachments.iter().find(|file| *file.guid == *card.id);
            let Some(stored) = stored.filter(|_| is_vcard(card)) else { continue };
            if let Some(text) = self.card(stored)
                && vcard::is_vcard(&text)
            {
                *part = Content::Contact(Box::new(vcard::parse(&text)));
            }
        }
        parts
    }

    fn card(&self, stored: &Stored) -> Option<String> {
        if stored.state != TransferState::Complete {
            return None;
        }
        let path: PathBuf = files::path_of(&self.places.home, stored)?;
        if !path.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(path).ok()?.take(MAX_CARD).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(super) fn file(&self, stored: &Stored) -> (Bytes, Option<Companion>) {
        files::of_attachment(&self.places, stored)
    }

    /// A file of a message as content.
    pub(in super::super) fn attachment(&self, stored: &Stored) -> Content {
        attachment(stored, &|file| self.file(file))
    }

    /// The target of a reply; a stub with the right id if it is not there.
    fn target(
        &self,
        database: &mut Lookup,
        space: &Space,
        guid: &str,
        chain: &mut Vec<Arc<str>>,
    ) -> Message {
        if chain.len() > MAX_CHAIN || chain.iter().any(|known| **known == *guid) {
            return stub(space, guid);
        }
        let mapped = match database.record(guid) {
            Ok(Some(record)) => self.in_chain(database, &record, chain),
            Ok(None) => Ok(None),
            Err(error) => {
                crate::observe::warn!("the target of a reply cannot be read: {error}");
                Ok(None)
            }
        };
        match mapped {
            Ok(Some(target)) => target,
            Ok(None) => stub(space, guid),
            Err(error) => {
                crate::observe::warn!("the target of a reply cannot be shown: {error}");
                stub(space, guid)
            }
        }
    }
}

/// Whether a row is a message, also one that cannot be read or of which nothing is left.
fn is_message(record: &Record) -> bool {
    match record.category {
        Category::Message | Category::Unsent => true,
        // A row of which not even the sender is known may be anything.
        Category::Unreadable => !record.guid.is_empty() && record.sender.is_some(),
        _ => false,
    }
}

/// What a message of a row consists of, whatever it says.
pub(super) fn data(record: &Record, space: &Space, id: String, content: Content) -> MessageData {
    let own = record.is_from_me;
    let sender = if own { User::agent(own_address(record)) } else { sender(record, space) };
    MessageData {
        id,
        content,
        direction: if own { Direction::Outbound } else { Direction::Inbound },
        sender: Some(Arc::new(sender)),
        space: space.clone(),
        timestamp: system_time(record.date).unwrap_or_else(SystemTime::now),
        part_index: None,
        parent_id: None,
        native: Some(Arc::new(native(record)).into()),
    }
}

/// Who wrote it. In a direct conversation it is the other side, whatever the row says.
pub(super) fn sender(record: &Record, space: &Space) -> User {
    let other = || (space.kind() == SpaceType::Dm).then(|| address_of(space.id())).flatten();
    match record.sender.as_deref().or_else(other) {
        Some(address) => person(address, record),
        None => User::new(""),
    }
}

/// The identifier in a guid: the address of a direct conversation.
pub(in super::super) fn address_of(guid: &str) -> Option<&str> {
    guid.splitn(3, ';').nth(2).map(str::trim).filter(|address| !address.is_empty())
}

fn assemble(
    record: &Record,
    space: &Space,
    mut parts: Vec<Part>,
    has_files: bool,
    target: Option<Message>,
) -> Message {
    let id = || record.guid.to_string();
    let whole = data(record, space, id(), Content::Custom(json!(null)));
    let mut part_index = None;
    let content = match parts.len() {
        0 => Content::Custom(json!({"imessage_type": "unsupported-message"})),
        1 => {
            part_index = has_files.then_some(0);
            parts.swap_remove(0).1
        }
        _ => {
            let item = |(index, content)| {
                Message::new(MessageData {
                    id: part_id(index, &record.guid),
                    content,
                    part_index: Some(index),
                    parent_id: Some(id()),
                    ..whole.clone()
                })
            };
            Content::Group(Group { items: parts.into_iter().map(item).collect() })
        }
    };
    let content = match target {
        Some(target) => Content::Reply(Box::new(Reply { content, target })),
        None => content,
    };
    Message::new(MessageData { content, part_index, ..whole })
}
