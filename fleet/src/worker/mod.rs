//! The worker's side: the partitions that it holds, and what it gives to the program.

mod dead;
mod log;
mod partition;
mod position;
mod shared;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use spectrum_imessage::Result;
use spectrum_imessage::fleet::{FleetHealth, Intake, Worker};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use self::partition::{take_over, work};
pub(crate) use self::position::{Position, Start};
use self::shared::Shared;
use crate::bucket::Written;
use crate::connect::Connection;
use crate::members::{Keeper, Kind, shares};
use crate::names::Names;
use crate::options::{Fleet, FleetOptions, From, Group, WorkerOptions};
use crate::setup::{Places, look, set_up};

/// Changes of who is there gather for so long: several come and go together.
const GATHER: Duration = Duration::from_millis(200);
/// How often it is looked at without a change.
const LOOK: Duration = Duration::from_secs(2);
const AFTER_FAILURE: Duration = Duration::from_millis(500);

/// A worker on NATS. Give it to an application with [`spectrum_imessage::Options::fleet`].
pub struct NatsWorker {
    options: FleetOptions,
    fleet: Fleet,
    group: Group,
    connected: OnceLock<(Connection, Places)>,
    running: Mutex<Option<Arc<Station>>>,
    held: Mutex<HashMap<u32, Option<Arc<Shared>>>>,
    changed: Notify,
    ended: watch::Sender<bool>,
    this: Weak<Self>,
}

/// What the partitions of a worker share.
pub(crate) struct Station {
    pub(crate) connection: Connection,
    pub(crate) places: Places,
    pub(crate) names: Names,
    pub(crate) group: Group,
    pub(crate) keeper: Keeper,
    pub(crate) stopping: AtomicBool,
}

impl NatsWorker {
    /// A worker of a group. Nothing is connected yet: the application does that at its start.
    ///
    /// # Errors
    /// `ValidationError` for options that cannot be.
    pub fn new(options: FleetOptions, worker: &WorkerOptions) -> Result<Arc<Self>> {
        let fleet = Fleet::resolve(&options)?;
        let group = Group::resolve(worker)?;
        Ok(Arc::new_cyclic(|this| Self {
            this: this.clone(),
            fleet,
            group,
            options,
            connected: OnceLock::new(),
            running: Mutex::default(),
            held: Mutex::default(),
            changed: Notify::new(),
            ended: watch::Sender::new(true),
        }))
    }

    fn running(&self) -> MutexGuard<'_, Option<Arc<Station>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<u32, Option<Arc<Shared>>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(&self) -> Result<()> {
        if self.connected.get().is_some() {
            return Ok(());
        }
        let connection = Connection::open(&self.fleet, &self.options).await?;
        let places = set_up(&connection, &self.fleet).await?;
        // Another start may have been faster; then this connection ends here.
        let _ = self.connected.set((connection, places));
        Ok(())
    }

    async fn work(self: Arc<Self>, intake: Intake) {
        let Some((connection, places)) = self.connected.get().cloned() else {
            tracing::error!("a worker of a fleet was not started");
            return;
        };
        let kind = Kind::Worker(self.group.name.clone());
        let keeper = Keeper::join(&connection, &places.leases, kind, &self.fleet.name);
        let station = Arc::new(Station {
            connection,
            places,
            names: self.fleet.names.clone(),
            group: self.group.clone(),
            keeper,
            stopping: AtomicBool::new(false),
        });
        self.ended.send_replace(false);
        *self.running() = Some(Arc::clone(&station));
        let _over = Over(&self);
        let start = station.start().await;
        station.keeper.ready().await;
        self.hold(&station, start, &intake).await;
    }

    /// Takes what should be this worker's, and lets go of what should not, until the stop.
    async fn hold(&self, station: &Arc<Station>, start: u64, intake: &Intake) {
        let mut changes = station.keeper.changes();
        // Owned here: dropped, all partitions end.
        let mut tasks: JoinSet<u32> = JoinSet::new();
        loop {
            changes.mark_unchanged();
            let stopping = station.stopping.load(Ordering::Acquire);
            let wanted = if stopping { Vec::new() } else { station.wanted() };
            self.let_go(&wanted);
            for partition in wanted {
                let name = partition.to_string();
                if self.held().contains_key(&partition) || !station.keeper.is_free(&name) {
                    continue;
                }
                self.held().insert(partition, None);
                tasks.spawn(self.one(Arc::clone(station), partition, start, intake.clone()));
            }
            if stopping && tasks.is_empty() {
                return;
            }
            tokio::select! {
                Some(ended) = tasks.join_next(), if !tasks.is_empty() => self.gone(ended.ok()),
                _ = changes.changed() => sleep(GATHER).await,
                () = self.changed.notified() => {}
                () = sleep(LOOK) => {}
            }
            while let Some(ended) = tasks.try_join_next() {
                self.gone(ended.ok());
            }
        }
    }

    /// Asks the partitions that are another's to end.
    fn let_go(&self, wanted: &[u32]) {
        for (partition, shared) in self.held().iter() {
            if !wanted.contains(partition)
                && let Some(shared) = shared
            {
                shared.stop.send_replace(true);
            }
        }
    }

    fn gone(&self, partition: Option<u32>) {
        if let Some(partition) = partition {
            self.held().remove(&partition);
        }
    }

    /// One partition, from its lease to its end.
    fn one(
        &self,
        station: Arc<Station>,
        partition: u32,
        start: u64,
        intake: Intake,
    ) -> BoxFuture<'static, u32> {
        let this = self.this.clone();
        async move {
            let lease = match station.keeper.take(&partition.to_string()).await {
                Ok(Some(lease)) => lease,
                Ok(None) => return partition,
                Err(error) => {
                    station.connection.failed(error);
                    sleep(AFTER_FAILURE).await;
                    return partition;
                }
            };
            match take_over(&station, partition, Arc::clone(&lease), start).await {
                Ok((shared, revision)) => {
                    if let Some(worker) = this.upgrade() {
                        worker.held().insert(partition, Some(Arc::clone(&shared)));
                        worker.changed.notify_one();
                    }
                    work(&station, &shared, revision, &intake).await;
                }
                Err(error) => {
                    tracing::warn!(partition, "a partition cannot be taken over: {error}");
                    station.connection.failed(error);
                    station.keeper.release(&lease, None).await;
                    sleep(AFTER_FAILURE).await;
                }
            }
            partition
        }
        .boxed()
    }
}

