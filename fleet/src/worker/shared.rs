//! A partition at its holder: its log, who waits for it, and what programs say about its events.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use spectrum_imessage::fleet::Outcome;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::log::Log;
use crate::members::Lease;

/// The partition.
pub(crate) struct Shared {
    pub(crate) partition: u32,
    pub(crate) lease: Arc<Lease>,
    log: Mutex<Log>,
    /// The version of the log that is written.
    pub(crate) written: watch::Sender<u64>,
    /// Something is to be written.
    pub(crate) to_write: Notify,
    /// It is to be written at once.
    pub(crate) urgent: AtomicBool,
    /// Something came back, or something was handled.
    pub(crate) moved: Notify,
    /// It is to be let go.
    pub(crate) stop: watch::Sender<bool>,
    /// How many events are behind what was read.
    pub(crate) behind: AtomicU64,
    /// Since when something handled is not written.
    unwritten: Mutex<Option<Instant>>,
    acknowledged: AtomicU64,
}

impl Shared {
    pub(crate) fn new(partition: u32, lease: Arc<Lease>, log: Log) -> Self {
        Self {
            partition,
            lease,
            log: Mutex::new(log),
            written: watch::Sender::new(0),
            to_write: Notify::new(),
            urgent: AtomicBool::new(false),
            moved: Notify::new(),
            stop: watch::Sender::new(false),
            behind: AtomicU64::new(0),
            unwritten: Mutex::default(),
            acknowledged: AtomicU64::new(0),
        }
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many acknowledgements are not written, and for how long.
    pub(crate) fn unwritten(&self) -> (u64, Option<Duration>) {
        let since = *self.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
        (self.acknowledged.load(Ordering::Relaxed), since.map(|since| since.elapsed()))
    }

    /// How many acknowledgements there are to be written by a write that begins now.
    pub(crate) fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// So many of them are written.
    pub(crate) fn wrote(&self, version: u64, acknowledged: u64) {
        let left = self.acknowledged.fetch_sub(acknowledged, Ordering::Relaxed) - acknowledged;
        let now = (left > 0).then(Instant::now);
        *self.unwritten.lock().unwrap_or_else(PoisonError::into_inner) = now;
        self.written.send_replace(version);
    }

    fn note_acknowledgement(&self) {
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
        let mut since = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
        since.get_or_insert_with(Instant::now);
    }

    /// Writes soon, or at once.
    pub(crate) fn write(&self, at_once: bool) {
        if at_once {
            self.urgent.store(true, Ordering::Release);
        }
        self.to_write.notify_one();
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partition").field("number", &self.partition).finish_non_exhaustive()
    }
}

/// One delivery of an event.
#[derive(Debug)]
pub(crate) struct Delivered {
    pub(crate) shared: Arc<Shared>,
    pub(crate) sequence: u64,
    pub(crate) delivery: u64,
}

impl Outcome for Delivered {
    fn may_begin(&self) -> bool {
        let held = self.shared.lease.is_held();
        let may = self.shared.log().may_begin(self.sequence, self.delivery, held);
        if !may {
            self.shared.moved.notify_one();
        }
        may
    }

    fn handled(&self) {
        if self.shared.log().handled(self.sequence) {
            self.shared.note_acknowledgement();
            self.shared.write(false);
            self.shared.moved.notify_one();
        }
    }

    fn failed(&self, attempts: u32) {
        self.shared.log().failed(self.sequence, attempts);
        self.shared.write(false);
    }

    fn given_up(&self, reason: &str, attempts: u32) {
        self.shared.log().given_up(self.sequence, reason, attempts);
    }
}

impl Drop for Delivered {
    fn drop(&mut self) {
        if self.shared.log().came_back(self.sequence, self.delivery) {
            self.shared.moved.notify_one();
        }
    }
}
