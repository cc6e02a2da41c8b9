//! What was accepted, until it is handled, and what was accepted lately.
//!
//! Deliveries get numbers, one after the other; the book `webhook/deliveries` knows by them what is
//! handled. In a durable store stands of each the body (until it is handled), and in a slot that the
//! one 4096 later takes over, by what it is known again. One write holds all of that.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::delivery::{Book, Books, Ticket};
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::platform::PlatformId;
use crate::secret::Secret;
use crate::store::{Store, Write, unknown_form};

/// The name of the book.
const LINE: &str = "webhook";
const STREAM: &str = "deliveries";
const HEAD: &str = "webhook/head";
/// Deliveries that are known again.
const WINDOW: u64 = 4096;
/// Messages that are not handled. With more nothing is accepted.
const MAX_UNHANDLED: usize = 4096;

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It waits for the program, or the program has it.
    Waiting,
    /// Its handling has failed, and it comes again.
    Failed,
    /// Its handling has failed as often as it may.
    GivenUp,
    /// It is handled.
    Handled,
}

/// A delivery that was accepted.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Where its body stands.
    pub(crate) key: String,
    fate: watch::Sender<Fate>,
}

impl Entry {
    fn new(number: u64, fate: Fate) -> Arc<Self> {
        Arc::new(Self { key: entry_key(number), fate: watch::Sender::new(fate) })
    }

    /// What becomes of it from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<Fate> {
        self.fate.subscribe()
    }

    /// Tells what became of it. What was given up is handled by that.
    pub(crate) fn became(&self, fate: Fate) {
        self.fate.send_if_modified(|now| {
            let changes = !matches!(*now, Fate::GivenUp | Fate::Handled);
            if changes {
                *now = fate;
            }
            changes
        });
    }
}

/// What came of an attempt to accept a delivery.
pub(crate) enum Accepted {
    /// It is new, and stored.
    New(Ticket, Arc<Entry>),
    /// It was accepted before.
    Again(Arc<Entry>),
    /// The message came on a stream before.
    Streamed,
}

/// Where a message came from first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Stream,
    Webhook,
}

/// What is stored of a delivery for as long as it is known again.
#[derive(Serialize, Deserialize)]
struct Slot {
    number: u64,
    /// The webhook and the message.
    delivery: String,
    message: String,
}

/// The deliveries of an application.
pub(crate) struct Journal {
    books: Arc<Books>,
    secret: Option<Secret>,
    /// Read from the store at the first use. Held while the store is written, never across an await.
    state: Mutex<Option<State>>,
    unrouted: AtomicU64,
}

struct State {
    book: Book,
    head: u64,
    deliveries: Window<Arc<Entry>>,
    messages: Window<Origin>,
    /// What an earlier run has left.
    left: Vec<Ticket>,
}

impl Journal {
    pub(crate) fn new(books: &Arc<Books>, secret: Option<Secret>) -> Self {
        let books = Arc::clone(books);
        Self { books, secret, state: Mutex::default(), unrouted: AtomicU64::new(0) }
    }

    /// The secret of the webhook. Without one nothing is accepted.
    pub(crate) fn secret(&self) -> Option<&Secret> {
        self.secret.as_ref()
    }

    /// A delivery could not be handed to any platform.
    pub(crate) fn note_unrouted(&self) {
        self.unrouted.fetch_add(1, Ordering::Relaxed);
    }

    /// How many could not.
    pub(crate) fn unrouted(&self) -> u64 {
        self.unrouted.load(Ordering::Relaxed)
    }

    /// Whether a message that comes on a stream is to be handed over: not if a webhook has brought it.
    pub(crate) fn admits(&self, message: &Message) -> bool {
        if self.secret.is_none() {
            return true;
        }
        match self.open() {
            Ok(mut state) => state.as_mut().is_none_or(|state| {
                let origin = state.messages.get_or_insert(message_key(message), Origin::Stream);
                *origin == Origin::Stream
            }),
            Err(error) => {
                crate::observe::error!("messages may come twice, by webhook and stream: {error}");
                true
            }
        }
    }

