//! Statuses and trailers of the service become errors of this library.

use std::error::Error as StdError;
use std::sync::Arc;

use tonic::{Code, Status};

use crate::error::{Error, ErrorKind};
use crate::net::{ConnectError, causes};

const ERROR_CODE: &str = "error-code";
const RETRYABLE: &str = "x-retryable";
const CONTEXT_PREFIX: &str = "error-context-";
/// The code of a failure that the service does not name.
const UNNAMED: &str = "internalError";

/// The error behind a status. Its text is the service's own.
pub(super) fn status_error(status: &Status) -> Error {
    // A status that was made on this side, because there was no answer, carries its cause.
    if let Some(cause) = status.source() {
        if let Some(own) = cause.downcast_ref::<Error>() {
            return own.clone();
        }
        return transport_error(cause).with_grpc_status(status.code() as i32);
    }
    let text = |name: &str| status.metadata().get(name).and_then(|v| v.to_str().ok());
    let code = text(ERROR_CODE).unwrap_or(UNNAMED).to_owned();
    let mut error = Error::new(kind_of(status.code()), code, status.message())
        .with_grpc_status(status.code() as i32)
        .with_retryable(text(RETRYABLE) == Some("true"));
    for entry in status.metadata().iter() {
        if let tonic::metadata::KeyAndValueRef::Ascii(key, value) = entry
            && let Some(name) = key.as_str().strip_prefix(CONTEXT_PREFIX)
            && !name.is_empty()
            && let Ok(value) = value.to_str()
        {
            error = error.with_context(name, value);
        }
    }
    error
}

/// An error of this side, on its way through what speaks in statuses.
pub(super) fn own_status(error: Error) -> Status {
    let mut status = Status::cancelled("this side gave the call up");
    status.set_source(Arc::new(error));
    status
}

/// Whether the service itself gave this status. One made on this side carries its cause.
pub(super) fn is_answer(status: &Status) -> bool {
    status.source().is_none()
}

/// The group of a status, as the guide lists them.
fn kind_of(code: Code) -> ErrorKind {
    match code {
        Code::InvalidArgument | Code::FailedPrecondition => ErrorKind::Validation,
        Code::ResourceExhausted => ErrorKind::RateLimit,
        Code::NotFound => ErrorKind::NotFound,
        Code::Unauthenticated | Code::PermissionDenied => ErrorKind::Authentication,
        Code::Unavailable | Code::DeadlineExceeded => ErrorKind::Connection,
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::AlreadyExists
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::Internal
        | Code::DataLoss => ErrorKind::Other,
    }
}

/// A broken or refused connection, with the whole chain of causes: the outer text alone says only
/// "transport error".
pub(super) fn transport_error(error: &(dyn StdError + 'static)) -> Error {
    if let Some(connect) = ConnectError::behind(error) {
        return connect.into();
    }
    let mut chain: Vec<String> = causes(error).map(ToString::to_string).collect();
    chain.dedup();
    Error::new(ErrorKind::Connection, "networkError", chain.join(": "))
        .with_retryable(true)
        .with_context("reason", "connection lost")
}

/// No answer within the client's own deadline.
pub(super) fn deadline_error(seconds: u64) -> Error {
    Error::new(ErrorKind::Connection, "timeout", format!("no answer within {seconds} s"))
        .with_grpc_status(Code::DeadlineExceeded as i32)
        .with_context("reason", "timeout")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::metadata::MetadataMap;

    fn error(code: Code, trailers: &[(&'static str, &'static str)]) -> Error {
        let mut metadata = MetadataMap::new();
        for (name, value) in trailers {
            metadata.insert(*name, value.parse().expect("ascii"));
        }
        status_error(&Status::with_metadata(code, "text", metadata))
    }

    #[test]
    fn trailers_are_read() {
        let error = error(
            Code::ResourceExhausted,
            &[
                ("error-code", "dailyLimitExceeded"),
                ("x-retryable", "true"),
                ("error-context-limit", "5000"),
                ("error-context-", "nothing"),
            ],
        );
        assert_eq!(error.kind(), ErrorKind::RateLimit);
        assert_eq!(error.code(), "dailyLimitExceeded");
        assert!(error.is_retryable());
        assert_eq!(error.context().len(), 1);
        assert_eq!(error.context()["limit"], "5000");
        assert_eq!(error.grpc_status(), Some(8));
    }

    #[test]
    fn our_own_errors_pass_unchanged() {
        let status = own_status(Error::validation("fileChanged", "it grew"));
        assert_eq!(status_error(&status).code(), "fileChanged");
        assert!(!is_answer(&status));
    }

    #[test]
    fn only_the_exact_word_is_retryable() {
        for odd in ["TRUE", "1", "false"] {
            assert!(!error(Code::Unavailable, &[("x-retryable", odd)]).is_retryable(), "{odd}");
        }
        assert_eq!(error(Code::Internal, &[]).code(), "internalError");
        assert_eq!(error(Code::Internal, &[("error-code", "")]).code(), "");
    }
}
