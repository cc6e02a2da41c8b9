//! The thread that reads.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use spectrum_imessage_chatdb::record::Record;
use spectrum_imessage_chatdb::watch::{Clock, FileEvents, WatchOptions, Watcher, Woken};
use tokio::sync::mpsc::Sender;

use super::super::super::events::Backoff;
use super::super::super::lines::Status;
use super::super::inbound::{Came, Mapper};
use super::super::look_up::Lookup;
use super::super::{LocalPlatform, refusal};
use super::journal::{Begin, Journal, Row, Why};
use super::take::Item;
use super::{LINE, Signals};
use crate::app::AppHandle;
use crate::delivery::{Book, Ticket};
use crate::error::{Error, Result};
use crate::event::{Event, StreamKind};
use crate::message::Message;

const KIND: StreamKind = StreamKind::Messages;
/// How long after the end of the backlog every row has been decided: longer than one is waited for.
const SETTLES: Duration = Duration::from_secs(10);
/// The waits for a database that is locked, each besides the time that a read waits.
const LOCKED: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(5)];

/// Reads the database until the stop.
pub(super) struct Reader {
    app: AppHandle,
    path: PathBuf,
    /// What is stored stands under this.
    key: String,
    pub(super) mapper: Arc<Mapper>,
    status: Arc<Status>,
    signals: Arc<Signals>,
    out: Sender<(Message, Ticket)>,
    /// For what rows refer to; open no longer than one look takes, since the files may be replaced.
    pub(super) lookup: Lookup,
    /// Whether the program was told last that the stream is open.
    told: Option<bool>,
}

/// The application has stopped.
struct Stopped;

impl Reader {
    pub(super) fn new(
        platform: &LocalPlatform,
        app: &AppHandle,
        out: Sender<(Message, Ticket)>,
    ) -> Self {
        let path = platform.places.database.clone();
        let absolute = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        let name = absolute.to_string_lossy().replace('%', "%25").replace('/', "%2F");
        Self {
            app: app.clone(),
            path,
            key: format!("{LINE}/{name}"),
            mapper: Arc::clone(&platform.mapper),
            status: Arc::clone(&platform.status),
            signals: Arc::clone(&platform.signals),
            out,
            lookup: Lookup::new(&platform.places),
            told: None,
        }
    }

    pub(super) fn run(mut self) {
        let books = self.app.books();
        let opened = books.open(&self.key, KIND.as_str(), true).and_then(|book| {
            self.status.wanted(KIND, book.clone());
            let (journal, begin) = Journal::open(books, book.clone(), &self.key)?;
            Ok((book, journal, begin))
        });
        match opened {
            Ok((book, journal, begin)) => {
                // The end is the stop.
                let Err(Stopped) = self.read(&book, journal, begin);
            }
            // Beginning anew would lose what the store knows.
            Err(error) => {
                crate::observe::error!("the database is not read: {error}");
                self.closed(error);
            }
        }
    }

    fn read(
        &mut self,
        book: &Book,
        mut journal: Journal,
        mut begin: Begin,
    ) -> Result<std::convert::Infallible, Stopped> {
        let clock = Clock::new();
        let mut backoff = Backoff::new();
        let (mut watcher, mut files) = loop {
            let options = WatchOptions::default();
            match Watcher::open(&self.path, begin.position.clone(), options, clock.now()) {
                // After the database: reading it for the first time makes files.
                Ok(watcher) => break (watcher, self.watch_files()?),
                Err(error) => {
                    self.closed(refusal::database(&error));
                    let mut files = self.watch_files()?;
                    files.wait(backoff.wait());
                }
            }
        };
        if book.position().is_none() {
            book.caught_up(0);
        }
        self.again(book, std::mem::take(&mut begin.rows))?;
        // What was to come again and is not there any more holds nothing up.
        book.caught_up(journal.head());
        journal.note(&[], watcher.rowid(), true, || watcher.position());
        self.status.seen(Some(journal.head()));
        self.opened();
        let mut rebuilds = 0;
        let mut quiet_since = None;
        loop {
            if self.signals.is_stopped() {
                return Err(Stopped);
            }
            for (to, text) in self.signals.take_sent() {
                watcher.note_sent(&to, &text, clock.now());
            }
            let before = watcher.rowid();
            let polled = watcher.poll(clock.now());
            if watcher.rebuilds() != rebuilds {
                rebuilds = watcher.rebuilds();
                self.replaced(before, watcher.rowid());
            }
            let quiet = polled.events.is_empty();
            if quiet && !polled.again_in.is_zero() {
                let since = *quiet_since.get_or_insert_with(Instant::now);
                if since.elapsed() >= SETTLES {
                    journal.settle();
                }
            }
            let mut items = Vec::new();
            for event in polled.events {
                self.take(event, &journal, &mut items);
            }
            self.lookup.close();
            if self.told == Some(true) {
                self.status.heard(KIND, (!quiet, quiet), Instant::now().into());
            }
            self.hand_on(book, &mut journal, &watcher, items)?;
            if files.wait(polled.again_in) == Woken::Files {
                watcher.poke();
            }
        }
    }

