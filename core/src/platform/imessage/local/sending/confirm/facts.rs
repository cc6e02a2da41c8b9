//! What matters of a row that may be a message of ours.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use spectrum_imessage_chatdb::record::{Category, ChatKind, Content, Record, TransferState};

use super::Expected;

/// What matters of a row.
pub(super) struct Facts {
    pub(super) rowid: i64,
    pub(super) guid: Arc<str>,
    pub(super) own: bool,
    pub(super) chat: Option<(Arc<str>, Option<ChatKind>)>,
    pub(super) sms: bool,
    /// Apple's number of a failure, or 0.
    pub(super) error: i64,
    pub(super) date: SystemTime,
    pub(super) text: String,
    pub(super) files: Vec<FileFacts>,
    /// Body or attachments may still come.
    pub(super) incomplete: bool,
}

pub(super) struct FileFacts {
    name: Option<Arc<str>>,
    path: Option<Arc<str>>,
    state: TransferState,
}

/// How a row fits what was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is that.
    Whole,
    /// It is the beginning of the text: links may be split off.
    Beginning,
    /// It is the end of the text.
    End,
    No,
}

impl Facts {
    /// `None` for what no send makes: reactions, events of groups and so on.
    pub(super) fn of(record: &Record) -> Option<Self> {
        let waiting = matches!(record.category, Category::Empty | Category::Ghost);
        let (text, files, incomplete) = match &record.content {
            Content::Message(message) if record.category == Category::Message => {
                let places = message.parts.iter().filter(|p| p.transfer_guid().is_some()).count();
                let joined = record.details.attachments_joined;
                let lacks = joined < places || (record.details.has_attachments && joined == 0);
                let files = message.attachments.iter().map(|file| FileFacts {
                    name: file.name.clone(),
                    path: file.path.clone(),
                    state: file.state,
                });
                (plain(message.text.as_deref().unwrap_or_default()), files.collect(), lacks)
            }
            _ if waiting => (String::new(), Vec::new(), true),
            _ => return None,
        };
        Some(Self {
            rowid: record.rowid,
            guid: Arc::clone(&record.guid),
            own: record.is_from_me,
            chat: record.chat_guid.clone().map(|guid| (guid, record.chat_kind)),
            sms: record.service.as_deref() == Some("SMS"),
            error: record.details.error,
            date: record.date.map_or_else(SystemTime::now, |date| time(date.unix_nanoseconds())),
            text,
            files,
            incomplete,
        })
    }

    /// How the content fits, whoever sent it and wherever.
    pub(super) fn fit(&self, expected: &Expected) -> Fit {
        match expected {
            Expected::Text(_) if self.text.is_empty() || !self.files.is_empty() => Fit::No,
            Expected::Text(text) if *text == self.text => Fit::Whole,
            Expected::Text(text) => match text.strip_prefix(&self.text) {
                Some(rest) if is_cut(rest) => Fit::Beginning,
                _ if text.ends_with(&self.text) => Fit::End,
                _ => Fit::No,
            },
            Expected::File { .. } if self.file(expected).is_some() => Fit::Whole,
            Expected::File { .. } => Fit::No,
        }
    }

    /// How far the expected file has come.
    pub(super) fn file(&self, expected: &Expected) -> Option<TransferState> {
        let Expected::File { name, id } = expected else { return None };
        let is_it = |file: &&FileFacts| {
            file.name.as_deref() == Some(name)
                || file.path.as_deref().is_some_and(|p| p.contains(id))
        };
        self.files.iter().find(is_it).map(|file| file.state)
    }
}

/// Whether a text may have been cut before this: at white space or a link, not within a word.
fn is_cut(rest: &str) -> bool {
    rest.starts_with(char::is_whitespace) || rest.contains("://") || rest.starts_with("www.")
}

/// A text as it is compared.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").trim().to_owned()
}

fn time(unix_nanoseconds: i128) -> SystemTime {
    let since = u64::try_from(unix_nanoseconds.max(0)).unwrap_or(u64::MAX);
    UNIX_EPOCH + Duration::from_nanos(since)
}
