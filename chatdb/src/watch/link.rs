//! The connection of a watcher, and whether the files are still those that it opened.

use std::path::Path;

use crate::database::{Database, DatabaseError};

/// How long a look waits for a lock: looking again is cheap, and others wait for the watcher.
const BUSY: std::time::Duration = std::time::Duration::from_millis(200);

/// Device and inode.
type FileId = (u64, u64);

/// An open database.
pub(super) struct Link {
    pub(super) database: Database,
    file: Option<FileId>,
    log: Option<FileId>,
    /// Changes with every commit of somebody else.
    version: i64,
}

/// What became of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Same,
    /// The log was removed and made anew: what is written there is not seen.
    OtherLog,
    /// Another database lies at the path.
    OtherFile,
}

impl Link {
    pub(super) fn open(path: &Path) -> Result<Self, DatabaseError> {
        // Asked for before and after: it could be replaced in between.
        let mut file = id(path);
        loop {
            let mut database = Database::open(path)?;
            database.wait_for_locks(BUSY)?;
            // The first read opens the log.
            let version = database.data_version()?;
            let now = id(path);
            if now == file {
                return Ok(Self { database, file, log: id(&log_path(path)), version });
            }
            file = now;
        }
    }

    /// Whether anyone has committed anything since this was asked last.
    pub(super) fn changed(&mut self) -> Result<bool, DatabaseError> {
        let version = self.database.data_version()?;
        Ok(std::mem::replace(&mut self.version, version) != version)
    }

    /// Whether the files at the path are those that were opened.
    pub(super) fn fate(&self) -> Fate {
        let path = self.database.path();
        match (self.file, id(path)) {
            (Some(opened), Some(now)) if opened != now => return Fate::OtherFile,
            // Between removal and renaming: the next look tells more. The old one reads on.
            (Some(_), None) => return Fate::Same,
            _ => {}
        }
        match (self.log, id(&log_path(path))) {
            (opened, Some(now)) if opened != Some(now) => Fate::OtherLog,
            _ => Fate::Same,
        }
    }

    /// Whether the database is at its path.
    pub(super) fn is_there(&self) -> bool {
        self.file.is_none() || id(self.database.path()).is_some()
    }

    pub(super) fn file(&self) -> Option<FileId> {
        self.file
    }
}

fn log_path(path: &Path) -> std::path::PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

#[cfg(unix)]
fn id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// Elsewhere there is no Messages: a database there is a copy that nobody replaces.
#[cfg(not(unix))]
fn id(_path: &Path) -> Option<FileId> {
    None
}
