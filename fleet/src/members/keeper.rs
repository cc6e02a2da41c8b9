//! The part of a process that is a member: its heartbeat, its watch, its leases.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use spectrum_imessage::Result;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::assign::Candidate;
use super::board::{Board, Lease as SeenLease, LeaseRecord, Member};
use super::lease::Lease;
use crate::bucket::{Bucket, Written};
use crate::connect::Connection;
use crate::envelope::VERSION;
use crate::reader::{Begin, Item, Reader};

const HEARTBEAT: Duration = Duration::from_secs(2);
/// Without a confirmation for so long a holder stops by itself.
const STOPS: Duration = Duration::from_secs(4);
/// A heartbeat that is not confirmed by then is sent again.
const ANSWER: Duration = Duration::from_millis(900);
/// Members that have been silent for so long, by the server's time, are swept away.
const FORGOTTEN_NANOS: u64 = 3600 * 1_000_000_000;
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
    fn member(&self, id: &str) -> String {
        match self {
            Self::Relay => format!("member.relay.{id}"),
            Self::Worker(group) => format!("member.worker.{group}.{id}"),
        }
    }

    fn lease(&self, name: &str) -> String {
        match self {
            Self::Relay => format!("lease.line.{name}"),
            Self::Worker(group) => format!("lease.group.{group}.{name}"),
        }
    }
}

/// Whether the heartbeats of this member are confirmed.
#[derive(Debug)]
pub(crate) struct Pulse {
    base: Instant,
    /// When the last confirmed heartbeat was sent, in milliseconds since the base; 0: none.
    confirmed: AtomicU64,
    /// Grows each time the heartbeats are confirmed again after they were not.
    round: AtomicU64,
}

impl Pulse {
    fn new() -> Self {
        // So that no heartbeat is sent at 0.
        let base = Instant::now().checked_sub(STOPS * 2).unwrap_or_else(Instant::now);
        Self { base, confirmed: AtomicU64::new(0), round: AtomicU64::new(0) }
    }

    fn millis(&self, at: Instant) -> u64 {
        u64::try_from(at.duration_since(self.base).as_millis()).unwrap_or(u64::MAX)
    }

    /// Whether the last confirmed heartbeat is young enough.
    pub(super) fn beats(&self) -> bool {
        self.age() < STOPS
    }

    fn age(&self) -> Duration {
        let confirmed = self.confirmed.load(Ordering::Acquire);
        Duration::from_millis(self.millis(Instant::now()).saturating_sub(confirmed))
    }

    pub(super) fn round(&self) -> u64 {
        self.round.load(Ordering::Acquire)
    }

    /// A heartbeat is confirmed. Whether a new round begins with it: then no lease is held.
    fn confirm(&self, sent: Instant) -> bool {
        let new = !self.beats();
        if new {
            // First: between the two nothing may look held.
            self.round.fetch_add(1, Ordering::AcqRel);
        }
        self.confirmed.store(self.millis(sent), Ordering::Release);
        new
    }
}

/// The member. Its tasks end when it is dropped; others take its leases then after six seconds, or
/// at once after [`Keeper::leave`].
#[derive(Debug)]
pub(crate) struct Keeper {
    inner: Arc<Inner>,
    tasks: Mutex<JoinSet<()>>,
}

