//! The store that ends with the process.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Store, Write};
use crate::error::Result;

/// Keeps everything in memory: the default. Nothing outlives the process.
#[derive(Default)]
pub struct MemoryStore(Mutex<HashMap<String, Vec<u8>>>);

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn values(&self) -> MutexGuard<'_, HashMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.values().get(key).cloned())
    }

    fn write(&self, batch: Vec<Write>) -> Result<()> {
        let mut values = self.values();
        for write in batch {
            match write {
                Write::Put { key, value } => values.insert(key, value),
                Write::Delete { key } => values.remove(&key),
            };
        }
        Ok(())
    }

    fn is_durable(&self) -> bool {
        false
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("keys", &self.values().len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_puts_and_deletes() {
        let store = MemoryStore::new();
        let put = |key: &str| Write::Put { key: key.to_owned(), value: vec![1] };
        store.write(vec![put("a"), put("b"), Write::Delete { key: "a".into() }]).expect("written");
        assert_eq!(store.get("a").expect("read"), None);
        assert_eq!(store.get("b").expect("read"), Some(vec![1]));
        assert!(!store.is_durable());
    }
}
