//! The clock by which an application's timers go.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use futures_core::Stream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tokio_stream::wrappers::WatchStream;

/// The system's clock; on a simulator in this process, as far ahead as that one was put. What waits
/// for a moment that has passed by that goes on at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock(Option<watch::Receiver<Duration>>);

impl Clock {
    /// As far ahead as that says.
    #[cfg(any(test, feature = "simulator"))]
    pub(crate) fn ahead_by(ahead: watch::Receiver<Duration>) -> Self {
        Self(Some(ahead))
    }

    fn ahead(&self) -> Duration {
        self.0.as_ref().map_or(Duration::ZERO, |ahead| *ahead.borrow())
    }

    /// Now.
    pub(crate) fn now(&self) -> Instant {
        self.at(Instant::now())
    }

    /// What this clock says when the system's says that.
    pub(crate) fn at(&self, system: Instant) -> Instant {
        system + self.ahead()
    }

    /// The date.
    pub(crate) fn date(&self) -> SystemTime {
        SystemTime::now() + self.ahead()
    }

    /// How long ago that was.
    pub(crate) fn since(&self, moment: Instant) -> Duration {
        self.now().saturating_duration_since(moment)
    }

    /// When the system's clock has this moment, as far as is known now.
    pub(crate) fn by_the_system(&self, moment: Instant) -> Instant {
        moment.checked_sub(self.ahead()).unwrap_or_else(Instant::now)
    }

    /// Waits for a moment. Cancel-safe.
    pub(crate) async fn sleep_until(&self, moment: Instant) {
        let Some(ahead) = &self.0 else { return sleep_until(moment).await };
        let mut ahead = ahead.clone();
        loop {
            let by = *ahead.borrow_and_update();
            let Some(moment) = moment.checked_sub(by) else { return };
            tokio::select! {
                () = sleep_until(moment) => return,
                changed = ahead.changed() => if changed.is_err() {
                    // Nobody puts it forward any more.
                    return sleep_until(moment).await;
                }
            }
        }
    }

    /// Waits. Cancel-safe.
    pub(crate) async fn sleep(&self, time: Duration) {
        self.sleep_until(self.now() + time).await;
    }

    /// Tells when it is put forward.
    pub(crate) fn jumps(&self) -> Jumps {
        Jumps(self.0.clone().map(WatchStream::from_changes))
    }
}

/// The times that a clock is put forward.
pub(crate) struct Jumps(Option<WatchStream<Duration>>);

impl Jumps {
    /// Ready when the clock was put forward since the last time; a system's clock never is.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(jumps) = &mut self.0 else { return Poll::Pending };
        match Pin::new(jumps).poll_next(cx) {
            Poll::Ready(Some(_)) => Poll::Ready(()),
            Poll::Ready(None) => {
                self.0 = None;
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::poll;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn what_waits_goes_on_when_its_time_has_passed() {
        let ahead = watch::Sender::new(Duration::ZERO);
        let clock = Clock::ahead_by(ahead.subscribe());
        let began = clock.now();
        let mut waiting = std::pin::pin!(clock.sleep(HOUR));
        assert!(poll!(&mut waiting).is_pending());
        ahead.send_replace(HOUR / 2);
        assert!(poll!(&mut waiting).is_pending());
        ahead.send_replace(HOUR);
        waiting.await;
        assert!(clock.since(began) >= HOUR);
        assert!(clock.by_the_system(began + HOUR) <= Instant::now());
    }

    #[tokio::test]
    async fn each_jump_is_told_once() {
        let ahead = watch::Sender::new(Duration::ZERO);
        let mut jumps = Clock::ahead_by(ahead.subscribe()).jumps();
        let mut told = || std::future::poll_fn(|cx| jumps.poll(cx)).now_or_never();
        assert_eq!(told(), None);
        ahead.send_replace(HOUR);
        assert_eq!((told(), told()), (Some(()), None));
        drop(ahead);
        assert_eq!(told(), None);
    }

    #[tokio::test]
    async fn the_clock_of_the_system_never_jumps() {
        let clock = Clock::default();
        assert!(std::future::poll_fn(|cx| clock.jumps().poll(cx)).now_or_never().is_none());
        assert!(clock.sleep(HOUR).now_or_never().is_none());
    }
}
