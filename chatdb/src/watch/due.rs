//! What a watcher has still to do, and when it did what last.

use std::time::Duration;

/// What remains to be looked at.
#[derive(Default)]
pub(super) struct Pending {
    /// New rows.
    pub(super) rows: bool,
    /// The rows of the window.
    pub(super) window: bool,
    /// Go by date and guid, not by row number.
    pub(super) by_date: bool,
}

/// When what was done last.
#[derive(Default)]
pub(super) struct Due {
    pub(super) fate: Duration,
    pub(super) held: Duration,
    pub(super) window: Duration,
    pub(super) tidy: Duration,
    pub(super) floor: Duration,
    pub(super) change: Duration,
    /// Whether a file changed since the last look.
    pub(super) poked: bool,
    /// When a file changed without a commit so far.
    pub(super) stirred: Option<Duration>,
}