struct Inner {
    connection: Connection,
    bucket: Bucket,
    kind: Kind,
    id: String,
    name: String,
    pulse: Arc<Pulse>,
    leaving: AtomicBool,
    marks: AtomicU64,
    beats: AtomicU64,
    board: Mutex<Board>,
    leases: Mutex<HashMap<String, Arc<Lease>>>,
    /// Counts what changed in who is there; leases have their own.
    changes: watch::Sender<u64>,
    waiting: Mutex<HashMap<String, watch::Sender<u64>>>,
    /// The board is complete.
    ready: watch::Sender<bool>,
    writes: Semaphore,
    /// A write has failed: the bucket may say that this member holds what it does not.
    dubious: AtomicBool,
    /// Leases that are being taken or let go.
    busy: Mutex<HashSet<String>>,
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
    fn mark(&self) -> u64 {
        self.marks.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    fn wake(&self, key: &str) {
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
    async fn look(&self, key: &str) -> Result<()> {
        let Some(entry) = self.bucket.get(key).await? else { return Ok(()) };
        let record = serde_json::from_slice(&entry.value).unwrap_or_default();
        let seen = SeenLease { record, revision: entry.revision };
        lock(&self.board).lease(key, seen, Instant::now());
        Ok(())
    }

    /// Writes a heartbeat.
    async fn beat(&self) {
        let beat = self.beats.fetch_add(1, Ordering::AcqRel) + 1;
        let member = Member {
            name: self.name.clone(),
            version: VERSION,
            beat,
            leaving: self.leaving.load(Ordering::Acquire),
            held: lock(&self.leases).len(),
        };
        let sent = Instant::now();
        lock(&self.board).sends(beat, sent);
        let key = self.kind.member(&self.id);
        let put = self.bucket.put(&key, json(&member));
        match timeout(ANSWER, put).await {
            Ok(Ok(())) => {
                if self.pulse.confirm(sent) {
                    lock(&self.board).was_away(Instant::now());
                    self.renew().await;
                } else if self.dubious.swap(false, Ordering::AcqRel) {
                    // At the earliest with the heartbeat after: the watch has told by then.
                    self.clear_up().await;
                }
            }
            Ok(Err(error)) => self.connection.failed(error),
            Err(_) => {}
        }
    }

    /// Heartbeats for ever. Owned by the keeper.
    async fn heartbeats(self: Arc<Self>) {
        let mut connected = 0_u32;
        loop {
            let began = Instant::now();
            self.beat().await;
            if self.pulse.beats() {
                connected = 0;
                // The age counts from the sending, and so does the pace.
                let confirmed = self.pulse.age() < ANSWER * 2;
                let pause = if confirmed { HEARTBEAT } else { Duration::from_millis(100) };
                sleep(pause.saturating_sub(began.elapsed())).await;
                continue;
            }
            for lease in lock(&self.leases).values() {
                lease.unsure();
            }
            // A server that takes the connection and answers nothing is left for another.
            connected += 1;
            if connected % 6 == 3 && self.connection.connected() {
                let _ = self.connection.client.force_reconnect().await;
            }
            sleep(Duration::from_millis(300).saturating_sub(began.elapsed())).await;
        }
    }

    /// Writes all leases again after a new round has begun: they are this member's if nobody has
    /// written them meanwhile.
    async fn renew(&self) {
        let leases: Vec<_> =
            lock(&self.leases).iter().map(|(k, l)| (k.clone(), l.clone())).collect();
        let renew = leases.into_iter().map(|(key, lease)| async move {
            let round = self.pulse.round();
            let _permit = self.writes.acquire().await;
            let needs = lock(&self.board).seen(&key).map_or(0, |lease| lease.record.needs);
            let record = LeaseRecord { holder: self.id.clone(), needs, mark: self.mark() };
            match self.bucket.settle(&key, json(&record), lease.revision()).await {
                Ok(Written::Done(revision)) => lease.renewed(revision, round),
                Ok(Written::Conflict) => {
                    lock(&self.leases).remove(&key);
                    lease.lose();
                    let _ = self.look(&key).await;
                }
                // Not known: the lease may stand with a revision that is not. It is let go.
                Err(_) => {
                    self.dubious.store(true, Ordering::Release);
                    lock(&self.leases).remove(&key);
                    lease.lose();
                }
            }
            self.wake(&key);
        });
        // Not in the way of the next heartbeat: a second is enough, or the round is over.
        let all = futures_util::future::join_all(renew);
        if timeout(Duration::from_secs(2), all).await.is_err() {
            let round = self.pulse.round();
            let late: Vec<_> = {
                let mut leases = lock(&self.leases);
                let keys: Vec<_> = leases
                    .iter()
                    .filter(|(_, l)| l.round() != round)
                    .map(|(k, _)| k.clone())
                    .collect();
                keys.iter().filter_map(|key| leases.remove(key)).collect()
            };
            late.iter().for_each(|lease| lease.lose());
            self.dubious.store(true, Ordering::Release);
        }
        self.changed();
    }

    /// A write of a lease is under way, until the answer is dropped.
    fn busy(&self, key: &str) -> Busy<'_> {
        lock(&self.busy).insert(key.to_owned());
        Busy { set: &self.busy, key: key.to_owned() }
    }

    /// Lets go of what the bucket says that this member holds, and it does not: an answer was lost.
    async fn clear_up(&self) {
        let named: Vec<_> = {
            let (board, leases) = (lock(&self.board), lock(&self.leases));
            let busy = lock(&self.busy);
            let stray = |key: &String| !leases.contains_key(key) && !busy.contains(key);
            board.held_by_me().into_iter().filter(|(key, _)| stray(key)).collect()
        };
        for (key, lease) in named {
            let record =
                LeaseRecord { holder: String::new(), needs: lease.record.needs, mark: self.mark() };
            let _busy = self.busy(&key);
            match self.bucket.settle(&key, json(&record), lease.revision).await {
                Ok(Written::Done(revision)) => {
                    lock(&self.board).lease(&key, SeenLease { record, revision }, Instant::now());
                    self.wake(&key);
                    self.changed();
                }
                Ok(Written::Conflict) => {}
                Err(_) => self.dubious.store(true, Ordering::Release),
            }
        }
    }

    /// Watches members and leases for ever. Owned by the keeper.
    async fn watch(self: Arc<Self>) {
        let filters = vec![
            self.bucket.subject(&self.kind.member(">")),
            self.bucket.subject(&self.kind.lease(">")),
        ];
        let mut reader = Reader::new(&self.connection, &self.bucket.stream(), filters, Begin::Last);
        let own = self.kind.member(&self.id);
        let mut stale: Vec<(String, u64)> = Vec::new();
        let (mut complete, mut heard) = (false, false);
        loop {
            let items = reader.next(256, |error| self.connection.failed(error)).await;
            let now = Instant::now();
            for item in items {
                let Some(key) = self.bucket.key(&item.subject).map(str::to_owned) else { continue };
                let ready = complete && heard;
                complete |= item.pending == 0;
                heard |= key == own;
                if key.starts_with("member.") {
                    if !ready {
                        stale.push((key.clone(), item.stored));
                    }
                    self.saw_member(&key, &item, now);
                } else {
                    self.saw_lease(&key, &item, now);
                }
                if !ready && complete && heard {
                    self.ready.send_replace(true);
                    self.sweep(std::mem::take(&mut stale), item.stored);
                    self.changed();
                }
            }
        }
    }

    fn saw_member(&self, key: &str, item: &Item, now: Instant) {
        let id = key.rsplit('.').next().unwrap_or(key);
        let member = serde_json::from_slice::<Member>(&item.payload).ok();
        if lock(&self.board).member(id, member, now) {
            self.changed();
        }
    }

    fn saw_lease(&self, key: &str, item: &Item, now: Instant) {
        let record: LeaseRecord = serde_json::from_slice(&item.payload).unwrap_or_default();
        let mine = record.holder == self.id;
        let seen = SeenLease { record, revision: item.sequence };
        let changed = lock(&self.board).lease(key, seen, now);
        if !mine {
            let mut leases = lock(&self.leases);
            if leases.get(key).is_some_and(|lease| lease.revision() < item.sequence)
                && let Some(lease) = leases.remove(key)
            {
                lease.lose();
            }
        }
        if changed {
            self.wake(key);
            if matches!(self.kind, Kind::Worker(_)) {
                self.changed();
            }
        }
    }

    /// Removes what members have left behind that were silent for long.
    fn sweep(&self, members: Vec<(String, u64)>, now: u64) {
        let old = members.into_iter().filter(|(_, at)| now.saturating_sub(*at) > FORGOTTEN_NANOS);
        let bucket = self.bucket.clone();
        let keys: Vec<_> = old.map(|(key, _)| key).collect();
        if keys.is_empty() {
            return;
        }
        // Ends by itself, and nothing waits for it.
        tokio::spawn(async move {
            for key in keys {
                let _ = bucket.purge(&key).await;
            }
        });
    }
}

/// A lease whose write is under way.
struct Busy<'a> {
    set: &'a Mutex<HashSet<String>>,
    key: String,
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        lock(self.set).remove(&self.key);
    }
}

fn json<T: Serialize>(value: &T) -> bytes::Bytes {
    // Of plain records, which always can be written.
    serde_json::to_vec(value).unwrap_or_default().into()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
