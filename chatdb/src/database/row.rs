//! Rows of `message` as stored. Columns that this generation lacks have their default; a value of
//! another type than expected is read as well as it can be.

use std::sync::Arc;

use rusqlite::types::ValueRef;

/// What is larger than this is not read, in bytes.
const MAX_VALUE: usize = crate::typedstream::MAX_BYTES;

/// How a column is read.
enum Column {
    Integer(&'static str),
    Text(&'static str),
    Bytes(&'static str),
}

macro_rules! row {
    ($($(#[$doc:meta])* $field:ident: $kind:ident $name:literal,)*) => {
        /// One row of `message`.
        #[derive(Clone, Default)]
        pub(crate) struct Row {
            pub(crate) rowid: i64,
            pub(crate) guid: Arc<str>,
            /// Why the row cannot be read.
            pub(crate) broken: Option<&'static str>,
            $($(#[$doc])* pub(crate) $field: row!(@type $kind),)*
        }

        /// The columns after `ROWID` and `guid`, in their order.
        const COLUMNS: &[Column] = &[$(row!(@column $kind $name),)*];

        impl Row {
            /// Reads a row of a query with the columns of [`select`].
            pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                let mut out = Self { rowid: row.get(0)?, ..Self::default() };
                match text(row.get_ref(1)?) {
                    Some(guid) => out.guid = guid,
                    None => out.broken = Some("the row has no guid"),
                }
                let mut next = 2;
                $(
                    out.$field = row!(@read $kind row.get_ref(next)?);
                    next += 1;
                )*
                debug_assert_eq!(next, COLUMNS.len() + 2);
                Ok(out)
            }
        }
    };
    (@type integer) => { i64 };
    (@type date) => { Option<i64> };
    (@type text) => { Option<Arc<str>> };
    (@type title) => { Option<Arc<str>> };
    (@type bytes) => { Option<Vec<u8>> };
    (@column integer $name:literal) => { Column::Integer($name) };
    (@column date $name:literal) => { Column::Integer($name) };
    (@column text $name:literal) => { Column::Text($name) };
    (@column title $name:literal) => { Column::Text($name) };
    (@column bytes $name:literal) => { Column::Bytes($name) };
    (@read integer $value:expr) => { integer($value).unwrap_or(0) };
    (@read date $value:expr) => { integer($value) };
    (@read text $value:expr) => { text($value) };
    (@read title $value:expr) => { words($value) };
    (@read bytes $value:expr) => { bytes($value) };
}

row! {
    text: text "text",
    attributed_body: bytes "attributedBody",
    handle_id: integer "handle_id",
    is_from_me: integer "is_from_me",
    service: text "service",
    date: date "date",
    date_delivered: date "date_delivered",
    date_read: date "date_read",
    date_played: date "date_played",
    date_edited: date "date_edited",
    date_retracted: date "date_retracted",
    is_sent: integer "is_sent",
    is_delivered: integer "is_delivered",
    is_read: integer "is_read",
    error: integer "error",
    was_downgraded: integer "was_downgraded",
    cache_has_attachments: integer "cache_has_attachments",
    item_type: integer "item_type",
    group_action_type: integer "group_action_type",
    group_title: title "group_title",
    other_handle: integer "other_handle",
    share_status: integer "share_status",
    associated_message_guid: text "associated_message_guid",
    associated_message_type: integer "associated_message_type",
    associated_message_emoji: text "associated_message_emoji",
    thread_originator_guid: text "thread_originator_guid",
    thread_originator_part: text "thread_originator_part",
    expressive_send_style_id: text "expressive_send_style_id",
    balloon_bundle_id: text "balloon_bundle_id",
    message_summary_info: bytes "message_summary_info",
    is_audio_message: integer "is_audio_message",
    destination_caller_id: text "destination_caller_id",
    account: text "account",
    subject: text "subject",
    schedule_type: integer "schedule_type",
    schedule_state: integer "schedule_state",
    is_system_message: integer "is_system_message",
    is_spam: integer "is_spam",
    is_auto_reply: integer "is_auto_reply",
    is_corrupt: integer "is_corrupt",
    is_delayed: integer "is_delayed",
    is_expirable: integer "is_expirable",
    is_service_message: integer "is_service_message",
    was_delivered_quietly: integer "was_delivered_quietly",
    did_notify_recipient: integer "did_notify_recipient",
    part_count: date "part_count",
    time_expressive_send_played: date "time_expressive_send_played",
}

impl Row {
    /// How many bytes it takes, about.
    pub(super) fn size(&self) -> usize {
        let text = self.text.as_ref().map_or(0, |text| text.len());
        let body = self.attributed_body.as_ref().map_or(0, Vec::len);
        text + body + self.message_summary_info.as_ref().map_or(0, Vec::len)
    }
}

/// The columns of a query for [`Row::read`]: those that exist, and NULL for the others.
pub(super) fn select(exists: impl Fn(&str) -> bool) -> String {
    let mut sql = String::from("ROWID, guid");
    for column in COLUMNS {
        let name = match column {
            Column::Integer(name) | Column::Text(name) | Column::Bytes(name) => name,
        };
        sql.push_str(", ");
        match column {
            _ if !exists(name) => sql.push_str("NULL"),
            Column::Integer(_) => sql.push_str(name),
            Column::Text(_) => {
                sql.push_str(&format!("iif(length({name}) > {MAX_VALUE}, NULL, {name})"));
            }
            // Something that no archive is, so that it does not look like an absent body.
            Column::Bytes(_) => {
                sql.push_str(&format!("iif(length({name}) > {MAX_VALUE}, 'too large', {name})"));
            }
        }
    }
    sql
}

pub(super) fn integer(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::Integer(number) => Some(number),
        ValueRef::Real(number) => Some(number as i64),
        ValueRef::Text(text) => str::from_utf8(text).ok()?.trim().parse().ok(),
        ValueRef::Null | ValueRef::Blob(_) => None,
    }
}

/// Text; an empty one is none.
pub(super) fn text(value: ValueRef<'_>) -> Option<Arc<str>> {
    words(value).filter(|text| !text.is_empty())
}

/// Text; an empty one is one: the name of a group can be taken away.
fn words(value: ValueRef<'_>) -> Option<Arc<str>> {
    match value {
        ValueRef::Null => None,
        ValueRef::Text(text) | ValueRef::Blob(text) => Some(String::from_utf8_lossy(text).into()),
        ValueRef::Integer(number) => Some(number.to_string().into()),
        ValueRef::Real(number) => Some(number.to_string().into()),
    }
}

fn bytes(value: ValueRef<'_>) -> Option<Vec<u8>> {
    match value {
        ValueRef::Text([]) | ValueRef::Blob([]) => None,
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes.to_vec()),
        _ => None,
    }
}
