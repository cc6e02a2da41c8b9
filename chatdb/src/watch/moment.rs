//! Time, given from outside so that tests need not wait.

use std::time::{Duration, Instant};

use crate::record::AppleDate;

/// A moment, by two clocks.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The time of day. May jump.
    pub wall: AppleDate,
    /// The time since some beginning. Never goes back.
    pub elapsed: Duration,
}

/// The clocks of this machine.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// A clock that begins now.
    #[expect(clippy::new_without_default, reason = "two clocks are not the same")]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }

    /// The present.
    pub fn now(&self) -> Moment {
        Moment { wall: AppleDate::now(), elapsed: self.start.elapsed() }
    }
}
