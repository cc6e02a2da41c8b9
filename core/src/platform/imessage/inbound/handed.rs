//! What happens besides messages as a message, for programs that ask for it among their messages.

use serde_json::{Value, json};

use super::changes::Event as Source;
use super::message::{Mapper, reply_target, stub};
use crate::content::{Content, Edit, Text, Unsend};
use crate::event::{Event, Happening};
use crate::json::without_absent;
use crate::message::Message;

impl Mapper {
    /// The event as a message. `None` for what the account did itself, and for what happened in no
    /// conversation. Marks of a chat are always the account's own: they are handed over.
    pub(in super::super) async fn handed_over(
        &self,
        source: &Source<'_>,
        event: &Event,
    ) -> Option<Message> {
        let chat = source.space.id();
        let (place, deed, happening, content) = match event {
            Event::MessageEdited { happening, message_id, text } => {
                let text = text.clone().unwrap_or_default();
                let target = reply_target(&source.plain(), message_id, &mut Vec::new()).await;
                let content = Content::Text(Text { text });
                let edit = Content::Edit(Box::new(Edit { content, target }));
                (message_id.as_str(), "edit", theirs(source, happening)?, edit)
            }
            Event::MessageUnsent { happening, message_id } => {
                // The service has nothing to tell of it any more.
                let known = source.line.recall(message_id);
                let target = known.unwrap_or_else(|| stub(&source.space, message_id));
                let unsend = Content::Unsend(Unsend { target });
                (message_id.as_str(), "unsend", theirs(source, happening)?, unsend)
            }
            Event::ReactionRemoved { happening, message_id, part_index, reaction } => {
                let fields = json!({
                    "message_id": message_id,
                    "part_index": part_index,
                    "reaction": {"kind": reaction.name(), "emoji": reaction.emoji()},
                });
                let content = custom("reaction-removed", fields);
                (message_id.as_str(), "reaction-removed", theirs(source, happening)?, content)
            }
            Event::StickerPlaced { happening, message_id, part_index, sticker } => {
                let fields = json!({
                    "message_id": message_id,
                    "part_index": part_index,
                    "sticker": sticker,
                });
                let content = custom("sticker-placed", fields);
                (message_id.as_str(), "sticker", theirs(source, happening)?, content)
            }
            Event::BackgroundChanged { happening } => {
                let content = custom("background-changed", json!({}));
                (chat, "background", theirs(source, happening)?, content)
            }
            Event::BackgroundRemoved { happening } => {
                let content = custom("background-removed", json!({}));
                (chat, "background", theirs(source, happening)?, content)
            }
            Event::ChatRead { happening } => {
                (chat, "chat", happening, custom("chat-read", json!({})))
            }
            Event::ChatArchived { happening } => {
                (chat, "chat", happening, custom("chat-archived", json!({})))
            }
            Event::ChatUnarchived { happening } => {
                (chat, "chat", happening, custom("chat-unarchived", json!({})))
            }
            // The first four come in local mode only.
            Event::MessageDelivered { .. }
            | Event::MessageFailed { .. }
            | Event::AttachmentReady { .. }
            | Event::AttachmentFailed { .. }
            | Event::Gap { .. }
            | Event::LineAdded { .. }
            | Event::LineRemoved { .. }
            | Event::LineNumberChanged { .. }
            | Event::StreamConnected { .. }
            | Event::StreamDisconnected { .. }
            | Event::Unauthenticated { .. }
            | Event::Unmappable { .. }
            | Event::Missed { .. } => return None,
        };
        let id = format!("{place}:{deed}:{}", source.number());
        Some(source.message(id, happening.actor.clone(), content))
    }
}

/// What somebody else did. On a line of one's own its number is ours.
fn theirs<'a>(source: &Source<'_>, happening: &'a Happening) -> Option<&'a Happening> {
    let by_line = happening.actor.as_ref().is_some_and(|actor| actor.id == *source.line.phone());
    (!happening.is_from_me && !by_line).then_some(happening)
}

fn custom(kind: &str, mut fields: Value) -> Content {
    fields["imessage_type"] = json!(kind);
    Content::Custom(without_absent(fields))
}
