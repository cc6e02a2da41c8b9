//! Errors of the core as plain objects.

use std::collections::HashMap;

use napi_derive::napi;
use spectrum_imessage::{Error, UnsupportedWhat};

/// A failed call. The TypeScript side throws the error that it describes.
#[napi(object, object_from_js = false)]
#[derive(Debug, Default)]
pub struct Failure {
    /// Always true; tells a failure from a value.
    pub failed: bool,
    /// The call was cancelled by its token; everything else is empty then.
    pub cancelled: bool,
    /// The name of the error class.
    pub class_name: String,
    /// The stable code.
    pub code: String,
    /// The text for people.
    pub message: String,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// Details by name.
    pub context: HashMap<String, String>,
    /// The gRPC status, where the service answered with one.
    pub grpc_code: Option<i32>,
    /// The HTTP status, where the cloud answered with one.
    pub status: Option<u32>,
    /// What is unsupported.
    pub unsupported: Option<UnsupportedFailure>,
}

/// What exactly is unsupported.
#[napi(object, object_from_js = false)]
#[derive(Debug)]
pub struct UnsupportedFailure {
    /// `content` or `action`.
    pub kind: &'static str,
    /// The platform that cannot do it.
    pub platform: String,
    /// The kind of content.
    pub content_type: Option<String>,
    /// The action.
    pub action: Option<String>,
    /// Why, and what to do instead.
    pub detail: Option<String>,
}

impl Failure {
    /// The failure of a call whose token was cancelled.
    pub fn cancelled() -> Self {
        Self { failed: true, cancelled: true, ..Self::default() }
    }

    /// A bug: a value that could not be made, a future that panicked.
    pub fn internal(reason: &str) -> Self {
        Self {
            failed: true,
            class_name: "SpectrumError".to_owned(),
            code: "internalError".to_owned(),
            message: format!("the call ended by a bug of this library: {reason}"),
            ..Self::default()
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            failed: true,
            cancelled: false,
            class_name: error.kind().class_name().to_owned(),
            code: error.code().to_owned(),
            message: error.message().to_owned(),
            retryable: error.is_retryable(),
            context: error.context().clone().into_iter().collect(),
            grpc_code: error.grpc_status(),
            status: error.http_status().map(u32::from),
            unsupported: error.unsupported_detail().map(|unsupported| {
                let (kind, content_type, action) = match unsupported.what.clone() {
                    UnsupportedWhat::Content(name) => ("content", Some(name), None),
                    UnsupportedWhat::Action(name) => ("action", None, Some(name)),
                };
                UnsupportedFailure {
                    kind,
                    platform: unsupported.platform.clone(),
                    content_type,
                    action,
                    detail: unsupported.detail.clone(),
                }
            }),
        }
    }
}
