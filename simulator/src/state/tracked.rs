//! Maps that know which of their entries have changed: whoever saves them asks for these alone.
//!
//! Reading goes to the map itself; there is no way to change it past the notes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;
use std::ops::{Deref, Index, IndexMut};

use indexmap::IndexMap;

/// A map, and the keys of what changed.
pub(crate) struct Tracked<M, K> {
    map: M,
    /// Nothing while nobody saves.
    changed: Option<HashSet<K>>,
}

impl<M: Default, K> Default for Tracked<M, K> {
    fn default() -> Self {
        Self { map: M::default(), changed: None }
    }
}

impl<M, K> Deref for Tracked<M, K> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.map
    }
}

impl<M, K: Clone + Eq + Hash> Tracked<M, K> {
    /// Notes changes from now on.
    #[cfg(feature = "state")]
    pub(crate) fn follow(&mut self) {
        self.changed = Some(HashSet::new());
    }

    /// What has changed since the last call.
    #[cfg(feature = "state")]
    pub(crate) fn changed(&mut self) -> Vec<K> {
        self.changed.as_mut().map(|changed| changed.drain().collect()).unwrap_or_default()
    }

    /// The map as it comes from a file: nothing has changed.
    #[cfg(feature = "state")]
    pub(crate) fn restore(&mut self, map: M) {
        self.map = map;
    }

    fn note<Q: ToOwned<Owned = K> + ?Sized>(&mut self, key: &Q) {
        if let Some(changed) = &mut self.changed {
            changed.insert(key.to_owned());
        }
    }
}

impl<V> Tracked<HashMap<String, V>, String> {
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.note(key);
        self.map.get_mut(key)
    }

    pub(crate) fn insert(&mut self, key: String, value: V) {
        self.note(key.as_str());
        self.map.insert(key, value);
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<V> {
        self.note(key);
        self.map.remove(key)
    }

    /// All values, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        if let Some(changed) = &mut self.changed {
            changed.extend(self.map.keys().cloned());
        }
        self.map.values_mut()
    }

    /// Removes what does not fit.
    pub(crate) fn retain(&mut self, mut fits: impl FnMut(&V) -> bool) {
        let changed = &mut self.changed;
        self.map.retain(|key, value| {
            let stays = fits(value);
            if !stays && let Some(changed) = changed {
                changed.insert(key.clone());
            }
            stays
        });
    }
}

impl<V> Tracked<BTreeMap<String, V>, String> {
    pub(crate) fn insert(&mut self, key: String, value: V) {
        self.note(key.as_str());
        self.map.insert(key, value);
    }

    /// The entry of a key, a new one if there is none.
    pub(crate) fn or_default(&mut self, key: &str) -> &mut V
    where
        V: Default,
    {
        self.note(key);
        self.map.entry(key.to_owned()).or_default()
    }
}

impl<K: Clone + Eq + Hash, V> Tracked<IndexMap<K, V>, K> {
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.note(key);
        self.map.get_mut(key)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.note(&key);
        self.map.insert(key, value);
    }
}

impl<K: Clone + Eq + Hash, V> Index<&K> for Tracked<IndexMap<K, V>, K> {
    type Output = V;

    fn index(&self, key: &K) -> &V {
        &self.map[key]
    }
}

impl<K: Clone + Eq + Hash, V> IndexMut<&K> for Tracked<IndexMap<K, V>, K> {
    fn index_mut(&mut self, key: &K) -> &mut V {
        self.note(key);
        &mut self.map[key]
    }
}
