//! The time as the service writes it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prost_types::Timestamp;

/// The clock of one simulator. It goes as every clock does, and can be put forward.
#[derive(Default)]
pub(crate) struct Clock {
    ahead: Duration,
}

impl Clock {
    /// The farthest that it goes ahead: a hundred years.
    pub(crate) const FARTHEST: Duration = Duration::from_secs(100 * 365 * 86_400);

    /// Puts it forward; false if that is too far.
    pub(crate) fn advance(&mut self, by: Duration) -> bool {
        let ahead = self.ahead.checked_add(by).filter(|ahead| *ahead <= Self::FARTHEST);
        self.ahead = ahead.unwrap_or(self.ahead);
        ahead.is_some()
    }

    /// How far it is ahead.
    pub(crate) fn ahead(&self) -> Duration {
        self.ahead
    }

    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        at(SystemTime::now() + self.ahead)
    }

    /// Whole days since 1970, in UTC.
    pub(crate) fn today(&self) -> i64 {
        self.now().seconds.div_euclid(86_400)
    }
}

/// Now by the machine's clock.
pub(crate) fn now() -> Timestamp {
    at(SystemTime::now())
}

/// In whole microseconds: what every language's date can keep.
fn at(time: SystemTime) -> Timestamp {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp {
        seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(since.subsec_micros()).unwrap_or(0) * 1000,
    }
}

/// A moment in the form of RFC 3339.
pub(crate) fn text(at: &Timestamp) -> String {
    jiff::Timestamp::new(at.seconds, at.nanos).map_or_else(|_| String::new(), |at| at.to_string())
}

/// Midnight at the end of that day, in the form of RFC 3339.
pub(crate) fn end_of_day(day: i64) -> String {
    text(&Timestamp { seconds: (day + 1) * 86_400, nanos: 0 })
}
