//! From an event to its acknowledgement: positions in the streams, what is handed out and not
//! handled, and what of it is stored.
//!
//! A record for each stream of a line stands under `<line>/<stream>`; the line's name says the
//! project or the relay, so that one store serves several. Every hand-out and every acknowledgement
//! is one write. The lock is held during it, which takes tens of microseconds, and never across an
//! await.

mod context;
mod dead;
mod letter;
mod record;
mod unhandled;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context as Task, Poll};

use futures_util::task::AtomicWaker;

pub(crate) use context::Context;
pub(crate) use dead::DeadLetters;
pub use dead::GivenUp;
pub(crate) use letter::{Bound, Letter};

use self::record::Record;
use crate::error::Result;
use crate::event::StreamKind;
use crate::fleet::{Delivery, Outcome};
use crate::store::{self, Store, Write};
use crate::webhook::{Entry, Fate};

/// Messages that the program may have without acknowledging them. With more nothing is handed out.
pub(crate) const MAX_UNACKNOWLEDGED: usize = 4096;

/// The positions in all streams of an application.
pub(crate) struct Books {
    /// Held by the application until it has stopped, and by the consumer of messages.
    store: Weak<dyn Store>,
    durable: bool,
    records: Mutex<Records>,
    /// Messages that are handed out and not acknowledged. Changed under the lock of the records alone.
    out: AtomicUsize,
    room: AtomicWaker,
    dead: DeadLetters,
}

/// The record of every stream that was opened.
#[derive(Default)]
struct Records {
    /// None is ever taken out: the place of a record is its own.
    all: Vec<Record>,
    by_key: HashMap<String, usize>,
}

/// One stream of one line. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Book(Arc<OneBook>);

struct OneBook {
    books: Arc<Books>,
    key: String,
    /// The place of its record.
    place: usize,
    /// Kept beyond this process, if the store is durable.
    stored: bool,
}

/// An event on its way. What is dropped is not handled.
#[derive(Clone)]
pub(crate) struct Ticket {
    book: Book,
    sequence: u64,
    epoch: u64,
    /// The program has had it before.
    pub(crate) redelivered: bool,
    /// Who is told what becomes of it, if it has not come on a stream.
    brought: Option<Arc<Brought>>,
}

/// Who has brought an event.
enum Brought {
    /// A webhook.
    Webhook(Arc<Entry>),
    /// A fleet, which keeps by itself what is handled.
    Fleet(Shared),
}

/// An event that a fleet has delivered.
struct Shared {
    sequence: Option<u64>,
    /// How often it has failed before.
    attempts: u32,
    outcome: Arc<dyn Outcome>,
}

/// The epoch of tickets that no record knows.
const NO_RECORD: u64 = u64::MAX;

impl Books {
    pub(crate) fn new(store: &Arc<dyn Store>) -> Self {
        Self {
            store: Arc::downgrade(store),
            durable: store.is_durable(),
            records: Mutex::default(),
            out: AtomicUsize::new(0),
            room: AtomicWaker::new(),
            dead: DeadLetters::new(Arc::downgrade(store)),
        }
    }

    pub(crate) fn is_durable(&self) -> bool {
        self.durable
    }

    /// What was given up.
    pub(crate) fn dead(&self) -> &DeadLetters {
        &self.dead
    }

    /// What positions are stored in.
    ///
    /// # Errors
    /// After the application has let go of it.
    pub(crate) fn store(&self) -> Result<Arc<dyn Store>> {
        store::held(&self.store)
    }

