//! A lease that this member has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::watch;

use super::pulse::Pulse;

/// How a lease stands, for who waits for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// It is this member's.
    Yes,
    /// NATS does not confirm it; it may come back.
    Unsure,
    /// Another has it, or it was let go.
    Lost,
}

/// The lease. Dropped, it stays in the bucket until it is released or this member is dead.
#[derive(Debug)]
pub(crate) struct Lease {
    pub(crate) name: String,
    pulse: Arc<Pulse>,
    /// The revision of the last write of this member.
    revision: AtomicU64,
    /// The round of the pulse in which it was written.
    round: AtomicU64,
    lost: AtomicBool,
    state: watch::Sender<Held>,
}

impl Lease {
    pub(super) fn new(name: &str, pulse: Arc<Pulse>, revision: u64, round: u64) -> Self {
        Self {
            name: name.to_owned(),
            pulse,
            revision: AtomicU64::new(revision),
            round: AtomicU64::new(round),
            lost: AtomicBool::new(false),
            state: watch::Sender::new(Held::Yes),
        }
    }

    /// Whether it is this member's for certain, now.
    pub(crate) fn is_held(&self) -> bool {
        !self.lost.load(Ordering::Acquire)
            && self.round.load(Ordering::Acquire) == self.pulse.round()
            && self.pulse.beats()
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// The round in which it was written last: it changes when this member was cut off meanwhile.
    pub(crate) fn round(&self) -> u64 {
        self.round.load(Ordering::Acquire)
    }

    /// For who waits.
    pub(crate) fn states(&self) -> watch::Receiver<Held> {
        self.state.subscribe()
    }

    /// Returns when it is lost.
    pub(crate) async fn lost(&self) {
        let mut states = self.states();
        // The sender is in here.
        let _ = states.wait_for(|state| *state == Held::Lost).await;
    }

    pub(super) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    pub(super) fn renewed(&self, revision: u64, round: u64) {
        self.revision.store(revision, Ordering::Release);
        self.round.store(round, Ordering::Release);
        self.tell(Held::Yes);
    }

    pub(super) fn unsure(&self) {
        self.tell(Held::Unsure);
    }

    pub(crate) fn lose(&self) {
        self.lost.store(true, Ordering::Release);
        self.tell(Held::Lost);
    }

    fn tell(&self, new: Held) {
        self.state.send_if_modified(|state| {
            let changed = *state != new && *state != Held::Lost;
            if changed {
                *state = new;
            }
            changed
        });
    }
}
