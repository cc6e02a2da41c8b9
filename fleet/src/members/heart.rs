//! The heartbeat of a member, and what it does when heartbeats are confirmed again.

use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::board::{Lease as SeenLease, LeaseRecord, Member};
use super::keeper::{Inner, json, lock};
use crate::bucket::Written;
use crate::envelope::VERSION;

const HEARTBEAT: Duration = Duration::from_secs(2);
/// A heartbeat that is not confirmed by then is sent again.
const ANSWER: Duration = Duration::from_millis(900);

impl Inner {
    /// Writes a heartbeat.
    pub(super) async fn beat(&self) {
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
    pub(super) async fn heartbeats(self: Arc<Self>) {
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
    pub(super) async fn renew(&self) {
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
    pub(super) fn busy(&self, key: &str) -> Busy<'_> {
        lock(&self.busy).insert(key.to_owned());
        Busy { set: &self.busy, key: key.to_owned() }
    }

    /// Lets go of what the bucket says that this member holds, and it does not: an answer was lost.
    pub(super) async fn clear_up(&self) {
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
}

/// A lease whose write is under way.
pub(super) struct Busy<'a> {
    set: &'a Mutex<HashSet<String>>,
    key: String,
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        lock(self.set).remove(&self.key);
    }
}
