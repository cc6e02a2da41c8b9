//! What a row is, and the record for it.

use std::sync::Arc;

use serde::Serialize;

use super::names;
use super::{
    AppleDate, Attachment, Content, Details, GroupEvent, Message, Reaction, Record, Reply,
    SendEffect,
};
use crate::body::Body;
use crate::database::{Chat, Row};
use crate::edits;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// In Recently Deleted.
    Deleted,
    /// Something happened to a group.
    GroupEvent,
    /// A reaction was added or removed.
    Reaction,
    /// A sticker was laid on a message.
    StickerPlaced,
    /// A poll.
    Poll,
    /// A vote in a poll.
    PollVote,
    /// To be sent later: not a message yet.
    Scheduled,
    /// A message of which nothing is left.
    Unsent,
    /// A failed address: nothing arrives there.
    Ghost,
    /// No text and no attachment (yet).
    Empty,
    /// A body that cannot be read, and nothing else to show.
    Unreadable,
    /// A message.
    Message,
}

/// A row with what the other tables say about it.
pub(crate) struct Joined<'a> {
    pub(crate) row: Row,
    /// In Recently Deleted.
    pub(crate) recoverable: bool,
    pub(crate) chat: Option<&'a Chat>,
    pub(crate) sender: Option<Arc<str>>,
    /// Whom a group event is about.
    pub(crate) other: Option<Arc<str>>,
    /// By row number.
    pub(crate) attachments: Vec<Attachment>,
}

/// The record for a row.
pub(crate) fn record(joined: Joined<'_>) -> Record {
    let details = details(&joined);
    let Joined { row, recoverable, chat, sender, other, attachments } = joined;
    let (category, content) = if let Some(reason) = row.broken {
        (Category::Unreadable, Content::Unreadable { reason: reason.to_owned() })
    } else if recoverable && chat.is_none() {
        (Category::Deleted, Content::Nothing {})
    } else if row.item_type != 0 {
        (Category::GroupEvent, group_event(&row, other, attachments))
    } else if let Some((kind, removed)) = names::reaction(row.associated_message_type) {
        (Category::Reaction, reaction(&row, kind, removed, attachments))
    } else if row.associated_message_type == 1000 {
        (Category::StickerPlaced, target(&row, attachments))
    } else if is_poll(&row) {
        match row.associated_message_type {
            4000 => (Category::PollVote, target(&row, attachments)),
            _ => (Category::Poll, Content::Nothing {}),
        }
    } else if row.schedule_type == 2 && row.schedule_state != 0 && row.is_sent == 0 {
        (Category::Scheduled, Content::Nothing {})
    } else {
        message(&row, chat.is_some(), attachments)
    };
    Record {
        rowid: row.rowid,
        guid: row.guid,
        category,
        chat_guid: chat.map(|chat| Arc::clone(&chat.guid)),
        chat_kind: chat.map(|chat| chat.kind),
        sender: sender.filter(|_| row.is_from_me == 0),
        is_from_me: row.is_from_me != 0,
        service: row.service,
        date: AppleDate::from_column(row.date),
        content,
        details,
    }
}

fn details(joined: &Joined<'_>) -> Details {
    let row = &joined.row;
    Details {
        date_delivered: AppleDate::from_column(row.date_delivered),
        date_read: AppleDate::from_column(row.date_read),
        date_played: AppleDate::from_column(row.date_played),
        date_edited: AppleDate::from_column(row.date_edited),
        date_retracted: AppleDate::from_column(row.date_retracted),
        date_effect_played: AppleDate::from_column(row.time_expressive_send_played),
        is_sent: row.is_sent != 0,
        is_delivered: row.is_delivered != 0,
        is_read: row.is_read != 0,
        error: row.error,
        was_downgraded: row.was_downgraded != 0,
        is_audio_message: row.is_audio_message != 0,
        has_attachments: row.cache_has_attachments != 0,
        attachments_joined: joined.attachments.len(),
        is_spam: row.is_spam != 0,
        is_auto_reply: row.is_auto_reply != 0,
        is_system_message: row.is_system_message != 0,
        is_service_message: row.is_service_message != 0,
        is_corrupt: row.is_corrupt != 0,
        is_delayed: row.is_delayed != 0,
        is_expirable: row.is_expirable != 0,
        was_delivered_quietly: row.was_delivered_quietly != 0,
        did_notify_recipient: row.did_notify_recipient != 0,
        part_count: row.part_count,
        chat_filter: joined.chat.map_or(0, |chat| chat.is_filtered),
        destination_caller_id: row.destination_caller_id.clone(),
        account: row.account.clone(),
        balloon_bundle_id: row.balloon_bundle_id.clone(),
    }
}

