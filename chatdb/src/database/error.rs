//! Why the database cannot be read, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// The kind of a [`DatabaseError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseErrorKind {
    /// The system refuses: the program that started this one has no Full Disk Access.
    NoFullDiskAccess,
    /// The file or its folder belongs to another user.
    WrongUser,
    /// There is no such file.
    NotFound,
    /// A file, but not a database of Messages.
    NotMessages,
    /// The database is damaged, or a restore is under way.
    Corrupt,
    /// Another program keeps the database locked.
    Locked,
    /// Anything else: the message says what.
    Unreadable,
}

impl DatabaseErrorKind {
    /// A stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoFullDiskAccess => "fullDiskAccessMissing",
            Self::WrongUser => "databaseNotOwned",
            Self::NotFound => "databaseNotFound",
            Self::NotMessages => "notMessagesDatabase",
            Self::Corrupt => "databaseCorrupt",
            Self::Locked => "databaseLocked",
            Self::Unreadable => "databaseUnreadable",
        }
    }

    /// What a person can do.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::NoFullDiskAccess => {
                "grant Full Disk Access to the program that started this one (the terminal, the IDE or the \
                 service) in System Settings > Privacy & Security > Full Disk Access, then restart it; after an \
                 update of that program, remove and add it again: \
                 open 'x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles'"
            }
            Self::WrongUser => "run as the user who owns the database",
            Self::NotFound => {
                "check the path; if Messages was never used by this user, open it once and sign in"
            }
            Self::NotMessages => {
                "check the path: the database of Messages is ~/Library/Messages/chat.db"
            }
            Self::Corrupt => {
                "wait if Messages or a backup is being restored; otherwise quit and open Messages, \
                 which repairs its database"
            }
            Self::Locked => "close other programs that read or back up the database, and try again",
            Self::Unreadable => {
                "see the reason; reading needs access to chat.db, chat.db-wal and chat.db-shm"
            }
        }
    }
}

/// The database cannot be opened or read. Holds no text of a message.
#[derive(Debug, thiserror::Error)]
#[error("{}: {what} ({})", .path.display(), .kind.remedy())]
pub struct DatabaseError {
    /// Which kind of failure.
    pub kind: DatabaseErrorKind,
    /// The database.
    pub path: PathBuf,
    /// What went wrong, in words.
    pub what: String,
}

impl DatabaseError {
    pub(crate) fn new(kind: DatabaseErrorKind, path: &Path, what: impl Into<String>) -> Self {
        Self { kind, path: path.to_owned(), what: what.into() }
    }

    /// The failure of the file itself.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        use DatabaseErrorKind::{NoFullDiskAccess, NotFound, NotMessages, Unreadable, WrongUser};
        // EPERM comes from the privacy protection of macOS, EACCES from Unix permissions.
        let kind = match (error.kind(), error.raw_os_error()) {
            (_, Some(1)) => NoFullDiskAccess,
            (io::ErrorKind::PermissionDenied, _) => WrongUser,
            (io::ErrorKind::NotFound | io::ErrorKind::NotADirectory, _) => NotFound,
            (io::ErrorKind::IsADirectory, _) => NotMessages,
            _ => Unreadable,
        };
        Self::new(kind, path, error.to_string())
    }

    /// The failure of SQLite on a file that could be opened.
    pub(crate) fn sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        use DatabaseErrorKind::{Corrupt, Locked, NoFullDiskAccess, Unreadable};
        let kind = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Corrupt,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Locked,
            Some(ErrorCode::AuthorizationForStatementDenied) => NoFullDiskAccess,
            _ => Unreadable,
        };
        // The words of SQLite may quote a value; its codes do not.
        let what = match error.sqlite_error() {
            Some(code) => code.to_string(),
            None => "unexpected answer of SQLite".to_owned(),
        };
        Self::new(kind, path, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_cannot_be_opened() {
        let kind = |number| {
            DatabaseError::file(Path::new("x"), &io::Error::from_raw_os_error(number)).kind
        };
        assert_eq!(kind(1), DatabaseErrorKind::NoFullDiskAccess);
        assert_eq!(kind(2), DatabaseErrorKind::NotFound);
        assert_eq!(kind(13), DatabaseErrorKind::WrongUser);
        assert_eq!(kind(5), DatabaseErrorKind::Unreadable);
    }
}
