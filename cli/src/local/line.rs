//! Records and events as lines for people.

use std::collections::HashMap;

use jiff::Timestamp;
use spectrum_imessage_chatdb::body::PartContent;
use spectrum_imessage_chatdb::record::{Attachment, Category, Content, Message, Record};
use spectrum_imessage_chatdb::watch::Event;

/// A record; nothing for rows that are not shown.
pub(super) fn of_record(record: &Record) -> Option<String> {
    let said = match (&record.content, record.category) {
        (Content::Message(_), Category::Unsent) => "(unsent)".to_owned(),
        (Content::Message(message), _) => of_message(message),
        (Content::Reaction { reaction }, _) => {
            let kind = reaction.emoji.as_deref().unwrap_or(reaction.kind);
            let way = if reaction.removed { "takes back" } else { "reacts with" };
            format!("({way} {kind}, to {})", reaction.target_guid.as_deref().unwrap_or("nothing"))
        }
        (Content::GroupEvent { group_event }, _) => {
            let about = group_event.title.as_deref().or(group_event.other.as_deref());
            match about {
                Some(about) => format!("({}: {about})", group_event.kind),
                None => format!("({})", group_event.kind),
            }
        }
        (Content::Target { target_guid, .. }, category) => {
            let what =
                if category == Category::PollVote { "votes in" } else { "lays a sticker on" };
            format!("({what} {})", target_guid.as_deref().unwrap_or("nothing"))
        }
        (Content::Unreadable { reason }, _) => format!("(unreadable: {reason})"),
        (Content::Nothing {}, Category::Poll) => "(poll)".to_owned(),
        (Content::Nothing {}, _) => return None,
    };
    let sender = if record.is_from_me { "me" } else { record.sender.as_deref().unwrap_or("?") };
    let chat = record.chat_guid.as_deref().unwrap_or("no conversation");
    Some(format!("{} {chat} {sender}: {said}", date(record)))
}

/// An event.
pub(super) fn of_event(event: &Event) -> String {
    let about = match event {
        Event::Dropped { guid, reason } => format!("{guid}: {reason}"),
        Event::Trouble { what, .. } => what.clone(),
        _ => event.record().and_then(of_record).unwrap_or_default(),
    };
    format!("{:<11} {about}", event.name())
}

fn of_message(message: &Message) -> String {
    let mut said = Vec::new();
    let mut files: HashMap<_, _> =
        message.attachments.iter().map(|file| (&file.guid, file)).collect();
    for part in &message.parts {
        match &part.content {
            PartContent::Text { text } => said.push(text.clone()),
            PartContent::Attachment { transfer_guid, .. } => {
                let file = files.remove(transfer_guid);
                said.push(of_file(file));
            }
        }
    }
    let left = message.attachments.iter().filter(|file| files.contains_key(&file.guid));
    said.extend(left.map(|file| of_file(Some(file))));
    if message.edit.as_ref().is_some_and(|edit| !edit.edited_parts.is_empty()) {
        said.push("(edited)".to_owned());
    }
    if message.salvaged {
        said.push("(salvaged)".to_owned());
    }
    if message.error != 0 {
        said.push(format!("(error {})", message.error));
    }
    said.join(" ")
}

fn of_file(file: Option<&Attachment>) -> String {
    format!("[{}]", file.and_then(|file| file.name.as_deref()).unwrap_or("attachment"))
}

fn date(record: &Record) -> String {
    let date =
        record.date.and_then(|date| Timestamp::from_nanosecond(date.unix_nanoseconds()).ok());
    date.map_or_else(|| "no date".to_owned(), |date| format!("{date:.0}"))
}
