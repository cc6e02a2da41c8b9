//! A database that cannot be read for the time being: tried again with growing pauses.

use std::time::Duration;

use super::{Event, Moment};
use crate::database::{DatabaseError, DatabaseErrorKind};

/// The first and the longest pause after a failure.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(30));
/// The longest pause while the database is locked.
const LOCKED_PAUSE: Duration = Duration::from_secs(5);
/// How long a failure lasts before it is reported: a restore takes a moment.
const REPORT_AFTER: Duration = Duration::from_secs(2);
/// How long the database is locked before it is reported.
const REPORT_LOCKED_AFTER: Duration = Duration::from_secs(10);

/// A failure that lasts.
pub(super) struct Trouble {
    since: Duration,
    pause: Duration,
    next: Duration,
    reported: bool,
}

impl Trouble {
    pub(super) fn new(now: Moment) -> Self {
        Self { since: now.elapsed, pause: PAUSES.0 / 2, next: now.elapsed, reported: false }
    }

    pub(super) fn reported(&self) -> bool {
        self.reported
    }

    /// How long to leave the database alone. A change of the files ends a short pause.
    pub(super) fn wait(&self, now: Moment, poked: bool) -> Option<Duration> {
        let ended = now.elapsed >= self.next || (poked && self.pause < REPORT_AFTER);
        (!ended).then(|| self.next - now.elapsed)
    }

    /// One more failure: how long to wait now.
    pub(super) fn again(
        &mut self,
        error: &DatabaseError,
        now: Moment,
        out: &mut Vec<Event>,
    ) -> Duration {
        let (longest, report_after) = match error.kind {
            DatabaseErrorKind::Locked => (LOCKED_PAUSE, REPORT_LOCKED_AFTER),
            _ => (PAUSES.1, REPORT_AFTER),
        };
        self.pause = (self.pause * 2).min(longest);
        self.next = now.elapsed + self.pause;
        if !self.reported && now.elapsed >= self.since + report_after {
            self.reported = true;
            out.push(Event::Trouble { kind: error.kind, what: error.to_string() });
        }
        self.pause
    }
}