    /// The book of a stream of a line. `stored` says whether its position is kept in the store.
    ///
    /// # Errors
    /// If the store cannot be read, or holds what is none of ours.
    pub(crate) fn open(self: &Arc<Self>, line: &str, stream: &str, stored: bool) -> Result<Book> {
        let key = format!("{line}/{stream}");
        let stored = stored && self.is_durable();
        let mut records = self.records();
        let place = match records.by_key.get(&key) {
            Some(place) => *place,
            None => {
                let bytes = if stored { self.store()?.get(&key)? } else { None };
                let record = bytes.map(|bytes| Record::decode(&bytes)).transpose()?;
                let place = records.all.len();
                records.all.push(record.unwrap_or_default());
                records.by_key.insert(key.clone(), place);
                place
            }
        };
        // Who read it before does not any more.
        records.all[place].reader_gone();
        Ok(Book(Arc::new(OneBook { books: Arc::clone(self), key, place, stored })))
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores the records of these books, in one write.
    fn save(&self, records: &Records, books: &[&Book]) -> Result<()> {
        self.save_and(records, books, Vec::new())
    }

    fn save_and(&self, records: &Records, books: &[&Book], mut batch: Vec<Write>) -> Result<()> {
        let mut saved = Vec::new();
        for book in books.iter().filter_map(|book| book.if_stored()).map(|book| &book.0) {
            if saved.contains(&book.place) {
                continue;
            }
            saved.push(book.place);
            if let Some(value) = records.all[book.place].encode() {
                batch.push(Write::Put { key: book.key.clone(), value });
            }
        }
        if batch.is_empty() { Ok(()) } else { self.store()?.write(batch) }
    }

    /// Acknowledges some messages and hands out others, in one write.
    ///
    /// # Errors
    /// If the store cannot be written. It holds in this process nevertheless, and the next write
    /// brings it into the store.
    pub(crate) fn settle<'a>(
        &self,
        done: impl IntoIterator<Item = &'a Letter>,
        handed: impl IntoIterator<Item = &'a Letter>,
    ) -> Result<()> {
        let mut records = self.records();
        let mut touched = Vec::new();
        let mut out = self.out.load(Ordering::Relaxed);
        let mut freed = false;
        let mut over: Vec<Write> = Vec::new();
        let mut brought = Vec::new();
        for letter in done {
            let (was_out, last) = letter.acknowledge();
            over.extend(letter.take_sent().into_iter().map(|key| Write::Delete { key }));
            if was_out {
                out = out.saturating_sub(1);
                freed = true;
            }
            let Some(ticket) = last else { continue };
            if let Some(record) = ticket.record(&mut records) {
                record.handled(ticket.sequence);
                touched.extend(ticket.book.if_stored());
                over.extend(ticket.forgotten());
                brought.extend(ticket.entry().map(|_| ticket));
            }
            brought.extend(ticket.shared().map(|_| ticket));
        }
        for letter in handed {
            out += usize::from(letter.hand_out());
            if let Some(ticket) = letter.ticket()
                && let Some(record) = ticket.record(&mut records)
            {
                record.hand_out(ticket.sequence);
                touched.extend(ticket.book.if_stored());
            }
        }
        self.out.store(out, Ordering::Relaxed);
        let saved = self.save_and(&records, &touched, over);
        drop(records);
        brought.into_iter().for_each(|ticket| ticket.became(Fate::Handled));
        if freed {
            self.room.wake();
        }
        saved
    }

    /// Keeps a value, if the store is durable.
    fn keep(&self, key: String, value: &str) {
        if self.durable {
            let write = Write::Put { key, value: value.as_bytes().to_owned() };
            note(self.store().and_then(|store| store.write(vec![write])));
        }
    }

    /// A value kept before.
    fn kept(&self, key: &str) -> Option<String> {
        let value = self.store().ok().filter(|_| self.durable)?.get(key).ok()??;
        String::from_utf8(value).ok()
    }

    /// These events wait for the program.
    pub(crate) fn keep_all<'a>(&self, tickets: impl Iterator<Item = &'a Ticket>) {
        let mut records = self.records();
        for ticket in tickets {
            if let Some(record) = ticket.record(&mut records) {
                record.keep(ticket.sequence);
            }
        }
    }

    /// How many messages may be handed out; pending while there is room for none.
    pub(crate) fn poll_room(&self, cx: &mut Task<'_>) -> Poll<usize> {
        let room = || MAX_UNACKNOWLEDGED.saturating_sub(self.out.load(Ordering::Relaxed));
        if room() == 0 {
            self.room.register(cx.waker());
        }
        match room() {
            0 => Poll::Pending,
            room => Poll::Ready(room),
        }
    }
}

impl Book {
    /// The book, if it is kept beyond this process.
    fn if_stored(&self) -> Option<&Self> {
        self.0.stored.then_some(self)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Record) -> T) -> T {
        act(&mut self.0.books.records().all[self.0.place])
    }

    fn change(&self, act: impl FnOnce(&mut Record)) {
        let mut records = self.0.books.records();
        act(&mut records.all[self.0.place]);
        note(self.0.books.save(&records, &[self]));
    }

    /// Where to go on from after a break.
    pub(crate) fn position(&self) -> Option<u64> {
        self.with(|record| record.position())
    }

    /// The position below which everything is handled.
    pub(crate) fn cursor(&self) -> Option<u64> {
        self.with(|record| record.cursor())
    }

    /// How many events are not handled.
    pub(crate) fn unhandled(&self) -> usize {
        self.with(|record| record.unhandled())
    }

    /// What an earlier run has not handled.
    pub(crate) fn wanted(&self) -> Vec<u64> {
        self.with(|record| record.wanted())
    }

    /// Takes an event in; `None` if it has been seen.
    pub(crate) fn accept(&self, sequence: u64) -> Option<Ticket> {
        let accepted = self.with(|record| Some((record.accept(sequence)?, record.epoch)));
        let (redelivered, epoch) = accepted?;
        Some(Ticket { book: self.clone(), sequence, epoch, redelivered, brought: None })
    }

    /// Takes events in, as [`Book::accept`]: `accepted` gets each with its ticket, in one go.
    pub(crate) fn accept_all<T>(
        &self,
        events: impl Iterator<Item = (Option<u64>, T)>,
        mut accepted: impl FnMut(Option<u64>, T, Option<Ticket>),
    ) {
        let mut records = self.0.books.records();
        let record = &mut records.all[self.0.place];
        for (sequence, event) in events {
            let Some(sequence) = sequence else {
                accepted(None, event, None);
                continue;
            };
            if let Some(redelivered) = record.accept(sequence) {
                let (book, epoch) = (self.clone(), record.epoch);
                let ticket = Ticket { book, sequence, epoch, redelivered, brought: None };
                accepted(Some(sequence), event, Some(ticket));
            }
        }
    }

    /// Everything up to the head has been told.
    pub(crate) fn caught_up(&self, head: u64) {
        self.change(|record| record.caught_up(head));
    }

    /// The service does not know the position any more. What is on its way concerns nothing now.
    pub(crate) fn begin_anew(&self) {
        self.with(Record::begin_anew);
    }
}

