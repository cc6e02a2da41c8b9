//! Texts that somebody has written, many at a time: they need no look-up, so nothing holds them up.

use std::sync::Arc;

use prost::Message as _;
use spectrum_imessage_wire::v1;

use super::super::Fields;
use super::super::inbound::Plain;
use super::stream::{Reader, Unwanted};
use crate::content::{Content, Text};
use crate::delivery::Ticket;
use crate::message::{Direction, Message, MessageData};
use crate::space::Space;
use crate::user::User;

impl Reader {
    /// Takes a text, to be handed over with the others. What has to be looked at more closely comes
    /// back.
    pub(super) fn text(&mut self, plain: Plain, ticket: Option<Ticket>) -> Result<(), Refused> {
        let Some((space, sender)) = self.place(&plain) else { return Err((plain, ticket)) };
        self.line.keep_wire(plain.guid(), plain.message());
        let message = Message::new(MessageData {
            id: String::new(),
            content: Content::Text(Text { text: plain.text().to_owned() }),
            direction: Direction::Inbound,
            sender: Some(sender),
            space,
            timestamp: plain.occurred_at(),
            part_index: None,
            parent_id: None,
            native: Some(Fields::unread(plain.into_unread())),
        });
        // One by one: what has to go for it makes room for the next.
        self.line.remember(&message);
        self.texts.push((message, ticket));
        Ok(())
    }

    /// Where it was written, and by whom. `None` if that is not somebody else, or cannot be read.
    fn place(&mut self, plain: &Plain) -> Option<(Space, Arc<User>)> {
        let line = &self.line;
        let conversation = self.conversations.get(plain.chat(), line, &self.mapper).ok()??;
        let person = conversation.person(plain.sender(), line)?;
        if person.is_line {
            return None;
        }
        let sender = Arc::clone(&person.user);
        let actor = plain.actor();
        if !actor.is_empty() && actor != plain.sender() {
            let actor = v1::SingleServiceAddressInfo::decode(actor).ok()?;
            if *actor.address == *line.phone() {
                return None;
            }
        }
        conversation.count(line);
        let space = conversation.space.clone();
        if let Some(profile) = self.mapper.profile() {
            profile.message_came(line, space.id());
        }
        Some((space, sender))
    }

    /// Gives the program the texts that were taken.
    pub(super) async fn flush(&mut self) -> Result<(), Unwanted> {
        if self.texts.is_empty() {
            return Ok(());
        }
        let name = self.line.name();
        let went = self.inbox.put_all(&name, &mut self.texts).await;
        went.then_some(()).ok_or(Unwanted)
    }
}

/// What [`Reader::text`] could not take.
type Refused = (Plain, Option<Ticket>);
