//! Looking through rows: new ones, waiting ones, and those of the window.

use std::collections::HashSet;
use std::time::Duration;

use super::event::Event;
use super::known::Known;
use super::ready::{Readiness, readiness};
use super::{Moment, Watcher};
use crate::database::{DatabaseError, Fingerprint};
use crate::record::{AppleDate, Category, Content, Record, TransferState};

/// How many records are read at once.
const CHUNK: usize = 500;
/// How many batches of new rows are read in one look: most of a backfill is not reported.
const ROUNDS: usize = 20;
/// How many messages with files under way are followed.
const MAX_FILES: usize = 1000;
/// How many rows wait at most; more than that is a database that makes no sense.
const MAX_HELD: usize = 10_000;

impl Watcher {
    /// Without a saved position: what lies in the window at this moment was seen.
    pub(super) fn count_as_seen(&mut self, now: Moment) -> Result<(), DatabaseError> {
        let start = self.window_start(now);
        let up_to = self.rowid;
        let window = self.link()?.database.window(start, up_to)?;
        for rows in window.chunks(CHUNK) {
            for (record, hash) in self.read(rows)? {
                self.remember(&record, now);
                let followed = !record.is_from_me;
                self.rows.insert(record.rowid, Known::new(&record, hash, followed));
            }
        }
        Ok(())
    }

    /// New rows, a batch of them. Clears what is pending when there are no more.
    pub(super) fn scan_rows(
        &mut self,
        now: Moment,
        out: &mut Vec<Event>,
    ) -> Result<(), DatabaseError> {
        for _ in 0..ROUNDS {
            if out.len() >= self.options.batch {
                break;
            }
            let (after, limit) = (self.rowid, self.options.batch.max(1));
            let records = self.link()?.database.records_after(after, limit)?;
            if records.is_empty() {
                self.pending.rows = false;
                return Ok(());
            }
            for record in records {
                self.rowid = record.rowid;
                self.consider(record, 0, now, out);
            }
        }
        Ok(())
    }

    /// Rows of the window that are new although their numbers are not, and rows that changed.
    pub(super) fn scan_window(
        &mut self,
        now: Moment,
        out: &mut Vec<Event>,
    ) -> Result<(), DatabaseError> {
        let mut start = self.window_start(now);
        if self.pending.by_date {
            start = start.min(self.floor.0);
        }
        let up_to = self.rowid;
        let window = self.link()?.database.window(start, up_to)?;
        let there: HashSet<i64> = window.iter().map(|row| row.rowid).collect();
        self.rows.retain(|rowid, _| there.contains(rowid));
        let differs = |row: &Fingerprint| {
            !self.held.contains_key(&row.rowid)
                && self.rows.get(&row.rowid).is_none_or(|known| known.hash != row.hash)
        };
        let changed: Vec<_> = window.into_iter().filter(differs).collect();
        for rows in changed.chunks(CHUNK) {
            for (record, hash) in self.read(rows)? {
                match self.rows.get_mut(&record.rowid) {
                    Some(known) => {
                        known.hash = hash;
                        self.seen.insert(&record.guid, date(&record, now), edited(&record));
                        known.update(record, out);
                    }
                    None => self.consider(record, hash, now, out),
                }
            }
        }
        self.pending.window = false;
        self.pending.by_date = false;
        Ok(())
    }

    /// The records of rows, with their fingerprints.
    fn read(&mut self, rows: &[Fingerprint]) -> Result<Vec<(Record, u64)>, DatabaseError> {
        let rowids: Vec<_> = rows.iter().map(|row| row.rowid).collect();
        let records = self.link()?.database.records(&rowids)?;
        let hash = |record: &Record| {
            rows.binary_search_by_key(&record.rowid, |row| row.rowid)
                .ok()
                .and_then(|place| rows.get(place))
                .map_or(0, |row| row.hash)
        };
        Ok(records.into_iter().map(|record| (hash(&record), record)).map(|(h, r)| (r, h)).collect())
    }

    /// A row that this run has not seen yet.
    fn consider(&mut self, record: Record, hash: u64, now: Moment, out: &mut Vec<Event>) {
        if self.rows.contains_key(&record.rowid) {
            return;
        }
        if let Some(edited_then) = self.seen.edited(&record.guid) {
            let mut known = Known::new(&record, hash, !record.is_from_me);
            if edited(&record) != edited_then {
                self.remember(&record, now);
                known = Known::changed_meanwhile(&record, hash);
                known.update(record.clone(), out);
            }
            self.rows.insert(record.rowid, known);
            return;
        }
        let at = date(&record, now);
        if at < self.window_start(now) && at <= self.floor.0 {
            if self.options.history {
                out.push(Event::History { record: Box::new(record) });
            }
            return;
        }
        self.decide(record, hash, Duration::ZERO, now, out);
    }

