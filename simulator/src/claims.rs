//! What waits have taken: whoever waits for the same text twice waits for two messages.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::sighting::Sighting;

/// The sightings that waits have taken. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Claims(Arc<Mutex<HashSet<u64>>>);

impl Claims {
    /// Takes one by its number; false if it was taken before.
    pub(crate) fn take(&self, n: u64) -> bool {
        self.lock().insert(n)
    }

    /// The numbers of those that were taken.
    pub(crate) fn among(&self, seen: &[Sighting]) -> Vec<u64> {
        let taken = self.lock();
        seen.iter().map(|sighting| sighting.n).filter(|n| taken.contains(n)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