/// A failure to store something on the way: what came after it may come again.
fn note(saved: Result<()>) {
    match saved {
        Err(error) if !error.is_stopped() => {
            crate::observe::error!("a restart now would repeat something: {error}");
        }
        Ok(()) | Err(_) => {}
    }
}

impl Ticket {
    /// Of an event that a fleet has delivered. The book names the line and the stream; it stays as it
    /// is.
    pub(crate) fn of_fleet(book: &Book, delivery: &Delivery) -> Self {
        let Delivery { event, redelivered, attempts, outcome } = delivery;
        let (sequence, attempts, outcome) = (event.sequence, *attempts, Arc::clone(outcome));
        Self {
            book: book.clone(),
            sequence: sequence.unwrap_or_default(),
            epoch: NO_RECORD,
            redelivered: *redelivered,
            brought: Some(Arc::new(Brought::Fleet(Shared { sequence, attempts, outcome }))),
        }
    }

    /// The stream that the event came on, and its number.
    pub(crate) fn place(&self) -> (Option<StreamKind>, Option<u64>) {
        let stream = self.book.0.key.rsplit('/').next().and_then(StreamKind::of);
        let sequence = self.shared().map_or(Some(self.sequence), |shared| shared.sequence);
        (stream, sequence)
    }

    /// The same ticket of a webhook's delivery, which is told what becomes of it.
    pub(crate) fn of_webhook(self, entry: &Arc<Entry>) -> Self {
        Self { brought: Some(Arc::new(Brought::Webhook(Arc::clone(entry)))), ..self }
    }

    /// What it came with, if a webhook has brought it.
    pub(crate) fn entry(&self) -> Option<&Arc<Entry>> {
        match self.brought.as_deref() {
            Some(Brought::Webhook(entry)) => Some(entry),
            Some(Brought::Fleet(_)) | None => None,
        }
    }

    /// The fleet that has delivered it.
    fn shared(&self) -> Option<&Shared> {
        match self.brought.as_deref() {
            Some(Brought::Fleet(shared)) => Some(shared),
            Some(Brought::Webhook(_)) | None => None,
        }
    }

    /// Whether the program may begin with it: what a fleet has given to another worker meanwhile, it
    /// may not.
    pub(crate) fn may_begin(&self) -> bool {
        self.shared().is_none_or(|shared| shared.outcome.may_begin())
    }

    /// Tells whoever has brought it.
    fn became(&self, fate: Fate) {
        match self.brought.as_deref() {
            Some(Brought::Webhook(entry)) => entry.became(fate),
            Some(Brought::Fleet(shared)) if fate == Fate::Handled => shared.outcome.handled(),
            Some(Brought::Fleet(_)) | None => {}
        }
    }

    /// What is not needed any more once it is handled.
    fn forgotten(&self) -> Option<Write> {
        let entry = self.entry().filter(|_| self.book.0.stored)?;
        Some(Write::Delete { key: entry.key.clone() })
    }

    /// The record, unless its numbering began anew meanwhile, or a fleet keeps it.
    fn record<'a>(&self, records: &'a mut Records) -> Option<&'a mut Record> {
        Some(&mut records.all[self.book.0.place]).filter(|record| record.epoch == self.epoch)
    }

    fn books(&self) -> &Arc<Books> {
        &self.book.0.books
    }

    /// The event waits for the program.
    pub(crate) fn keep(&self) {
        if let Some(record) = self.record(&mut self.book.0.books.records()) {
            record.keep(self.sequence);
        }
    }

    /// The event is handled: there is nothing to hand out.
    pub(crate) fn handled(&self) {
        if let Some(shared) = self.shared() {
            return shared.outcome.handled();
        }
        let mut records = self.book.0.books.records();
        if let Some(record) = self.record(&mut records) {
            record.handled(self.sequence);
        }
        let over = self.forgotten().into_iter().collect();
        note(self.book.0.books.save_and(&records, &[&self.book], over));
    }
}

#[cfg(test)]
mod tests;
