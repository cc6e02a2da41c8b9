//! The relay's side: which lines it holds, and what it publishes.

mod hold;
mod position;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use spectrum_imessage::fleet::{FleetHealth, Hold, LineName, Relay};
use spectrum_imessage::{Result, StreamKind};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use self::hold::{Flight, NatsHold, Stopping};
pub(crate) use self::position::LinePosition;
use self::position::Progress;
use crate::bucket::Written;
use crate::connect::Connection;
use crate::envelope;
use crate::error::unavailable;
use crate::members::{Keeper, Kind, Lease, rightful};
use crate::names::{Names, token};
use crate::options::{Fleet, FleetOptions};
use crate::reader::{Begin, Reader};
use crate::setup::{Places, look, set_up};

/// How often it is looked at a line without a change.
const LOOK: Duration = Duration::from_secs(10);
/// How long a stop waits until all lines are let go.
const DRAIN: Duration = Duration::from_secs(5);
/// So many lines are taken over at a time.
const SIDE_BY_SIDE: usize = 32;

/// A relay on NATS. Give it to an application with [`spectrum_imessage::Options::fleet`], and call
/// [`spectrum_imessage::Spectrum::relay`].
pub struct NatsRelay {
    options: FleetOptions,
    fleet: Fleet,
    station: OnceLock<Arc<Station>>,
}

/// What the lines of a relay share.
pub(crate) struct Station {
    pub(crate) connection: Connection,
    pub(crate) places: Places,
    pub(crate) names: Names,
    pub(crate) keeper: Keeper,
    pub(crate) stopping: Stopping,
    pub(crate) flight: Flight,
    held: Mutex<HashSet<String>>,
    /// Changes with every line that is let go.
    forgotten: watch::Sender<()>,
    takeovers: Semaphore,
}

impl NatsRelay {
    /// A relay. Nothing is connected yet: the application does that at its start.
    ///
    /// # Errors
    /// `ValidationError` for options that cannot be.
    pub fn new(options: FleetOptions) -> Result<Arc<Self>> {
        let fleet = Fleet::resolve(&options)?;
        Ok(Arc::new(Self { options, fleet, station: OnceLock::new() }))
    }

    async fn open(&self) -> Result<()> {
        if self.station.get().is_some() {
            return Ok(());
        }
        let connection = Connection::open(&self.fleet, &self.options).await?;
        let places = set_up(&connection, &self.fleet).await?;
        let keeper = Keeper::join(&connection, &places.leases, Kind::Relay, &self.fleet.name);
        let ready = timeout(self.fleet.start_timeout, keeper.ready()).await;
        ready.map_err(|_| unavailable("the members of the fleet cannot be read"))?;
        // Another start may have been faster; then this one ends here.
        let _ = self.station.set(Arc::new(Station {
            connection,
            places,
            names: self.fleet.names.clone(),
            keeper,
            stopping: watch::Sender::new(false),
            flight: Flight::default(),
            held: Mutex::default(),
            forgotten: watch::Sender::new(()),
            takeovers: Semaphore::new(SIDE_BY_SIDE),
        }));
        Ok(())
    }
}