    /// Waiting rows, in their order.
    pub(super) fn scan_held(
        &mut self,
        now: Moment,
        out: &mut Vec<Event>,
    ) -> Result<(), DatabaseError> {
        let waiting: Vec<i64> = self.held.keys().copied().collect();
        for rowids in waiting.chunks(CHUNK) {
            let records = self.link()?.database.records(rowids)?;
            let there: HashSet<i64> = records.iter().map(|record| record.rowid).collect();
            for rowid in rowids.iter().filter(|rowid| !there.contains(rowid)) {
                self.held.remove(rowid);
            }
            for record in records {
                let since = self.held.remove(&record.rowid).map_or(now.elapsed, |(since, _)| since);
                self.decide(record, 0, since, now, out);
            }
        }
        Ok(())
    }

    /// Reports a row, lets it wait, or drops it. `since`: when it began to wait, or zero.
    fn decide(
        &mut self,
        record: Record,
        hash: u64,
        since: Duration,
        now: Moment,
        out: &mut Vec<Event>,
    ) {
        let since = if since.is_zero() { now.elapsed } else { since };
        let age = now.elapsed.saturating_sub(since);
        let ready = readiness(&record, &self.sends, age, self.options.patience, now.elapsed);
        let incomplete = match ready {
            Readiness::Wait if self.held.len() < MAX_HELD => return self.hold(&record, since),
            Readiness::Wait => {
                self.remember(&record, now);
                out.push(Event::Dropped { guid: record.guid, reason: "too many rows wait" });
                return;
            }
            Readiness::GiveUp(reason) => {
                self.remember(&record, now);
                self.rows.insert(record.rowid, Known::new(&record, hash, false));
                out.push(Event::Dropped { guid: record.guid, reason });
                return;
            }
            Readiness::Own | Readiness::Skip => {
                self.remember(&record, now);
                self.rows.insert(record.rowid, Known::new(&record, hash, false));
                if self.options.own && ready == Readiness::Own {
                    out.push(Event::Own { record: Box::new(record) });
                }
                return;
            }
            Readiness::Ready => false,
            Readiness::Incomplete => true,
        };
        // The order within a conversation is kept.
        if let Some(chat) = &record.chat_guid
            && self.held.range(..record.rowid).any(|(_, (_, waits))| waits.as_ref() == Some(chat))
        {
            return self.hold(&record, since);
        }
        self.remember(&record, now);
        let known = Known::new(&record, hash, record.category == Category::Message);
        self.rows.insert(record.rowid, known);
        let under_way = under_way(&record);
        if !under_way.is_empty() {
            self.files.insert(record.rowid, under_way);
            if self.files.len() > MAX_FILES {
                self.files.pop_first();
            }
        }
        out.push(Event::Arrived { record: Box::new(record), incomplete });
    }

    fn hold(&mut self, record: &Record, since: Duration) {
        self.held.insert(record.rowid, (since, record.chat_guid.clone()));
    }

    /// Files under way of messages that were reported.
    pub(super) fn scan_files(&mut self, out: &mut Vec<Event>) -> Result<(), DatabaseError> {
        let rowids: Vec<i64> = self.files.keys().copied().collect();
        for record in self.link()?.database.records(&rowids)? {
            let Some(mut guids) = self.files.remove(&record.rowid) else { continue };
            let Content::Message(message) = &record.content else { continue };
            let state = |guid| {
                let attachment =
                    message.attachments.iter().find(|attachment| attachment.guid == guid)?;
                Some(attachment.state)
            };
            guids.retain(|guid| {
                let (record, attachment) = (Box::new(record.clone()), guid.clone());
                match state(attachment.clone()) {
                    Some(TransferState::Complete) => {
                        out.push(Event::AttachmentReady { record, attachment });
                    }
                    Some(TransferState::Failed) => {
                        out.push(Event::AttachmentFailed { record, attachment });
                    }
                    state => return state.is_some(),
                }
                false
            });
            if !guids.is_empty() {
                self.files.insert(record.rowid, guids);
            }
        }
        Ok(())
    }

    fn remember(&mut self, record: &Record, now: Moment) {
        let at = date(record, now);
        self.seen.insert(&record.guid, at, edited(record));
        // A clock that is wrong must not push the mark into the future.
        self.newest = self.newest.max(at.min(now.wall.nanoseconds()));
    }
}

/// When a row was sent; a row without date was sent now.
fn date(record: &Record, now: Moment) -> i64 {
    record.date.map_or(now.wall.nanoseconds(), AppleDate::nanoseconds)
}

fn edited(record: &Record) -> i64 {
    record.details.date_edited.map_or(0, AppleDate::nanoseconds)
}

fn under_way(record: &Record) -> Vec<std::sync::Arc<str>> {
    let Content::Message(message) = &record.content else { return Vec::new() };
    let waits = |state| matches!(state, TransferState::Pending | TransferState::Transferring);
    message
        .attachments
        .iter()
        .filter(|attachment| waits(attachment.state))
        .map(|attachment| attachment.guid.clone())
        .collect()
}
