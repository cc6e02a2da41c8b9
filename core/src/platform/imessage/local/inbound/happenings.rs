//! Changes of rows become events beside the messages.

use std::sync::Arc;
use std::time::SystemTime;

use spectrum_imessage_chatdb::record::{AppleDate, Category, Content as Said, Record};

use super::super::super::inbound::part_id;
use super::message::Mapper;
use super::metadata::system_time;
use crate::error::Result;
use crate::event::{Event, Happening};
use crate::space::Space;

/// Something that happened to a row after it was handed out.
pub(in super::super) enum Change<'a> {
    Edited,
    /// These parts went.
    Unsent(&'a [i64]),
    Delivered,
    Failed,
    Ready(&'a Arc<str>),
    Broken(&'a Arc<str>),
}

pub(super) fn happening(record: &Record, space: Space) -> Happening {
    happening_at(record, space, record.date)
}

fn happening_at(record: &Record, space: Space, date: Option<AppleDate>) -> Happening {
    Happening {
        actor: Mapper::actor(record, &space),
        space,
        is_from_me: record.is_from_me,
        timestamp: system_time(date).unwrap_or_else(SystemTime::now),
        sequence: u64::try_from(record.rowid).ok(),
    }
}

/// The events that a change shows.
///
/// # Errors
/// If the row has no conversation.
pub(in super::super) fn of_change(
    mapper: &Mapper,
    record: &Record,
    change: &Change<'_>,
) -> Result<Vec<Event>> {
    let space = mapper.space_of(record)?;
    let details = &record.details;
    let at = |date: Option<AppleDate>| happening_at(record, space.clone(), date.or(record.date));
    let message_id = record.guid.to_string();
    Ok(match change {
        Change::Edited => {
            let text = match &record.content {
                Said::Message(message) => message.text.as_deref().map(str::to_owned),
                _ => None,
            };
            vec![Event::MessageEdited { happening: at(details.date_edited), message_id, text }]
        }
        Change::Unsent(_) if record.category == Category::Unsent => {
            vec![Event::MessageUnsent { happening: at(details.date_edited), message_id }]
        }
        Change::Unsent(parts) => {
            let part = |number: &i64| u32::try_from(*number).ok();
            let unsent = |number| Event::MessageUnsent {
                happening: at(details.date_edited),
                message_id: part_id(number, &record.guid),
            };
            parts.iter().filter_map(part).map(unsent).collect()
        }
        Change::Delivered => {
            vec![Event::MessageDelivered { happening: at(details.date_delivered), message_id }]
        }
        Change::Failed => {
            let error_code = i32::try_from(details.error).unwrap_or(i32::MAX);
            vec![Event::MessageFailed { happening: at(None), message_id, error_code }]
        }
        Change::Ready(file) => {
            let attachment_id = file.to_string();
            vec![Event::AttachmentReady { happening: at(None), message_id, attachment_id }]
        }
        Change::Broken(file) => {
            let attachment_id = file.to_string();
            vec![Event::AttachmentFailed { happening: at(None), message_id, attachment_id }]
        }
    })
}
