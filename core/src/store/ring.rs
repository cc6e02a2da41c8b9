//! A cache in a store: so many values by their keys, first in first out. What is put is written
//! later and in batches, away from who put it: the last of it may be lost, which costs a look-up.
//!
//! Each batch is one value, `<name>/<number>`, and `<name>` holds the first and the next number. Where a
//! key stands is known in memory; that is read from the store at the first use. A later batch is
//! stronger than an earlier one, also in what it has forgotten.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::batch::{Values, decode, encode};
use super::{Store, Write};
use crate::error::Result;

/// How long a value waits for others to be written with.
const DELAY: Duration = Duration::from_millis(500);
/// So many do not wait any longer.
const ENOUGH: usize = 128;
/// With more waiting the oldest are not kept. Less than the capacity of any cache.
const WAITING: usize = 512;
/// A larger value is not kept.
const LARGEST: usize = 64 * 1024;

/// A bounded cache in a store: at least `capacity` values, and at most a batch more.
pub(crate) struct Ring {
    store: Weak<dyn Store>,
    name: String,
    capacity: usize,
    waiting: Mutex<Waiting>,
    enough: Notify,
    /// One writes at a time; it holds the store for no longer than this lock.
    writing: Mutex<()>,
    index: Mutex<Option<Index>>,
}

#[derive(Default)]
struct Waiting {
    /// Nothing for a key is what was forgotten.
    values: HashMap<String, Option<Vec<u8>>>,
    order: VecDeque<String>,
    scheduled: bool,
    closed: bool,
}

/// What stands where.
#[derive(Default)]
struct Index {
    batches: HashMap<String, u64>,
    /// The size of each batch, from the first.
    sizes: VecDeque<usize>,
    next: u64,
}

impl Ring {
    pub(crate) fn new(store: Weak<dyn Store>, name: String, capacity: usize) -> Arc<Self> {
        Arc::new(Self {
            store,
            name,
            capacity,
            waiting: Mutex::default(),
            enough: Notify::new(),
            writing: Mutex::default(),
            index: Mutex::default(),
        })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a value. Nothing is written yet.
    pub(crate) fn put(self: &Arc<Self>, key: &str, value: Vec<u8>) {
        if value.len() <= LARGEST {
            self.change(key, Some(value));
        }
    }

    /// A value is out of date.
    pub(crate) fn forget(self: &Arc<Self>, key: &str) {
        self.change(key, None);
    }

    fn change(self: &Arc<Self>, key: &str, value: Option<Vec<u8>>) {
        let mut waiting = self.waiting();
        if waiting.closed {
            return;
        }
        if waiting.values.insert(key.to_owned(), value).is_none() {
            waiting.order.push_back(key.to_owned());
        }
        if waiting.order.len() > WAITING
            && let Some(oldest) = waiting.order.pop_front()
        {
            waiting.values.remove(&oldest);
        }
        if waiting.order.len() == ENOUGH {
            self.enough.notify_one();
        }
        if !std::mem::replace(&mut waiting.scheduled, true) {
            drop(waiting);
            self.schedule();
        }
    }

    /// Writes what waits, in a moment. The task ends with the write.
    fn schedule(self: &Arc<Self>) {
        let Ok(runtime) = Handle::try_current() else { return self.flush() };
        let ring = Arc::clone(self);
        runtime.spawn(async move {
            // Whether it was the time or the number makes no difference.
            let _ = timeout(DELAY, ring.enough.notified()).await;
            let _ = spawn_blocking(move || ring.flush()).await;
        });
    }

    /// A value, written or not.
    pub(crate) fn get(&self, key: &str) -> Option<Vec<u8>> {
        if let Some(value) = self.waiting().values.get(key) {
            return value.clone();
        }
        let store = self.store.upgrade()?;
        let number = *self.index(&*store).ok()?.as_ref()?.batches.get(key)?;
        let batch = decode(&store.get(&self.key(number)).ok()??)?;
        batch.into_iter().rev().find(|(known, _)| known == key)?.1
    }

    /// Whether there is a value.
    pub(crate) fn contains(&self, key: &str) -> bool {
        if let Some(value) = self.waiting().values.get(key) {
            return value.is_some();
        }
        let Some(store) = self.store.upgrade() else { return false };
        let index = self.index(&*store);
        index.is_ok_and(|index| index.as_ref().is_some_and(|i| i.batches.contains_key(key)))
    }

    /// Writes what waits; nothing is kept from now on.
    pub(crate) fn close(&self) {
        self.flush();
        self.waiting().closed = true;
    }

    fn flush(&self) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let values: Values = {
            let mut waiting = self.waiting();
            waiting.scheduled = false;
            let mut values = std::mem::take(&mut waiting.values);
            let order = std::mem::take(&mut waiting.order);
            order.into_iter().filter_map(|key| values.remove_entry(&key)).collect()
        };
        if values.is_empty() {
            return;
        }
        let Some(store) = self.store.upgrade() else { return };
        if let Err(error) = self.write(&*store, values) {
            crate::observe::debug!("what was seen is not kept for the next run: {error}");
        }
    }

