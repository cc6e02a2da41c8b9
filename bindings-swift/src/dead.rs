//! What was given up.

use std::time::SystemTime;

use spectrum_imessage::GivenUp;

use crate::event::NativeStreamKind;

/// An event that was stepped over, or a message that was given up. Not `Debug`: it may hold a text.
#[derive(uniffi::Record)]
pub struct NativeGivenUp {
    /// Names it.
    pub id: String,
    /// The line.
    pub line: String,
    /// The stream that it came on.
    pub stream: Option<NativeStreamKind>,
    /// The service's number of the event.
    pub sequence: Option<u64>,
    /// The message.
    pub message_id: Option<String>,
    /// The conversation.
    pub space_id: Option<String>,
    /// Why it was given up.
    pub reason: String,
    /// How often the message was tried.
    pub attempts: Option<u32>,
    /// When it was given up.
    pub time: SystemTime,
    /// The event as the service sent it.
    pub event: Option<Vec<u8>>,
}

impl From<GivenUp> for NativeGivenUp {
    fn from(given_up: GivenUp) -> Self {
        let GivenUp {
            id,
            line,
            stream,
            sequence,
            message_id,
            space_id,
            reason,
            attempts,
            time,
            event,
        } = given_up;
        let stream = stream.map(Into::into);
        Self { id, line, stream, sequence, message_id, space_id, reason, attempts, time, event }
    }
}
