//! The form of the file: its tables, and how it is known to be ours.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use crate::error::SimError;

/// "SpSi": files of the simulator.
const OURS: i32 = 0x5370_5369;
/// The form. One more for each change that older programs cannot read.
const FORM: i32 = 1;

/// The simulator that had the file may be ending.
const PATIENCE: Duration = Duration::from_secs(1);

const TABLES: &str = "
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE chats (line TEXT NOT NULL, guid TEXT NOT NULL, position INTEGER NOT NULL,
    body TEXT NOT NULL, background INTEGER, icon INTEGER, PRIMARY KEY (line, guid)) STRICT;
CREATE TABLE pictures (id INTEGER PRIMARY KEY, mime_type TEXT NOT NULL, data BLOB NOT NULL) STRICT;
CREATE TABLE messages (guid TEXT PRIMARY KEY, line TEXT NOT NULL, chat TEXT NOT NULL,
    number INTEGER NOT NULL, listed INTEGER NOT NULL, edits INTEGER NOT NULL, body BLOB NOT NULL,
    card BLOB) STRICT;
CREATE TABLE polls (guid TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE files (guid TEXT PRIMARY KEY, info BLOB NOT NULL, data BLOB NOT NULL,
    companion BLOB, video BLOB) STRICT;
CREATE TABLE people (address TEXT PRIMARY KEY, focus INTEGER NOT NULL, imessage INTEGER NOT NULL)
    STRICT;
CREATE TABLE locations (address TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE location_updates (n INTEGER PRIMARY KEY, address TEXT NOT NULL) STRICT;
CREATE TABLE events (n INTEGER PRIMARY KEY, line TEXT NOT NULL, kind INTEGER NOT NULL,
    body BLOB NOT NULL) STRICT;
CREATE TABLE sightings (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE tokens (id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, line TEXT NOT NULL,
    expires INTEGER) STRICT;
CREATE TABLE answers (id INTEGER PRIMARY KEY, line TEXT NOT NULL, method TEXT NOT NULL,
    key TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL, trailers TEXT NOT NULL,
    UNIQUE (line, method, key)) STRICT;
CREATE TABLE client_ids (id INTEGER PRIMARY KEY, line TEXT NOT NULL, client_id TEXT NOT NULL,
    message TEXT, UNIQUE (line, client_id)) STRICT;
";

/// Opens a file of this form, or makes one.
pub(super) fn open(path: &Path) -> Result<Connection, SimError> {
    let shown = path.display();
    let wrong = |error| SimError::io(format!("the state file {shown}"), error);
    // Texts and the secret of the project are in it: nobody else may read it.
    let mut private = OpenOptions::new();
    private.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut private, 0o600);
    drop(private.open(path).map_err(wrong)?);

    let told = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => foreign(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => SimError::Option(format!(
            "the state file {shown} is in use by another simulator: stop that one, or take another \
             file"
        )),
        _ => wrong(std::io::Error::other(error)),
    };
    let connection = Connection::open(path).map_err(told)?;
    connection.busy_timeout(PATIENCE).map_err(told)?;
    check(&connection, path).map_err(told)??;
    Ok(connection)
}

fn check(connection: &Connection, path: &Path) -> rusqlite::Result<Result<(), SimError>> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (owner, form) = (number("application_id")?, number("user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    if tables > 0 && owner != OURS {
        return Ok(Err(foreign(path)));
    }
    if tables > 0 && form != FORM {
        return Ok(Err(SimError::Option(format!(
            "the state file {} has form {form}, and this version reads form {FORM}: use the version \
             that made it, or begin with a new file",
            path.display()
        ))));
    }
    // One process alone: no file for shared memory, and a second simulator is refused at once.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // Takes the lock, whether the file is new or not.
    connection.execute_batch("BEGIN IMMEDIATE")?;
    if tables == 0 {
        connection.execute_batch(TABLES)?;
        connection.pragma_update(None, "application_id", OURS)?;
        connection.pragma_update(None, "user_version", FORM)?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(Ok(()))
}

fn foreign(path: &Path) -> SimError {
    SimError::Option(format!(
        "{} is no state file of the simulator: take another name",
        path.display()
    ))
}
