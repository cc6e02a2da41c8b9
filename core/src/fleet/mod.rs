//! A fleet: relays hold the streams of the lines, workers handle what arrives. This is the seam
//! between them and the application; what stands behind it, a queue with leases, is given with
//! [`crate::Options::fleet`]. The crate `spectrum-imessage-fleet` builds it on NATS with JetStream.
//!
//! A relay and a worker are applications as any other: they have the project's credentials and its
//! lines. A worker sends by itself, on the right line; it opens no streams.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;

use crate::error::{Error, Result};
use crate::event::StreamKind;
pub use crate::platform::imessage::{Intake, Lane};

/// What an application does in a fleet.
#[derive(Clone, Debug)]
pub enum Fleet {
    /// It handles what relays have published.
    Worker(Arc<dyn Worker>),
    /// It reads the streams and publishes what comes. It hands nothing to the program.
    Relay(Arc<dyn Relay>),
}

impl Fleet {
    /// Connects.
    pub(crate) async fn start(&self) -> Result<()> {
        match self {
            Self::Worker(worker) => worker.start().await,
            Self::Relay(relay) => relay.start().await,
        }
    }

    /// Lets go of what it holds.
    pub(crate) async fn drain(&self) {
        match self {
            Self::Worker(worker) => worker.drain().await,
            Self::Relay(relay) => relay.drain().await,
        }
    }

    /// How it is doing.
    pub(crate) fn health(&self) -> FleetHealth {
        match self {
            Self::Worker(worker) => worker.health(),
            Self::Relay(relay) => relay.health(),
        }
    }
}

/// A line, as a fleet knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LineName {
    /// The project or relay, and which of its lines this is; the same in every process, also when
    /// its number changes.
    pub key: Arc<str>,
    /// Its number, or `shared`.
    pub phone: Arc<str>,
}

/// An event of a line, as the service sent it.
#[derive(Clone)]
pub struct LineEvent {
    /// The line that it came on.
    pub line: LineName,
    /// The stream that it came on.
    pub stream: StreamKind,
    /// The service's number of it, which grows with every event of the line. Without one it cannot be
    /// told from its repetition.
    pub sequence: Option<u64>,
    /// The conversation: the GUID of the chat.
    pub space_id: String,
    /// The change as the service encodes it (protobuf), by its stream: `MessageChangeEvent`,
    /// `PollChangeEvent`, `GroupChangeEvent` or `ChatChangeEvent`.
    pub body: Bytes,
}

impl fmt::Debug for LineEvent {
    /// Without what was written, and by whom.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineEvent")
            .field("stream", &self.stream)
            .field("sequence", &self.sequence)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An event on its way to a worker's program.
#[derive(Debug)]
pub struct Delivery {
    /// The event.
    pub event: LineEvent,
    /// A worker's program has had it before, and has not handled it as far as is known.
    pub redelivered: bool,
    /// How often handling it has failed, or ended with its worker.
    pub attempts: u32,
    /// Who is told what becomes of it.
    pub outcome: Arc<dyn Outcome>,
}

/// What becomes of an event that was delivered. No call may block.
pub trait Outcome: fmt::Debug + Send + Sync + 'static {
    /// Whether the program may still begin with it. Asked right before it is handed out: false when
    /// another worker has it by now, and then it is dropped without a word.
    fn may_begin(&self) -> bool;
    /// It is handled, or there was nothing to hand out.
    fn handled(&self);
    /// Handling it has failed so often; it comes again in this process.
    fn failed(&self, attempts: u32);
    /// It has failed for the last time. [`Outcome::handled`] follows.
    fn given_up(&self, reason: &str, attempts: u32);
}

/// The worker's side: gives the application what relays have published.
pub trait Worker: fmt::Debug + Send + Sync + 'static {
    /// Connects, and checks that the fleet is as it should be.
    ///
    /// # Errors
    /// `ConnectionError` if it cannot be reached, `ValidationError` if it is set up otherwise.
    fn start(&self) -> BoxFuture<'_, Result<()>>;
    /// Hands over what comes, until the future is dropped. Called once, at the first read of
    /// messages.
    fn run(self: Arc<Self>, intake: Intake) -> BoxFuture<'static, ()>;
    /// Hands over nothing more, waits a few seconds for what is being handled, and gives the rest to
    /// the other workers.
    fn drain(&self) -> BoxFuture<'_, ()>;
    /// How it is doing. No network call.
    fn health(&self) -> FleetHealth;
    /// The group of workers that this one belongs to. Each group handles everything once, and what
    /// two groups send in answer to one message differs.
    fn group(&self) -> &str;
}

/// The relay's side: who holds which line, and where events go.
pub trait Relay: fmt::Debug + Send + Sync + 'static {
    /// As [`Worker::start`].
    ///
    /// # Errors
    /// As [`Worker::start`].
    fn start(&self) -> BoxFuture<'_, Result<()>>;
    /// Waits until this relay holds the line. Cancel-safe.
    ///
    /// # Errors
    /// If it cannot be found out who does; it is asked again after a wait.
    fn hold(self: Arc<Self>, line: LineName) -> BoxFuture<'static, Result<Arc<dyn Hold>>>;
    /// Ends all holds: what is on its way is confirmed, positions are written, and the lines let go.
    fn drain(&self) -> BoxFuture<'_, ()>;
    /// How it is doing. No network call.
    fn health(&self) -> FleetHealth;
}

/// A line that is held by this relay and no other.
pub trait Hold: fmt::Debug + Send + Sync + 'static {
    /// Up to where a stream of the line has been published for certain: it is read from there on.
    /// `None` if it never was: then it begins with what comes next. Each stream has a position of
    /// its own, for one that is quiet must not pull the others back.
    fn position(&self, stream: StreamKind) -> Option<u64>;
    /// Publishes an event and returns when it cannot be lost any more. The events of a conversation
    /// come one after another, those of others side by side: a higher number that is published says
    /// nothing about a lower one. What this line has published already is not published again. Waits as
    /// long as it takes; at most 256 events of a line wait, then its streams stand still.
    ///
    /// # Errors
    /// When the line is not held any more.
    fn publish(&self, event: LineEvent) -> BoxFuture<'static, Result<()>>;
    /// Everything of this stream up to here is published. Kept soon; must not block.
    fn reached(&self, stream: StreamKind, sequence: u64);
    /// Returns when the line is not held any more.
    fn lost(&self) -> BoxFuture<'static, ()>;
    /// Lets another relay have the line.
    fn release(&self) -> BoxFuture<'_, ()>;
}

/// How the part of an application in a fleet is doing.
#[derive(Clone, Debug, Default)]
pub struct FleetHealth {
    /// The fleet's queue is reached.
    pub connected: bool,
    /// The partitions that this worker holds, or the lines that this relay holds.
    pub held: usize,
    /// Events whose acknowledgement, or publication, is not confirmed yet.
    pub unconfirmed: usize,
    /// Since when something has not been confirmed that should be.
    pub stalled: Option<Duration>,
    /// Events that no worker has had yet, as far as is known here.
    pub pending: Option<u64>,
    /// Why it failed last.
    pub last_error: Option<Error>,
}

impl FleetHealth {
    /// It is connected, and nothing has waited for its confirmation for 10 s.
    pub fn healthy(&self) -> bool {
        self.connected && self.stalled.is_none_or(|since| since < Duration::from_secs(10))
    }
}