fn is_poll(row: &Row) -> bool {
    row.balloon_bundle_id.as_ref().is_some_and(|id| id.ends_with(":com.apple.messages.Polls"))
}

fn named(row: &Row) -> (Option<Arc<str>>, Option<i64>) {
    let stored = row.associated_message_guid.as_deref().unwrap_or_default();
    let (guid, part) = names::target(stored);
    (Some(guid.into()).filter(|_| !guid.is_empty()), part)
}

fn target(row: &Row, attachments: Vec<Attachment>) -> Content {
    let (target_guid, target_part) = named(row);
    Content::Target { target_guid, target_part, attachments }
}

fn reaction(row: &Row, kind: &'static str, removed: bool, attachments: Vec<Attachment>) -> Content {
    let (target_guid, target_part) = named(row);
    let sticker = attachments.first().filter(|_| kind == "sticker");
    Content::Reaction {
        reaction: Reaction {
            kind,
            emoji: row.associated_message_emoji.clone(),
            removed,
            target_guid,
            target_part,
            sticker_attachment: sticker.map(|sticker| Arc::clone(&sticker.guid)),
            attachments,
        },
    }
}

fn group_event(row: &Row, other: Option<Arc<str>>, attachments: Vec<Attachment>) -> Content {
    let kind = names::group_event(row.item_type, row.group_action_type, row.share_status);
    let number = |number| Some(number).filter(|_| kind == "unknown");
    Content::GroupEvent {
        group_event: GroupEvent {
            kind,
            other,
            title: row.group_title.clone(),
            item_type: number(row.item_type),
            group_action_type: number(row.group_action_type),
            attachments,
        },
    }
}

/// A message, or what is left of one.
fn message(row: &Row, has_chat: bool, attachments: Vec<Attachment>) -> (Category, Content) {
    let read = read_body(row);
    let retracted = row.date_retracted.is_some_and(|date| date != 0);
    let edit = edits::read(row.message_summary_info.as_deref(), retracted);
    let has_text = read.body.as_ref().is_some_and(|body| !body.text.is_empty());
    let unsent = edit.as_ref().is_some_and(|edit| !edit.unsent_parts.is_empty());
    let category = if unsent && !has_text && read.fault.is_none() {
        Category::Unsent
    } else if has_text || !attachments.is_empty() {
        Category::Message
    } else if let Some(reason) = read.fault {
        return (Category::Unreadable, Content::Unreadable { reason });
    } else if row.is_from_me != 0 && !has_chat {
        return (Category::Ghost, Content::Nothing {});
    } else {
        return (Category::Empty, Content::Nothing {});
    };
    let mut message = Message::with_body(read.body);
    message.salvaged = read.salvaged;
    message.attachments = attachments;
    message.attachments.retain(|attachment| !attachment.hidden);
    message.reply_to = row.thread_originator_guid.as_ref().map(|guid| Reply {
        guid: Arc::clone(guid),
        part: row
            .thread_originator_part
            .as_deref()
            .and_then(|part| part.split(':').next())
            .and_then(|part| part.parse().ok()),
    });
    message.send_effect = row
        .expressive_send_style_id
        .as_ref()
        .map(|id| SendEffect { id: Arc::clone(id), name: names::send_effect(id) });
    message.edit = edit;
    message.error = row.error;
    message.subject.clone_from(&row.subject);
    (category, Content::Message(Box::new(message)))
}

struct ReadBody {
    body: Option<Body>,
    /// Whether the text was saved from a broken body.
    salvaged: bool,
    /// Why nothing could be read although there is a body.
    fault: Option<String>,
}

/// The body is the truth, the column `text` a shortened copy. A broken body gives way to the text,
/// and without one to what can be saved.
fn read_body(row: &Row) -> ReadBody {
    let stored = row.text.as_deref().map(Body::plain);
    let Some(archive) = &row.attributed_body else {
        return ReadBody { body: stored, salvaged: false, fault: None };
    };
    match Body::decode(archive) {
        Ok(body) => ReadBody { body: Some(body), salvaged: false, fault: None },
        Err(_) if stored.is_some() => ReadBody { body: stored, salvaged: false, fault: None },
        Err(error) => match &error.salvaged {
            Some(text) => {
                ReadBody { body: Some(Body::plain(&text.0)), salvaged: true, fault: None }
            }
            None => ReadBody { body: None, salvaged: false, fault: Some(error.to_string()) },
        },
    }
}
