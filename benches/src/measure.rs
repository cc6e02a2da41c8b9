//! Time, processor and memory of this process, and the line of JSON that says them.

use std::io::Write;
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use nix::time::{ClockId, clock_gettime};
use serde::Serialize;

/// The clock that all processes of a machine share, in nanoseconds.
#[must_use]
pub fn now() -> u64 {
    let time = clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).unwrap_or_default();
    u64::try_from(time.as_nanos()).unwrap_or_default()
}

/// The processor time of this process, in seconds.
#[must_use]
pub fn cpu() -> f64 {
    let micros = getrusage(UsageWho::RUSAGE_SELF).map_or(0, |usage| {
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
    });
    Duration::from_micros(u64::try_from(micros).unwrap_or_default()).as_secs_f64()
}

/// What a client's program prints at its end.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// When the work was done, on [`now`]'s clock.
    pub done_ns: u64,
    /// How many.
    pub count: usize,
    /// From the first to the last.
    pub seconds: f64,
    /// Of the processor, in the same time.
    pub cpu_seconds: f64,
    /// Resident memory at the end, in KiB.
    pub rss_kib: u64,
    /// The most that was resident, in KiB.
    pub peak_kib: u64,
    /// The median of the single times, in microseconds.
    pub p50_us: Option<f64>,
    /// What 99 of 100 were under.
    pub p99_us: Option<f64>,
    /// What the workload `crossing` has measured, and no other.
    #[serde(flatten)]
    pub crossing: Option<Crossing>,
}

/// Medians of what crosses the border of a language, in microseconds.
#[derive(Debug, Serialize)]
pub struct Crossing {
    /// A call that asks nothing of the service.
    pub call_us: Option<f64>,
    /// A message that waits.
    pub message_us: Option<f64>,
    /// [`crate::workload::BATCH`] messages that wait.
    pub batch_us: Option<f64>,
}

/// The median of single times in nanoseconds, in microseconds.
#[must_use]
pub fn median(mut singles: Vec<u64>) -> Option<f64> {
    singles.sort_unstable();
    percentile(&singles, 50)
}

impl Report {
    /// Prints it as one line.
    ///
    /// # Errors
    /// Fails when standard output is closed.
    pub fn print(&self) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

/// A measurement that runs.
#[derive(Debug)]
pub struct Watch {
    began: u64,
    cpu: f64,
    singles: Vec<u64>,
}

impl Default for Watch {
    fn default() -> Self {
        Self::start()
    }
}

impl Watch {
    /// Begins now.
    #[must_use]
    pub fn start() -> Self {
        Self { began: now(), cpu: cpu(), singles: Vec::new() }
    }

    /// Notes one single time, in nanoseconds.
    pub fn single(&mut self, nanos: u64) {
        self.singles.push(nanos);
    }

    /// Ends now.
    #[must_use]
    pub fn stop(mut self, count: usize) -> Report {
        let done = now();
        let cpu_seconds = cpu() - self.cpu;
        self.singles.sort_unstable();
        Report {
            done_ns: done,
            count,
            seconds: Duration::from_nanos(done - self.began).as_secs_f64(),
            cpu_seconds,
            rss_kib: memory("VmRSS:"),
            peak_kib: memory("VmHWM:"),
            p50_us: percentile(&self.singles, 50),
            p99_us: percentile(&self.singles, 99),
            crossing: None,
        }
    }
}

/// The nearest-rank percentile of what is sorted, in microseconds.
#[allow(clippy::cast_precision_loss, reason = "nanoseconds of a benchmark")]
fn percentile(sorted: &[u64], percent: usize) -> Option<f64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).map(|nanos| *nanos as f64 / 1000.0)
}

/// A figure of `/proc/self/status`, in KiB; 0 where the system has none.
fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    number.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_of_what_was_measured() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7000], 99), Some(7.0));
        let hundred: Vec<u64> = (1..=100).map(|n| n * 1000).collect();
        assert_eq!(percentile(&hundred, 50), Some(50.0));
        assert_eq!(percentile(&hundred, 99), Some(99.0));
    }
}
