//! Spans and metrics on their way to Python, which gives them to OpenTelemetry.

use std::sync::{Arc, OnceLock};

use pyo3::prelude::*;
use spectrum_imessage::observe::{Collector, set_observer};

use crate::logging;

static COLLECTOR: OnceLock<Arc<Collector>> = OnceLock::new();

/// Begins to collect: event loops are woken for it as for log records.
#[pyfunction]
pub(crate) fn observe() {
    let new = || Arc::new(Collector::new(false, logging::wake));
    set_observer(Some(COLLECTOR.get_or_init(new).clone()));
}

/// What was told since the last time, as JSON; nothing if there is nothing.
#[pyfunction]
pub(crate) fn take_observed() -> Option<String> {
    COLLECTOR.get()?.take()
}
