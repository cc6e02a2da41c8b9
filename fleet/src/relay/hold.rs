//! A line that this relay holds: publishing, and its position.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::context::PublishErrorKind;
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use spectrum_imessage::fleet::{Hold, LineEvent};
use spectrum_imessage::{Result, StreamKind};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::Station;
use super::position::{LinePosition, Progress};
use crate::bucket::Written;
use crate::envelope::{id, seal};
use crate::error::{lost, unavailable};
use crate::members::{Lease, rightful};
use crate::names::partition_of;

/// How often a position is written at most.
const PACE: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// How often it is looked whether a line is held again.
const UNSURE: Duration = Duration::from_millis(100);
/// A line that should be another's goes after this time, if it still should.
const MOVES: Duration = Duration::from_secs(1);

/// The line.
pub(crate) struct NatsHold {
    shared: Arc<Shared>,
    /// Owned here: it ends with the hold.
    writes: JoinHandle<()>,
}

/// What its publications share.
struct Shared {
    station: Arc<Station>,
    lease: Arc<Lease>,
    token: String,
    progress: Mutex<Progress>,
    moved: Notify,
    writer: tokio::sync::Mutex<Writer>,
}

/// The one write of the position that may be under way.
struct Writer {
    revision: u64,
    under_way: Option<Bytes>,
    over: bool,
}

impl NatsHold {
    pub(crate) fn new(
        station: Arc<Station>,
        lease: Arc<Lease>,
        token: String,
        progress: Progress,
        revision: u64,
    ) -> Self {
        let shared = Arc::new(Shared {
            station,
            lease,
            token,
            progress: Mutex::new(progress),
            moved: Notify::new(),
            writer: tokio::sync::Mutex::new(Writer { revision, under_way: None, over: false }),
        });
        let writes = tokio::spawn(Arc::clone(&shared).writes());
        Self { shared, writes }
    }
}

impl Drop for NatsHold {
    fn drop(&mut self) {
        self.writes.abort();
        self.shared.station.forget(&self.shared.token);
    }
}

impl Hold for NatsHold {
    fn position(&self, stream: StreamKind) -> Option<u64> {
        self.shared.progress().from(stream)
    }

    fn publish(&self, event: LineEvent) -> BoxFuture<'static, Result<()>> {
        Arc::clone(&self.shared).publish(event).boxed()
    }

    fn reached(&self, stream: StreamKind, sequence: u64) {
        if self.shared.progress().reach(stream, sequence) {
            self.shared.moved.notify_one();
        }
    }

    fn lost(&self) -> BoxFuture<'static, ()> {
        let shared = Arc::clone(&self.shared);
        async move {
            tokio::select! {
                () = shared.lease.lost() => {}
                () = shared.is_anothers() => {}
            }
        }
        .boxed()
    }

    fn release(&self) -> BoxFuture<'_, ()> {
        async move {
            self.writes.abort();
            if !self.shared.lease.is_lost() {
                tokio::select! {
                    () = self.shared.lease.lost() => {}
                    () = self.shared.write() => {}
                }
            }
            self.shared.station.keeper.release(&self.shared.lease, None).await;
            self.shared.station.forget(&self.shared.token);
        }
        .boxed()
    }
}

