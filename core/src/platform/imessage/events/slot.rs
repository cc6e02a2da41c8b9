//! One stream of a line, open or to be opened again.

use std::sync::Arc;

use tokio::time::Instant;

use super::super::lines::Line;
use super::backoff::Backoff;
use super::live::Live;
use crate::app::AppHandle;
use crate::delivery::Book;
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Event, StreamKind};
use crate::observe;

/// One kind of events, with its stream while that is open.
pub(super) struct Slot {
    pub(super) kind: StreamKind,
    /// What has been received and handled of it.
    pub(super) book: Book,
    pub(super) open: Option<Open>,
    pub(super) backoff: Backoff,
    /// When a closed stream is opened again.
    pub(super) due: Instant,
    line: Arc<Line>,
    app: AppHandle,
    /// What the program was told last.
    told: Option<Told>,
}

pub(super) struct Open {
    pub(super) live: Live,
    heard: Instant,
    /// Only a stream that has said that it lives can be missed.
    beats: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Connected,
    Disconnected,
    Unauthenticated,
}

impl Slot {
    pub(super) fn new(line: &Arc<Line>, app: &AppHandle, kind: StreamKind) -> Result<Self> {
        // What happens to chats is shown once: nobody acknowledges it, unless it is a message.
        let stored = kind != StreamKind::Chats || app.events_in_messages();
        let book = app.books().open(line.key(), kind.as_str(), stored)?;
        line.status().wanted(kind, book.clone());
        Ok(Self {
            kind,
            book,
            open: None,
            backoff: Backoff::new(),
            due: app.clock().now(),
            line: Arc::clone(line),
            app: app.clone(),
            told: None,
        })
    }

    pub(super) fn opened(&mut self, live: Live) {
        self.open = Some(Open { live, heard: self.app.clock().now(), beats: false });
        if self.line.status().opened(self.kind) {
            observe::count(&observe::RECONNECTS, || {
                vec![
                    observe::line(&self.line.phone()),
                    ("spectrum.stream", self.kind.as_str().into()),
                ]
            });
        }
        let (line, stream) = (self.line.phone().to_string(), self.kind);
        self.tell(Told::Connected, Event::StreamConnected { line, stream });
    }

    /// Frames have come: events, other signs of life, or both.
    pub(super) fn heard(&mut self, events: bool, beats: bool) {
        // Once for both: this is done often.
        let now = Instant::now();
        if let Some(open) = &mut self.open {
            open.heard = self.app.clock().at(now);
            open.beats |= beats;
        }
        self.line.status().heard(self.kind, (events, beats), now);
    }

    /// Whether the stream is open and deaf.
    pub(super) fn is_silent(&self) -> bool {
        let watchdog = self.line.status().watchdog();
        self.open
            .as_ref()
            .is_some_and(|open| open.beats && self.app.clock().since(open.heard) > watchdog)
    }

    pub(super) fn close(&mut self, error: Option<&Error>) {
        self.open = None;
        self.due = self.app.clock().now() + self.backoff.wait();
        self.line.status().closed(self.kind, error);
        let stream = self.kind;
        match error {
            Some(error) => crate::observe::warn!(%stream, "a stream broke: {error}"),
            None => crate::observe::debug!(%stream, "a stream ended"),
        }
        let line = self.line.phone().to_string();
        if error.is_some_and(|error| error.kind() == ErrorKind::Authentication) {
            self.tell(Told::Unauthenticated, Event::Unauthenticated { line });
        } else {
            let code = error.map(|error| error.code().to_owned());
            self.tell(Told::Disconnected, Event::StreamDisconnected { line, stream, code });
        }
    }

    /// Another stream of the line is back: this one is tried soon, whatever it has waited for.
    pub(super) fn hasten(&mut self) {
        self.due = self.due.min(self.app.clock().now() + Backoff::new().wait());
    }

    /// Says what has changed, once.
    fn tell(&mut self, told: Told, event: Event) {
        if self.told.replace(told) != Some(told) {
            self.app.events().put(event);
        }
    }
}
