//! How the streams of a line are doing.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::Line;
use crate::delivery::Book;
use crate::error::Error;
use crate::event::StreamKind;
use crate::health::{LineHealth, StreamHealth};

/// What the reader of a line tells of its streams.
pub(in super::super) struct Status {
    known: Mutex<Known>,
    /// How long a stream that has sent heartbeats may be silent before it is taken for dead.
    watchdog: Duration,
}

#[derive(Default)]
struct Known {
    streams: BTreeMap<StreamKind, Stream>,
    head: Option<u64>,
}

#[derive(Default)]
struct Stream {
    book: Option<Book>,
    connected_since: Option<SystemTime>,
    opened: u64,
    stepped_over: u64,
    heard: Option<Instant>,
    last_event: Option<Instant>,
    last_heartbeat: Option<Instant>,
    last_error: Option<Error>,
}

impl Status {
    pub(in super::super) fn new(watchdog: Duration) -> Self {
        Self { known: Mutex::default(), watchdog }
    }

    /// How long a stream may be silent.
    pub(in super::super) fn watchdog(&self) -> Duration {
        self.watchdog
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stream(&self, kind: StreamKind, change: impl FnOnce(&mut Stream)) {
        change(self.known().streams.entry(kind).or_default());
    }

    /// There is to be such a stream.
    pub(in super::super) fn wanted(&self, kind: StreamKind, book: Book) {
        self.stream(kind, |stream| stream.book = Some(book));
    }

    /// A stream is open; whether it was before.
    pub(in super::super) fn opened(&self, kind: StreamKind) -> bool {
        let mut again = false;
        self.stream(kind, |stream| {
            again = stream.opened > 0;
            stream.connected_since = Some(SystemTime::now());
            stream.opened += 1;
            stream.heard = None;
        });
        again
    }

    pub(in super::super) fn closed(&self, kind: StreamKind, error: Option<&Error>) {
        self.stream(kind, |stream| {
            stream.connected_since = None;
            stream.heard = None;
            stream.last_error = error.cloned().or(stream.last_error.take());
        });
    }

    /// The line is read elsewhere.
    pub(in super::super) fn not_read(&self) {
        *self.known() = Known::default();
    }

    /// A frame came on the live stream.
    pub(in super::super) fn heard(&self, kind: StreamKind, is_event: bool, now: Instant) {
        let now = Some(now);
        self.stream(kind, |stream| {
            stream.heard = now;
            *(if is_event { &mut stream.last_event } else { &mut stream.last_heartbeat }) = now;
        });
    }

    /// An event was stepped over.
    pub(in super::super) fn stepped_over(&self, kind: StreamKind) {
        self.stream(kind, |stream| stream.stepped_over += 1);
    }

    /// The service has told an event of this number, or this head.
    pub(in super::super) fn seen(&self, sequence: Option<u64>) {
        let mut known = self.known();
        known.head = known.head.max(sequence);
    }

    /// The numbering began anew.
    pub(in super::super) fn begin_anew(&self, head: Option<u64>) {
        self.known().head = head;
    }
}

impl Status {
    /// How a line of this name is doing.
    pub(in super::super) fn health(&self, line: String) -> LineHealth {
        let known = self.known();
        let watchdog = self.watchdog();
        let books = known.streams.values().filter_map(|stream| stream.book.as_ref());
        let unhandled = books.map(Book::unhandled).sum();
        let now = SystemTime::now();
        let time = |heard: Instant| now.checked_sub(heard.elapsed());
        let health = |(kind, stream): (&StreamKind, &Stream)| StreamHealth {
            stream: *kind,
            connected_since: stream.connected_since,
            last_event: stream.last_event.and_then(time),
            last_heartbeat: stream.last_heartbeat.and_then(time),
            cursor: stream.book.as_ref().and_then(Book::cursor),
            reconnects: stream.opened.saturating_sub(1),
            stepped_over: stream.stepped_over,
            last_error: stream.last_error.clone(),
            healthy: stream.heard.is_some_and(|heard| heard.elapsed() < watchdog),
        };
        LineHealth {
            line,
            streams: known.streams.iter().map(health).collect(),
            head: known.head,
            unhandled,
        }
    }
}

impl Line {
    /// How the line is doing.
    pub(in super::super) fn health(&self) -> LineHealth {
        self.status().health(self.phone().to_string())
    }
}
