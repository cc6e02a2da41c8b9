//! What can go wrong, and the exit code for it.

use std::io;
use std::path::PathBuf;

use spectrum_imessage_chatdb::database::{DatabaseError, DatabaseErrorKind};
use spectrum_imessage_chatdb::typedstream::DecodeError;

/// Why the command ends early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The database cannot be read.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The body is no sound archive.
    #[error(transparent)]
    Malformed(#[from] DecodeError),
    /// A file cannot be read or written.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The runtime for calls cannot be started.
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    /// A check failed; the report has said so.
    #[error("a check failed")]
    Unhealthy,
    /// Nobody reads standard output any more.
    #[error("standard output was closed")]
    OutputClosed,
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Output(io::Error),
}

impl Failure {
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::OutputClosed => 0,
            Self::Malformed(_) | Self::Output(_) | Self::Runtime(_) => 1,
            Self::Unhealthy => 7,
            Self::File { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => 4,
                io::ErrorKind::PermissionDenied => 3,
                _ => 1,
            },
            Self::Database(error) => match error.kind {
                DatabaseErrorKind::NoFullDiskAccess | DatabaseErrorKind::WrongUser => 3,
                DatabaseErrorKind::NotFound => 4,
                DatabaseErrorKind::NotMessages | DatabaseErrorKind::Corrupt => 5,
                DatabaseErrorKind::Locked => 6,
                DatabaseErrorKind::Unreadable => 1,
            },
        }
    }
}

impl From<io::Error> for Failure {
    /// A failure of standard output.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Output(error),
        }
    }
}