impl Station {
    fn held(&self) -> MutexGuard<'_, HashSet<String>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn forget(&self, token: &str) {
        self.held().remove(token);
        self.forgotten.send_replace(());
    }

    /// Waits until the line is this relay's, and nobody else's.
    async fn hold(self: Arc<Self>, line: LineName) -> Result<Arc<dyn Hold>> {
        let token = token(&line.key);
        let mut changes = self.keeper.changes();
        let mut changes_of = self.keeper.changes_of(&token);
        let mut stopping = self.stopping.subscribe();
        loop {
            changes.mark_unchanged();
            changes_of.mark_unchanged();
            let candidates = self.keeper.candidates();
            let mine = rightful(&token, &candidates) == Some(self.keeper.id());
            if !*stopping.borrow_and_update()
                && mine
                && self.keeper.is_free(&token)
                && let Some(lease) = self.keeper.take(&token).await?
            {
                return self.take_over(line, token, lease).await;
            }
            tokio::select! {
                _ = changes.changed() => {}
                _ = changes_of.changed() => {}
                _ = stopping.changed() => {}
                () = sleep(LOOK) => {}
            }
        }
    }

    async fn take_over(
        self: Arc<Self>,
        line: LineName,
        token: String,
        lease: Arc<Lease>,
    ) -> Result<Arc<dyn Hold>> {
        let _permit = self.takeovers.acquire().await;
        // Dropped on the way, or failed: the line is let go.
        let mut undo = Undo { station: &self, lease: Some(Arc::clone(&lease)) };
        let (progress, revision) = self.read(&line, &token).await?;
        undo.lease = None;
        self.held().insert(token.clone());
        let hold = NatsHold::new(Arc::clone(&self), lease, token, progress, revision);
        Ok(Arc::new(hold))
    }

    /// What is published of a line, and the revision of its position, which is this relay's now.
    async fn read(&self, line: &LineName, token: &str) -> Result<(Progress, u64)> {
        let key = LinePosition::key(token);
        let positions = &self.places.positions;
        let (mut position, revision) = match positions.get(&key).await? {
            Some(entry) => (LinePosition::read(&entry.value)?, entry.revision),
            None => {
                let found = look(&self.connection.context, &self.places.stream).await;
                let last = found.map_err(unavailable)?.map_or(0, |info| info.state.last_sequence);
                (LinePosition { at: last + 1, ..LinePosition::default() }, 0)
            }
        };
        position.epoch += 1;
        position.line = line.key.to_string();
        position.phone = line.phone.to_string();
        let written = positions.settle(&key, position.write(), revision).await?;
        let Written::Done(revision) = written else {
            return Err(unavailable("the position of a line was written by another"));
        };
        let found = self.published(&line.key, position.at).await?;
        Ok((Progress::new(position, &found), revision))
    }

    /// What stands in the stream of a line, from this number on.
    async fn published(&self, key: &str, at: u64) -> Result<Vec<(StreamKind, u64, u64)>> {
        let filter = vec![self.names.line(key)];
        let mut reader = Reader::new(&self.connection, &self.places.stream, filter, Begin::At(at))
            .headers_only();
        let mut left = reader.pending().await?;
        let mut found = Vec::new();
        while left > 0 {
            let items = reader.next(256, |error| self.connection.failed(error)).await;
            for item in items {
                let stream = envelope::stream(&item.headers);
                if let (Some(stream), Some(number)) = (stream, envelope::sequence(&item.headers)) {
                    found.push((stream, number, item.sequence));
                }
                left = item.pending;
            }
        }
        Ok(found)
    }
}

/// Lets a line go that was taken and is not used.
struct Undo<'a> {
    station: &'a Arc<Station>,
    lease: Option<Arc<Lease>>,
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        if let Some(lease) = self.lease.take() {
            let station = Arc::clone(self.station);
            // Ends by itself, and nothing waits for it.
            tokio::spawn(async move { station.keeper.release(&lease, None).await });
        }
    }
}

impl Relay for NatsRelay {
    fn start(&self) -> BoxFuture<'_, Result<()>> {
        self.open().boxed()
    }

    fn hold(self: Arc<Self>, line: LineName) -> BoxFuture<'static, Result<Arc<dyn Hold>>> {
        async move {
            match self.station.get() {
                Some(station) => Arc::clone(station).hold(line).await,
                None => Err(unavailable("the relay was not started")),
            }
        }
        .boxed()
    }

    fn drain(&self) -> BoxFuture<'_, ()> {
        async move {
            let Some(station) = self.station.get() else { return };
            station.stopping.send_replace(true);
            let mut forgotten = station.forgotten.subscribe();
            let all = async {
                station.keeper.leaving().await;
                while !station.held().is_empty() {
                    let _ = forgotten.changed().await;
                }
            };
            // What NATS does not confirm in time is taken over when this member is dead.
            let _ = timeout(DRAIN, all).await;
            station.keeper.leave().await;
        }
        .boxed()
    }

    fn health(&self) -> FleetHealth {
        let Some(station) = self.station.get() else { return FleetHealth::default() };
        let (unconfirmed, stalled) = station.flight.waiting();
        FleetHealth {
            connected: station.connection.connected(),
            held: station.keeper.held(),
            unconfirmed,
            stalled: stalled.max(station.keeper.stalled()),
            pending: None,
            last_error: station.connection.last_error(),
        }
    }
}

impl fmt::Debug for NatsRelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsRelay")
            .field("fleet", &self.fleet.names.fleet())
            .finish_non_exhaustive()
    }
}
