//! A list in a store: its entries in the order in which they were put, at most so many, the oldest
//! go first.
//!
//! The entries stand under `<name>/<key>`, the order of their keys under `<name>`. One write keeps
//! both.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError, Weak};

use super::{Store, Write, held, unknown_form};
use crate::error::Result;

/// A bounded list in a store. The store is held by the application until it has stopped.
pub(crate) struct Shelf {
    store: Weak<dyn Store>,
    name: &'static str,
    capacity: usize,
    /// Read from the store at the first use. No lock is held across an await.
    order: Mutex<Option<VecDeque<String>>>,
}

impl Shelf {
    pub(crate) fn new(store: Weak<dyn Store>, name: &'static str, capacity: usize) -> Self {
        Self { store, name, capacity, order: Mutex::default() }
    }

    /// Puts an entry at the end. An older one with the same key goes.
    ///
    /// # Errors
    /// If the store cannot be used; then nothing has changed.
    pub(crate) fn put(&self, key: &str, value: Vec<u8>) -> Result<()> {
        let (mut held, store) = self.open()?;
        let mut order = held.clone().unwrap_or_default();
        order.retain(|known| known != key);
        order.push_back(key.to_owned());
        let mut batch = vec![Write::Put { key: self.key(key), value }];
        while order.len() > self.capacity
            && let Some(oldest) = order.pop_front()
        {
            batch.push(Write::Delete { key: self.key(&oldest) });
        }
        batch.push(self.index(&order));
        store.write(batch)?;
        *held = Some(order);
        Ok(())
    }

    /// Takes an entry away; whether it was there.
    ///
    /// # Errors
    /// If the store cannot be used; then nothing has changed.
    pub(crate) fn remove(&self, key: &str) -> Result<bool> {
        let (mut held, store) = self.open()?;
        let mut order = held.clone().unwrap_or_default();
        let before = order.len();
        order.retain(|known| known != key);
        if order.len() == before {
            return Ok(false);
        }
        store.write(vec![Write::Delete { key: self.key(key) }, self.index(&order)])?;
        *held = Some(order);
        Ok(true)
    }

    /// All entries with their keys, the oldest first.
    ///
    /// # Errors
    /// If the store cannot be used.
    pub(crate) fn all(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let (held, store) = self.open()?;
        let mut entries = Vec::new();
        for key in held.iter().flatten() {
            if let Some(value) = store.get(&self.key(key))? {
                entries.push((key.clone(), value));
            }
        }
        Ok(entries)
    }

    fn key(&self, key: &str) -> String {
        format!("{}/{key}", self.name)
    }

    fn index(&self, order: &VecDeque<String>) -> Write {
        let value = serde_json::to_vec(order).unwrap_or_default();
        Write::Put { key: self.name.to_owned(), value }
    }

    #[expect(clippy::type_complexity, reason = "the lock and the store, for the functions above")]
    fn open(
        &self,
    ) -> Result<(MutexGuard<'_, Option<VecDeque<String>>>, std::sync::Arc<dyn Store>)> {
        let store = held(&self.store)?;
        let mut order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if order.is_none() {
            let read = store.get(self.name)?.map(|bytes| serde_json::from_slice(&bytes));
            let read = read.transpose();
            let read =
                read.map_err(|_| unknown_form(&format!("the list {} in the store", self.name)));
            *order = Some(read?.unwrap_or_default());
        }
        Ok((order, store))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::MemoryStore;

    fn keys(shelf: &Shelf) -> Vec<String> {
        shelf.all().expect("read").into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn the_oldest_go_first_and_nothing_of_them_is_left() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let shelf = Shelf::new(Arc::downgrade(&store), "list", 3);
        for key in ["a", "b", "c", "a", "d"] {
            shelf.put(key, key.as_bytes().to_vec()).expect("written");
        }
        assert_eq!(keys(&shelf), ["c", "a", "d"]);
        assert_eq!(store.get("list/b").expect("read"), None);
        assert_eq!(shelf.all().expect("read")[1].1, b"a");
        assert!(shelf.remove("a").expect("written"));
        assert!(!shelf.remove("a").expect("written"));
        // Another opening of the store.
        let again = Shelf::new(Arc::downgrade(&store), "list", 3);
        assert_eq!(keys(&again), ["c", "d"]);
    }

    #[test]
    fn without_its_store_it_says_so() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let shelf = Shelf::new(Arc::downgrade(&store), "list", 3);
        drop(store);
        assert_eq!(shelf.put("a", Vec::new()).expect_err("gone").code(), "stopped");
    }

    #[test]
    fn another_form_is_an_error_and_is_left_alone() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let write = Write::Put { key: "list".into(), value: b"7".to_vec() };
        store.write(vec![write]).expect("written");
        let shelf = Shelf::new(Arc::downgrade(&store), "list", 3);
        assert_eq!(shelf.put("a", Vec::new()).expect_err("no list").code(), "storeUnusable");
        assert_eq!(store.get("list").expect("read").as_deref(), Some(&b"7"[..]));
    }
}
