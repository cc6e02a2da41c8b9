//! The store in one SQLite file.
//!
//! The lease: SQLite's exclusive lock on the file, taken at the opening and held until the store is
//! dropped. It is a lock of the operating system, so it goes with the process, however that ends;
//! SQLite itself keeps apart two openings in one process.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};

use super::{IN_USE, Store, Write};
use crate::error::{Error, ErrorKind, Result};

/// Marks a file as ours: "spim".
const APPLICATION: i32 = 0x7370_696d;
/// The form of what is in it.
const VERSION: i32 = 1;

const SCHEMA: &str =
    "CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID";

/// Keeps everything in one SQLite file (and its `-wal` beside it).
///
/// A write is there when it returns, and survives the end of the process; the last ones may be lost
/// if the whole machine goes down, and then messages come again (`synchronous=NORMAL`). One opening
/// at a time: a second one, in this process or another, fails with `storeInUse`. The file must be on
/// a local disk.
pub struct SqliteStore {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens a store, and makes the file if there is none. Nothing is ever deleted or overwritten
    /// that is not ours.
    ///
    /// # Errors
    /// `storeInUse` if it is open already, `storeUnusable` if the file is damaged, of another
    /// program, of a newer version of this library, or cannot be made, and if the path names no file
    /// (`:memory:`, an empty one): nothing would be kept.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let connection = connect(&path).map_err(|error| opening(&path, &error))??;
        Ok(Self { path, connection: Mutex::new(connection) })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, error: &rusqlite::Error) -> Error {
        let path = self.path.display();
        let text = format!("the store {path} failed: {error}; is the disk full?");
        Error::new(ErrorKind::Other, "storeFailed", text)
    }
}

impl Store for SqliteStore {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let connection = self.connection();
        let mut query = connection
            .prepare_cached("SELECT value FROM entries WHERE key = ?1")
            .map_err(|error| self.failed(&error))?;
        let value = query.query_row(params![key], |row| row.get(0)).optional();
        value.map_err(|error| self.failed(&error))
    }

    fn write(&self, mut batch: Vec<Write>) -> Result<()> {
        let mut connection = self.connection();
        let alone = if batch.len() == 1 { batch.pop() } else { None };
        let written = match alone {
            // A statement is a transaction of its own: that saves two.
            Some(write) => apply(&connection, &write),
            None => apply_all(&mut connection, &batch),
        };
        written.map_err(|error| self.failed(&error))
    }

    fn is_durable(&self) -> bool {
        true
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish()
    }
}

fn apply_all(connection: &mut Connection, batch: &[Write]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    batch.iter().try_for_each(|write| apply(&transaction, write))?;
    transaction.commit()
}

fn apply(connection: &Connection, write: &Write) -> rusqlite::Result<()> {
    match write {
        Write::Put { key, value } => connection
            .prepare_cached("INSERT OR REPLACE INTO entries VALUES (?1, ?2)")?
            .execute(params![key, value])?,
        Write::Delete { key } => connection
            .prepare_cached("DELETE FROM entries WHERE key = ?1")?
            .execute(params![key])?,
    };
    Ok(())
}

/// Opens the file. The inner error says that it is not ours.
fn connect(path: &Path) -> rusqlite::Result<Result<Connection>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    // Also of `file::memory:`: SQLite itself says what became of the path.
    if connection.path().is_none_or(str::is_empty) {
        let text = "it would be in memory only; give the path of a file, or no store";
        return Ok(Err(unusable(path, text)));
    }
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    // The lock first: two that make the same file must not both look at an empty one. A file of
    // somebody else is left as it was.
    let begin = rusqlite::TransactionBehavior::Exclusive;
    let transaction = connection.transaction_with_behavior(begin)?;
    let number = |name: &str| transaction.pragma_query_value(None, name, |row| row.get(0));
    let (application, version): (i32, i32) = (number("application_id")?, number("user_version")?);
    let count = "SELECT count(*) FROM sqlite_master";
    let objects: i64 = transaction.query_row(count, [], |row| row.get(0))?;
    if objects == 0 && application == 0 {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    } else if application != APPLICATION {
        return Ok(Err(unusable(path, "it is a database of another program; give another path")));
    } else if version != VERSION {
        let text = "it was made by another version of this library; update the library, or give \
                    another path";
        return Ok(Err(unusable(path, text)));
    }
    let sound: String = transaction.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if sound != "ok" {
        return Ok(Err(unusable(path, "it is damaged; move it away, or restore a copy")));
    }
    transaction.commit()?;
    // Both answer with the value that is in force.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(Ok(connection))
}

fn opening(path: &Path, error: &rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::new(
            ErrorKind::Other,
            IN_USE,
            format!(
                "the store {} is open already, in this program or another; give each running \
                 program a file of its own",
                path.display()
            ),
        ),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            unusable(path, "it is damaged or no database; move it away, or restore a copy")
        }
        _ => unusable(path, &format!("{error}; the folder must be there and writable")),
    }
}

fn unusable(path: &Path, why: &str) -> Error {
    let text = format!("the store {} cannot be used: {why}", path.display());
    Error::new(ErrorKind::Other, "storeUnusable", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(path: &Path) -> String {
        SqliteStore::open(path).expect_err("it does not open").code().to_owned()
    }

    fn place() -> (String, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        (folder.path().join("store.db").display().to_string(), folder)
    }

    crate::store::contract::contract!(place());

    #[test]
    fn what_would_keep_nothing_is_refused() {
        for path in ["", ":memory:", "file::memory:", "file:agent?mode=memory"] {
            let error = SqliteStore::open(path).expect_err("no file");
            assert_eq!(error.code(), "storeUnusable", "{path}");
            assert!(error.message().contains("memory only"), "{path}: {error}");
        }
    }

    #[test]
    fn a_foreign_or_damaged_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = folder.path().join("notes.txt");
        let notes = "not a database. ".repeat(500);
        std::fs::write(&text, &notes).expect("written");
        assert_eq!(code(&text), "storeUnusable");
        assert_eq!(std::fs::read_to_string(&text).expect("read"), notes);

        let foreign = folder.path().join("foreign.db");
        let other = Connection::open(&foreign).expect("opens");
        other
            .execute_batch("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)")
            .expect("made");
        drop(other);
        let before = std::fs::read(&foreign).expect("read");
        assert_eq!(code(&foreign), "storeUnusable");
        assert_eq!(std::fs::read(&foreign).expect("read"), before);

        assert_eq!(code(&folder.path().join("none").join("store.db")), "storeUnusable");

        let newer = folder.path().join("newer.db");
        drop(SqliteStore::open(&newer).expect("it opens"));
        let connection = Connection::open(&newer).expect("opens");
        connection.pragma_update(None, "user_version", VERSION + 1).expect("set");
        drop(connection);
        assert_eq!(code(&newer), "storeUnusable");
    }
}
