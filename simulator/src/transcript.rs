//! The record of every call, in the order of arrival.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde_json::Value;
use tokio::sync::watch;

use crate::clock;
use crate::entry::{Arrival, CallView, Entry, Measured};
use crate::ring::Ring;

/// More calls than this are not kept, nor calls of more bytes together: the oldest go.
const KEPT: usize = 100_000;
const KEPT_BYTES: usize = 128 * 1024 * 1024;
/// What an entry takes besides its request.
const ENTRY_BYTES: usize = 512;
/// A page is told of the newest only.
const FOLLOWED: u64 = 500;

struct Kept {
    entry: Entry,
    measured: Measured,
    began: Instant,
    /// The number of the change that made it what it is.
    changed: u64,
}

impl Kept {
    fn view(&self) -> CallView {
        let entry = self.entry.clone();
        CallView {
            n: entry.n,
            method: entry.method,
            service: entry.service,
            line: entry.line,
            status: entry.status,
            error_code: entry.error_code,
            stream: entry.stream,
            measured: self.measured.clone(),
        }
    }
}

/// How far a page has followed the record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    changed: u64,
    cleared: u64,
}

struct Book {
    entries: Ring<Kept>,
    keys: HashMap<String, u64>,
    keys_in_order: Ring<String>,
    last_key: u64,
    /// Counts changes of entries.
    changed: u64,
    /// Counts how often everything was forgotten.
    cleared: u64,
}

impl Book {
    fn new() -> Self {
        Self {
            entries: Ring::new(KEPT, KEPT_BYTES),
            keys: HashMap::new(),
            keys_in_order: Ring::new(KEPT, KEPT_BYTES),
            last_key: 0,
            changed: 0,
            cleared: 0,
        }
    }

    /// The number of an idempotency key.
    fn number(&mut self, key: String) -> u64 {
        if let Some(number) = self.keys.get(&key) {
            return *number;
        }
        self.last_key += 1;
        for oldest in self.keys_in_order.push(key.clone(), key.len()) {
            self.keys.remove(&oldest);
        }
        self.keys.insert(key, self.last_key);
        self.last_key
    }
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
        Self { on, book: Mutex::new(Book::new()), changes: watch::Sender::new(0) }
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
        let n = book.entries.next() + 1;
        let idempotency_key = arrival.idempotency_key.map(|key| book.number(key));
        book.changed += 1;
        let weight = ENTRY_BYTES + weight(&arrival.request);
        let kept = Kept {
            entry: Entry {
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
            },
            measured: Measured {
                at: clock::text(&clock::now()),
                ms: None,
                request_bytes: arrival.bytes,
                answer_bytes: None,
            },
            began: Instant::now(),
            changed: book.changed,
        };
        book.entries.push(kept, weight);
        drop(book);
        self.changes.send_modify(|count| *count += 1);
        Call { transcript: self.clone(), n, open: true }
    }

    /// The calls after a number, as far as they are kept.
    pub(crate) fn after(&self, n: u64) -> Vec<Entry> {
        self.book().entries.from(n).map(|kept| kept.entry.clone()).collect()
    }

    /// One call, with what was measured.
    pub(crate) fn call(&self, n: u64) -> Option<(Entry, Measured)> {
        let book = self.book();
        let kept = book.entries.get(n.checked_sub(1)?)?;
        Some((kept.entry.clone(), kept.measured.clone()))
    }

    /// The calls that changed since a place, of the newest ones; the place after them; and whether
    /// all before was forgotten.
    pub(crate) fn since(&self, place: Place) -> (Vec<CallView>, Place, bool) {
        let book = self.book();
        let forgotten = place.cleared != book.cleared;
        let first = book.entries.next().saturating_sub(FOLLOWED);
        let newest = book.entries.from(first);
        let changed = newest.filter(|kept| forgotten || kept.changed > place.changed);
        let views = changed.map(Kept::view).collect();
        (views, Place { changed: book.changed, cleared: book.cleared }, forgotten)
    }

    /// Forgets all calls, and begins the numbers of calls and keys anew. Calls that still run are
    /// forgotten too.
    pub(crate) fn clear(&self) {
        let mut book = self.book();
        let (changed, cleared) = (book.changed, book.cleared + 1);
        *book = Book { changed, cleared, ..Book::new() };
        drop(book);
        self.changes.send_modify(|count| *count += 1);
    }

    fn close(&self, n: u64, status: &str, error_code: Option<String>, bytes: Option<usize>) {
        let mut book = self.book();
        book.changed += 1;
        let changed = book.changed;
        // After a clear the number may belong to a later call: an entry that is closed already is
        // left alone.
        if let Some(kept) = n.checked_sub(1).and_then(|at| book.entries.get_mut(at))
            && kept.entry.status == "OPEN"
        {
            status.clone_into(&mut kept.entry.status);
            kept.entry.error_code = error_code;
            kept.measured.ms = Some(kept.began.elapsed().as_secs_f64() * 1000.0);
            kept.measured.answer_bytes = bytes;
            kept.changed = changed;
        }
        drop(book);
        self.changes.send_modify(|count| *count += 1);
    }
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => 32 + text.len(),
        Value::Array(items) => 32 + items.iter().map(weight).sum::<usize>(),
        Value::Object(fields) => {
            32 + fields.iter().map(|(name, value)| 32 + name.len() + weight(value)).sum::<usize>()
        }
        _ => 32,
    }
}

/// A call that runs. Dropped without an end it is one that the client gave up.
pub(crate) struct Call {
    transcript: Arc<Transcript>,
    n: u64,
    open: bool,
}

impl Call {
    /// It ends; the answer has so many bytes, if that is known.
    pub(crate) fn finish(mut self, status: &str, error_code: Option<String>, bytes: Option<usize>) {
        if std::mem::take(&mut self.open) {
            self.transcript.close(self.n, status, error_code, bytes);
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if self.open {
            self.transcript.close(self.n, "CANCELLED", None, None);
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
        transcript.open(arrival("A", Some("x"))).finish("OK", None, None);
        transcript.open(arrival("B", None)).finish("NOT_FOUND", Some("chatNotFound".into()), None);
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

    #[test]
    fn a_page_is_told_what_changed_and_no_text() {
        let transcript = Arc::new(Transcript::new(true));
        let request = serde_json::json!({ "text": "secret" });
        let call = transcript.open(Arrival { request, bytes: Some(7), ..arrival("A", None) });
        let (views, place, forgotten) = transcript.since(Place::default());
        assert_eq!((views.len(), views[0].status.as_str(), forgotten), (1, "OPEN", false));
        assert!(!serde_json::to_string(&views).expect("JSON").contains("secret"));
        assert!(transcript.since(place).0.is_empty());
        call.finish("OK", None, Some(9));
        let (views, place, _) = transcript.since(place);
        let measured = &views[0].measured;
        assert_eq!((measured.request_bytes, measured.answer_bytes), (Some(7), Some(9)));
        assert!(measured.ms.is_some());
        transcript.clear();
        let (views, _, forgotten) = transcript.since(place);
        assert!(views.is_empty() && forgotten);
    }

    #[test]
    fn long_records_are_bounded_by_bytes() {
        let transcript = Arc::new(Transcript::new(true));
        let long = Value::String("x".repeat(KEPT_BYTES / 4));
        for _ in 0..5 {
            let arrival = Arrival { request: long.clone(), ..arrival("A", None) };
            transcript.open(arrival).finish("OK", None, None);
        }
        let kept: Vec<u64> = transcript.after(0).iter().map(|entry| entry.n).collect();
        assert_eq!(kept, [3, 4, 5]);
    }
}
