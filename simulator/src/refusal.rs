//! The refusals of the service: a status, a stable code and what goes with them in the trailers.

use tonic::metadata::{MetadataKey, MetadataMap, MetadataValue};
use tonic::{Code, Status};

/// Why a call was refused. Becomes a gRPC status with the trailers `error-code`, `x-retryable` and
/// `error-context-<name>`.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: Code,
    pub(crate) error_code: String,
    pub(crate) message: String,
    pub(crate) retryable: bool,
    pub(crate) context: Vec<(String, String)>,
}

impl Refusal {
    pub(crate) fn new(status: Code, error_code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            error_code: error_code.to_owned(),
            message: message.into(),
            retryable: false,
            context: Vec::new(),
        }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidArgument, "invalidArgument", message)
    }

    pub(crate) fn precondition(message: impl Into<String>) -> Self {
        Self::new(Code::FailedPrecondition, "preconditionFailed", message)
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(Code::Unimplemented, "operationNotSupported", message)
    }

    pub(crate) fn not_found(error_code: &str, message: impl Into<String>) -> Self {
        Self::new(Code::NotFound, error_code, message)
    }

    pub(crate) fn chat_not_found(guid: &str) -> Self {
        Self::not_found("chatNotFound", format!("chat {guid} not found"))
    }

    pub(crate) fn message_not_found(guid: &str) -> Self {
        Self::not_found("messageNotFound", format!("message {guid} not found"))
    }

    pub(crate) fn poll_not_found(guid: &str) -> Self {
        Self::not_found("pollNotFound", format!("poll {guid} not found"))
    }

    pub(crate) fn attachment_not_found(guid: &str) -> Self {
        Self::not_found("attachmentNotFound", format!("attachment {guid} not found"))
    }

    /// The simulator keeps no more than this.
    pub(crate) fn exhausted(message: impl Into<String>) -> Self {
        Self::new(Code::ResourceExhausted, "simulatorFull", message)
    }

    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        Self::new(Code::Unavailable, "serviceUnavailable", message).retryable(true)
    }

    pub(crate) fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.context.push((name.to_owned(), value.into()));
        self
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let mut trailers = MetadataMap::new();
        let mut put = |name: &str, value: &str| {
            // Names and values of a scripted fault come from outside: what HTTP/2 cannot carry is
            // left out.
            if let (Ok(name), Ok(value)) = (
                MetadataKey::from_bytes(name.to_ascii_lowercase().as_bytes()),
                MetadataValue::try_from(value),
            ) {
                trailers.insert(name, value);
            }
        };
        if !refusal.error_code.is_empty() {
            put("error-code", &refusal.error_code);
        }
        if refusal.retryable {
            put("x-retryable", "true");
        }
        for (name, value) in &refusal.context {
            put(&format!("error-context-{name}"), value);
        }
        Status::with_metadata(refusal.status, refusal.message, trailers)
    }
}

/// The name of a status as the gRPC documents write it.
pub(crate) fn status_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

/// The status of that name, or of that number.
pub(crate) fn status_from_name(name: &str) -> Option<Code> {
    if let Ok(number) = name.parse::<i32>() {
        return (0..=16).contains(&number).then(|| Code::from_i32(number));
    }
    (0..=16).map(Code::from_i32).find(|code| status_name(*code).eq_ignore_ascii_case(name))
}
