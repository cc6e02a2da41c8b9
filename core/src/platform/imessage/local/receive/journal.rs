//! What must survive a crash: how far the database was read, and which rows are on their way.
//!
//! Rows get numbers of our own, one after the other: row numbers of the database do not grow in the
//! order in which rows become complete, and begin anew when it is replaced. The book of the stream
//! knows by these numbers what is handled; here stands which row a number is, written before the
//! row is handed on. The place in the database is written at times: what came after it is found a
//! second time then, and known by its guid.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use spectrum_imessage_chatdb::watch::Position;

use crate::delivery::{Book, Books};
use crate::error::Result;
use crate::store::{Write, unknown_form};

/// How often the place is written at most.
const EVERY: Duration = Duration::from_secs(1);
/// How often it is written at least while the database does not change: its date moves on.
const AT_LEAST_EVERY: Duration = Duration::from_secs(600);

/// Why a row is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Why {
    /// It arrived.
    Arrived,
    /// A message of ours was read.
    Read,
}

/// A row on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) guid: Arc<str>,
    pub(super) why: Why,
}

/// What is stored of the place.
#[derive(Serialize, Deserialize)]
struct Place {
    position: Position,
    /// The first number whose row is still stored.
    first: u64,
    /// The number of the next row.
    next: u64,
}

/// The place and the rows of one database.
pub(super) struct Journal {
    books: Arc<Books>,
    book: Book,
    key: String,
    first: u64,
    next: u64,
    /// Rows of former runs that are found a second time.
    known: HashSet<Row>,
    /// Whether everything that could be found a second time was.
    settled: bool,
    /// When the place was written, and the row number in it.
    written: Option<(Instant, i64)>,
}

/// Where to go on from.
pub(super) struct Begin {
    /// Nothing at the very first start.
    pub(super) position: Option<Position>,
    /// Rows of former runs with their numbers; those that are handled among them.
    pub(super) rows: Vec<(u64, Row)>,
}

impl Journal {
    /// # Errors
    /// If the store cannot be read, or holds what is none of ours.
    pub(super) fn open(books: &Arc<Books>, book: Book, line: &str) -> Result<(Self, Begin)> {
        let mut journal = Self {
            books: Arc::clone(books),
            book,
            key: line.to_owned(),
            first: 1,
            next: 1,
            known: HashSet::new(),
            settled: false,
            written: None,
        };
        let mut begin = Begin { position: None, rows: Vec::new() };
        if !books.is_durable() {
            return Ok((journal, begin));
        }
        let store = books.store()?;
        if let Some(bytes) = store.get(&journal.place_key())? {
            let place: Place = parse(&bytes)?;
            begin.position = Some(place.position);
            (journal.first, journal.next) = (place.first, place.next);
        }
        let mut number = journal.first;
        while let Some(bytes) = store.get(&journal.row_key(number))? {
            begin.rows.push((number, parse(&bytes)?));
            number += 1;
        }
        journal.next = journal.next.max(number);
        journal.settled = begin.rows.is_empty();
        journal.known = begin.rows.iter().map(|(_, row)| row.clone()).collect();
        Ok((journal, begin))
    }

    /// The highest number so far.
    pub(super) fn head(&self) -> u64 {
        self.next - 1
    }

    /// Whether a row was on its way in a former run: the stored rows told of it.
    pub(super) fn is_known(&self, row: &Row) -> bool {
        self.known.contains(row)
    }

    /// The database was read to its end since the start: no row is found a second time any more.
    pub(super) fn settle(&mut self) {
        self.settled = true;
    }

    /// Gives rows their numbers, and stores them together with the place behind them if that is due
    /// or `now`. A store that cannot be written is told, and holds nothing up.
    pub(super) fn note(
        &mut self,
        rows: &[Row],
        rowid: i64,
        now: bool,
        position: impl FnOnce() -> Position,
    ) -> u64 {
        let first = self.next;
        self.next += rows.len() as u64;
        if !self.books.is_durable() {
            return first;
        }
        let mut batch: Vec<_> = (first..)
            .zip(rows)
            .filter_map(|(n, row)| {
                Some(Write::Put { key: self.row_key(n), value: serde_json::to_vec(row).ok()? })
            })
            .collect();
        let place = (now || self.is_due(rowid)).then(position);
        let handled = match &place {
            Some(place) => self.write_place(place, &mut batch),
            None => self.first,
        };
        if batch.is_empty() {
            return first;
        }
        match self.books.store().and_then(|store| store.write(batch)) {
            Ok(()) if place.is_some() => {
                self.first = handled;
                self.written = Some((Instant::now(), rowid));
            }
            Ok(()) => {}
            Err(error) => crate::observe::error!("a restart now would repeat something: {error}"),
        }
        first
    }

