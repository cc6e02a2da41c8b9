//! Time that stands still until a test says otherwise.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::PATIENCE;

/// Stops tokio's clock. A blocking task that waits keeps tokio from moving it on by itself when
/// nothing else is left to do: an answer on its way is not the end of all work.
pub(crate) struct Clock {
    _running: mpsc::Sender<()>,
}

impl Clock {
    pub(crate) fn stopped() -> Self {
        tokio::time::pause();
        let (running, stopped) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || stopped.recv());
        Self { _running: running }
    }

    /// Lets it go on: a stop gives what is on its way some seconds.
    pub(crate) fn goes_on(self) {
        tokio::time::resume();
    }

    pub(crate) async fn advance(&self, by: Duration) {
        tokio::time::advance(by).await;
    }

    /// Waits until something holds, without the clock.
    pub(crate) async fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let begun = Instant::now();
        while !holds() {
            assert!(begun.elapsed() < PATIENCE, "in vain: {what}");
            tokio::task::yield_now().await;
        }
    }
}
