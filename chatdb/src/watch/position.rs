//! How far a reader has come. Row numbers alone would be wrong twice: cloud sync inserts old
//! messages with new numbers, and a rebuilt database begins with low ones.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How many guids are kept.
const MAX_SEEN: usize = 50_000;

/// How far a reader has come, to be saved as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// The highest row number.
    pub rowid: i64,
    /// The newest date, in nanoseconds since 2001; at least the begin of the window at the last look.
    pub date: i64,
    /// The messages of the window.
    pub seen: Vec<Seen>,
}

/// A message that was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Its guid.
    pub guid: Arc<str>,
    /// Its date, in nanoseconds since 2001.
    pub date: i64,
    /// When it was edited last, in nanoseconds since 2001, or 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub edited: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Position {
    /// Reads a saved position; nothing if there is none yet.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is none of a position.
    pub fn load(path: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Saves the position: the file has the old one or the new one, whatever happens.
    ///
    /// # Errors
    ///
    /// If a file beside the path cannot be written, or not be renamed to it.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    }
}

/// The guids that were seen, by guid.
#[derive(Default)]
pub(super) struct SeenGuids {
    guids: HashMap<Arc<str>, (i64, i64)>,
}

impl SeenGuids {
    pub(super) fn new(seen: Vec<Seen>) -> Self {
        Self { guids: seen.into_iter().map(|seen| (seen.guid, (seen.date, seen.edited))).collect() }
    }

    /// When the message was edited last, if it was seen.
    pub(super) fn edited(&self, guid: &str) -> Option<i64> {
        self.guids.get(guid).map(|(_, edited)| *edited)
    }

    pub(super) fn insert(&mut self, guid: &Arc<str>, date: i64, edited: i64) {
        self.guids.insert(Arc::clone(guid), (date, edited));
    }

    /// Forgets what is older than this, and the oldest if there are too many.
    pub(super) fn forget_before(&mut self, date: i64) {
        self.guids.retain(|_, (at, _)| *at >= date);
        if self.guids.len() > MAX_SEEN {
            let mut dates: Vec<_> = self.guids.values().map(|(at, _)| *at).collect();
            let excess = dates.len() - MAX_SEEN;
            let (_, oldest_kept, _) = dates.select_nth_unstable(excess);
            let oldest_kept = *oldest_kept;
            self.guids.retain(|_, (at, _)| *at >= oldest_kept);
        }
    }

    pub(super) fn list(&self) -> Vec<Seen> {
        let seen = |(guid, (date, edited)): (&Arc<str>, &(i64, i64))| Seen {
            guid: Arc::clone(guid),
            date: *date,
            edited: *edited,
        };
        self.guids.iter().map(seen).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn saved_and_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("position.json");
        assert_eq!(Position::load(&path).unwrap(), None);
        let seen = vec![Seen { guid: "A".into(), date: 7, edited: 0 }];
        let position = Position { rowid: 3, date: 9, seen };
        position.save(&path).unwrap();
        position.save(&path).unwrap();
        assert_eq!(Position::load(&path).unwrap(), Some(position));
        std::fs::write(&path, "{").unwrap();
        assert!(Position::load(&path).is_err());
    }

    #[test]
    fn the_number_of_guids_has_a_limit() {
        let mut seen = SeenGuids::default();
        for number in 0..60_000i64 {
            seen.insert(&number.to_string().into(), number, 0);
        }
        seen.forget_before(0);
        assert_eq!(seen.list().len(), MAX_SEEN);
        assert_eq!(seen.edited("9999"), None);
        assert_eq!(seen.edited("59999"), Some(0));
        seen.forget_before(59_000);
        assert_eq!(seen.list().len(), 1000);
    }
}
