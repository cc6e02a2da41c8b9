//! What a watcher asks for besides records.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use super::row::integer;
use super::{Database, DatabaseError};

/// The columns whose changes are reported. `date` and `text` change with them.
const WATCHED: [&str; 10] = [
    "is_from_me",
    "date_edited",
    "date_retracted",
    "date_delivered",
    "date_read",
    "error",
    "is_sent",
    "is_delivered",
    "is_empty",
    "message_summary_info",
];

/// A row of the window and a number that changes with what is watched of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    pub(crate) rowid: i64,
    pub(crate) hash: u64,
}

impl Database {
    /// A number that changes with every commit of somebody else.
    pub(crate) fn data_version(&mut self) -> Result<i64, DatabaseError> {
        self.ask("PRAGMA data_version", []).map(|number| number.unwrap_or(0))
    }

    /// How long a read waits for a lock of somebody else.
    pub(crate) fn wait_for_locks(&mut self, time: Duration) -> Result<(), DatabaseError> {
        let set = self.connection.busy_timeout(time);
        set.map_err(|error| DatabaseError::sqlite(&self.path, &error))
    }

    /// The highest row number, 0 if there are no rows.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] if the database cannot be read.
    pub fn highest_rowid(&mut self) -> Result<i64, DatabaseError> {
        self.ask("SELECT max(ROWID) FROM message", []).map(|number| number.unwrap_or(0))
    }

    /// The newest date up to this one, in nanoseconds since 2001.
    pub(crate) fn newest_date(&mut self, up_to: i64) -> Result<Option<i64>, DatabaseError> {
        if !self.schema.has("message", "date") {
            return Ok(None);
        }
        self.ask("SELECT max(date) FROM message WHERE date <= ?", [up_to])
    }

    /// Handles and conversations may have changed: they are read again when needed next.
    pub(crate) fn forget_people(&mut self) {
        self.people.forget();
    }

    /// Handles and conversations that were not there may be there by now.
    pub fn forget_missing(&mut self) {
        self.people.forget_missing();
    }

    /// The rows from a date on, in nanoseconds since 2001, up to a row number; by row number.
    pub(crate) fn window(
        &mut self,
        from: i64,
        up_to: i64,
    ) -> Result<Vec<Fingerprint>, DatabaseError> {
        self.read_window(from, up_to).map_err(|error| DatabaseError::sqlite(&self.path, &error))
    }

    fn read_window(&self, from: i64, up_to: i64) -> rusqlite::Result<Vec<Fingerprint>> {
        if !self.schema.has("message", "date") {
            return Ok(Vec::new());
        }
        let columns = self.schema.columns("message", &WATCHED);
        // The plus sign keeps SQLite from walking all row numbers instead of the index of dates.
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT ROWID{columns} FROM message WHERE date >= ? AND +ROWID <= ?"
        ))?;
        let mut rows = statement.query([from, up_to])?;
        let mut window = Vec::new();
        while let Some(row) = rows.next()? {
            let mut hasher = DefaultHasher::new();
            for place in 1..WATCHED.len() {
                integer(row.get_ref(place)?).unwrap_or(0).hash(&mut hasher);
            }
            row.get_ref(WATCHED.len())?.as_bytes().ok().hash(&mut hasher);
            window.push(Fingerprint { rowid: row.get(0)?, hash: hasher.finish() });
        }
        window.sort_unstable_by_key(|row| row.rowid);
        Ok(window)
    }

    fn ask(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Option<i64>, DatabaseError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(parameters, |row| row.get(0)))
            .map_err(|error| DatabaseError::sqlite(&self.path, &error))
    }
}
