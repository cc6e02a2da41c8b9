//! The time as the service writes it.

use std::time::{SystemTime, UNIX_EPOCH};

use prost_types::Timestamp;

/// Now, in whole microseconds: what every language's date can keep.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp {
        seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(since.subsec_micros()).unwrap_or(0) * 1000,
    }
}

/// Whole days since 1970, in UTC.
pub(crate) fn today() -> i64 {
    now().seconds.div_euclid(86_400)
}

/// A moment in the form of RFC 3339.
pub(crate) fn text(at: &Timestamp) -> String {
    jiff::Timestamp::new(at.seconds, at.nanos).map_or_else(|_| String::new(), |at| at.to_string())
}

/// Midnight at the end of that day, in the form of RFC 3339.
pub(crate) fn end_of_day(day: i64) -> String {
    text(&Timestamp { seconds: (day + 1) * 86_400, nanos: 0 })
}
