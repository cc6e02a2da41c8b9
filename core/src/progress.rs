//! How far a transfer is.
//!
//! What moves the bytes is a task of the connection; it only counts. Callbacks are made where the
//! caller waits, so there are none after a call has ended or was dropped.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::error::Result;

/// The next callback is due after this many bytes, or after this long.
const STEP: u64 = 64 * 1024;
const PAUSE: Duration = Duration::from_millis(100);

/// How far a transfer is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What has been transferred. Never goes down, also when a try is repeated.
    pub transferred: u64,
    /// What there is to transfer, where it is known.
    pub total: Option<u64>,
}

/// What is told how far a transfer is: after every 64 KiB or 100 ms, and once at the end of a
/// transfer that succeeded, with `transferred` equal to `total`. Never after the call has ended.
///
/// It is called where the caller waits: it must not block, and must not panic. Cheap to clone; two
/// are equal if one is a clone of the other.
#[derive(Clone)]
pub struct OnProgress(Arc<dyn Fn(Progress) + Send + Sync>);

impl OnProgress {
    /// Calls a function.
    pub fn new(callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(callback))
    }
}

impl From<Arc<dyn Fn(Progress) + Send + Sync>> for OnProgress {
    fn from(callback: Arc<dyn Fn(Progress) + Send + Sync>) -> Self {
        Self(callback)
    }
}

impl PartialEq for OnProgress {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(Arc::as_ptr(&self.0), Arc::as_ptr(&other.0))
    }
}

impl Eq for OnProgress {}

impl fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnProgress")
    }
}

/// Makes the callbacks of one transfer, and not too many.
pub(crate) struct Reporter {
    callback: OnProgress,
    told: u64,
    at: Instant,
}

impl Reporter {
    pub(crate) fn new(callback: OnProgress) -> Self {
        Self { callback, told: 0, at: Instant::now() }
    }

    /// The transfer has come so far. The end is told by [`Reporter::end`] alone.
    pub(crate) fn at(&mut self, transferred: u64, total: Option<u64>) {
        let due = transferred >= self.told + STEP
            || (transferred > self.told && self.at.elapsed() >= PAUSE);
        if due && total.is_none_or(|total| transferred < total) {
            self.told = transferred;
            self.at = Instant::now();
            (self.callback.0)(Progress { transferred, total });
        }
    }

    /// The transfer has succeeded.
    pub(crate) fn end(self, transferred: u64) {
        (self.callback.0)(Progress { transferred, total: Some(transferred) });
    }
}

/// Counts the files of one send, all together.
pub(crate) struct Meter {
    count: Mutex<Count>,
    moved: Notify,
}

struct Count {
    transferred: u64,
    /// The sizes that are known, and how many are not.
    total: u64,
    unknown: usize,
}

impl Meter {
    /// For files of these sizes; `None` without files.
    pub(crate) fn new(sizes: &[Option<u64>]) -> Option<Arc<Self>> {
        let count = Count {
            transferred: 0,
            total: sizes.iter().flatten().sum(),
            unknown: sizes.iter().filter(|size| size.is_none()).count(),
        };
        let moved = Notify::new();
        (!sizes.is_empty()).then(|| Arc::new(Self { count: Mutex::new(count), moved }))
    }

    /// Counts one of the files. Its size is one of those that were given.
    pub(crate) fn gauge(self: &Arc<Self>, size: Option<u64>) -> Gauge {
        let count = GaugeCount { most: 0, size };
        Gauge(Arc::new(GaugeInner { meter: Arc::clone(self), count: Mutex::new(count) }))
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works, and makes callbacks meanwhile.
    pub(crate) async fn watch<T>(
        &self,
        callback: OnProgress,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let mut reporter = Reporter::new(callback);
        let mut work = pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => {
                    if done.is_ok() {
                        reporter.end(self.count().transferred);
                    }
                    return done;
                }
                () = self.moved.notified() => {
                    let (transferred, total) = {
                        let count = self.count();
                        (count.transferred, (count.unknown == 0).then_some(count.total))
                    };
                    reporter.at(transferred, total);
                }
            }
        }
    }
}

/// Counts one file of a send over all its tries. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Gauge(Arc<GaugeInner>);

struct GaugeInner {
    meter: Arc<Meter>,
    count: Mutex<GaugeCount>,
}

struct GaugeCount {
    most: u64,
    size: Option<u64>,
}

impl Gauge {
    /// A try has come so far. What an earlier try has told already is not told again.
    pub(crate) fn at(&self, position: u64) {
        let mut own = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        if position > own.most {
            self.0.meter.count().transferred += position - own.most;
            own.most = position;
            self.0.meter.moved.notify_one();
        }
    }

    /// The size is known now.
    pub(crate) fn learn(&self, size: u64) {
        let mut own = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        if own.size.is_none() {
            own.size = Some(size);
            let mut all = self.0.meter.count();
            all.total += size;
            all.unknown = all.unknown.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorder() -> (OnProgress, Arc<Mutex<Vec<Progress>>>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        (OnProgress::new(move |p| record.lock().expect("not poisoned").push(p)), seen)
    }

    #[test]
    fn callbacks_are_equal_to_their_clones_alone() {
        let (one, _) = recorder();
        assert_eq!(one, one.clone());
        assert_ne!(one, recorder().0);
    }

    #[test]
    fn small_steps_are_gathered_and_the_end_is_told_once() {
        let (callback, seen) = recorder();
        let mut reporter = Reporter::new(callback);
        for transferred in 1..=3 * STEP {
            reporter.at(transferred, Some(3 * STEP));
        }
        reporter.end(3 * STEP);
        let seen = seen.lock().expect("not poisoned");
        assert!(
            seen.len() <= 3 + 1
                && seen.contains(&Progress { transferred: STEP, total: Some(3 * STEP) })
        );
        let end = Progress { transferred: 3 * STEP, total: Some(3 * STEP) };
        assert_eq!(seen.iter().filter(|progress| **progress == end).count(), 1);
        assert_eq!(seen.last(), Some(&end));
    }

    #[tokio::test]
    async fn files_count_together_and_tries_do_not_count_twice() {
        let meter = Meter::new(&[Some(2 * STEP), None]).expect("files");
        let (callback, seen) = recorder();
        let (first, second) = (meter.gauge(Some(2 * STEP)), meter.gauge(None));
        let work = async {
            first.at(STEP);
            tokio::task::yield_now().await;
            // Another try begins anew.
            first.at(1);
            tokio::task::yield_now().await;
            second.learn(STEP);
            second.learn(STEP);
            first.at(2 * STEP);
            tokio::task::yield_now().await;
            second.at(STEP);
            Ok(())
        };
        meter.watch(callback, work).await.expect("it works");
        let seen: Vec<_> =
            seen.lock().expect("not poisoned").iter().map(|p| (p.transferred, p.total)).collect();
        let all = Some(3 * STEP);
        assert_eq!(seen, [(STEP, None), (2 * STEP, all), (3 * STEP, all)]);
    }

    #[tokio::test]
    async fn a_failure_has_no_end() {
        let meter = Meter::new(&[Some(1)]).expect("a file");
        let (callback, seen) = recorder();
        let gauge = meter.gauge(Some(1));
        let failing = async {
            gauge.at(1);
            Err::<(), _>(crate::error::Error::invalid("no"))
        };
        meter.watch(callback, failing).await.expect_err("it fails");
        assert!(seen.lock().expect("not poisoned").is_empty());
        assert!(Meter::new(&[]).is_none());
    }
}
