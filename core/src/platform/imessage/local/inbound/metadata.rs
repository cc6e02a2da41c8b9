//! Plain fields of a row: people, times, and what only iMessage has.

use std::time::{Duration, SystemTime};

use spectrum_imessage_chatdb::record::{
    AppleDate, Attachment, Category, Content as Said, GroupEvent, Reaction, Record, TransferState,
};

use crate::content::Tapback;
use crate::platform::imessage::native::{
    AttachmentMetadata, Formatting, Mention, Native, ReactionKind, ReactionRecord,
};
use crate::user::{Service, User};

/// A date of the database. `None` if it is absent or beyond what the system can hold.
pub(in super::super) fn system_time(date: Option<AppleDate>) -> Option<SystemTime> {
    let nanoseconds = date?.unix_nanoseconds();
    let length = Duration::from_nanos(u64::try_from(nanoseconds.unsigned_abs()).ok()?);
    if nanoseconds < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(length)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(length)
    }
}

fn service(record: &Record) -> Service {
    match record.service.as_deref() {
        Some("iMessage") => Service::IMessage,
        Some("SMS") => Service::Sms,
        Some("RCS") => Service::Rcs,
        _ => Service::Unknown,
    }
}

/// Somebody with this address, reached by the service of a row.
pub(super) fn person(address: &str, record: &Record) -> User {
    User { address: Some(address.to_owned()), service: Some(service(record)), ..User::new(address) }
}

/// The account that a row came to or went out from.
pub(super) fn own_address(record: &Record) -> &str {
    let account = record.details.account.as_deref();
    let account = account.and_then(|account| account.split_once(':')).map(|(_, address)| address);
    let caller = record.details.destination_caller_id.as_deref();
    account.filter(|address| !address.is_empty()).or(caller).unwrap_or_default()
}

/// The fields that only iMessage has.
pub(super) fn native(record: &Record) -> Native {
    let details = &record.details;
    let mut native = Native {
        date_delivered: system_time(details.date_delivered),
        date_edited: system_time(details.date_edited),
        date_expressive_send_played: system_time(details.date_effect_played),
        date_played: system_time(details.date_played),
        date_read: system_time(details.date_read),
        date_retracted: retracted(record),
        is_sent: details.is_sent,
        is_delivered: details.is_delivered,
        is_delivered_quietly: details.was_delivered_quietly,
        did_notify_recipient: details.did_notify_recipient,
        is_delayed: details.is_delayed,
        send_error_code: i32::try_from(details.error).unwrap_or(i32::MAX),
        balloon_bundle_id: details.balloon_bundle_id.as_deref().map(str::to_owned),
        item_type: "normal",
        part_count: details.part_count.and_then(|count| i32::try_from(count).ok()),
        is_auto_reply: details.is_auto_reply,
        is_corrupt: details.is_corrupt || record.category == Category::Unreadable,
        is_expirable: details.is_expirable,
        is_service_message: details.is_service_message,
        is_filtered: details.chat_filter != 0,
        is_spam: details.is_spam,
        is_system_message: details.is_system_message,
        ..Native::default()
    };
    match &record.content {
        Said::Message(message) => {
            native.is_corrupt |= message.salvaged;
            native.native_text = message.text.as_deref().map(str::to_owned);
            native.subject = message.subject.as_deref().map(str::to_owned);
            native.expressive_send_style_id =
                message.send_effect.as_ref().map(|effect| effect.id.to_string());
            native.attachment_metadata =
                message.attachments_in_order().into_iter().map(attachment_metadata).collect();
            native.mentions = message.mentions.iter().map(mention).collect();
            let styles = message.styles.iter().flat_map(|style| {
                let run = |name: &&str| run(name, style.start, style.length, None);
                style.names.iter().map(run).collect::<Vec<_>>()
            });
            let effects = message.effects.iter();
            let effects = effects.map(|e| run("effect", e.start, e.length, Some(e.name)));
            native.formatting = styles.chain(effects).collect();
        }
        Said::Reaction { reaction } => native.reaction_record = Some(reaction_record(reaction)),
        Said::GroupEvent { group_event } => {
            native.item_type = item_type(group_event);
            native.group_title = group_event.title.as_deref().map(str::to_owned);
        }
        Said::Target { .. } | Said::Unreadable { .. } | Said::Nothing {} => {}
    }
    native
}

