//! Spans and metrics on their way to JavaScript, which gives them to OpenTelemetry.

use std::sync::{Arc, OnceLock};

use napi_derive::napi;
use spectrum_imessage::observe::{Collector, set_observer};

use crate::log::wake_first;

static COLLECTOR: OnceLock<Arc<Collector>> = OnceLock::new();

/// Begins to collect: JavaScript is woken for it as for log records.
#[napi]
pub fn observe() {
    let new = || Arc::new(Collector::new(false, wake_first));
    set_observer(Some(COLLECTOR.get_or_init(new).clone()));
}

/// What was told since the last time, as JSON; nothing if there is nothing.
#[napi]
pub fn take_observed() -> Option<String> {
    COLLECTOR.get()?.take()
}
