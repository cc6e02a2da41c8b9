//! Sends that were not confirmed.

use std::time::SystemTime;

use spectrum_imessage::OutboxEntry;

/// A send of an earlier run that was not confirmed. Not `Debug`: it holds a text.
#[derive(uniffi::Record)]
pub struct NativeOutboxEntry {
    /// The key that it was sent with.
    pub client_message_id: String,
    /// The line.
    pub line: String,
    /// The conversation.
    pub space_id: String,
    /// The kind of the content.
    pub content_type: String,
    /// What was to be sent, as JSON.
    pub content: Option<String>,
    /// When the send began.
    pub time: SystemTime,
}

impl From<OutboxEntry> for NativeOutboxEntry {
    fn from(entry: OutboxEntry) -> Self {
        let OutboxEntry { client_message_id, line, space_id, content_type, content, time } = entry;
        let content = content.map(|content| content.to_string());
        Self { client_message_id, line, space_id, content_type, content, time }
    }
}
