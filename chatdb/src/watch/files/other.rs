//! Other systems: no watch, the timer alone.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::Woken;

/// Waits for a waker only.
pub(super) struct Watch {
    woken: Receiver<()>,
}

impl Watch {
    pub(super) fn new(woken: Receiver<()>) -> Self {
        Self { woken }
    }

    pub(super) fn is_active(&self) -> bool {
        false
    }

    pub(super) fn wait(&mut self, timeout: Duration) -> Woken {
        match self.woken.recv_timeout(timeout) {
            Ok(()) => Woken::Waker,
            // Held by the owner of this: it never closes.
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Woken::Timer,
        }
    }
}
