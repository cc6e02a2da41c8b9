//! The record of every call, in the order of arrival.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

/// More than this many calls are not kept: the oldest go.
const KEPT: usize = 100_000;

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
}

#[derive(Default)]
struct Book {
    entries: VecDeque<Entry>,
    last: u64,
    keys: HashMap<String, u64>,
}

/// The record. Switched off, it keeps nothing.
pub(crate) struct Transcript {
    on: bool,
    book: Mutex<Book>,
    /// Counts changes: who waits for a call waits here.
    changes: watch::Sender<u64>,
}

impl Transcript {
    pub(crate) fn new(on: bool) -> Self {
        Self { on, book: Mutex::default(), changes: watch::Sender::new(0) }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// A watch over changes of the record.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a call that begins. The answer notes how it ends.
    pub(crate) fn open(self: &Arc<Self>, arrival: Arrival) -> Call {
        if !self.on {
            return Call { transcript: self.clone(), n: 0, open: false };
        }
        let mut book = self.book();
        book.last += 1;
        let n = book.last;
        let fresh = book.keys.len() as u64 + 1;
        let idempotency_key =
            arrival.idempotency_key.map(|key| *book.keys.entry(key).or_insert(fresh));
        if book.entries.len() == KEPT {
            book.entries.pop_front();
        }
        book.entries.push_back(Entry {
            n,
            method: arrival.method,
            service: arrival.service,
            line: arrival.line,
            request: arrival.request,
            idempotency_key,
            deadline: arrival.deadline,
            stream: arrival.stream,
            status: "OPEN".to_owned(),
            error_code: None,
        });
        drop(book);
        self.changes.send_modify(|count| *count += 1);
        Call { transcript: self.clone(), n, open: true }
    }

    /// The calls after a number.
    pub(crate) fn after(&self, n: u64) -> Vec<Entry> {
        let book = self.book();
        let start = book.entries.partition_point(|entry| entry.n <= n);
        book.entries.range(start..).cloned().collect()
    }

    /// Forgets all calls, and begins the numbers of calls and keys anew. Calls that still run are
    /// forgotten too.
    pub(crate) fn clear(&self) {
        *self.book() = Book::default();
    }

    fn close(&self, n: u64, status: &str, error_code: Option<String>) {
        let mut book = self.book();
        let at = book.entries.partition_point(|entry| entry.n < n);
        // After a clear the number may belong to a later call: an entry that is closed already is
        // left alone.
        if let Some(entry) =
            book.entries.get_mut(at).filter(|entry| entry.n == n && entry.status == "OPEN")
        {
            status.clone_into(&mut entry.status);
            entry.error_code = error_code;
        }
        drop(book);
        self.changes.send_modify(|count| *count += 1);
    }
}

/// A call that runs. Dropped without an end it is one that the client gave up.
pub(crate) struct Call {
    transcript: Arc<Transcript>,
    n: u64,
    open: bool,
}

impl Call {
    pub(crate) fn finish(mut self, status: &str, error_code: Option<String>) {
        if std::mem::take(&mut self.open) {
            self.transcript.close(self.n, status, error_code);
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if self.open {
            self.transcript.close(self.n, "CANCELLED", None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(method: &str, key: Option<&str>) -> Arrival {
        Arrival {
            method: method.into(),
            idempotency_key: key.map(str::to_owned),
            ..Arrival::default()
        }
    }

    #[test]
    fn calls_are_numbered_and_keys_too() {
        let transcript = Arc::new(Transcript::new(true));
        transcript.open(arrival("A", Some("x"))).finish("OK", None);
        transcript.open(arrival("B", None)).finish("NOT_FOUND", Some("chatNotFound".into()));
        drop(transcript.open(arrival("C", Some("y"))));
        let running = transcript.open(arrival("D", Some("x")));
        let entries = transcript.after(0);
        let row = |entry: &Entry| (entry.n, entry.idempotency_key, entry.status.clone());
        assert_eq!(
            entries.iter().map(row).collect::<Vec<_>>(),
            [
                (1, Some(1), "OK".to_owned()),
                (2, None, "NOT_FOUND".to_owned()),
                (3, Some(2), "CANCELLED".to_owned()),
                (4, Some(1), "OPEN".to_owned()),
            ]
        );
        assert_eq!(transcript.after(3).len(), 1);
        drop(running);
        transcript.clear();
        assert!(transcript.after(0).is_empty());
    }
}
