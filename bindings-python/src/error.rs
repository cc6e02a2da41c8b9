//! Errors of the core as exceptions of the Python layer.

use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict};
use spectrum_imessage::{Error, ErrorKind, Unsupported, UnsupportedWhat};

use crate::layer;

/// The class of a kind. Exhaustive: a new kind does not compile without one.
const fn class_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Other => "SpectrumError",
        ErrorKind::Authentication => "AuthenticationError",
        ErrorKind::NotFound => "NotFoundError",
        ErrorKind::RateLimit => "RateLimitError",
        ErrorKind::Validation => "ValidationError",
        ErrorKind::Connection => "ConnectionError",
        ErrorKind::Unsupported => "UnsupportedError",
    }
}

/// The exception that stands for an error of the core.
pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    build(py, error).unwrap_or_else(|failure| failure)
}

fn build(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let fields = PyDict::new(py);
    fields.set_item("code", error.code())?;
    fields.set_item("retryable", error.is_retryable())?;
    fields.set_item("context", error.context().into_py_dict(py)?)?;
    fields.set_item("grpc_status", error.grpc_status())?;
    fields.set_item("http_status", error.http_status())?;
    if let Some(unsupported) = error.unsupported_detail() {
        add_unsupported(&fields, unsupported)?;
    }
    exception(py, class_of(error.kind()), error.message(), &fields)
}

fn add_unsupported(fields: &Bound<'_, PyDict>, unsupported: &Unsupported) -> PyResult<()> {
    let Unsupported { what, platform, detail } = unsupported;
    let (kind, content_type, action) = match what {
        UnsupportedWhat::Content(name) => ("content", Some(name), None),
        UnsupportedWhat::Action(name) => ("action", None, Some(name)),
    };
    fields.set_item("unsupported_kind", kind)?;
    fields.set_item("content_type", content_type)?;
    fields.set_item("action", action)?;
    fields.set_item("platform", platform)?;
    fields.set_item("detail", detail.as_deref())
}

fn exception(
    py: Python<'_>,
    class: &'static str,
    message: &str,
    fields: &Bound<'_, PyDict>,
) -> PyResult<PyErr> {
    let exception = layer::class(py, "_errors", class)?.call((message,), Some(fields))?;
    Ok(PyErr::from_value(exception))
}

fn own(py: Python<'_>, class: &'static str, code: &str, message: &str) -> PyErr {
    [("code", code)]
        .into_py_dict(py)
        .and_then(|fields| exception(py, class, message, &fields))
        .unwrap_or_else(|failure| failure)
}

/// Input that cannot even be handed to the core.
pub(crate) fn invalid(py: Python<'_>, message: &str) -> PyErr {
    own(py, "ValidationError", "invalidArgument", message)
}

/// A fault of this library.
pub(crate) fn internal(py: Python<'_>, message: &str) -> PyErr {
    own(py, "SpectrumError", "internalError", message)
}
