//! A key-value bucket, as far as a fleet needs one: reads at the leader, writes that compare first.
//!
//! A write whose answer is lost may have been made. It is known by its value: no two writes of a
//! fleet are the same.

use std::fmt;

use async_nats::HeaderMap;
use async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE;
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::response::Response;
use async_nats::jetstream::{Context, ErrorCode};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use spectrum_imessage::Result;

use crate::connect::Connection;
use crate::error::unavailable;

/// One bucket. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Bucket {
    context: Context,
    name: String,
}

/// What a key holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) value: Bytes,
    /// The number of the write, which grows with every write to the bucket.
    pub(crate) revision: u64,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It stands, with this revision.
    Done(u64),
    /// Somebody else has written before.
    Conflict,
}

#[derive(Deserialize)]
struct Got {
    message: Raw,
}

#[derive(Deserialize)]
struct Raw {
    seq: u64,
    #[serde(default)]
    data: String,
    #[serde(default)]
    hdrs: String,
}

impl Bucket {
    pub(crate) fn new(connection: &Connection, name: &str) -> Self {
        Self { context: connection.context.clone(), name: name.to_owned() }
    }

    /// The stream behind the bucket.
    pub(crate) fn stream(&self) -> String {
        format!("KV_{}", self.name)
    }

    /// The subject of a key, or of keys.
    pub(crate) fn subject(&self, key: &str) -> String {
        format!("$KV.{}.{key}", self.name)
    }

    /// The key of a subject.
    pub(crate) fn key<'a>(&self, subject: &'a str) -> Option<&'a str> {
        subject.strip_prefix("$KV.")?.strip_prefix(&self.name)?.strip_prefix('.')
    }

    /// What a key holds, by the leader of the bucket.
    ///
    /// # Errors
    /// `natsUnavailable`.
    pub(crate) async fn get(&self, key: &str) -> Result<Option<Entry>> {
        let subject = format!("STREAM.MSG.GET.{}", self.stream());
        let request = json!({ "last_by_subj": self.subject(key) });
        let answer: Response<Got> =
            self.context.request(subject, &request).await.map_err(|e| unavailable(e.kind()))?;
        let Raw { seq, data, hdrs } = match answer {
            Response::Ok(got) => got.message,
            Response::Err { error } if error.error_code() == ErrorCode::NO_MESSAGE_FOUND => {
                return Ok(None);
            }
            Response::Err { error } => return Err(unavailable(error)),
        };
        // A mark that the key was deleted has headers and no value; its revision counts.
        let deleted = !hdrs.is_empty() && data.is_empty();
        let value = if deleted { Bytes::new() } else { decode(&data) };
        Ok(Some(Entry { value, revision: seq }))
    }

    /// Writes if the key was last written with this revision; 0: if it never was.
    ///
    /// # Errors
    /// `natsUnavailable`; then it is not known whether it was written.
    pub(crate) async fn update(&self, key: &str, value: Bytes, expected: u64) -> Result<Written> {
        let mut headers = HeaderMap::new();
        headers.insert(NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, expected.to_string().as_str());
        self.publish(key, headers, value).await
    }

    /// [`Bucket::update`], also where the answer to an earlier try was lost: what stands there with
    /// the same value was written by that.
    pub(crate) async fn settle(&self, key: &str, value: Bytes, expected: u64) -> Result<Written> {
        match self.update(key, value.clone(), expected).await? {
            Written::Conflict => match self.get(key).await? {
                Some(entry) if entry.value == value => Ok(Written::Done(entry.revision)),
                _ => Ok(Written::Conflict),
            },
            done => Ok(done),
        }
    }

    /// Writes, whatever is there.
    ///
    /// # Errors
    /// As [`Bucket::update`].
    pub(crate) async fn put(&self, key: &str, value: Bytes) -> Result<()> {
        self.publish(key, HeaderMap::new(), value).await.map(drop)
    }

    /// Marks a key as deleted.
    ///
    /// # Errors
    /// As [`Bucket::update`].
    pub(crate) async fn delete(&self, key: &str) -> Result<()> {
        let mut headers = HeaderMap::new();
        headers.insert("KV-Operation", "DEL");
        self.publish(key, headers, Bytes::new()).await.map(drop)
    }

    /// Removes a key without a trace. Who watches is not told.
    ///
    /// # Errors
    /// As [`Bucket::update`].
    pub(crate) async fn purge(&self, key: &str) -> Result<()> {
        let subject = format!("STREAM.PURGE.{}", self.stream());
        let request = json!({ "filter": self.subject(key) });
        let answer: Response<serde_json::Value> =
            self.context.request(subject, &request).await.map_err(|e| unavailable(e.kind()))?;
        match answer {
            Response::Ok(_) => Ok(()),
            Response::Err { error } => Err(unavailable(error)),
        }
    }

    async fn publish(&self, key: &str, headers: HeaderMap, value: Bytes) -> Result<Written> {
        let subject = self.subject(key);
        let sent = self.context.publish_with_headers(subject, headers, value).await;
        let answer = match sent {
            Ok(answer) => answer.await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(ack) => Ok(Written::Done(ack.sequence)),
            Err(error) if error.kind() == PublishErrorKind::WrongLastSequence => {
                Ok(Written::Conflict)
            }
            Err(error) => Err(unavailable(error.kind())),
        }
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bucket").field(&self.name).finish()
    }
}

/// Base64 as JetStream's answers have it.
pub(crate) fn decode(data: &str) -> Bytes {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(data).unwrap_or_default().into()
}

/// Headers as JetStream's answers have them: in base64, as they went over the wire.
pub(crate) fn headers(encoded: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let text = decode(encoded);
    for line in String::from_utf8_lossy(&text).lines().skip(1) {
        if let Some((name, value)) = line.split_once(':')
            && let Ok(name) = name.trim().parse::<async_nats::HeaderName>()
        {
            headers.append(name, value.trim());
        }
    }
    headers
}