    /// Adds the place, and takes away the rows that are handled once the place is behind them.
    fn write_place(&self, position: &Position, batch: &mut Vec<Write>) -> u64 {
        let handled = self.book.cursor().unwrap_or(0) + 1;
        let handled = if self.settled { handled.clamp(self.first, self.next) } else { self.first };
        batch.extend((self.first..handled).map(|n| Write::Delete { key: self.row_key(n) }));
        let place = Place { position: position.clone(), first: handled, next: self.next };
        if let Ok(value) = serde_json::to_vec(&place) {
            batch.push(Write::Put { key: self.place_key(), value });
        }
        handled
    }

    fn is_due(&self, rowid: i64) -> bool {
        self.written.is_none_or(|(at, written)| {
            let every = if rowid == written { AT_LEAST_EVERY } else { EVERY };
            at.elapsed() >= every
        })
    }

    fn place_key(&self) -> String {
        format!("{}/place", self.key)
    }

    fn row_key(&self, number: u64) -> String {
        format!("{}/row/{number}", self.key)
    }
}

fn parse<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|_| unknown_form("a stored place"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{SqliteStore, Store};

    const LINE: &str = "local/x";

    fn open(store: &Arc<dyn Store>) -> (Arc<Books>, Journal, Begin) {
        let books = Arc::new(Books::new(store));
        let book = books.open(LINE, "messages", true).expect("a book");
        let (journal, begin) = Journal::open(&books, book, LINE).expect("readable");
        (books, journal, begin)
    }

    fn row(guid: &str) -> Row {
        Row { guid: guid.into(), why: Why::Arrived }
    }

    fn at(rowid: i64) -> impl FnOnce() -> Position {
        move || Position { rowid, ..Position::default() }
    }

    #[test]
    fn rows_are_known_until_the_place_is_behind_them_and_they_are_handled() {
        let folder = tempfile::tempdir().expect("a folder");
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open(folder.path().join("s.db")).expect("a store"));
        let (_books, mut journal, begin) = open(&store);
        assert!(begin.position.is_none() && begin.rows.is_empty());
        journal.book.caught_up(0);
        assert_eq!(journal.note(&[], 10, true, at(10)), 1);
        assert_eq!(journal.note(&[row("a"), row("b")], 12, false, at(12)), 1);
        for number in [1, 2] {
            journal.book.accept(number).expect("new").handled();
        }
        assert_eq!(journal.note(&[row("c")], 13, false, at(13)), 3);

        // Killed: the place is an old one, and the rows behind it are known.
        let (_books, mut journal, begin) = open(&store);
        assert_eq!(begin.position.map(|position| position.rowid), Some(10));
        let rows: Vec<_> = begin.rows.iter().map(|(n, row)| (*n, &*row.guid)).collect();
        assert_eq!(rows, [(1, "a"), (2, "b"), (3, "c")]);
        assert!(journal.is_known(&row("a")) && !journal.is_known(&row("d")));
        assert!(journal.book.accept(1).is_none() && journal.book.accept(2).is_none());
        let _on_its_way = journal.book.accept(3).expect("not handled");
        // Before the database was read to its end they may be found a second time.
        journal.note(&[], 13, true, at(10));
        assert_eq!(open(&store).2.rows.len(), 3);
        journal.settle();
        assert_eq!(journal.note(&[row("d")], 14, true, at(14)), 4);

        let (_books, journal, begin) = open(&store);
        assert_eq!(begin.position.map(|position| position.rowid), Some(14));
        let rows: Vec<_> = begin.rows.iter().map(|(n, row)| (*n, &*row.guid)).collect();
        assert_eq!(rows, [(3, "c"), (4, "d")]);
        assert_eq!(journal.head(), 4);
    }

    #[test]
    fn what_is_none_of_ours_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let store: Arc<dyn Store> =
            Arc::new(SqliteStore::open(folder.path().join("s.db")).expect("a store"));
        let put = Write::Put { key: format!("{LINE}/place"), value: b"7".to_vec() };
        store.write(vec![put]).expect("written");
        let books = Arc::new(Books::new(&store));
        let book = books.open(LINE, "messages", true).expect("a book");
        let error = Journal::open(&books, book, LINE).err().expect("no place");
        assert_eq!(error.code(), "storeUnusable");
    }
}
