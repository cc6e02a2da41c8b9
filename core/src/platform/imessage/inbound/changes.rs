//! Events that are no message of their own: reactions, read receipts, changes of a group.

use std::sync::Arc;
use std::time::SystemTime;

use spectrum_imessage_wire::{methods, v1};

use super::super::address;
use super::super::lines::Line;
use super::super::transport::Call;
use super::message::{Mapper, Source, fetch, part_id};
use super::metadata::{reaction_kind, system_time, user};
use super::unmappable;
use crate::content::{Content, Members, Picture, PictureChange, Reaction, Read, Rename};
use crate::error::Result;
use crate::message::{Direction, Message, MessageData};
use crate::space::{Space, SpaceType};
use crate::user::User;

use super::super::native::ReactionKind;

/// An event on a line.
pub(in super::super) struct Event<'a> {
    pub(in super::super) line: &'a Arc<Line>,
    pub(in super::super) sequence: Option<u64>,
    pub(in super::super) space: Space,
    pub(in super::super) occurred_at: Option<SystemTime>,
}

impl Event<'_> {
    pub(super) fn message(&self, id: String, sender: Option<User>, content: Content) -> Message {
        Message::new(MessageData {
            id,
            content,
            direction: Direction::Inbound,
            sender: sender.map(Arc::new),
            space: self.space.clone(),
            timestamp: self.occurred_at.unwrap_or_else(SystemTime::now),
            part_index: None,
            parent_id: None,
            native: None,
        })
    }

    /// The same for what is looked up.
    pub(super) fn plain(&self) -> Source<'_> {
        Source { line: self.line, space: self.space.clone(), occurred_at: None }
    }

    /// Ids of events are made of the sequence, so that the same event has the same id again.
    pub(super) fn number(&self) -> String {
        self.sequence.map(|sequence| sequence.to_string()).unwrap_or_default()
    }
}

impl Mapper {
    /// What happened to messages.
    pub(in super::super) async fn message_change(
        &self,
        event: Event<'_>,
        change: &v1::MessageChangeEvent,
    ) -> Result<Option<Message>> {
        use v1::message_change_event::Change;
        let by_line = is_line(event.line, change.actor.as_ref());
        let own = change.is_from_me || by_line;
        match &change.change {
            Some(Change::MessageReceived(received)) => {
                let Some(message) = &received.message else { return Ok(None) };
                // Of a message its own mark counts, not that of the event.
                if by_line || message.is_from_me {
                    return Ok(None);
                }
                if message.content.is_none() {
                    return Err(unmappable("the message has no content"));
                }
                event.line.quotas().knows(event.space.id());
                if let Some(profile) = self.profile() {
                    profile.message_came(event.line, event.space.id());
                }
                let Event { line, space, occurred_at, .. } = event;
                self.map(&Source { line, space, occurred_at }, message).await.map(Some)
            }
            Some(Change::ReactionAdded(_)) if own => Ok(None),
            Some(Change::ReactionAdded(added)) => {
                self.reaction(event, change.actor.as_ref(), added).await
            }
            // In a direct chat the receipt of the other person is marked as ours.
            Some(Change::MessageRead(read)) => self.read(event, change.actor.as_ref(), read).await,
            // Not content of a conversation.
            Some(
                Change::MessageEdited(_)
                | Change::MessageUnsent(_)
                | Change::ReactionRemoved(_)
                | Change::StickerPlaced(_),
            )
            | None => Ok(None),
        }
    }

    async fn reaction(
        &self,
        event: Event<'_>,
        actor: Option<&v1::SingleServiceAddressInfo>,
        added: &v1::MessageReactionAdded,
    ) -> Result<Option<Message>> {
        let Some(sender) = person(actor) else { return Ok(None) };
        let (emoji, tapback) = match added.reaction.as_ref().map(reaction_kind) {
            Some(ReactionKind::Tapback(tapback)) => (tapback.emoji().to_owned(), Some(tapback)),
            Some(ReactionKind::Emoji(Some(emoji))) if !emoji.is_empty() => (emoji, None),
            Some(ReactionKind::Emoji(_) | ReactionKind::Sticker | ReactionKind::Unknown) | None => {
                return Ok(None);
            }
        };
        let Some(message) = self.known(&event, &added.message_guid).await? else { return Ok(None) };
        let part = added.target_part_index;
        let target = part_of(&message, part.unwrap_or_default()).unwrap_or(message);
        let mut id = format!("{}:reaction:{}", added.message_guid, event.number());
        if let Some(part) = part {
            id = format!("{id}:{part}");
        }
        let content = Content::Reaction(Box::new(Reaction { emoji, tapback, target }));
        Ok(Some(event.message(id, Some(sender), content)))
    }

