//! The typing indicator while something is worked at.

use std::future::{Future, pending};
use std::time::Duration;

use futures_util::FutureExt;

use crate::error::{Error, ErrorKind, Result};
use crate::space::Space;

/// More often than this the service would have nothing else to do.
const SHORTEST_REFRESH: Duration = Duration::from_millis(100);

/// How the typing indicator is shown while something is worked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RespondingOptions {
    /// Shows the indicator again so often, for work that takes longer than it lasts. Longer than
    /// nothing, and no more often than every 100 ms; not given, it is shown once.
    pub refresh: Option<Duration>,
}

impl Space {
    /// Shows the typing indicator while a future runs. If it cannot be shown, the future does not
    /// run; it is hidden in any case, also when this future is dropped.
    ///
    /// # Errors
    /// As [`Space::start_typing`].
    pub async fn responding<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        self.responding_with(RespondingOptions::default(), work).await
    }

    /// As [`Space::responding`], and keeps the indicator alive if the options say so. That it could
    /// not be shown again is no failure: it is logged, and tried at the next time.
    ///
    /// # Errors
    /// As [`Space::start_typing`], and `ValidationError` for a refresh of no time at all.
    pub async fn responding_with<T>(
        &self,
        options: RespondingOptions,
        work: impl Future<Output = T>,
    ) -> Result<T> {
        if options.refresh.is_some_and(|every| every.is_zero()) {
            return Err(Error::invalid("refresh must be longer than nothing"));
        }
        // Before the call: cancelled in it, the service may have shown it already.
        let mut guard = TypingGuard { space: Some(self.clone()) };
        match self.start_typing().await {
            // Nothing is shown, and the work goes on.
            Err(error) if error.kind() == ErrorKind::Unsupported => {}
            Err(error) => {
                guard.space = None;
                return Err(error);
            }
            Ok(()) => {}
        }
        let output = match options.refresh {
            None => work.await,
            Some(every) => tokio::select! {
                biased;
                output = work => output,
                output = self.keep_typing(every).then(|()| pending()) => output,
            },
        };
        guard.stop().await;
        Ok(output)
    }

    /// Shows the indicator again and again, until the application stops or this is dropped: for work
    /// that is no future. [`Space::start_typing`] comes before it, and [`Space::stop_typing`] after.
    pub async fn keep_typing(&self, every: Duration) {
        let every = every.max(SHORTEST_REFRESH);
        loop {
            self.clock().sleep(every).await;
            match self.start_typing().await {
                Err(error) if error.is_stopped() => return,
                Err(error) => {
                    crate::observe::debug!("the typing indicator was not shown again: {error}");
                }
                Ok(()) => {}
            }
        }
    }
}

/// Hides the typing indicator, also when the work was cancelled: then by a task of its own, which
/// ends with the call. Errors are swallowed: the indicator vanishes by itself in the end.
struct TypingGuard {
    space: Option<Space>,
}

impl TypingGuard {
    async fn stop(mut self) {
        if let Some(space) = self.space.take() {
            hide(space).await;
        }
    }
}

impl Drop for TypingGuard {
    fn drop(&mut self) {
        if let Some(space) = self.space.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(hide(space));
        }
    }
}

async fn hide(space: Space) {
    if let Err(error) = space.stop_typing().await {
        crate::observe::debug!("the typing indicator was not hidden: {error}");
    }
}
