//! Spans and metrics on their way to Python, which gives them to OpenTelemetry.

use std::sync::{Arc, OnceLock};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use spectrum_imessage::observe::{Collector, TraceContext, set_observer};

use crate::logging;

static COLLECTOR: OnceLock<Arc<Collector>> = OnceLock::new();
static CURRENT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The program's span in which this runs.
pub(crate) fn current(py: Python<'_>) -> Option<TraceContext> {
    let header = CURRENT.get(py)?.call0(py).ok()?;
    TraceContext::parse(&header.extract::<Option<String>>(py).ok()??)
}

/// Begins to collect: event loops are woken for it as for log records. `current` gives the program's
/// span as `traceparent`, or nothing.
#[pyfunction]
pub(crate) fn observe(py: Python<'_>, current: Py<PyAny>) {
    CURRENT.get_or_init(py, || current);
    let new = || Arc::new(Collector::new(false, logging::wake));
    set_observer(Some(COLLECTOR.get_or_init(new).clone()));
}

/// What was told since the last time, as JSON; nothing if there is nothing.
#[pyfunction]
pub(crate) fn take_observed() -> Option<String> {
    COLLECTOR.get()?.take()
}