    async fn read(
        &self,
        mut event: Event<'_>,
        actor: Option<&v1::SingleServiceAddressInfo>,
        read: &v1::MessageRead,
    ) -> Result<Option<Message>> {
        let reader = match event.space.kind() {
            // Whatever the event says: it is the other person.
            SpaceType::Dm => address::dm_address(event.space.id())
                .map(|id| User { address: Some(id.to_owned()), ..User::new(id) }),
            SpaceType::Group => person(actor.filter(|actor| !is_line(event.line, Some(actor)))),
        };
        let Some(reader) = reader else { return Ok(None) };
        let Some(target) = self.known(&event, &read.message_guid).await? else { return Ok(None) };
        if target.direction() != Direction::Outbound {
            return Ok(None);
        }
        event.occurred_at = system_time(read.read_at.as_ref()).or(event.occurred_at);
        let id = format!("{}:read:{}", read.message_guid, event.number());
        Ok(Some(event.message(id, Some(reader), Content::Read(Read { target }))))
    }

    /// A message that an event is about: from the cache, else fetched; `None` if it is gone.
    async fn known(&self, event: &Event<'_>, guid: &str) -> Result<Option<Message>> {
        if let Some(message) = event.line.recall(guid) {
            return Ok(Some(message));
        }
        let Some(message) = fetch(event.line, guid, Call::reading().once()).await? else {
            return Ok(None);
        };
        let source = Source { line: event.line, space: event.space.clone(), occurred_at: None };
        self.map(&source, &message).await.map(Some)
    }

    /// What happened to a group.
    pub(in super::super) async fn group_change(
        &self,
        event: Event<'_>,
        change: &v1::GroupChangeEvent,
    ) -> Result<Option<Message>> {
        use v1::group_change_event::Change;
        if change.is_from_me || is_line(event.line, change.actor.as_ref()) {
            return Ok(None);
        }
        let actor = person(change.actor.as_ref());
        let members = |participant: &Option<v1::SingleServiceAddressInfo>| {
            person(participant.as_ref()).map(|user| Members { members: vec![user.id] })
        };
        let (sender, content) = match &change.change {
            Some(Change::ParticipantAdded(added)) => {
                (actor, members(&added.participant).map(Content::AddMember))
            }
            Some(Change::ParticipantRemoved(removed)) => {
                (actor, members(&removed.participant).map(Content::RemoveMember))
            }
            Some(Change::ParticipantLeft(left)) => {
                let who = left.participant.as_ref();
                let other = person(who.filter(|who| !is_line(event.line, Some(who))));
                let content = other.is_some().then_some(Content::LeaveSpace);
                (other, content)
            }
            Some(Change::DisplayNameChanged(name)) if name.display_name.is_empty() => (actor, None),
            Some(Change::DisplayNameChanged(name)) => {
                let display_name = name.display_name.clone();
                (actor, Some(Content::Rename(Rename { display_name })))
            }
            Some(Change::IconChanged(_)) => (
                actor,
                Some(Content::Avatar(PictureChange::Set(
                    icon(event.line, &change.chat_guid).await?,
                ))),
            ),
            Some(Change::IconRemoved(_)) => (actor, Some(Content::Avatar(PictureChange::Clear))),
            None => (actor, None),
        };
        let id = format!("{}:group:{}", change.chat_guid, event.number());
        Ok(content.map(|content| event.message(id, sender, content)))
    }
}

/// The picture of a group.
pub(in super::super) async fn icon(line: &Arc<Line>, chat_guid: &str) -> Result<Picture> {
    let request = v1::GetIconRequest { chat_guid: chat_guid.to_owned() };
    let icon = line.transport().unary(Call::reading(), request, methods::group::GET_ICON).await?;
    Ok(Picture::received(icon.mime_type, icon.data))
}

/// On a line of one's own, events of its number are ours. The numbers of the pool are unknown.
pub(super) fn is_line(line: &Arc<Line>, actor: Option<&v1::SingleServiceAddressInfo>) -> bool {
    actor.is_some_and(|actor| *actor.address == *line.phone())
}

pub(super) fn person(info: Option<&v1::SingleServiceAddressInfo>) -> Option<User> {
    info.filter(|info| !info.address.is_empty()).map(user)
}

/// The part of a message of several.
pub(in super::super) fn part_of(message: &Message, part: i32) -> Option<Message> {
    let id = part_id(u32::try_from(part).ok()?, message.id());
    message.parts().iter().find(|part| part.id() == id).cloned()
}
