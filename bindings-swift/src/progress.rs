//! How far a transfer is, on its way to Swift.

use std::sync::Arc;

use spectrum_imessage::{OnProgress, Progress};

/// What is told how far a transfer is.
#[uniffi::export(with_foreign)]
pub trait NativeProgressSink: Send + Sync {
    /// So far. Called on the I/O thread: must not wait.
    fn at(&self, transferred: u64, total: Option<u64>);
}

/// The callback that the core takes.
pub(crate) fn on_progress(sink: Arc<dyn NativeProgressSink>) -> OnProgress {
    OnProgress::new(move |Progress { transferred, total }| sink.at(transferred, total))
}
