//! What spaces and messages know of their application.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::error::{Error, ErrorKind, Result};
use crate::send::UnsupportedPolicy;

/// How long calls in flight may take after a stop.
const DRAIN: Duration = Duration::from_secs(5);

/// A light handle: it does not keep the platforms alive.
#[derive(Clone)]
pub(crate) struct AppHandle(Arc<Shared>);

struct Shared {
    stop: CancellationToken,
    calls: TaskTracker,
    unsupported: UnsupportedPolicy,
}

impl AppHandle {
    pub(super) fn new(unsupported: UnsupportedPolicy) -> Self {
        Self(Arc::new(Shared {
            stop: CancellationToken::new(),
            calls: TaskTracker::new(),
            unsupported,
        }))
    }

    pub(crate) fn unsupported(&self) -> UnsupportedPolicy {
        self.0.unsupported
    }

    /// Cancelled when the application stops.
    pub(crate) fn stop_token(&self) -> &CancellationToken {
        &self.0.stop
    }

    pub(crate) fn is_running(&self) -> bool {
        !self.0.stop.is_cancelled()
    }

    pub(crate) fn check_running(&self) -> Result<()> {
        if self.is_running() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Other, "stopped", "the application has been stopped"))
    }

    /// Notes a call in flight until the token is dropped.
    ///
    /// # Errors
    /// After the stop.
    pub(crate) fn enter(&self) -> Result<TaskTrackerToken> {
        self.check_running()?;
        Ok(self.0.calls.token())
    }

    pub(super) fn begin_stop(&self) {
        self.0.stop.cancel();
        self.0.calls.close();
    }

    /// Waits for the calls in flight, 5 s at most.
    pub(super) async fn drained(&self) {
        if timeout(DRAIN, self.0.calls.wait()).await.is_err() {
            tracing::warn!("{} calls were not finished at the stop", self.0.calls.len());
        }
    }
}
