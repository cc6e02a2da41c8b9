//! Whether this member may believe that it is one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// Without a confirmation for so long a holder stops by itself.
pub(super) const STOPS: Duration = Duration::from_secs(4);

/// Whether the heartbeats of this member are confirmed.
#[derive(Debug)]
pub(super) struct Pulse {
    base: Instant,
    /// When the last confirmed heartbeat was sent, in milliseconds since the base; 0: none.
    confirmed: AtomicU64,
    /// Grows each time the heartbeats are confirmed again after they were not.
    round: AtomicU64,
}

impl Pulse {
    pub(super) fn new() -> Self {
        // So that no heartbeat is sent at 0.
        let base = Instant::now().checked_sub(STOPS * 2).unwrap_or_else(Instant::now);
        Self { base, confirmed: AtomicU64::new(0), round: AtomicU64::new(0) }
    }

    fn millis(&self, at: Instant) -> u64 {
        u64::try_from(at.duration_since(self.base).as_millis()).unwrap_or(u64::MAX)
    }

    /// Whether the last confirmed heartbeat is young enough.
    pub(super) fn beats(&self) -> bool {
        self.age() < STOPS
    }

    pub(super) fn age(&self) -> Duration {
        let confirmed = self.confirmed.load(Ordering::Acquire);
        Duration::from_millis(self.millis(Instant::now()).saturating_sub(confirmed))
    }

    pub(super) fn round(&self) -> u64 {
        self.round.load(Ordering::Acquire)
    }

    /// A heartbeat is confirmed. Whether a new round begins with it: then no lease is held.
    pub(super) fn confirm(&self, sent: Instant) -> bool {
        let new = !self.beats();
        if new {
            // First: between the two nothing may look held.
            self.round.fetch_add(1, Ordering::AcqRel);
        }
        self.confirmed.store(self.millis(sent), Ordering::Release);
        new
    }
}
