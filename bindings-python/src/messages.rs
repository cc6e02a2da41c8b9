//! What arrives: fetched in batches, handed out one by one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use spectrum_imessage as core;

use crate::message::Message;
use crate::port::{Call, Port};

/// Messages a crossing.
const BATCH: usize = 256;

type Buffer = Arc<Mutex<VecDeque<core::Message>>>;

/// The consumer of what arrives.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Messages {
    source: Arc<tokio::sync::Mutex<core::Messages>>,
    /// Filled before a fetch completes: a cancelled read loses nothing.
    buffer: Buffer,
}

impl Messages {
    pub(crate) fn new(messages: core::Messages) -> Self {
        Self { source: Arc::new(tokio::sync::Mutex::new(messages)), buffer: Buffer::default() }
    }
}

#[pymethods]
impl Messages {
    /// The next message of those that were fetched.
    fn pop(&self) -> Option<Message> {
        self.buffer.lock().unwrap_or_else(PoisonError::into_inner).pop_front().map(Message)
    }

    /// Waits for the next messages. False at the end.
    fn fetch(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let (source, buffer) = (Arc::clone(&self.source), Arc::clone(&self.buffer));
        let fetch = async move {
            // A cancelled fetch may hold the lock until the runtime has dropped it.
            let mut source = source.lock().await;
            if !buffer.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
                return Ok(true);
            }
            let Some(batch) = source.next_batch(BATCH).await else { return Ok(false) };
            buffer.lock().unwrap_or_else(PoisonError::into_inner).extend(batch);
            Ok(true)
        };
        port.spawn(py, fetch, |py, more| Ok(more.into_pyobject(py)?.to_owned().into_any().unbind()))
    }
}