    /// What is known of a delivery.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(crate) fn find(&self, delivery: &str, message: &str) -> Result<Option<Accepted>> {
        Ok(self.open()?.as_ref().and_then(|state| state.find(delivery, message)))
    }

    /// Accepts a delivery, if it is new.
    ///
    /// # Errors
    /// If the store cannot be written, or too much waits; then it is not accepted.
    pub(crate) fn accept(
        &self,
        delivery: String,
        message: String,
        body: &[u8],
    ) -> Result<Accepted> {
        let mut held = self.open()?;
        let Some(state) = held.as_mut() else { return Err(busy()) };
        if let Some(known) = state.find(&delivery, &message) {
            return Ok(known);
        }
        if state.book.unhandled() >= MAX_UNHANDLED {
            return Err(busy());
        }
        let number = state.head + 1;
        if self.books.is_durable() {
            let slot = Slot { number, delivery: delivery.clone(), message: message.clone() };
            let slot = serde_json::to_vec(&slot).unwrap_or_default();
            let put = |key, value| Write::Put { key, value };
            self.books.store()?.write(vec![
                put(HEAD.to_owned(), number.to_string().into_bytes()),
                put(slot_key(number), slot),
                put(entry_key(number), body.to_vec()),
            ])?;
        }
        state.head = number;
        let ticket = state.book.accept(number).ok_or_else(busy)?;
        let entry = Entry::new(number, Fate::Waiting);
        state.deliveries.insert(delivery, Arc::clone(&entry));
        state.messages.insert(message, Origin::Webhook);
        Ok(Accepted::New(ticket.of_webhook(&entry), entry))
    }

    /// What an earlier run has not handled, the oldest first, with the bodies. Once.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(crate) fn take_left(&self) -> Result<Vec<Ticket>> {
        if !self.books.is_durable() {
            return Ok(Vec::new());
        }
        Ok(self.open()?.as_mut().map(|state| std::mem::take(&mut state.left)).unwrap_or_default())
    }

    /// The body of a delivery that is not handled.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(crate) fn body(&self, entry: &Entry) -> Result<Option<Vec<u8>>> {
        self.books.store()?.get(&entry.key)
    }

    fn open(&self) -> Result<MutexGuard<'_, Option<State>>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_none() {
            *state = Some(self.load()?);
        }
        Ok(state)
    }

    fn load(&self) -> Result<State> {
        let book = self.books.open(LINE, STREAM, true)?;
        let mut state = State {
            book,
            head: 0,
            deliveries: Window::default(),
            messages: Window::default(),
            left: Vec::new(),
        };
        if !self.books.is_durable() {
            return Ok(state);
        }
        let store = self.books.store()?;
        let Some(head) = store.get(HEAD)? else { return Ok(state) };
        state.head = std::str::from_utf8(&head)
            .ok()
            .and_then(|head| head.parse().ok())
            .ok_or_else(unusable)?;
        let first = state.head.saturating_sub(WINDOW - 1).max(1);
        let numbers: BTreeSet<u64> =
            state.book.wanted().into_iter().chain(first..=state.head).collect();
        for number in numbers {
            state.recover(&*store, number)?;
        }
        // What has no body any more holds nothing up.
        state.book.caught_up(state.head);
        Ok(state)
    }
}

impl State {
    fn find(&self, delivery: &str, message: &str) -> Option<Accepted> {
        if let Some(entry) = self.deliveries.get(delivery) {
            return Some(Accepted::Again(Arc::clone(entry)));
        }
        (self.messages.get(message) == Some(&Origin::Stream)).then_some(Accepted::Streamed)
    }

    /// A delivery of an earlier run.
    fn recover(&mut self, store: &dyn Store, number: u64) -> Result<()> {
        let key = entry_key(number);
        let stored = store.get(&key)?.is_some();
        let ticket = if stored { self.book.accept(number) } else { None };
        if stored && ticket.is_none() {
            // Handled; the body outlived a crash.
            store.write(vec![Write::Delete { key }])?;
        }
        let fate = if ticket.is_some() { Fate::Waiting } else { Fate::Handled };
        let entry = Entry::new(number, fate);
        self.left.extend(ticket.map(|ticket| ticket.of_webhook(&entry)));
        let slot = store.get(&slot_key(number))?;
        let slot = slot.map(|bytes| serde_json::from_slice::<Slot>(&bytes)).transpose();
        if let Some(slot) = slot.map_err(|_| unusable())?
            && slot.number == number
        {
            self.deliveries.insert(slot.delivery, entry);
            self.messages.insert(slot.message, Origin::Webhook);
        }
        Ok(())
    }
}

