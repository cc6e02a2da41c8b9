//! Opening: what is wrong is found out where SQLite only says "unable to open database file".

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::Database;
use super::error::{DatabaseError, DatabaseErrorKind};
use super::people::People;
use super::row::select;
use super::schema::Schema;

/// The first bytes of every database of SQLite.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How long SQLite itself waits for a lock. Longer waiting is the caller's.
const BUSY: Duration = Duration::from_secs(2);
/// How many statements stay prepared.
const STATEMENTS: usize = 32;

impl Database {
    /// Opens the database, read-only, beside whoever writes to it.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] with the kind and what to do: no Full Disk Access, another user's file, not
    /// there, not a database of Messages, damaged, locked.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, DatabaseError> {
        let path = path.as_ref();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags)
            .map_err(|error| DatabaseError::sqlite(path, &error))
            .and_then(|connection| Self::with_connection(path, connection));
        // Only now: to close a file that SQLite has open elsewhere in this process would take its
        // locks away.
        opened.map_err(|error| check_file(path).err().unwrap_or(error))
    }

    /// Opens a database to look at it once, as it is now: also where nothing can be written, and
    /// without leaving files beside one that nobody has open.
    ///
    /// # Errors
    ///
    /// As [`Database::open`].
    pub fn open_once(path: impl AsRef<Path>) -> Result<Self, DatabaseError> {
        let path = path.as_ref();
        if !is_at_rest(path) {
            return Self::open(path);
        }
        let Some(name) = path.to_str() else { return Self::open(path) };
        let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        Connection::open_with_flags(format!("file:{name}?mode=ro&immutable=1"), flags)
            .map_err(|error| DatabaseError::sqlite(path, &error))
            .and_then(|connection| Self::with_connection(path, connection))
            .map_err(|error| check_file(path).err().unwrap_or(error))
    }

    fn with_connection(path: &Path, connection: Connection) -> Result<Self, DatabaseError> {
        let failed = |error| DatabaseError::sqlite(path, &error);
        connection.busy_timeout(BUSY).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // The schema is data too: views and triggers of a made-up database run no functions.
        connection
            .execute_batch(
                "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
            )
            .map_err(failed)?;
        let schema = Schema::read(&connection).map_err(failed)?;
        if !schema.has("message", "guid") {
            return Err(DatabaseError::new(
                DatabaseErrorKind::NotMessages,
                path,
                "a database without the table message",
            ));
        }
        let select = select(|column| schema.has("message", column));
        Ok(Self { path: path.to_owned(), connection, schema, people: People::default(), select })
    }
}

/// Whether a database in WAL mode has no log: then nobody has it open, and the file is all there is.
fn is_at_rest(path: &Path) -> bool {
    let beside = |suffix| {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        std::fs::symlink_metadata(beside)
    };
    let has_log = beside("-wal").is_ok_and(|log| log.len() > 0 || beside("-shm").is_ok());
    if has_log {
        return false;
    }
    let mut first = [0; 20];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut first));
    // Bytes 18 and 19 are the versions for writing and reading, 2 with a log.
    read.is_ok() && first.starts_with(MAGIC) && first[19] == 2
}

/// Opens and reads the file itself: its state can be asked for without any right to read it.
fn check_file(path: &Path) -> Result<(), DatabaseError> {
    let failed = |error: &std::io::Error| DatabaseError::file(path, error);
    let mut file = File::open(path).map_err(|error| failed(&error))?;
    let mut first = [0; 16];
    match file.read_exact(&mut first) {
        Ok(()) if &first == MAGIC => Ok(()),
        Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Err(failed(&error)),
        _ => Err(DatabaseError::new(
            DatabaseErrorKind::NotMessages,
            path,
            "the file is no SQLite database",
        )),
    }
}
