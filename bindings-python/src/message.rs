//! Messages.

use std::time::SystemTime;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use spectrum_imessage as core;
use spectrum_imessage::observe::{self, TraceContext};
use spectrum_imessage::runtime;

use crate::content;
use crate::details;
use crate::error::raise;
use crate::layer::{self, fields};
use crate::space::Space;

/// A message. Its parts become Python objects when they are asked for.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Message(pub(crate) core::Message);

#[pymethods]
impl Message {
    #[getter]
    fn id(&self) -> &str {
        self.0.id()
    }

    /// `inbound` or `outbound`.
    #[getter]
    fn direction(&self) -> &'static str {
        self.0.direction().as_str()
    }

    #[getter]
    fn platform(&self) -> &'static str {
        self.0.platform_name()
    }

    #[getter]
    fn timestamp(&self) -> SystemTime {
        self.0.timestamp()
    }

    /// Whether the program has had it before.
    #[getter]
    fn redelivered(&self) -> bool {
        self.0.redelivered()
    }

    /// It is handled.
    fn ack(&self, py: Python<'_>) -> PyResult<()> {
        // A store must not be used on both sides of a fork.
        runtime::handle().map_err(|error| raise(py, &error))?;
        py.detach(|| self.0.ack()).map_err(|error| raise(py, &error))
    }

    /// The span in which it is handled.
    #[getter]
    fn traceparent(&self) -> Option<String> {
        self.0.traceparent()
    }

    /// It is handled in this span of the program.
    fn set_traceparent(&self, traceparent: &str) {
        if let Some(context) = TraceContext::parse(traceparent) {
            self.0.set_trace_context(context);
        }
    }

    /// What a span of its handling says, as JSON.
    fn span_attributes(&self) -> String {
        observe::handling_attributes(&self.0)
    }

    fn content<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        content::to_python(py, self.0.content())
    }

    fn sender<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.sender().map(|user| user_to_python(py, user)).transpose()
    }

    fn space(&self) -> Space {
        Space(self.0.space().clone())
    }

    /// What identifies a sent card now.
    fn card_session<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let session = self.0.card_session();
        session.map(|session| content::card::session_to_python(py, &session)).transpose()
    }

    /// The iMessage-only fields, by name.
    fn details<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        details::to_python(py, &self.0)
    }
}

/// `spectrum_imessage.Message`.
pub(crate) fn to_python<'py>(
    py: Python<'py>,
    message: &core::Message,
) -> PyResult<Bound<'py, PyAny>> {
    layer::class(py, "_message", "Message")?.call1((Message(message.clone()),))
}

/// `spectrum_imessage.User`.
pub(crate) fn user_to_python<'py>(
    py: Python<'py>,
    user: &core::User,
) -> PyResult<Bound<'py, PyAny>> {
    let core::User { id, kind, address, country, service } = user;
    let kind = match kind {
        core::UserKind::Person => "person",
        core::UserKind::Agent => "agent",
    };
    let fields = fields!(py, {
        "id": id,
        "kind": kind,
        "address": address.as_deref(),
        "country": country.as_deref(),
        "service": service.map(core::Service::as_str),
    });
    layer::object(py, "_user", "User", &fields)
}
