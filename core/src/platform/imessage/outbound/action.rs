//! Content that acts on a message.

use spectrum_imessage_wire::{methods, v1};

use super::card::card_of;
use super::stream::whole;
use super::{Outgoing, parse_id, unsupported};
use crate::content::{Content, Edit, Reaction, Tapback, markdown};
use crate::error::Result;
use crate::message::Message;

impl Outgoing<'_> {
    pub(super) async fn react(mut self, reaction: Reaction) -> Result<Message> {
        if matches!(reaction.target.content(), Content::Poll(_)) {
            return Err(unsupported("reaction", Some("a poll cannot be reacted to")));
        }
        let answer = self.set_reaction(&reaction, true).await?;
        self.sent(answer, Content::Reaction(Box::new(reaction)))
    }

    async fn set_reaction(
        &mut self,
        reaction: &Reaction,
        is_set: bool,
    ) -> Result<v1::MessageResponse> {
        let request = v1::SetReactionRequest {
            target: Some(self.target(&reaction.target)),
            reaction: Some(wire_reaction(reaction.tapback, &reaction.emoji)),
            is_set,
            client_message_id: self.client_message_id(),
        };
        self.deliver(self.call(), request, methods::message::SET_REACTION).await
    }

    pub(super) async fn edit(mut self, edit: Edit) -> Result<()> {
        if matches!(edit.target.content(), Content::Poll(_)) {
            return Err(unsupported("edit", Some("a poll cannot be edited")));
        }
        let content = match edit.content {
            // An edit is one: there is nothing to grow.
            Content::TextStream(stream) => whole(&stream).await?,
            content => content,
        };
        let new_text = match content {
            Content::Text(text) => text.text,
            // An edit has no formatting.
            Content::Markdown(markdown) => markdown::to_plain_text(&markdown.markdown),
            Content::App(app) => {
                // Before the page is asked for what would be shown.
                self.card_session(&edit.target)?;
                return self.update_card(&edit.target, card_of(app).await).await;
            }
            Content::MiniApp(card) => return self.update_card(&edit.target, *card).await,
            other => return Err(unsupported("edit", Some(other.type_name()))),
        };
        if new_text.is_empty() {
            return Err(unsupported("edit", Some("the markdown renders to no text")));
        }
        self.edit_text(&edit.target, new_text).await
    }

    pub(super) async fn edit_text(&mut self, target: &Message, new_text: String) -> Result<()> {
        let request = v1::EditMessageRequest {
            target: Some(self.target(target)),
            new_text,
            client_message_id: self.client_message_id(),
            ..Default::default()
        };
        self.deliver(self.call(), request, methods::message::EDIT_MESSAGE).await.map(drop)
    }

    pub(super) async fn unsend(mut self, target: &Message) -> Result<()> {
        match target.content() {
            Content::Poll(_) => Err(unsupported("unsend", Some("a poll cannot be unsent"))),
            Content::Reaction(reaction) => self.set_reaction(reaction, false).await.map(drop),
            _ => {
                let request = v1::UnsendMessageRequest {
                    target: Some(self.target(target)),
                    client_message_id: self.client_message_id(),
                };
                self.deliver(self.call(), request, methods::message::UNSEND_MESSAGE).await.map(drop)
            }
        }
    }

    fn target(&self, message: &Message) -> v1::MessageTarget {
        let (part, guid) = parse_id(message.id());
        v1::MessageTarget {
            chat_guid: self.chat_guid.clone(),
            message_guid: guid.to_owned(),
            target_part_index: part,
        }
    }
}

/// A reaction: a tapback, else the emoji.
pub(in super::super) fn wire_reaction(
    tapback: Option<Tapback>,
    emoji: &str,
) -> v1::MessageReaction {
    use v1::MessageReactionKind as Kind;
    let kind = match tapback {
        Some(Tapback::Love) => Kind::Love,
        Some(Tapback::Like) => Kind::Like,
        Some(Tapback::Dislike) => Kind::Dislike,
        Some(Tapback::Laugh) => Kind::Laugh,
        Some(Tapback::Emphasize) => Kind::Emphasize,
        Some(Tapback::Question) => Kind::Question,
        None => Kind::Emoji,
    };
    let emoji = (kind == Kind::Emoji).then(|| emoji.to_owned());
    v1::MessageReaction { kind: kind as i32, emoji }
}