    /// A watch on the files that the stop ends.
    fn watch_files(&self) -> Result<FileEvents, Stopped> {
        let files = FileEvents::new(&self.path);
        self.signals.wake_with(files.waker());
        if self.signals.is_stopped() { Err(Stopped) } else { Ok(files) }
    }

    /// Rows of a former run that are not handled, before everything else.
    fn again(&mut self, book: &Book, rows: Vec<(u64, Row)>) -> Result<(), Stopped> {
        for (number, row) in rows {
            let Some(ticket) = book.accept(number) else { continue };
            let mut waits = LOCKED.into_iter();
            let once_more = loop {
                match self.once_more(&row) {
                    Err(error) if error.is_retryable() => match waits.next() {
                        Some(wait) => self.watch_files()?.wait(wait),
                        None => break Err(error),
                    },
                    outcome => break outcome,
                };
            };
            match once_more {
                Ok(Some(message)) => self.put(message, ticket)?,
                Ok(None) => ticket.handled(),
                Err(error) => {
                    self.stepped_over(None, &error);
                    ticket.handled();
                }
            }
        }
        self.lookup.close();
        Ok(())
    }

    fn once_more(&mut self, row: &Row) -> Result<Option<Message>> {
        let Some(record) = self.lookup.record(&row.guid)? else { return Ok(None) };
        Ok(match row.why {
            Why::Arrived => match self.mapper.arrived(&mut self.lookup, &record)? {
                Came::Message(message) => Some(message),
                Came::Event(_) | Came::Nothing => None,
            },
            Why::Read => self.mapper.read(&mut self.lookup, &record)?,
        })
    }

    /// Numbers the messages, stores what they are, and hands everything on in its order.
    fn hand_on(
        &mut self,
        book: &Book,
        journal: &mut Journal,
        watcher: &Watcher,
        items: Vec<Item>,
    ) -> Result<(), Stopped> {
        let mut told = false;
        let rows: Vec<Row> = items
            .iter()
            .filter_map(|item| match item {
                Item::Message(row, _) => Some(row.clone()),
                Item::Event(_) => {
                    told = true;
                    None
                }
            })
            .collect();
        // What is told once and not acknowledged must not come again.
        let mut number = journal.note(&rows, watcher.rowid(), told, || watcher.position());
        self.status.seen(Some(journal.head()));
        for item in items {
            match item {
                Item::Event(event) => self.app.events().put(*event),
                Item::Message(_, message) => {
                    let ticket = book.accept(number);
                    number += 1;
                    if let Some(ticket) = ticket {
                        self.put(message, ticket)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn put(&self, message: Message, ticket: Ticket) -> Result<(), Stopped> {
        self.out.blocking_send((message, ticket)).map_err(|_| Stopped)
    }

    /// One bad row never stops the stream.
    pub(super) fn stepped_over(&self, record: Option<&Record>, error: &Error) {
        let sequence = record.and_then(|record| u64::try_from(record.rowid).ok());
        crate::observe::warn!(sequence, "a row was stepped over: {error}");
        self.status.stepped_over(KIND);
        let (line, reason) = (LINE.to_owned(), error.to_string());
        self.app.events().put(Event::Unmappable { line, stream: KIND, sequence, reason });
    }

    fn replaced(&self, before: i64, now: i64) {
        let number = |rowid| u64::try_from(rowid).unwrap_or(0);
        crate::observe::warn!("the database was replaced; what the new one does not hold is lost");
        let (line, after, head) = (LINE.to_owned(), number(before), Some(number(now)));
        self.app.events().put(Event::Gap { line, after, head });
    }

    pub(super) fn opened(&mut self) {
        self.status.opened(KIND);
        self.status.heard(KIND, (false, true), Instant::now().into());
        if self.told.replace(true) != Some(true) {
            let line = LINE.to_owned();
            self.app.events().put(Event::StreamConnected { line, stream: KIND });
        }
    }

    pub(super) fn closed(&mut self, error: Error) {
        crate::observe::warn!("the database cannot be read: {error}");
        self.status.closed(KIND, Some(&error));
        if self.told.replace(false) != Some(false) {
            let (line, code) = (LINE.to_owned(), Some(error.code().to_owned()));
            self.app.events().put(Event::StreamDisconnected { line, stream: KIND, code });
        }
    }
}
