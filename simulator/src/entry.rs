//! What is noted of a call, and what a page is told of it.

use serde::Serialize;

/// One call, REST or gRPC.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The number of the call, growing from 1.
    pub n: u64,
    /// The short name: `SendTextMessage`, `POST /imessage/tokens`.
    pub method: String,
    /// The gRPC service (`MessageService`), or `REST`.
    pub service: String,
    /// The line that the token speaks for: its phone number, or `shared`.
    pub line: Option<String>,
    /// The request as readable JSON: names of the wire in camel case, enums by name, long bytes by
    /// their length.
    pub request: serde_json::Value,
    /// The idempotency key as a number: one for each key, in the order in which they came first.
    pub idempotency_key: Option<u64>,
    /// Whether the client gave a deadline.
    pub deadline: bool,
    /// Whether the call is a stream from the server.
    pub stream: bool,
    /// `OPEN` while it runs; then the gRPC status by name (`OK`, `CANCELLED` if the client went
    /// away), or the HTTP status. For a stream: how it was opened.
    pub status: String,
    /// The stable code of a refusal.
    pub error_code: Option<String>,
}

/// A call that has arrived.
#[derive(Debug, Default)]
pub(crate) struct Arrival {
    pub(crate) method: String,
    pub(crate) service: String,
    pub(crate) line: Option<String>,
    pub(crate) request: serde_json::Value,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) deadline: bool,
    pub(crate) stream: bool,
    /// Bytes of the request, if they are known.
    pub(crate) bytes: Option<usize>,
}

/// A call as the page shows it: no text, no address but the line's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CallView {
    pub(crate) n: u64,
    pub(crate) method: String,
    pub(crate) service: String,
    pub(crate) line: Option<String>,
    pub(crate) status: String,
    pub(crate) error_code: Option<String>,
    pub(crate) stream: bool,
    #[serde(flatten)]
    pub(crate) measured: Measured,
}

/// What the record of a call does not have, because it differs from run to run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Measured {
    /// When it arrived, in the form of RFC 3339.
    pub(crate) at: String,
    /// Until its answer, or until the stream was open; milliseconds.
    pub(crate) ms: Option<f64>,
    pub(crate) request_bytes: Option<usize>,
    pub(crate) answer_bytes: Option<usize>,
}