/// The last so many keys, each with what is known of it.
struct Window<T> {
    known: HashMap<Arc<str>, T>,
    order: VecDeque<Arc<str>>,
}

impl<T> Default for Window<T> {
    fn default() -> Self {
        Self { known: HashMap::new(), order: VecDeque::new() }
    }
}

impl<T> Window<T> {
    fn get(&self, key: &str) -> Option<&T> {
        self.known.get(key)
    }

    fn insert(&mut self, key: String, value: T) {
        let key: Arc<str> = key.into();
        if self.known.insert(Arc::clone(&key), value).is_some() {
            return;
        }
        self.order.push_back(key);
        if self.order.len() as u64 > WINDOW
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    fn get_or_insert(&mut self, key: String, value: T) -> &T
    where
        T: Copy,
    {
        if !self.known.contains_key(key.as_str()) {
            self.insert(key.clone(), value);
        }
        self.known.entry(key.into()).or_insert(value)
    }
}

/// By what a message is known again, however it comes. A guid of iMessage is unique; elsewhere an id
/// is in its conversation.
pub(crate) fn message_key(message: &Message) -> String {
    match message.platform() {
        PlatformId::IMessage => format!("iMessage\n{}", message.id()),
        platform => format!("{platform}\n{}\n{}", message.space().id(), message.id()),
    }
}

fn entry_key(number: u64) -> String {
    format!("webhook/entry/{number}")
}

fn slot_key(number: u64) -> String {
    format!("webhook/known/{}", number % WINDOW)
}

fn busy() -> Error {
    let text = "too many messages wait to be handled; is nobody reading them?";
    Error::new(ErrorKind::Other, "webhookBusy", text).with_retryable(true).with_http_status(503)
}

fn unusable() -> Error {
    unknown_form("what is stored of webhooks")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Disk;

    fn journal(store: &Arc<dyn Store>) -> Journal {
        Journal::new(&Arc::new(Books::new(store)), Some("s".into()))
    }

    fn accept(journal: &Journal, n: u64) -> Accepted {
        journal.accept(format!("w\n{n}"), format!("{n}"), b"{}").expect("stored")
    }

    #[test]
    fn a_restart_knows_what_was_accepted_and_brings_what_was_not_handled() {
        let store: Arc<dyn Store> = Arc::new(Disk::default());
        let first = journal(&store);
        for n in 1..=3 {
            let Accepted::New(ticket, _) = accept(&first, n) else { panic!("it is new") };
            if n == 2 {
                ticket.handled();
            }
            assert!(matches!(accept(&first, n), Accepted::Again(_)));
        }
        drop(first);

        let second = journal(&store);
        assert!(matches!(accept(&second, 2), Accepted::Again(entry)
            if *entry.watch().borrow() == Fate::Handled));
        assert!(matches!(accept(&second, 3), Accepted::Again(entry)
            if *entry.watch().borrow() == Fate::Waiting));
        assert_eq!(second.take_left().expect("read").len(), 2);
        assert!(second.take_left().expect("read").is_empty(), "once");
        assert!(matches!(accept(&second, 4), Accepted::New(..)));
        assert_eq!(store.get("webhook/entry/2").expect("read"), None, "no body of what is handled");
    }

    #[test]
    fn the_window_is_bounded_and_the_oldest_go_first() {
        let mut window = Window::default();
        for n in 0..WINDOW + 10 {
            window.insert(n.to_string(), n);
        }
        assert_eq!((window.known.len() as u64, window.get("9")), (WINDOW, None));
        assert_eq!(window.get("10"), Some(&10));
        assert_eq!(*window.get_or_insert("10".into(), 0), 10);
    }

    #[test]
    fn what_was_given_up_is_not_handled_as_well() {
        let entry = Entry::new(1, Fate::Waiting);
        for fate in [Fate::Failed, Fate::GivenUp, Fate::Handled] {
            entry.became(fate);
        }
        assert_eq!(*entry.watch().borrow(), Fate::GivenUp);
    }
}
