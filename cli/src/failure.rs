//! What can go wrong, and the exit code for it.

use std::io;
use std::path::PathBuf;

use serde_json::{Value, json};
use spectrum_imessage::{Error, ErrorKind};
use spectrum_imessage_chatdb::database::{DatabaseError, DatabaseErrorKind};
use spectrum_imessage_chatdb::typedstream::DecodeError;

use crate::output::complain;

/// The command line, or what was to be sent, cannot be accepted.
pub(crate) const USAGE: u8 = 2;

/// Why the command ends early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The service said no, or could not be asked.
    #[error(transparent)]
    Client(#[from] Error),
    /// The arguments make no sense together.
    #[error("{0}")]
    Usage(String),
    /// There are no credentials, or they cannot be used.
    #[error("{found}: {remedy}")]
    Credentials {
        /// What is wrong.
        found: String,
        /// What to do.
        remedy: String,
    },
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
    /// The runtime, or the wait for signals, cannot be started.
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    /// A check failed; what was printed has said so.
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
            Self::Usage(_) => USAGE,
            Self::Credentials { .. } => 3,
            Self::Unhealthy => 7,
            Self::Client(error) => of_client(error),
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

    /// Says it on standard error, to programs as one JSON object.
    pub(crate) fn tell(&self, json: bool) {
        match self {
            // What was printed has said it.
            Self::Unhealthy => {}
            _ if json => crate::output::complain_json(&self.to_json()),
            _ => complain(&self.to_string()),
        }
    }

    fn to_json(&self) -> Value {
        let mut error = json!({ "code": self.code(), "message": self.to_string() });
        if let Self::Client(client) = self {
            error["class"] = json!(client.kind().class_name());
            error["retryable"] = json!(client.is_retryable());
        }
        json!({ "error": error, "exitCode": self.exit_code() })
    }

    fn code(&self) -> &str {
        match self {
            Self::Client(error) => error.code(),
            Self::Usage(_) => "invalidArgument",
            Self::Credentials { .. } => "missingCredentials",
            Self::Database(_) => "databaseUnusable",
            Self::Malformed(_) => "malformedBody",
            Self::File { .. } => "fileUnusable",
            Self::Unhealthy => "unhealthy",
            Self::Runtime(_) | Self::OutputClosed | Self::Output(_) => "internalError",
        }
    }
}

fn of_client(error: &Error) -> u8 {
    match (error.kind(), error.code()) {
        (_, "missingCredentials") => 3,
        (_, "storeUnusable") => 5,
        (_, "storeInUse") => 6,
        (ErrorKind::Other, _) => 1,
        (ErrorKind::Validation, _) => USAGE,
        (ErrorKind::Authentication, _) => 3,
        (ErrorKind::NotFound, _) => 4,
        (ErrorKind::Connection, _) => 8,
        (ErrorKind::RateLimit, _) => 9,
        (ErrorKind::Unsupported, _) => 10,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_error_has_its_exit_code() {
        let of = |kind, code| Failure::from(Error::new(kind, code, "text")).exit_code();
        assert_eq!(of(ErrorKind::Other, "internalError"), 1);
        assert_eq!(of(ErrorKind::Validation, "unknownEffect"), 2);
        assert_eq!(of(ErrorKind::Validation, "missingCredentials"), 3);
        assert_eq!(of(ErrorKind::Authentication, "UNAUTHORIZED"), 3);
        assert_eq!(of(ErrorKind::NotFound, "lineNotFound"), 4);
        assert_eq!(of(ErrorKind::Other, "storeInUse"), 6);
        assert_eq!(of(ErrorKind::Connection, "timeout"), 8);
        assert_eq!(of(ErrorKind::RateLimit, "dailyLimitExceeded"), 9);
        assert_eq!(of(ErrorKind::Unsupported, "unsupported"), 10);
    }

    #[test]
    fn programs_read_the_code() {
        let error = Error::new(ErrorKind::NotFound, "lineNotFound", "no line");
        let wanted = json!({
            "error": {
                "class": "NotFoundError",
                "code": "lineNotFound",
                "message": "no line",
                "retryable": false,
            },
            "exitCode": 4,
        });
        assert_eq!(Failure::from(error).to_json(), wanted);
    }
}
