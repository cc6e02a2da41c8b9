//! Errors of the library.

use std::io;
use std::time::Duration;

use crate::refusal::Refusal;
use crate::sighting::{Expect, Sighting};
use crate::story::account;
use crate::view::ConversationView;

/// What can go wrong with the simulator itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimError {
    /// A port could not be opened, or a file could not be written.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: io::Error,
    },
    /// The certificates could not be made.
    #[error("cannot make the certificates: {0}")]
    Tls(String),
    /// An option has a value that cannot be used.
    #[error("{0}")]
    Option(String),
    /// A scripted person tried what the service would refuse.
    #[error("{message} ({code})")]
    Refused {
        /// The stable code, as in the trailer `error-code`.
        code: String,
        /// The reason in words.
        message: String,
    },
    /// Something else that was waited for did not happen in time.
    #[error("{what} did not come within {within:?}")]
    NotInTime {
        /// What was waited for.
        what: String,
        /// How long.
        within: Duration,
    },
    /// What a person waited for did not become visible in time. Its text shows the conversations.
    #[error(
        "{who} did not see {} within {within:?}.{}",
        expected.in_words(),
        account(seen, taken, conversations)
    )]
    NotSeen {
        /// The address of the person, or `anybody`.
        who: String,
        /// What was waited for.
        expected: Box<Expect>,
        /// How long.
        within: Duration,
        /// Everything that could be seen.
        seen: Vec<Sighting>,
        /// The numbers of those that were taken by other waits.
        taken: Vec<u64>,
        /// The conversations of the person.
        conversations: Vec<ConversationView>,
    },
}

impl SimError {
    pub(crate) fn io(what: impl Into<String>, source: io::Error) -> Self {
        Self::Io { what: what.into(), source }
    }
}

impl From<Refusal> for SimError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { code: refusal.error_code, message: refusal.message }
    }
}
