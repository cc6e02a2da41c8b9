//! Reactions and stickers on messages.

use bytes::Bytes;
use spectrum_imessage_wire::v1::message_change_event::Change as MessageChange;
use spectrum_imessage_wire::v1::{
    AttachmentInfo, AttachmentRef, Message, MessageAppliedReaction, MessageContent,
    MessagePlacedSticker, MessageReaction, MessageReactionAdded, MessageReactionKind,
    MessageReactionRemoved, MessageTarget, StickerPlaced, StickerPlacement,
};

use super::chats::Author;
use super::{ChatKey, LineId, State};
use crate::bounds::{EMOJI, MARKS};
use crate::effect;
use crate::refusal::Refusal;
use crate::sighting::Seen;

impl State {
    /// The agent puts a reaction on a message, or takes it back.
    pub(crate) fn set_reaction(
        &mut self,
        line: &LineId,
        target: Option<&MessageTarget>,
        reaction: Option<MessageReaction>,
        is_set: bool,
    ) -> Result<Message, Refusal> {
        let reaction = reaction.ok_or_else(|| Refusal::invalid("a reaction must be given"))?;
        let (key, guid) = self.target(line, target)?;
        let part = target.and_then(|target| target.target_part_index);
        self.react(&key, Author::Agent, &guid, part, &reaction, is_set)?;

        let mut message = self.new_message(&key, Author::Agent, MessageContent::default());
        message.reaction_target_guid = Some(guid.clone());
        message.reaction_target_part_index = part;
        message.reaction = Some(reaction.clone());
        message.reaction_selected = Some(is_set);
        self.keep_message(&key, message.clone());
        self.show(
            &key,
            Seen::Reaction {
                message_guid: guid,
                part,
                tapback: effect::tapback(&reaction).map(str::to_owned),
                emoji: effect::emoji(&reaction),
                removed: !is_set,
            },
        );
        Ok(message)
    }

    /// Puts a reaction on a message, or takes it back. One author has one reaction on a part: the
    /// newest.
    pub(crate) fn react(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        guid: &str,
        part: Option<i32>,
        reaction: &MessageReaction,
        is_set: bool,
    ) -> Result<(), Refusal> {
        let known = MessageReactionKind::try_from(reaction.kind).ok();
        match known {
            Some(MessageReactionKind::Emoji)
                if reaction.emoji.as_deref().is_none_or(str::is_empty) =>
            {
                return Err(Refusal::invalid("an emoji must be given"));
            }
            Some(MessageReactionKind::Emoji)
                if reaction.emoji.as_ref().is_some_and(|emoji| emoji.len() > EMOJI) =>
            {
                return Err(Refusal::invalid("one emoji must be given"));
            }
            None | Some(MessageReactionKind::Sticker) => {
                return Err(Refusal::invalid("a reaction is a tapback or an emoji"));
            }
            Some(_) => {}
        }
        let own = author == Author::Agent;
        let sender = self.actor(&key.0, author);
        self.message_of(key, guid)?;
        let Some(stored) = self.messages.get_mut(guid) else {
            return Err(Refusal::message_not_found(guid));
        };
        let standing = &mut stored.message.applied_reactions;
        let by_author = |applied: &MessageAppliedReaction| {
            applied.is_from_me == own
                && applied.target_part_index.unwrap_or(0) == part.unwrap_or(0)
                && (own || applied.sender == sender)
        };
        let had = standing
            .iter()
            .any(|applied| by_author(applied) && applied.reaction.as_ref() == Some(reaction));
        standing.retain(|applied| {
            // A removal takes away only what it names.
            !by_author(applied) || (!is_set && applied.reaction.as_ref() != Some(reaction))
        });
        if is_set {
            if standing.len() == MARKS {
                standing.remove(0);
            }
            standing.push(MessageAppliedReaction {
                message_guid: guid.to_owned(),
                target_part_index: part,
                reaction: Some(reaction.clone()),
                sender,
                is_from_me: own,
                date_created: Some(self.clock.now()),
            });
        } else if !had {
            return Ok(());
        }
        let (message_guid, reaction) = (guid.to_owned(), Some(reaction.clone()));
        let change = if is_set {
            MessageChange::ReactionAdded(MessageReactionAdded {
                message_guid,
                target_part_index: part,
                reaction,
            })
        } else {
            MessageChange::ReactionRemoved(MessageReactionRemoved {
                message_guid,
                target_part_index: part,
                reaction,
            })
        };
        self.emit_message(key, author, change);
        Ok(())
    }

    /// The agent puts a sticker on a message.
    pub(crate) fn place_sticker(
        &mut self,
        line: &LineId,
        target: Option<&MessageTarget>,
        sticker: Option<&AttachmentRef>,
        placement: Option<StickerPlacement>,
    ) -> Result<Message, Refusal> {
        let (key, guid) = self.target(line, target)?;
        let part = target.and_then(|target| target.target_part_index);
        let info = AttachmentInfo { is_sticker: true, ..self.referred_file(sticker)? };
        let placed = StickerPlaced {
            message_guid: guid.clone(),
            target_part_index: part,
            sticker: Some(info.clone()),
            placement,
        };
        self.stick(&key, Author::Agent, placed);
        self.show(&key, Seen::Sticker { message_guid: guid });
        let content = MessageContent { attachments: vec![info], ..MessageContent::default() };
        let message = self.new_message(&key, Author::Agent, content);
        self.keep_message(&key, message.clone());
        Ok(message)
    }

    /// A person puts a sticker on a message.
    pub(crate) fn person_sticks(
        &mut self,
        key: &ChatKey,
        person: &str,
        guid: &str,
        file: (&str, Bytes),
        placement: StickerPlacement,
    ) -> Result<(), Refusal> {
        self.message_of(key, guid)?;
        let (name, data) = file;
        let info = self.keep_file(name, data, None, false)?.info;
        let placed = StickerPlaced {
            message_guid: guid.to_owned(),
            target_part_index: None,
            sticker: Some(AttachmentInfo { is_sticker: true, ..info }),
            placement: Some(placement),
        };
        self.stick(key, Author::Person(person), placed);
        Ok(())
    }

    /// Puts a sticker on a message, and tells of it.
    fn stick(&mut self, key: &ChatKey, author: Author<'_>, placed: StickerPlaced) {
        let standing = MessagePlacedSticker {
            message_guid: placed.message_guid.clone(),
            target_part_index: placed.target_part_index,
            sender: self.actor(&key.0, author),
            is_from_me: author == Author::Agent,
            date_created: Some(self.clock.now()),
            sticker: placed.sticker.clone(),
            placement: placed.placement,
        };
        if let Some(stored) = self.messages.get_mut(&placed.message_guid) {
            let stickers = &mut stored.message.placed_stickers;
            if stickers.len() == MARKS {
                stickers.remove(0);
            }
            stickers.push(standing);
        }
        self.emit_message(key, author, MessageChange::StickerPlaced(placed));
    }
}
