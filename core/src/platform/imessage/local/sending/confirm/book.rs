//! Which row belongs to which send: rows in their order, sends in the order of the calls, each row
//! to one send.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use spectrum_imessage_chatdb::record::{Record, TransferState};
use tokio::time::Instant;

use super::facts::{Facts, Fit};
use super::{Expected, Found};
use crate::platform::imessage::local::sending::{Settings, Target};

/// How many rows are kept at most: those of a cloud sync are not ours.
const MOST_ROWS: usize = 500;

/// A send that waits for its row.
pub(super) struct Waiting<T> {
    pub(super) number: u64,
    pub(super) target: Target,
    pub(super) expected: Expected,
    /// Rows up to this one were there before.
    pub(super) after: i64,
    /// Who is told.
    pub(super) tell: T,
}

struct Seen {
    facts: Facts,
    since: Instant,
}

/// Sends and rows.
pub(super) struct Book<T> {
    /// In the order of the calls.
    waiting: Vec<Waiting<T>>,
    /// Rows that belong to nobody yet.
    rows: BTreeMap<i64, Seen>,
    claimed: HashSet<i64>,
    /// Rows up to this one were read.
    read: i64,
    conversation_wait: Duration,
    prefix_wait: Duration,
}

impl<T> Book<T> {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            waiting: Vec::new(),
            rows: BTreeMap::new(),
            claimed: HashSet::new(),
            read: 0,
            conversation_wait: settings.conversation_wait(),
            prefix_wait: settings.prefix_wait(),
        }
    }

    /// A send is about to begin.
    pub(super) fn add(&mut self, waiting: Waiting<T>) {
        // Rows may have been read in the meantime that only now mean something.
        self.read =
            if self.waiting.is_empty() { waiting.after } else { self.read.min(waiting.after) };
        self.waiting.push(waiting);
    }

    /// A send does not wait any more.
    pub(super) fn remove(&mut self, number: u64) {
        self.waiting.retain(|waiting| waiting.number != number);
        self.tidy();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The row to read on from, and those before it to read again.
    pub(super) fn to_read(&self) -> (i64, Vec<i64>) {
        (self.read, self.rows.range(..=self.read).map(|(row, _)| *row).collect())
    }

    /// Takes in what was read as [`Book::to_read`] said, and says whom it concerns.
    pub(super) fn take_in(
        &mut self,
        (after, asked): &(i64, Vec<i64>),
        again: &[Record],
        new: &[Record],
        now: Instant,
    ) -> Vec<(Waiting<T>, Found)> {
        let there: HashSet<_> = again.iter().map(|record| record.rowid).collect();
        for gone in asked.iter().filter(|row| !there.contains(row)) {
            self.rows.remove(gone);
        }
        for record in again.iter().chain(new) {
            if self.claimed.contains(&record.rowid) {
                continue;
            }
            let since = self.rows.remove(&record.rowid).map_or(now, |seen| seen.since);
            if let Some(facts) = Facts::of(record).filter(|facts| self.may_matter(facts)) {
                self.rows.insert(facts.rowid, Seen { facts, since });
            }
        }
        // A send that has begun since may need rows that were passed over.
        if self.read >= *after {
            self.read = self.read.max(new.last().map_or(0, |last| last.rowid));
        }
        while self.rows.len() > MOST_ROWS {
            self.rows.pop_first();
        }
        let mut found = Vec::new();
        while let Some((row, place, fit)) = self.next_match(now) {
            let Some(seen) = self.rows.remove(&row) else { break };
            self.claimed.insert(row);
            let waiting = self.waiting.remove(place);
            if fit == Fit::Beginning {
                self.claim_rest(&seen.facts, &waiting.expected);
            }
            let meaning = meaning(&seen.facts, &waiting);
            found.push((waiting, meaning));
        }
        self.tidy();
        found
    }

    fn may_matter(&self, facts: &Facts) -> bool {
        let fits = |waiting: &Waiting<T>| facts.fit(&waiting.expected) != Fit::No;
        facts.incomplete || self.waiting.iter().any(fits)
    }

    /// Whole matches first, the lowest row to the first call.
    fn next_match(&self, now: Instant) -> Option<(i64, usize, Fit)> {
        [Fit::Whole, Fit::Beginning].into_iter().find_map(|wanted| {
            self.rows.iter().find_map(|(row, seen)| {
                let place = self.waiting.iter().position(|waiting| {
                    *row > waiting.after
                        && seen.facts.fit(&waiting.expected) == wanted
                        && self.belongs(seen, waiting, wanted, now)
                })?;
                Some((*row, place, wanted))
            })
        })
    }

    fn belongs(&self, seen: &Seen, waiting: &Waiting<T>, fit: Fit, now: Instant) -> bool {
        let age = now.duration_since(seen.since);
        let time = match (&seen.facts.chat, fit) {
            (Some((guid, kind)), _) if !waiting.target.is(guid, *kind) => return false,
            (Some(_), Fit::Whole) => Duration::ZERO,
            (Some(_), _) => self.prefix_wait,
            (None, Fit::Whole) => self.conversation_wait,
            (None, _) => return false,
        };
        seen.facts.own && age >= time
    }

    /// The row with the rest of a text is not the row of another send.
    fn claim_rest(&mut self, first: &Facts, expected: &Expected) {
        let rest = self.rows.iter().find(|(row, seen)| {
            **row > first.rowid
                && seen.facts.own
                && seen.facts.chat.as_ref().map(|c| &c.0) == first.chat.as_ref().map(|c| &c.0)
                && seen.facts.fit(expected) == Fit::End
        });
        if let Some(row) = rest.map(|(row, _)| *row) {
            self.rows.remove(&row);
            self.claimed.insert(row);
        }
    }

    fn tidy(&mut self) {
        if self.waiting.is_empty() {
            self.rows.clear();
            self.claimed.clear();
        }
    }
}

fn meaning<T>(facts: &Facts, waiting: &Waiting<T>) -> Found {
    let file = facts.file(&waiting.expected);
    let guid = facts.guid.to_string();
    if facts.error != 0 || file == Some(TransferState::Failed) {
        return Found::Failed { guid, error: facts.error };
    }
    if facts.chat.is_none() && facts.sms && waiting.target.is_group() {
        return Found::GroupNotReached { guid };
    }
    let done = file.is_none_or(|state| state == TransferState::Complete);
    Found::Row { guid, rowid: facts.rowid, timestamp: facts.date, done }
}
