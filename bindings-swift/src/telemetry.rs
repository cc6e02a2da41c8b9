//! Spans and metrics on their way to Swift.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use spectrum_imessage::Message;
use spectrum_imessage::observe::{Collector, HandlingSpan, TraceContext, set_observer};

use crate::log::{start_handing, wake};

/// Where spans and metrics go.
#[uniffi::export(with_foreign)]
pub trait NativeTelemetrySink: Send + Sync {
    /// What came up since the last time, as JSON. Called on one thread, one after another.
    fn told(&self, told: String);
}

static COLLECTOR: OnceLock<Arc<Collector>> = OnceLock::new();
static SINK: Mutex<Option<Arc<dyn NativeTelemetrySink>>> = Mutex::new(None);
static OBSERVED: AtomicBool = AtomicBool::new(false);

/// Whether somebody listens.
pub(crate) fn is_observed() -> bool {
    OBSERVED.load(Ordering::Relaxed)
}

/// Sends spans and metrics to a sink, for the whole process; the last call counts, and nothing ends it.
#[uniffi::export]
pub fn set_telemetry_sink(sink: Option<Arc<dyn NativeTelemetrySink>>) {
    let observed = sink.is_some();
    *SINK.lock().unwrap_or_else(PoisonError::into_inner) = sink;
    OBSERVED.store(observed, Ordering::Relaxed);
    start_handing();
    let collector = COLLECTOR.get_or_init(|| Arc::new(Collector::new(true, wake)));
    set_observer(observed.then(|| collector.clone() as _));
}

/// Hands over what waits.
pub(crate) fn hand_over() {
    let told = COLLECTOR.get().and_then(|collector| collector.take());
    // The lock is free again before foreign code runs.
    let sink = SINK.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((sink, told)) = sink.zip(told) {
        sink.told(told);
    }
}

/// The span in which a message is handled. It ends when it is freed.
#[derive(uniffi::Object)]
pub struct NativeHandlingSpan {
    span: Mutex<HandlingSpan>,
    traceparent: String,
}

impl NativeHandlingSpan {
    /// Begins it; nothing if nobody listens.
    pub(crate) fn begin(
        message: &Message,
        attempt: Option<u32>,
        parent: Option<&str>,
    ) -> Option<Arc<Self>> {
        let span = message.begin_handling(attempt, parent.and_then(TraceContext::parse));
        let traceparent = span.context()?.to_string();
        Some(Arc::new(Self { span: Mutex::new(span), traceparent }))
    }
}

#[uniffi::export]
impl NativeHandlingSpan {
    /// Its ids.
    pub fn traceparent(&self) -> String {
        self.traceparent.clone()
    }

    /// The handling has failed. Of the error only its name is given: its text may quote the message.
    pub fn failed(&self, error: &str) {
        self.span.lock().unwrap_or_else(PoisonError::into_inner).failed(error);
    }
}

impl fmt::Debug for NativeHandlingSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeHandlingSpan")
    }
}
