//! The part of a process that is a member: its heartbeat, its watch, its leases.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use spectrum_imessage::Result;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::assign::Candidate;
use super::board::{Board, Lease as SeenLease, LeaseRecord};
use super::lease::Lease;
use super::pulse::{Pulse, STOPS};
use crate::bucket::{Bucket, Written};
use crate::connect::Connection;

/// So many leases are written at a time.
const SIDE_BY_SIDE: usize = 64;

/// What a member is, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Holds lines.
    Relay,
    /// Holds the partitions of a group.
    Worker(String),
}

impl Kind {
    pub(super) fn member(&self, id: &str) -> String {
        match self {
            Self::Relay => format!("member.relay.{id}"),
            Self::Worker(group) => format!("member.worker.{group}.{id}"),
        }
    }

    pub(super) fn lease(&self, name: &str) -> String {
        match self {
            Self::Relay => format!("lease.line.{name}"),
            Self::Worker(group) => format!("lease.group.{group}.{name}"),
        }
    }
}

/// The member. Its tasks end when it is dropped; others take its leases then after six seconds, or
/// at once after [`Keeper::leave`].
#[derive(Debug)]
pub(crate) struct Keeper {
    inner: Arc<Inner>,
    tasks: Mutex<JoinSet<()>>,
}

pub(super) struct Inner {
    pub(super) connection: Connection,
    pub(super) bucket: Bucket,
    pub(super) kind: Kind,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) pulse: Arc<Pulse>,
    pub(super) leaving: AtomicBool,
    pub(super) marks: AtomicU64,
    pub(super) beats: AtomicU64,
    pub(super) board: Mutex<Board>,
    pub(super) leases: Mutex<HashMap<String, Arc<Lease>>>,
    /// Counts what changed in who is there; leases have their own.
    pub(super) changes: watch::Sender<u64>,
    pub(super) waiting: Mutex<HashMap<String, watch::Sender<u64>>>,
    /// The board is complete.
    pub(super) ready: watch::Sender<bool>,
    pub(super) writes: Semaphore,
    /// A write has failed: the bucket may say that this member holds what it does not.
    pub(super) dubious: AtomicBool,
    /// Leases that are being taken or let go.
    pub(super) busy: Mutex<HashSet<String>>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keeper").field("kind", &self.kind).field("name", &self.name).finish()
    }
}

impl Keeper {
    /// Joins the members. Nothing is held before [`Keeper::ready`].
    pub(crate) fn join(connection: &Connection, bucket: &Bucket, kind: Kind, name: &str) -> Self {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let inner = Arc::new(Inner {
            connection: connection.clone(),
            bucket: bucket.clone(),
            kind,
            board: Mutex::new(Board::new(&id, Instant::now())),
            id,
            name: name.to_owned(),
            pulse: Arc::new(Pulse::new()),
            leaving: AtomicBool::new(false),
            marks: AtomicU64::new(0),
            beats: AtomicU64::new(0),
            leases: Mutex::default(),
            changes: watch::Sender::new(0),
            waiting: Mutex::default(),
            ready: watch::Sender::new(false),
            writes: Semaphore::new(SIDE_BY_SIDE),
            dubious: AtomicBool::new(false),
            busy: Mutex::default(),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(&inner).heartbeats());
        tasks.spawn(Arc::clone(&inner).watch());
        Self { inner, tasks: Mutex::new(tasks) }
    }

    pub(crate) fn id(&self) -> &str {
        &self.inner.id
    }

    /// Waits until it is known who is there, and the first heartbeat is confirmed.
    pub(crate) async fn ready(&self) {
        let mut ready = self.inner.ready.subscribe();
        let _ = ready.wait_for(|ready| *ready).await;
    }

    /// Changes with who is there.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Changes with one lease.
    pub(crate) fn changes_of(&self, name: &str) -> watch::Receiver<u64> {
        let key = self.inner.kind.lease(name);
        let mut waiting = lock(&self.inner.waiting);
        waiting.entry(key).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Those that may hold something.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        lock(&self.inner.board).candidates()
    }

    /// The version of envelope that a lease needs.
    pub(crate) fn needs(&self, name: &str) -> u32 {
        let key = self.inner.kind.lease(name);
        lock(&self.inner.board).seen(&key).map_or(0, |lease| lease.record.needs)
    }

    /// Whether nobody who lives has the lease.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        let key = self.inner.kind.lease(name);
        self.inner.pulse.beats() && lock(&self.inner.board).free(&key).is_some()
    }

    /// How many leases this member has, as far as is known.
    pub(crate) fn held(&self) -> usize {
        lock(&self.inner.leases).values().filter(|lease| lease.is_held()).count()
    }

