//! Events that are shown beside the messages: what happens to messages and chats.

use std::time::SystemTime;

use spectrum_imessage_wire::v1;

use super::changes::{Event as Source, person};
use super::metadata::{attachment_metadata, reaction_kind};
use crate::event::{Event, Happening};
use crate::platform::imessage::ReactionKind;

fn happening(
    source: &Source<'_>,
    actor: Option<&v1::SingleServiceAddressInfo>,
    is_from_me: bool,
) -> Happening {
    Happening {
        space: source.space.clone(),
        actor: person(actor),
        is_from_me,
        timestamp: source.occurred_at.unwrap_or_else(SystemTime::now),
        sequence: source.sequence,
    }
}

/// What a change of a message shows besides messages.
pub(in super::super) fn of_message(
    source: &Source<'_>,
    change: &v1::MessageChangeEvent,
) -> Option<Event> {
    use v1::message_change_event::Change;
    let happening = || happening(source, change.actor.as_ref(), change.is_from_me);
    Some(match change.change.as_ref()? {
        Change::MessageEdited(edited) => {
            source.line.forget_kept(&edited.message_guid);
            Event::MessageEdited {
                happening: happening(),
                message_id: edited.message_guid.clone(),
                text: edited.content.as_ref().and_then(|content| content.text.clone()),
            }
        }
        Change::MessageUnsent(unsent) => {
            source.line.forget_kept(&unsent.message_guid);
            Event::MessageUnsent { happening: happening(), message_id: unsent.message_guid.clone() }
        }
        Change::ReactionRemoved(removed) => Event::ReactionRemoved {
            happening: happening(),
            message_id: removed.message_guid.clone(),
            part_index: removed.target_part_index,
            reaction: removed.reaction.as_ref().map_or(ReactionKind::Unknown, reaction_kind),
        },
        Change::StickerPlaced(placed) => Event::StickerPlaced {
            happening: happening(),
            message_id: placed.message_guid.clone(),
            part_index: placed.target_part_index,
            sticker: placed.sticker.as_ref().map(attachment_metadata),
        },
        Change::MessageReceived(_) | Change::ReactionAdded(_) | Change::MessageRead(_) => {
            return None;
        }
    })
}

/// What a change of a chat shows.
pub(in super::super) fn of_chat(
    source: &Source<'_>,
    change: &v1::ChatChangeEvent,
) -> Option<Event> {
    use v1::chat_change_event::Change;
    let happening = happening(source, change.actor.as_ref(), change.is_from_me);
    Some(match change.change.as_ref()? {
        Change::BackgroundChanged(_) => Event::BackgroundChanged { happening },
        Change::BackgroundRemoved(_) => Event::BackgroundRemoved { happening },
        Change::MarkedRead(_) => Event::ChatRead { happening },
        Change::Archived(_) => Event::ChatArchived { happening },
        Change::Unarchived(_) => Event::ChatUnarchived { happening },
    })
}