/// Some systems name the time of an unsend; the others have it where that of an edit stands.
fn retracted(record: &Record) -> Option<SystemTime> {
    let details = &record.details;
    let edited = details.date_edited.filter(|_| record.category == Category::Unsent);
    system_time(details.date_retracted.or(edited))
}

fn number(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

fn run(kind: &str, start: usize, length: usize, effect_name: Option<&str>) -> Formatting {
    Formatting {
        kind: kind.to_owned(),
        start: number(start),
        length: number(length),
        effect_name: effect_name.map(str::to_owned),
    }
}

fn mention(mention: &spectrum_imessage_chatdb::body::Mention) -> Mention {
    Mention {
        address: mention.handle.to_string(),
        start: number(mention.start),
        length: number(mention.length),
    }
}

fn item_type(event: &GroupEvent) -> &'static str {
    match (event.kind, event.item_type) {
        ("member_added" | "member_removed", _) | (_, Some(1)) => "participantChange",
        ("renamed", _) | (_, Some(2)) => "groupNameChange",
        ("left" | "icon_changed" | "icon_removed", _) | (_, Some(3)) => "chatAction",
        _ => "unknown",
    }
}

pub(super) fn attachment_metadata(attachment: &Attachment) -> AttachmentMetadata {
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
    AttachmentMetadata {
        guid: attachment.guid.to_string(),
        original_guid: None,
        file_name: text(&attachment.name),
        mime_type: text(&attachment.mime_type),
        uti: text(&attachment.uti),
        total_bytes: attachment.bytes,
        transfer_state: match attachment.state {
            TransferState::Pending => "pending",
            TransferState::Transferring => "transferring",
            TransferState::Complete => "finished",
            TransferState::Failed => "failed",
        },
        is_hidden: attachment.hidden,
        is_sticker: attachment.is_sticker,
    }
}

pub(super) fn reaction_kind(reaction: &Reaction) -> ReactionKind {
    match reaction.kind {
        "love" => ReactionKind::Tapback(Tapback::Love),
        "like" => ReactionKind::Tapback(Tapback::Like),
        "dislike" => ReactionKind::Tapback(Tapback::Dislike),
        "laugh" => ReactionKind::Tapback(Tapback::Laugh),
        "emphasize" => ReactionKind::Tapback(Tapback::Emphasize),
        "question" => ReactionKind::Tapback(Tapback::Question),
        "emoji" => ReactionKind::Emoji(reaction.emoji.as_deref().map(str::to_owned)),
        "sticker" => ReactionKind::Sticker,
        _ => ReactionKind::Unknown,
    }
}

pub(super) fn part_index(part: Option<i64>) -> Option<i32> {
    part.and_then(|part| i32::try_from(part).ok())
}

fn reaction_record(reaction: &Reaction) -> ReactionRecord {
    ReactionRecord {
        reaction: reaction_kind(reaction),
        selected: Some(!reaction.removed),
        target_guid: reaction.target_guid.as_deref().map(str::to_owned),
        target_part_index: part_index(reaction.target_part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_nanoseconds() {
        let unix = |nanoseconds| {
            let time = system_time(Some(AppleDate::from_nanoseconds(nanoseconds)))?;
            Some(time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos())
        };
        assert_eq!(unix(790_000_007_000_001_001), Some(1_768_307_207_000_001_001));
        assert_eq!(unix(i64::MAX), Some(u128::from(i64::MAX as u64) + 978_307_200_000_000_000));
        assert!(system_time(Some(AppleDate::from_nanoseconds(i64::MIN))).is_some());
        assert_eq!(system_time(None), None);
    }
}