    /// How long no heartbeat is confirmed, when that is too long.
    pub(crate) fn stalled(&self) -> Option<Duration> {
        let age = self.inner.pulse.age();
        (age >= STOPS).then_some(age)
    }

    /// Takes a lease; `None` if somebody has it, or was faster.
    ///
    /// # Errors
    /// `natsUnavailable`. It may have been taken: this member finds that out by itself.
    pub(crate) async fn take(&self, name: &str) -> Result<Option<Arc<Lease>>> {
        let inner = &self.inner;
        let key = inner.kind.lease(name);
        let round = inner.pulse.round();
        let free = {
            let board = lock(&inner.board);
            let needs = board.seen(&key).map_or(0, |lease| lease.record.needs);
            board.free(&key).map(|revision| (revision, needs))
        };
        let Some((expected, needs)) = free else { return Ok(None) };
        let record = LeaseRecord { holder: inner.id.clone(), needs, mark: inner.mark() };
        let _busy = inner.busy(&key);
        // Dropped on the way, the write may have been made all the same.
        inner.dubious.store(true, Ordering::Release);
        let _permit = inner.writes.acquire().await;
        let revision = match inner.bucket.settle(&key, json(&record), expected).await? {
            Written::Done(revision) => revision,
            Written::Conflict => {
                // What the watch has not told yet, or never will: a deleted key.
                inner.look(&key).await?;
                return Ok(None);
            }
        };
        let lease = Arc::new(Lease::new(name, Arc::clone(&inner.pulse), revision, round));
        lock(&inner.board).lease(&key, SeenLease { record, revision }, Instant::now());
        lock(&inner.leases).insert(key.clone(), Arc::clone(&lease));
        if inner.pulse.round() != round {
            // This member was cut off meanwhile, and renewed what it had before this.
            lock(&inner.leases).remove(&key);
            lease.lose();
            inner.dubious.store(true, Ordering::Release);
            return Ok(None);
        }
        Ok(Some(lease))
    }

    /// Lets a lease go, for members that read envelopes of version `needs`. Does not fail: what is
    /// not written is free when this member is dead.
    pub(crate) async fn release(&self, lease: &Lease, needs: Option<u32>) {
        let inner = &self.inner;
        let key = inner.kind.lease(&lease.name);
        let was_lost = lease.is_lost();
        let _busy = inner.busy(&key);
        lease.lose();
        lock(&inner.leases).retain(|_, one| !std::ptr::eq(Arc::as_ptr(one), lease));
        if was_lost {
            // Whoever gave it up may stand there all the same.
            inner.dubious.store(true, Ordering::Release);
            return;
        }
        let needs = needs.unwrap_or_else(|| self.needs(&lease.name));
        let record = LeaseRecord { holder: String::new(), needs, mark: inner.mark() };
        let _permit = inner.writes.acquire().await;
        match inner.bucket.settle(&key, json(&record), lease.revision()).await {
            Ok(Written::Done(revision)) => {
                lock(&inner.board).lease(&key, SeenLease { record, revision }, Instant::now());
                inner.wake(&key);
            }
            Ok(Written::Conflict) => {}
            Err(_) => inner.dubious.store(true, Ordering::Release),
        }
    }

    /// Says that this member takes nothing more.
    pub(crate) async fn leaving(&self) {
        self.inner.leaving.store(true, Ordering::Release);
        self.inner.beat().await;
    }

    /// Leaves the members, after its leases are released.
    pub(crate) async fn leave(&self) {
        lock(&self.tasks).abort_all();
        let key = self.inner.kind.member(&self.inner.id);
        if let Err(error) = self.inner.bucket.delete(&key).await {
            tracing::debug!("a member leaves without a word: {error}");
        }
    }
}

impl Inner {
    pub(super) fn mark(&self) -> u64 {
        self.marks.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    pub(super) fn wake(&self, key: &str) {
        let mut waiting = lock(&self.waiting);
        if let Some(one) = waiting.get(key) {
            if one.receiver_count() == 0 {
                waiting.remove(key);
            } else {
                one.send_modify(|count| *count += 1);
            }
        }
    }

    /// Looks at a lease that the watch may not have told of.
    pub(super) async fn look(&self, key: &str) -> Result<()> {
        let Some(entry) = self.bucket.get(key).await? else { return Ok(()) };
        let record = serde_json::from_slice(&entry.value).unwrap_or_default();
        let seen = SeenLease { record, revision: entry.revision };
        lock(&self.board).lease(key, seen, Instant::now());
        Ok(())
    }
}

pub(super) fn json<T: Serialize>(value: &T) -> bytes::Bytes {
    // Of plain records, which always can be written.
    serde_json::to_vec(value).unwrap_or_default().into()
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
