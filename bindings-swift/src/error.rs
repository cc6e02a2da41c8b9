//! Errors on their way to Swift.

use std::collections::HashMap;

use spectrum_imessage::{Error, ErrorKind, Unsupported, UnsupportedWhat};

/// The result of every call over the boundary.
pub(crate) type NativeResult<T> = Result<T, NativeError>;

/// An error of the core by its kind, or the end of a cancelled call.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum NativeError {
    /// None of the kinds below.
    #[error("{}", details.message)]
    Other {
        /// What is known.
        details: NativeErrorDetails,
    },
    /// The credentials, or the right to do this, are refused.
    #[error("{}", details.message)]
    Authentication {
        /// What is known.
        details: NativeErrorDetails,
    },
    /// Something is unknown.
    #[error("{}", details.message)]
    NotFound {
        /// What is known.
        details: NativeErrorDetails,
    },
    /// A quota or a rate limit is used up.
    #[error("{}", details.message)]
    RateLimit {
        /// What is known.
        details: NativeErrorDetails,
    },
    /// The input cannot be accepted.
    #[error("{}", details.message)]
    Validation {
        /// What is known.
        details: NativeErrorDetails,
    },
    /// The service cannot be reached.
    #[error("{}", details.message)]
    Connection {
        /// What is known.
        details: NativeErrorDetails,
    },
    /// The platform, the mode or the kind of space cannot do this.
    #[error("{}", details.message)]
    Unsupported {
        /// What is known.
        details: NativeErrorDetails,
    },
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// What an error says besides its kind.
#[derive(Debug, Default, uniffi::Record)]
pub struct NativeErrorDetails {
    /// The stable code.
    pub code: String,
    /// The text for people.
    pub message: String,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// Details by name.
    pub context: HashMap<String, String>,
    /// The gRPC status.
    pub grpc_status: Option<i32>,
    /// The HTTP status.
    pub http_status: Option<u16>,
    /// What is unsupported.
    pub unsupported: Option<NativeUnsupported>,
}

/// What is unsupported.
#[derive(Debug, uniffi::Record)]
pub struct NativeUnsupported {
    /// Whether it is an action; else it is a kind of content.
    pub is_action: bool,
    /// The name of the action, or the kind of content.
    pub name: String,
    /// The platform that cannot do it.
    pub platform: String,
    /// Why, and what to do instead.
    pub detail: Option<String>,
}

impl NativeError {
    /// A fault of this library itself.
    pub(crate) fn internal(message: &str) -> Self {
        Self::Other { details: NativeErrorDetails::new("internalError", message) }
    }

    /// Input of the wrong form, told before the core sees it.
    pub(crate) fn invalid(message: &str) -> Self {
        Self::Validation { details: NativeErrorDetails::new("invalidArgument", message) }
    }
}

impl NativeErrorDetails {
    fn new(code: &str, message: &str) -> Self {
        Self { code: code.to_owned(), message: message.to_owned(), ..Self::default() }
    }
}

impl From<Error> for NativeError {
    fn from(error: Error) -> Self {
        let details = NativeErrorDetails {
            code: error.code().to_owned(),
            message: error.message().to_owned(),
            retryable: error.is_retryable(),
            context: error.context().clone().into_iter().collect(),
            grpc_status: error.grpc_status(),
            http_status: error.http_status(),
            unsupported: error.unsupported_detail().cloned().map(Into::into),
        };
        match error.kind() {
            ErrorKind::Other => Self::Other { details },
            ErrorKind::Authentication => Self::Authentication { details },
            ErrorKind::NotFound => Self::NotFound { details },
            ErrorKind::RateLimit => Self::RateLimit { details },
            ErrorKind::Validation => Self::Validation { details },
            ErrorKind::Connection => Self::Connection { details },
            ErrorKind::Unsupported => Self::Unsupported { details },
        }
    }
}

impl From<Unsupported> for NativeUnsupported {
    fn from(Unsupported { what, platform, detail }: Unsupported) -> Self {
        let (is_action, name) = match what {
            UnsupportedWhat::Content(name) => (false, name),
            UnsupportedWhat::Action(name) => (true, name),
        };
        Self { is_action, name, platform, detail }
    }
}
