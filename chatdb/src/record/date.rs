//! Apple's dates.

use serde::{Serialize, Serializer};

/// Nanoseconds of a second.
pub const NANOSECONDS: i64 = 1_000_000_000;
/// 2001-01-01 in Unix time, in seconds.
const EPOCH: i64 = 978_307_200;
/// Old rows hold seconds: everything up to here.
const LARGEST_SECONDS: i64 = 100_000_000_000;

/// A moment as Messages stores it: nanoseconds since 2001-01-01T00:00:00Z. Serialized as
/// nanoseconds of Unix time, as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppleDate(i64);

impl AppleDate {
    /// From a column: nanoseconds, or seconds in old rows. 0 and NULL are no date.
    pub fn from_column(value: Option<i64>) -> Option<Self> {
        let value = value.filter(|value| *value != 0)?;
        let seconds = value.unsigned_abs() <= LARGEST_SECONDS.unsigned_abs();
        Some(Self(if seconds { value.saturating_mul(NANOSECONDS) } else { value }))
    }

    /// From nanoseconds since 2001.
    pub fn from_nanoseconds(nanoseconds: i64) -> Self {
        Self(nanoseconds)
    }

    /// Nanoseconds since 2001.
    pub fn nanoseconds(self) -> i64 {
        self.0
    }

    /// Nanoseconds since 1970.
    pub fn unix_nanoseconds(self) -> i128 {
        i128::from(self.0) + i128::from(EPOCH) * i128::from(NANOSECONDS)
    }

    /// The present, by the clock of this machine.
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let unix = since.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX));
        Self(unix.saturating_sub(EPOCH * NANOSECONDS))
    }
}

impl Serialize for AppleDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.unix_nanoseconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_nanoseconds() {
        let unix = |value| AppleDate::from_column(Some(value)).map(AppleDate::unix_nanoseconds);
        assert_eq!(unix(500_000_000), Some(1_478_307_200_000_000_000));
        assert_eq!(unix(790_000_007_000_001_001), Some(1_768_307_207_000_001_001));
        assert_eq!(unix(0), None);
        assert_eq!(AppleDate::from_column(None), None);
        assert!(unix(i64::MAX) > unix(i64::MAX - 1));
        assert!(unix(i64::MIN) < Some(0));
    }
}
