//! The watch of a member: what others write, it sees.

use std::sync::Arc;

use tokio::time::Instant;

use super::board::{Lease as SeenLease, LeaseRecord, Member};
use super::keeper::{Inner, Kind, lock};
use crate::reader::{Begin, Item, Reader};

/// Members that have been silent for so long, by the server's time, are swept away.
const FORGOTTEN_NANOS: u64 = 3600 * 1_000_000_000;

impl Inner {
    /// Watches members and leases for ever. Owned by the keeper.
    pub(super) async fn watch(self: Arc<Self>) {
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
