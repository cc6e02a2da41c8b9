//! Errors of sending that do not come from the script.

use spectrum_imessage_chatdb::database::{DatabaseError, DatabaseErrorKind};

use super::confirm::Found;
use crate::error::{Error, ErrorKind};

/// The address is not on iMessage.
const NOT_ON_IMESSAGE: i64 = 22;
/// The attachment could not be read or sent.
const ATTACHMENT: i64 = 25;

/// The database cannot be read; what to do is said.
pub(in super::super) fn database(error: &DatabaseError) -> Error {
    use DatabaseErrorKind::{
        Corrupt, Locked, NoFullDiskAccess, NotFound, NotMessages, Unreadable, WrongUser,
    };
    let kind = match error.kind {
        NoFullDiskAccess | WrongUser => ErrorKind::Authentication,
        NotFound => ErrorKind::NotFound,
        NotMessages => ErrorKind::Validation,
        Corrupt | Locked | Unreadable => ErrorKind::Connection,
    };
    Error::new(kind, error.kind.code(), error.to_string()).with_retryable(error.kind == Locked)
}

/// A task of the library ended early.
pub(super) fn internal(error: &tokio::task::JoinError) -> Error {
    Error::new(ErrorKind::Other, "internalError", format!("a task ended early: {error}"))
}

/// The row says that the message did not arrive. `None` if it says nothing of the kind.
pub(super) fn of_row(found: &Found) -> Option<Error> {
    let (guid, error) = match found {
        Found::Row { .. } => return None,
        Found::GroupNotReached { guid } => {
            let what = "Messages sent it as SMS instead of to the group: the group was not reached; send to \
                        it once by hand in Messages, and try again";
            (guid, Error::new(ErrorKind::Other, "notDelivered", what))
        }
        Found::Failed { guid, error: NOT_ON_IMESSAGE } => {
            let what = "not delivered: the address is not on iMessage";
            (guid, Error::new(ErrorKind::NotFound, "addressNotFound", what))
        }
        Found::Failed { guid, error: 0 | ATTACHMENT } => {
            let what = "not delivered: Messages could not read or send the file";
            (guid, Error::new(ErrorKind::Other, "notDelivered", what))
        }
        Found::Failed { guid, error } => {
            let what = format!("not delivered: Messages gives the failure {error}");
            (guid, Error::new(ErrorKind::Other, "notDelivered", what))
        }
    };
    let error = error.with_context("outcome", "failed").with_context("message", guid);
    Some(match found {
        Found::Failed { error: number @ 1.., .. } => {
            error.with_context("number", number.to_string())
        }
        _ => error,
    })
}
