//! What was given up: events that could not be mapped, and messages whose jobs have failed as often
//! as they may. Kept to be looked into later.

use std::fmt;
use std::sync::Weak;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::Result;
use crate::event::StreamKind;
use crate::json::without_absent;
use crate::store::{Shelf, Store};

/// With more the oldest go.
const CAPACITY: usize = 256;
/// A larger event is kept without its bytes.
const LARGEST_EVENT: usize = 64 * 1024;

/// An event that could not be mapped and was stepped over, or a message whose job has failed as often
/// as it may. The store keeps the last 256.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// Names it, for [`crate::Spectrum::remove_dead_letter`]. The same event or message given up once
    /// more has the same one.
    pub id: String,
    /// The line: its phone number, or `shared`.
    pub line: String,
    /// The stream that it came on, where it is known.
    pub stream: Option<StreamKind>,
    /// The service's number of the event.
    pub sequence: Option<u64>,
    /// The message, if it is one.
    pub message_id: Option<String>,
    /// The conversation, where it is known.
    pub space_id: Option<String>,
    /// Why it was given up. Of a message it is what the program said, and may quote it.
    pub reason: String,
    /// How often the message was tried.
    pub attempts: Option<u32>,
    /// When it was given up, by this machine's clock.
    pub time: SystemTime,
    /// The event as the service sent it: protobuf, `MessageChangeEvent`, `PollChangeEvent`,
    /// `GroupChangeEvent` or `ChatChangeEvent` of `photon.imessage.v1`, by the stream. Not of
    /// messages, nor of events above 64 KiB.
    pub event: Option<Vec<u8>>,
}

/// What is stored of one.
#[derive(Serialize, Deserialize)]
struct Stored {
    line: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stream: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    space: Option<String>,
    reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attempts: Option<u32>,
    time: SystemTime,
    /// Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<String>,
}

/// Those of an application.
pub(crate) struct DeadLetters(Shelf);

impl DeadLetters {
    pub(super) fn new(store: Weak<dyn Store>) -> Self {
        Self(Shelf::new(store, "dead", CAPACITY))
    }

    /// # Errors
    /// If the store cannot be written.
    pub(crate) fn add(&self, letter: GivenUp) -> Result<()> {
        let event = letter.event.filter(|event| event.len() <= LARGEST_EVENT);
        let stored = Stored {
            line: letter.line,
            stream: letter.stream.map(|stream| stream.as_str().to_owned()),
            sequence: letter.sequence,
            message: letter.message_id,
            space: letter.space_id,
            reason: letter.reason,
            attempts: letter.attempts,
            time: letter.time,
            event: event.map(|event| STANDARD.encode(event)),
        };
        self.0.put(&letter.id, serde_json::to_vec(&stored).unwrap_or_default())
    }

    /// # Errors
    /// If the store cannot be read.
    pub(crate) fn all(&self) -> Result<Vec<GivenUp>> {
        let entries = self.0.all()?.into_iter();
        // Of a newer version, or damaged: the others are still of use.
        Ok(entries.filter_map(|(id, bytes)| read(id, &bytes)).collect())
    }

    /// # Errors
    /// If the store cannot be written.
    pub(crate) fn remove(&self, id: &str) -> Result<bool> {
        self.0.remove(id)
    }
}

fn read(id: String, bytes: &[u8]) -> Option<GivenUp> {
    let stored: Stored = serde_json::from_slice(bytes).ok()?;
    Some(GivenUp {
        id,
        line: stored.line,
        stream: stored.stream.as_deref().and_then(StreamKind::of),
        sequence: stored.sequence,
        message_id: stored.message,
        space_id: stored.space,
        reason: stored.reason,
        attempts: stored.attempts,
        time: stored.time,
        event: stored.event.and_then(|event| STANDARD.decode(event).ok()),
    })
}

impl GivenUp {
    /// Several as the other languages read them.
    pub fn list_to_json(letters: &[Self]) -> String {
        Value::from_iter(letters.iter().map(Self::to_json)).to_string()
    }

    fn to_json(&self) -> Value {
        let time = jiff::Timestamp::try_from(self.time).ok().map(|time| time.to_string());
        without_absent(json!({
            "id": self.id,
            "line": self.line,
            "stream": self.stream.map(StreamKind::as_str),
            "sequence": self.sequence.map(|sequence| sequence.to_string()),
            "messageId": self.message_id,
            "spaceId": self.space_id,
            "reason": self.reason,
            "attempts": self.attempts,
            "time": time,
            "event": self.event.as_ref().map(|event| STANDARD.encode(event)),
        }))
    }
}

/// The event, and what the program said of a message, may hold its text.
impl fmt::Debug for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GivenUp")
            .field("line", &self.line)
            .field("stream", &self.stream)
            .field("sequence", &self.sequence)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::MemoryStore;

    fn letter(sequence: u64, event: Vec<u8>) -> GivenUp {
        GivenUp {
            id: sequence.to_string(),
            line: "shared".into(),
            stream: Some(StreamKind::Polls),
            sequence: Some(sequence),
            message_id: None,
            space_id: Some("any;-;a".into()),
            reason: "no time".into(),
            attempts: None,
            time: SystemTime::now(),
            event: Some(event),
        }
    }

    #[test]
    fn what_was_given_up_is_read_as_it_was_and_is_bounded() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let letters = DeadLetters::new(Arc::downgrade(&store));
        let first = letter(u64::MAX, vec![0, 255]);
        letters.add(first.clone()).expect("written");
        assert_eq!(letters.all().expect("read"), [first]);
        for sequence in 0..CAPACITY as u64 {
            letters.add(letter(sequence, vec![7; LARGEST_EVENT + 1])).expect("written");
        }
        let all = letters.all().expect("read");
        assert_eq!((all.len(), all[0].sequence), (CAPACITY, Some(0)));
        assert_eq!(all[0].event, None, "too large");
        assert!(letters.remove("0").expect("written"));
        assert_eq!(letters.all().expect("read")[0].id, "1");
    }

    #[test]
    fn other_languages_read_no_absent_fields_and_logs_no_text() {
        let letter = letter(7, b"hello".to_vec());
        let json = letter.to_json();
        assert_eq!((&json["sequence"], &json["event"]), (&json!("7"), &json!("aGVsbG8=")));
        assert!(json.get("attempts").is_none());
        let shown = format!("{letter:?}");
        assert!(!shown.contains("no time") && !shown.contains("104"), "{shown}");
    }
}
