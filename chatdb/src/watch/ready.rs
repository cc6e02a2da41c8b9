//! Whether a row is complete: Messages writes one in several steps, seconds apart at times.

use std::collections::HashSet;
use std::time::Duration;

use crate::record::{Category, Content, Message, Record, conversation_key};

/// How long a row that looks like an own send waits for its flag.
const OWN_SEND_WAIT: Duration = Duration::from_secs(1);
/// How long a send of this process is remembered.
const OWN_SEND_KEPT: Duration = Duration::from_secs(30);
/// How many sends are remembered.
const MAX_SENDS: usize = 1000;

/// What is to be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readiness {
    /// Report it.
    Ready,
    /// Report it, but say that something is missing.
    Incomplete,
    /// From this account.
    Own,
    /// Nothing to report, now or later.
    Skip,
    /// Look again.
    Wait,
    /// Give it up, and say why.
    GiveUp(&'static str),
}

/// The texts that this process sent lately.
#[derive(Default)]
pub(super) struct Sends {
    /// The conversation behind its prefix, the text, and when.
    sends: Vec<(String, String, Duration)>,
}

impl Sends {
    pub(super) fn add(&mut self, chat_guid: &str, text: &str, now: Duration) {
        self.sends.retain(|(_, _, at)| now.saturating_sub(*at) < OWN_SEND_KEPT);
        if self.sends.len() >= MAX_SENDS {
            self.sends.remove(0);
        }
        self.sends.push((conversation_key(chat_guid), text.trim().to_owned(), now));
    }

    fn contains(&self, record: &Record, now: Duration) -> bool {
        let Content::Message(message) = &record.content else { return false };
        let (Some(chat), Some(text)) = (&record.chat_guid, &message.text) else { return false };
        !self.sends.is_empty() && {
            let (chat, text) = (conversation_key(chat), text.trim());
            self.sends.iter().any(|(sent_to, sent, at)| {
                *sent_to == chat && sent == text && now.saturating_sub(*at) < OWN_SEND_KEPT
            })
        }
    }
}

/// What is to be done with a row that has been waiting for `age` and may wait for `limit`.
pub(super) fn readiness(
    record: &Record,
    sends: &Sends,
    age: Duration,
    limit: Duration,
    now: Duration,
) -> Readiness {
    use Category::{Deleted, Empty, Ghost, Scheduled, Unsent};
    if record.is_from_me {
        return Readiness::Own;
    }
    if matches!(record.category, Deleted | Scheduled | Unsent) {
        return Readiness::Skip;
    }
    let late = age >= limit;
    if record.chat_guid.is_none() {
        // Never as a direct message: it may have been one of a group.
        return if late { Readiness::GiveUp("it has no conversation") } else { Readiness::Wait };
    }
    if matches!(record.category, Empty | Ghost) {
        return if late { Readiness::GiveUp("it is empty") } else { Readiness::Wait };
    }
    if sends.contains(record, now) {
        if is_self_chat(record) {
            return Readiness::Skip;
        }
        if age < OWN_SEND_WAIT {
            return Readiness::Wait;
        }
    }
    if lacks_attachments(record) {
        return if late { Readiness::Incomplete } else { Readiness::Wait };
    }
    Readiness::Ready
}

fn lacks_attachments(record: &Record) -> bool {
    let joined = record.details.attachments_joined;
    if record.details.has_attachments && joined == 0 {
        return true;
    }
    let Content::Message(message) = &record.content else { return false };
    joined < message.parts.iter().filter(|part| part.transfer_guid().is_some()).count()
        && missing(message)
}

/// Whether a placeholder names an attachment that is not there.
fn missing(message: &Message) -> bool {
    let there: HashSet<_> = message.attachments.iter().map(|attachment| &attachment.guid).collect();
    message.parts.iter().filter_map(|part| part.transfer_guid()).any(|guid| !there.contains(guid))
}

/// Whether the conversation is one with an own address: each message there has two rows.
fn is_self_chat(record: &Record) -> bool {
    let Some(chat) = record.chat_guid.as_deref().filter(|chat| chat.contains(";-;")) else {
        return false;
    };
    let chat = conversation_key(chat);
    let account = record.details.account.as_deref().and_then(|account| account.get(2..));
    let own = [record.details.destination_caller_id.as_deref(), account];
    own.into_iter().flatten().any(|address| conversation_key(address) == chat)
}
