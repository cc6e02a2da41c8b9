//! What came of a row that arrived: also of reactions, changes of a group, stickers and receipts.

use std::sync::Arc;

use spectrum_imessage_chatdb::record::{
    Attachment as Stored, Category, Content as Said, GroupEvent, Reaction as SaidReaction, Record,
    TransferState,
};

use super::super::super::inbound::{part_of, unmappable};
use super::super::files;
use super::super::look_up::Lookup;
use super::Came;
use super::happenings::happening;
use super::message::{Mapper, address_of, data, sender};
use super::metadata::{attachment_metadata, part_index, person, reaction_kind, system_time};
use crate::content::{Content, Members, Picture, PictureChange, Reaction, Read, Rename};
use crate::error::Result;
use crate::event::Event;
use crate::message::{Direction, Message, MessageData};
use crate::platform::imessage::native::ReactionKind;
use crate::space::{Space, SpaceType};
use crate::user::User;

/// Far above any picture of a group.
const MAX_PICTURE: u64 = 16 * 1024 * 1024;

impl Mapper {
    /// What came of a row of somebody else.
    ///
    /// # Errors
    /// If it cannot be shown, or the database cannot be asked.
    pub(in super::super) fn arrived(&self, database: &mut Lookup, record: &Record) -> Result<Came> {
        match (&record.content, record.category) {
            (Said::Reaction { reaction }, _) => self.reaction(database, record, reaction),
            (Said::GroupEvent { group_event }, _) => {
                let message = self.group_change(record, group_event)?;
                Ok(message.map_or(Came::Nothing, Came::Message))
            }
            (Said::Target { target_guid, target_part, attachments }, Category::StickerPlaced) => {
                let target = target_guid.as_deref().unwrap_or_default();
                self.sticker(record, target, *target_part, attachments.first())
            }
            // What a poll asks and what was voted for is not in the columns.
            (_, Category::Poll | Category::PollVote) => Ok(Came::Nothing),
            (Said::Unreadable { reason }, _) => match self.message(database, record)? {
                Some(message) => Ok(Came::Message(message)),
                None => Err(unmappable(reason.as_str())),
            },
            _ => Ok(self.message(database, record)?.map_or(Came::Nothing, Came::Message)),
        }
    }

    fn sticker(
        &self,
        record: &Record,
        target: &str,
        part: Option<i64>,
        sticker: Option<&Stored>,
    ) -> Result<Came> {
        if target.is_empty() {
            return Ok(Came::Nothing);
        }
        Ok(Came::event(Event::StickerPlaced {
            happening: happening(record, self.space_of(record)?),
            message_id: target.to_owned(),
            part_index: part_index(part),
            sticker: sticker.map(attachment_metadata),
        }))
    }

    fn reaction(
        &self,
        database: &mut Lookup,
        record: &Record,
        said: &SaidReaction,
    ) -> Result<Came> {
        let Some(target_guid) = said.target_guid.as_deref() else { return Ok(Came::Nothing) };
        let kind = reaction_kind(said);
        if said.removed {
            return Ok(Came::event(Event::ReactionRemoved {
                happening: happening(record, self.space_of(record)?),
                message_id: target_guid.to_owned(),
                part_index: part_index(said.target_part),
                reaction: kind,
            }));
        }
        let (emoji, tapback) = match kind {
            ReactionKind::Tapback(tapback) => (tapback.emoji().to_owned(), Some(tapback)),
            ReactionKind::Emoji(Some(emoji)) if !emoji.is_empty() => (emoji, None),
            ReactionKind::Sticker => {
                let sticker = said.attachments.first();
                return self.sticker(record, target_guid, said.target_part, sticker);
            }
            ReactionKind::Emoji(_) | ReactionKind::Unknown => return Ok(Came::Nothing),
        };
        let target = match database.record(target_guid)? {
            Some(target) => self.message(database, &target)?,
            None => None,
        };
        let Some(message) = target else { return Ok(Came::Nothing) };
        let part = part_index(said.target_part);
        let target = part_of(&message, part.unwrap_or_default()).unwrap_or(message);
        let mut id = format!("{target_guid}:reaction:{}", record.rowid);
        if let Some(part) = part {
            id = format!("{id}:{part}");
        }
        let content = Content::Reaction(Box::new(Reaction { emoji, tapback, target }));
        let space = self.space_of(record)?;
        let message = data(record, &space, id, content);
        Ok(Came::Message(Message::new(MessageData { native: None, ..message })))
    }

    fn group_change(&self, record: &Record, event: &GroupEvent) -> Result<Option<Message>> {
        let members = || {
            let other = event.other.as_deref().map(str::to_owned);
            other.map(|other| Members { members: vec![other] })
        };
        let content = match event.kind {
            "member_added" => members().map(Content::AddMember),
            "member_removed" => members().map(Content::RemoveMember),
            "left" => Some(Content::LeaveSpace),
            "renamed" => event
                .title
                .as_deref()
                .filter(|title| !title.is_empty())
                .map(|title| Content::Rename(Rename { display_name: title.to_owned() })),
            "icon_changed" => {
                Some(Content::Avatar(PictureChange::Set(self.picture(&event.attachments)?)))
            }
            "icon_removed" => Some(Content::Avatar(PictureChange::Clear)),
            _ => None,
        };
        let Some(content) = content else { return Ok(None) };
        let space = self.space_of(record)?;
        let id = format!("{}:group:{}", space.id(), record.rowid);
        let message = data(record, &space, id, content);
        let sender = message.sender.filter(|sender| !sender.id.is_empty());
        Ok(Some(Message::new(MessageData { sender, native: None, ..message })))
    }

    /// The new picture of a group.
    fn picture(&self, files: &[Stored]) -> Result<Picture> {
        let gone = || unmappable("the new picture of the group is not on this Mac");
        let file = files.iter().find(|file| file.state == TransferState::Complete);
        let file = file.ok_or_else(gone)?;
        let path = files::path_of(&self.places.home, file).ok_or_else(gone)?;
        let found = std::fs::metadata(&path).ok().filter(|found| found.is_file());
        if found.is_none_or(|found| found.len() > MAX_PICTURE) {
            return Err(gone());
        }
        let bytes = std::fs::read(&path).map_err(|_| gone())?;
        let mime_type = match self.attachment(file) {
            Content::Attachment(attachment) => attachment.mime_type,
            _ => String::new(),
        };
        Ok(Picture::received(mime_type, bytes.into()))
    }

    /// Somebody has read a message of ours. In a group nobody knows who.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub(in super::super) fn read(
        &self,
        database: &mut Lookup,
        record: &Record,
    ) -> Result<Option<Message>> {
        let space = self.space_of(record)?;
        let reader = match space.kind() {
            SpaceType::Dm => address_of(space.id()).map(|address| person(address, record)),
            SpaceType::Group => None,
        };
        let (Some(reader), Some(target)) = (reader, self.message(database, record)?) else {
            return Ok(None);
        };
        let id = format!("{}:read:{}", record.guid, record.rowid);
        let content = Content::Read(Read { target });
        let message = data(record, &space, id, content);
        Ok(Some(Message::new(MessageData {
            direction: Direction::Inbound,
            sender: Some(Arc::new(reader)),
            timestamp: system_time(record.details.date_read).unwrap_or(message.timestamp),
            native: None,
            ..message
        })))
    }

    /// Who an event is by, where the row tells.
    pub(super) fn actor(record: &Record, space: &Space) -> Option<User> {
        let somebody = (!record.is_from_me).then(|| sender(record, space));
        somebody.filter(|user| !user.id.is_empty())
    }
}