    fn write(&self, store: &dyn Store, values: Values) -> Result<()> {
        let bytes = encode(&values);
        let mut held = self.index(store)?;
        let Some(index) = held.as_mut() else { return Ok(()) };
        let number = index.next;
        let gone = index.add(values, self.capacity);
        let bounds = [index.first(), index.next].map(u64::to_le_bytes).concat();
        // Written without the lock: nobody who looks something up has to wait.
        drop(held);
        let mut batch = vec![
            Write::Put { key: self.key(number), value: bytes },
            Write::Put { key: self.name.clone(), value: bounds },
        ];
        batch.extend(gone.map(|number| Write::Delete { key: self.key(number) }));
        store.write(batch)
    }

    fn key(&self, number: u64) -> String {
        format!("{}/{number}", self.name)
    }

    /// What stands where, read from the store if it is not known yet.
    fn index(&self, store: &dyn Store) -> Result<MutexGuard<'_, Option<Index>>> {
        let mut held = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            let bounds = store.get(&self.name)?.and_then(|bytes| bounds(&bytes));
            // More than there can be is damaged.
            let bounds = bounds.filter(|b| b.end - b.start <= self.capacity as u64 + 1);
            let bounds = bounds.unwrap_or_default();
            let mut index = Index { next: bounds.start, ..Index::default() };
            for number in bounds {
                // What cannot be read is not there.
                let batch = store.get(&self.key(number))?.and_then(|bytes| decode(&bytes));
                // None of them has to go: they were within the capacity.
                let _ = index.add(batch.unwrap_or_default(), usize::MAX);
            }
            *held = Some(index);
        }
        Ok(held)
    }
}

impl Index {
    fn first(&self) -> u64 {
        self.next - self.sizes.len() as u64
    }

    /// Notes the next batch; gives the numbers of those that have to go.
    fn add(&mut self, values: Values, capacity: usize) -> std::ops::Range<u64> {
        self.sizes.push_back(values.len());
        for (key, value) in values {
            match value {
                Some(_) => self.batches.insert(key, self.next),
                None => self.batches.remove(&key),
            };
        }
        self.next += 1;
        let first = self.first();
        let mut total: usize = self.sizes.iter().sum();
        while let Some(oldest) = self.sizes.front().copied()
            && total - oldest >= capacity
        {
            total -= oldest;
            self.sizes.pop_front();
        }
        let gone = first..self.first();
        if !gone.is_empty() {
            self.batches.retain(|_, number| *number >= gone.end);
        }
        gone
    }
}

