//! What may be set.

use std::time::Duration;

/// What may be set.
#[derive(Clone, Copy, Debug)]
pub struct WatchOptions {
    /// How far back a message may be dated to count as new. Longer answers old messages that cloud
    /// sync brings, shorter loses those of a night.
    pub window: Duration,
    /// How long a row that is not complete is waited for.
    pub patience: Duration,
    /// How often the database is asked while there is traffic.
    pub busy: Duration,
    /// How often the database is asked otherwise.
    pub idle: Duration,
    /// How many events one poll makes, about.
    pub batch: usize,
    /// Whether messages from this account are reported, as events of their own.
    pub own: bool,
    /// Whether old messages that are filled in are reported, as events of their own.
    pub history: bool,
}

impl Default for WatchOptions {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(24 * 3600),
            patience: Duration::from_secs(5),
            busy: Duration::from_millis(100),
            idle: Duration::from_millis(500),
            batch: 500,
            own: false,
            history: false,
        }
    }
}
