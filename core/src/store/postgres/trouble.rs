//! What can go wrong with a database, as far as it makes a difference.

use tokio_postgres::error::SqlState;

use super::place::Place;
use crate::error::{Error, ErrorKind};
use crate::net::causes;
use crate::store::IN_USE;

/// Why the database did not do something.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Another application has the store, or has had it.
    Taken,
    /// It will not do until somebody changes something.
    Unusable(String),
    /// There is no connection; there may be one later.
    Away(String),
    /// It has refused what was asked for; nothing has changed.
    Refused(String),
}

impl From<tokio_postgres::Error> for Trouble {
    /// No value of ours is in the text: only what the server says itself, without its details.
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            let texts: Vec<_> = causes(&error).map(ToString::to_string).collect();
            let text = texts.join(": ");
            return match text.contains("password missing") {
                true => Self::Unusable("it wants a password, and none was given".to_owned()),
                false => Self::Away(text),
            };
        };
        let text = said.message().to_owned();
        let code = said.code().code();
        match &code[..code.len().min(2)] {
            // The server goes down, has too many clients, or is a replica now.
            "08" | "53" if *said.code() != SqlState::DISK_FULL => Self::Away(text),
            "57" if code.starts_with("57P") => Self::Away(text),
            // It is too slow, or somebody holds its rows: the next write would wait as long.
            _ if code == "57014" || code == "55P03" => Self::Away(text),
            "25" => Self::Away(text),
            // No such user, database, table or right.
            "28" | "3D" | "3F" | "42" => Self::Unusable(text),
            _ => Self::Refused(text),
        }
    }
}

impl Trouble {
    /// What the wait for the lease came to.
    pub(super) fn of_lease(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => Self::Taken,
            _ => error.into(),
        }
    }

    /// As the error of an opening.
    pub(super) fn of_opening(self, place: &Place) -> Error {
        match self {
            Self::Taken => Error::new(
                ErrorKind::Other,
                IN_USE,
                format!(
                    "the store {place} is open already, in this program or another; give each \
                     running program a namespace of its own"
                ),
            ),
            Self::Away(why) => Error::new(
                ErrorKind::Connection,
                "networkError",
                format!("the store {place} cannot be reached: {why}"),
            )
            .with_retryable(true)
            .with_context("host", place.host()),
            Self::Unusable(why) | Self::Refused(why) => Error::new(
                ErrorKind::Other,
                "storeUnusable",
                format!("the store {place} cannot be used: {why}"),
            ),
        }
    }

    /// As the error of a write, or of what is asked for after it.
    pub(super) fn of_writing(self, place: &Place) -> Error {
        match self {
            Self::Taken => Error::new(
                ErrorKind::Other,
                IN_USE,
                format!(
                    "another program has opened the store {place} while the connection to it was \
                     lost; stop this one, the other goes on"
                ),
            ),
            Self::Away(why) => {
                failed(format!("the store {place} is away: {why}")).with_retryable(true)
            }
            Self::Unusable(why) | Self::Refused(why) => {
                failed(format!("the store {place} failed: {why}"))
            }
        }
    }
}

fn failed(text: String) -> Error {
    Error::new(ErrorKind::Other, "storeFailed", text)
}
