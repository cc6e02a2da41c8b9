//! How an application is doing.

use std::time::{Duration, SystemTime};

use crate::error::Error;
use crate::event::StreamKind;
use crate::fleet::FleetHealth;

/// How an application is doing.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// The lines, in no particular order.
    pub lines: Vec<LineHealth>,
    /// Messages that wait to be read.
    pub waiting: usize,
    /// How old the tokens are; `None` without a project.
    pub token_age: Option<Duration>,
    /// The service refuses even fresh tokens: calls fail at once until the credentials are mended.
    pub unauthenticated: bool,
    /// Messages that webhooks brought for a platform, or a line, that is not here: answered 503, so
    /// that the service sends them again.
    pub webhooks_unrouted: u64,
    /// The application's part in a fleet; `None` if it stands alone.
    pub fleet: Option<FleetHealth>,
    /// Whether it opens the streams of its lines itself: a worker of a fleet does not.
    pub(crate) reads: bool,
}

impl Health {
    /// Whether every line is healthy and the credentials are accepted. Without a line nothing is
    /// wrong. In a fleet, whether its part there is healthy; a worker has no streams to look at, and
    /// a relay those of the lines that it holds.
    pub fn healthy(&self) -> bool {
        let lines = || match &self.fleet {
            None => self.lines.iter().all(LineHealth::healthy),
            Some(fleet) => {
                let mut open = self.lines.iter().filter(|line| !line.streams.is_empty());
                fleet.healthy() && (!self.reads || open.all(LineHealth::healthy))
            }
        };
        !self.unauthenticated && lines()
    }
}

/// How a line is doing.
#[derive(Clone, Debug)]
pub struct LineHealth {
    /// The phone number, or `shared`; `local` in local mode.
    pub line: String,
    /// The streams that are open or should be; none before the first read of messages.
    pub streams: Vec<StreamHealth>,
    /// The highest number of an event that the service has told on this line.
    pub head: Option<u64>,
    /// Events that have arrived and are not handled.
    pub unhandled: usize,
}

impl LineHealth {
    /// Whether all streams are healthy. A line whose streams nobody has opened is not.
    pub fn healthy(&self) -> bool {
        !self.streams.is_empty() && self.streams.iter().all(|stream| stream.healthy)
    }
}

/// How a stream is doing.
#[derive(Clone, Debug)]
pub struct StreamHealth {
    /// Which stream it is.
    pub stream: StreamKind,
    /// Since when it is open; `None` while it is not.
    pub connected_since: Option<SystemTime>,
    /// When the last event came.
    pub last_event: Option<SystemTime>,
    /// When the last heartbeat came.
    pub last_heartbeat: Option<SystemTime>,
    /// The number below which every event is handled.
    pub cursor: Option<u64>,
    /// How often it was opened again.
    pub reconnects: u64,
    /// Events that made no sense, or could not be looked up, and were stepped over.
    pub stepped_over: u64,
    /// Why it was closed last.
    pub last_error: Option<Error>,
    /// It is open, and a heartbeat or an event came within the last minute. Never said of a stream
    /// that has not been heard from.
    pub healthy: bool,
}
