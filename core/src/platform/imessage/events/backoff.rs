//! The waits between attempts to open a stream.

use std::time::Duration;

use rand::Rng;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// Doubles from 500 ms to 30 s; each wait is shortened at random to between 50 and 100 %.
#[derive(Debug)]
pub(in super::super) struct Backoff {
    next: Duration,
}

impl Backoff {
    pub(in super::super) fn new() -> Self {
        Self { next: FIRST }
    }

    /// An event, or a completed catch-up.
    pub(in super::super) fn reset(&mut self) {
        self.next = FIRST;
    }

    pub(in super::super) fn wait(&mut self) -> Duration {
        let wait = self.next.mul_f64(rand::rng().random_range(0.5..=1.0));
        self.next = (self.next * 2).min(LONGEST);
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_fall_back() {
        let mut backoff = Backoff::new();
        let mut ceiling = FIRST;
        for _ in 0..20 {
            let wait = backoff.wait();
            assert!(wait >= ceiling / 2 && wait <= ceiling, "{wait:?} of {ceiling:?}");
            ceiling = (ceiling * 2).min(LONGEST);
        }
        backoff.reset();
        assert!(backoff.wait() <= FIRST);
    }
}