impl Shared {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when the line should be another's, or this relay stops.
    async fn is_anothers(&self) {
        let keeper = &self.station.keeper;
        let mut changes = keeper.changes();
        let mut stopping = self.station.stopping.subscribe();
        let anothers = || {
            let candidates = keeper.candidates();
            rightful(&self.token, &candidates).is_some_and(|holder| holder != keeper.id())
        };
        loop {
            if *stopping.borrow_and_update() {
                return;
            }
            changes.mark_unchanged();
            if self.lease.is_held() && anothers() {
                sleep(MOVES).await;
                if self.lease.is_held() && anothers() {
                    return;
                }
            }
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { return },
                changed = stopping.changed() => if changed.is_err() { return },
            }
        }
    }

    async fn publish(self: Arc<Self>, event: LineEvent) -> Result<()> {
        let number = event.sequence;
        if number.is_some_and(|number| self.progress().is_published(event.stream, number)) {
            return Ok(());
        }
        let id = id(&event).unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
        let station = &self.station;
        let key = &event.line.key;
        let partition = partition_of(key, &event.space_id, station.places.partitions);
        let subject = station.names.event(partition, key, &event.space_id);
        let headers = seal(&event, &id);
        let _under_way = station.flight.begin();
        let mut states = self.lease.states();
        let mut wait = Duration::from_millis(50);
        loop {
            if self.lease.is_lost() {
                return Err(lost("the line"));
            }
            // Asked of the clock: whoever was frozen has not been told yet.
            if !self.lease.is_held() {
                let _ = timeout(UNSURE, states.changed()).await;
                continue;
            }
            match self.send(subject.clone(), headers.clone(), event.body.clone()).await {
                Ok(at) => {
                    if let Some(number) = number {
                        self.progress().note(event.stream, number, at);
                    }
                    station.flight.published.fetch_add(1, Ordering::Relaxed);
                    return Ok(());
                }
                Err(PublishErrorKind::MaxPayloadExceeded) if !event.body.is_empty() => {
                    return self.too_large(&subject, headers).await;
                }
                Err(kind) => station.connection.failed(unavailable(kind)),
            }
            sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Sends once; its number in the stream.
    async fn send(
        &self,
        subject: String,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<u64, PublishErrorKind> {
        let context = &self.station.connection.context;
        let sent = context.publish_with_headers(subject, headers, body).await;
        let sent = sent.map_err(|error| error.kind())?;
        sent.await.map(|ack| ack.sequence).map_err(|error| error.kind())
    }

    /// What NATS does not take must not stop the line: its headers go to the dead letters.
    async fn too_large(&self, subject: &str, mut headers: HeaderMap) -> Result<()> {
        let text =
            "an event is larger than NATS allows (max_payload): it is among the dead letters";
        tracing::error!("{text}");
        headers.insert("Spectrum-Reason", "larger%20than%20max_payload");
        let subject = self.station.names.dead("relay", subject);
        while let Err(kind) = self.send(subject.clone(), headers.clone(), Bytes::new()).await {
            self.station.connection.failed(unavailable(kind));
            sleep(LONGEST_WAIT).await;
            if self.lease.is_lost() {
                return Err(lost("the line"));
            }
        }
        Ok(())
    }

    /// Writes the position while it changes.
    async fn writes(self: Arc<Self>) {
        loop {
            self.moved.notified().await;
            self.write().await;
            if self.lease.is_lost() {
                return;
            }
            sleep(PACE).await;
        }
    }

    /// Writes the position now, however long it takes.
    async fn write(&self) {
        let mut writer = self.writer.lock().await;
        let key = LinePosition::key(&self.token);
        let mut wait = Duration::from_millis(50);
        while !writer.over {
            // One that was interrupted stands there, or not: it is finished first.
            let unfinished = writer.under_way.clone();
            let is_last = unfinished.is_none();
            let value = unfinished.unwrap_or_else(|| self.progress().position().write());
            writer.under_way = Some(value.clone());
            let positions = &self.station.places.positions;
            match positions.settle(&key, value, writer.revision).await {
                Ok(Written::Done(revision)) => {
                    writer.revision = revision;
                    writer.under_way = None;
                    if is_last {
                        return;
                    }
                }
                // Another has the line.
                Ok(Written::Conflict) => {
                    writer.over = true;
                    self.lease.lose();
                }
                Err(error) => {
                    self.station.connection.failed(error);
                    sleep(wait).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
            }
        }
    }
}

impl fmt::Debug for NatsHold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsHold").finish_non_exhaustive()
    }
}

/// Publications that are not confirmed.
#[derive(Debug, Default)]
pub(crate) struct Flight {
    next: AtomicU64,
    since: Mutex<BTreeMap<u64, Instant>>,
    pub(crate) published: AtomicU64,
}

/// One of them, until it is dropped.
struct UnderWay<'a> {
    flight: &'a Flight,
    number: u64,
}

impl Flight {
    fn begin(&self) -> UnderWay<'_> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.since().insert(number, Instant::now());
        UnderWay { flight: self, number }
    }

    fn since(&self) -> MutexGuard<'_, BTreeMap<u64, Instant>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are, and how long the oldest takes.
    pub(crate) fn waiting(&self) -> (usize, Option<Duration>) {
        let since = self.since();
        (since.len(), since.values().next().map(Instant::elapsed))
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.flight.since().remove(&self.number);
    }
}

/// For who waits for the end.
pub(crate) type Stopping = watch::Sender<bool>;