fn bounds(bytes: &[u8]) -> Option<std::ops::Range<u64>> {
    let (first, next) = bytes.split_at_checked(8)?;
    let [first, next] = [first, next].map(|bytes| bytes.try_into().ok().map(u64::from_le_bytes));
    Some(first?..next?).filter(|bounds| bounds.start <= bounds.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;

    fn ring(store: &Arc<dyn Store>) -> Arc<Ring> {
        Ring::new(Arc::downgrade(store), "ring".into(), 3)
    }

    fn store() -> Arc<dyn Store> {
        Arc::new(MemoryStore::new())
    }

    fn kept(ring: &Ring, keys: &str) -> String {
        keys.chars().filter(|key| ring.get(&key.to_string()).is_some()).collect()
    }

    // Outside of a runtime each change is written at once.
    #[test]
    fn the_first_in_are_the_first_out() {
        let store = store();
        let cache = ring(&store);
        for key in ["a", "b", "c", "d"] {
            cache.put(key, key.as_bytes().to_vec());
        }
        assert_eq!(kept(&cache, "abcd"), "bcd");
        assert_eq!(cache.get("b").as_deref(), Some(&b"b"[..]));
        assert_eq!(store.get("ring/0").expect("read"), None, "it makes room");
        cache.forget("c");
        assert_eq!(kept(&cache, "abcd"), "d", "what was forgotten has its place too");
        assert_eq!(kept(&ring(&store), "abcd"), "d", "also for the next run");
        cache.put("e", vec![0; LARGEST + 1]);
        assert_eq!(cache.get("e"), None, "too large");
        cache.put("d", Vec::new());
        assert_eq!(cache.get("d"), Some(Vec::new()), "the newest holds");
        assert_eq!(ring(&store).get("d"), Some(Vec::new()));
    }

    #[tokio::test]
    async fn what_is_put_is_there_before_it_is_written_and_is_written_at_the_end() {
        let store = store();
        let cache = ring(&store);
        cache.put("a", vec![1]);
        assert_eq!(cache.get("a"), Some(vec![1]));
        assert_eq!(store.get("ring").expect("read"), None, "nobody waits for it");
        // In one batch: what makes room for itself, and comes again.
        for key in ["b", "c", "d", "a"] {
            cache.put(key, vec![2]);
        }
        cache.forget("b");
        cache.close();
        cache.put("f", vec![3]);
        let next = ring(&store);
        assert_eq!(kept(&next, "abcdf"), "acd", "a batch stays whole");
        assert_eq!(next.get("a"), Some(vec![2]));
    }

    #[tokio::test]
    async fn what_waits_is_written_in_a_moment() {
        let store = store();
        let cache = Ring::new(Arc::downgrade(&store), "ring".into(), 1000);
        for key in 0..ENOUGH {
            cache.put(&key.to_string(), vec![1]);
        }
        while store.get("ring/0").expect("read").is_none() {
            tokio::task::yield_now().await;
        }
        assert!(!cache.waiting().scheduled);
    }

    #[tokio::test]
    async fn what_waits_is_bounded() {
        let cache = ring(&store());
        for key in 0..=WAITING {
            cache.put(&key.to_string(), vec![1]);
        }
        assert_eq!(cache.waiting().values.len(), WAITING);
        assert_eq!(cache.get("0"), None);
    }

    #[test]
    fn what_is_damaged_is_not_there() {
        let store = store();
        let cache = ring(&store);
        cache.put("a", vec![1]);
        cache.put("b", vec![2]);
        let put = |key: &str, value: &[u8]| Write::Put { key: key.into(), value: value.to_vec() };
        store.write(vec![put("ring/0", &[9, 0, 0, 0, 1])]).expect("written");
        assert_eq!(kept(&ring(&store), "ab"), "b");
        store.write(vec![put("ring", &[1, 2, 3])]).expect("written");
        let next = ring(&store);
        assert_eq!(kept(&next, "ab"), "");
        next.put("c", vec![3]);
        assert_eq!(kept(&ring(&store), "abc"), "c");
    }
}