/// The run has ended, also when it was dropped.
struct Over<'a>(&'a NatsWorker);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.running().take();
        self.0.held().clear();
        self.0.ended.send_replace(true);
    }
}

impl Station {
    /// The partitions that should be this worker's.
    fn wanted(&self) -> Vec<u32> {
        let candidates = self.keeper.candidates();
        let needs: Vec<u32> =
            (0..self.places.partitions).map(|n| self.keeper.needs(&n.to_string())).collect();
        let shares = shares(&needs, &candidates);
        let mine = (0..self.places.partitions).zip(shares);
        mine.filter(|(_, holder)| *holder == Some(self.keeper.id())).map(|(n, _)| n).collect()
    }

    /// Where the group begins: fixed by its first worker, for all partitions at once.
    async fn start(&self) -> u64 {
        loop {
            match self.try_start().await {
                Ok(Some(start)) => return start.after,
                Ok(None) => {}
                Err(error) => {
                    self.connection.failed(error);
                    sleep(AFTER_FAILURE).await;
                }
            }
        }
    }

    async fn try_start(&self) -> Result<Option<Start>> {
        let key = Start::key(&self.group.name);
        if let Some(entry) = self.places.positions.get(&key).await? {
            return Start::read(&entry.value).map(Some);
        }
        let after = match self.group.from {
            From::Start => 0,
            From::New => {
                let found = look(&self.connection.context, &self.places.stream).await;
                let found = found.map_err(crate::error::unavailable)?;
                found.map_or(0, |info| info.state.last_sequence)
            }
        };
        let start = Start { after };
        let written = self.places.positions.settle(&key, start.write(), 0).await?;
        Ok(matches!(written, Written::Done(_)).then_some(start))
    }
}

impl Worker for NatsWorker {
    fn start(&self) -> BoxFuture<'_, Result<()>> {
        self.open().boxed()
    }

    fn run(self: Arc<Self>, intake: Intake) -> BoxFuture<'static, ()> {
        self.work(intake).boxed()
    }

    fn drain(&self) -> BoxFuture<'_, ()> {
        async move {
            let Some(station) = self.running().clone() else { return };
            station.stopping.store(true, Ordering::Release);
            self.changed.notify_one();
            let mut ended = self.ended.subscribe();
            let all = async {
                station.keeper.leaving().await;
                let _ = ended.wait_for(|ended| *ended).await;
            };
            // What NATS does not confirm in time is taken over when this member is dead.
            let _ = timeout(self.group.drain + Duration::from_secs(3), all).await;
            station.keeper.leave().await;
        }
        .boxed()
    }

    fn health(&self) -> FleetHealth {
        let Some((connection, _)) = self.connected.get() else { return FleetHealth::default() };
        let (mut unconfirmed, mut stalled, mut pending) = (0, None, 0);
        for shared in self.held().values().flatten() {
            let (count, since) = shared.unwritten();
            unconfirmed += count;
            stalled = stalled.max(since);
            pending += shared.behind.load(Ordering::Relaxed);
        }
        let running = self.running().clone();
        let silent = running.as_ref().and_then(|station| station.keeper.stalled());
        FleetHealth {
            connected: connection.connected(),
            held: running.map_or(0, |station| station.keeper.held()),
            unconfirmed: usize::try_from(unconfirmed).unwrap_or(usize::MAX),
            stalled: stalled.max(silent),
            pending: Some(pending),
            last_error: connection.last_error(),
        }
    }

    fn group(&self) -> &str {
        &self.group.name
    }
}

impl fmt::Debug for NatsWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsWorker")
            .field("fleet", &self.fleet.names.fleet())
            .field("group", &self.group.name)
            .finish_non_exhaustive()
    }
}
