//! How an application is doing.

use std::time::{Duration, SystemTime};

use spectrum_imessage::fleet::FleetHealth;
use spectrum_imessage::{Health, LineHealth, StreamHealth};

use crate::error::NativeError;
use crate::event::NativeStreamKind;

/// How an application is doing.
#[derive(Debug, uniffi::Record)]
pub struct NativeHealth {
    /// Whether every line is healthy and the credentials are accepted.
    pub healthy: bool,
    /// The lines.
    pub lines: Vec<NativeLineHealth>,
    /// Messages that wait to be read.
    pub waiting: u64,
    /// How old the tokens are.
    pub token_age: Option<Duration>,
    /// The service refuses even fresh tokens.
    pub unauthenticated: bool,
    /// Messages that webhooks brought for a platform that is not here.
    pub webhooks_unrouted: u64,
    /// The application's part in a fleet.
    pub fleet: Option<NativeFleetHealth>,
}

/// How the part of an application in a fleet is doing.
#[derive(Debug, uniffi::Record)]
pub struct NativeFleetHealth {
    /// It is connected, and nothing waits for too long.
    pub healthy: bool,
    /// The fleet's queue is reached.
    pub connected: bool,
    /// The partitions or lines that are held.
    pub held: u64,
    /// What is not confirmed yet.
    pub unconfirmed: u64,
    /// Since when something has not been confirmed.
    pub stalled: Option<Duration>,
    /// Events that no worker has had yet.
    pub pending: Option<u64>,
    /// Why it failed last.
    pub last_error: Option<NativeError>,
}

/// How a line is doing.
#[derive(Debug, uniffi::Record)]
pub struct NativeLineHealth {
    /// Whether all streams are healthy.
    pub healthy: bool,
    /// The phone number, or `shared`.
    pub line: String,
    /// The streams.
    pub streams: Vec<NativeStreamHealth>,
    /// The highest number of an event.
    pub head: Option<u64>,
    /// Events that have arrived and are not handled.
    pub unhandled: u64,
}

/// How a stream is doing.
#[derive(Debug, uniffi::Record)]
pub struct NativeStreamHealth {
    /// Whether it is open and was heard from lately.
    pub healthy: bool,
    /// Which stream it is.
    pub stream: NativeStreamKind,
    /// Since when it is open.
    pub connected_since: Option<SystemTime>,
    /// When the last event came.
    pub last_event: Option<SystemTime>,
    /// When the last heartbeat came.
    pub last_heartbeat: Option<SystemTime>,
    /// The number below which every event is handled.
    pub cursor: Option<u64>,
    /// How often it was opened again.
    pub reconnects: u64,
    /// Events that were stepped over.
    pub stepped_over: u64,
    /// Why it was closed last.
    pub last_error: Option<NativeError>,
}

impl From<Health> for NativeHealth {
    fn from(health: Health) -> Self {
        let healthy = health.healthy();
        let Health { lines, waiting, token_age, unauthenticated, webhooks_unrouted, fleet, .. } =
            health;
        let lines = lines.into_iter().map(Into::into).collect();
        let waiting = waiting as u64;
        let fleet = fleet.map(Into::into);
        Self { healthy, lines, waiting, token_age, unauthenticated, webhooks_unrouted, fleet }
    }
}

impl From<FleetHealth> for NativeFleetHealth {
    fn from(health: FleetHealth) -> Self {
        let healthy = health.healthy();
        let FleetHealth { connected, held, unconfirmed, stalled, pending, last_error } = health;
        let (held, unconfirmed) = (held as u64, unconfirmed as u64);
        let last_error = last_error.map(Into::into);
        Self { healthy, connected, held, unconfirmed, stalled, pending, last_error }
    }
}

impl From<LineHealth> for NativeLineHealth {
    fn from(health: LineHealth) -> Self {
        let healthy = health.healthy();
        let LineHealth { line, streams, head, unhandled } = health;
        let streams = streams.into_iter().map(Into::into).collect();
        Self { healthy, line, streams, head, unhandled: unhandled as u64 }
    }
}

impl From<StreamHealth> for NativeStreamHealth {
    fn from(health: StreamHealth) -> Self {
        let StreamHealth {
            stream,
            connected_since,
            last_event,
            last_heartbeat,
            cursor,
            reconnects,
            stepped_over,
            last_error,
            healthy,
        } = health;
        Self {
            healthy,
            stream: stream.into(),
            connected_since,
            last_event,
            last_heartbeat,
            cursor,
            reconnects,
            stepped_over,
            last_error: last_error.map(Into::into),
        }
    }
}
