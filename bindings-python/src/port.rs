//! Where finished calls wait for their event loop.
//!
//! One port an event loop. A call runs on the core's runtime; its outcome is put into the port as
//! plain Rust values, and the loop's thread turns it into Python objects when it drains the port.
//! One wake-up serves everything that is ready by then.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use spectrum_imessage::observe::with_parent;
use spectrum_imessage::{Result, runtime};
use tokio::task::AbortHandle;

use crate::error::{self, raise};
use crate::logging;
use crate::telemetry;
use crate::wake::Wake;

type Convert = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// What became of a call.
enum Outcome {
    Value(Convert),
    Failed(spectrum_imessage::Error),
    /// The task ended without an outcome: cancelled, or a panic.
    Lost,
    /// No outcome yet: a transfer has told something.
    Told,
}

pub(crate) struct Inner {
    wake: Wake,
    ready: Mutex<Vec<(u64, Outcome)>>,
    next: AtomicU64,
}

impl Inner {
    fn put(&self, id: u64, outcome: Outcome) {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        ready.push((id, outcome));
        let first = ready.len() == 1;
        drop(ready);
        if first {
            self.wake.wake();
        }
    }

    pub(crate) fn wake(&self) {
        self.wake.wake();
    }

    /// Has the loop come for what a transfer has told.
    pub(crate) fn tell(&self, id: u64) {
        self.put(id, Outcome::Told);
    }

    pub(crate) fn next_id(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

/// The finished calls of one event loop.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Port(pub(crate) Arc<Inner>);

#[pymethods]
impl Port {
    #[new]
    fn new() -> PyResult<Self> {
        let inner = Arc::new(Inner {
            wake: Wake::new()?,
            ready: Mutex::default(),
            next: AtomicU64::new(1),
        });
        logging::watch(&inner);
        Ok(Self(inner))
    }

    /// The socket that becomes readable when something is ready.
    fn fileno(&self) -> i64 {
        self.0.wake.fileno()
    }

    /// Everything that is ready: the number of the call, and its value or its error. The number of
    /// a [`crate::progress::Told`] stands alone.
    fn drain(&self, py: Python<'_>) -> Vec<(u64, Option<Py<PyAny>>, Option<PyErr>)> {
        // In this order: what comes after the take wakes the loop once more.
        self.0.wake.clear();
        let ready = {
            let mut ready = self.0.ready.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *ready)
        };
        ready
            .into_iter()
            .map(|(id, outcome)| match settle(py, outcome) {
                Ok(value) => (id, Some(value), None),
                Err(error) => (id, None, Some(error)),
            })
            .collect()
    }
}

fn settle(py: Python<'_>, outcome: Outcome) -> PyResult<Py<PyAny>> {
    match outcome {
        Outcome::Value(convert) => convert(py),
        Outcome::Failed(error) => Err(raise(py, &error)),
        Outcome::Told => Ok(py.None()),
        Outcome::Lost => Err(error::internal(py, "the call ended without a result")),
    }
}

impl Port {
    /// Runs a future on the core's runtime. `convert` makes the Python value, on the loop's thread.
    pub(crate) fn spawn<T, F, C>(&self, py: Python<'_>, future: F, convert: C) -> PyResult<Call>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
        C: FnOnce(Python<'_>, T) -> PyResult<Py<PyAny>> + Send + 'static,
    {
        logging::install();
        let id = self.0.next_id();
        let parent = telemetry::current(py);
        let slot = Slot { port: Arc::clone(&self.0), id, done: false };
        let task = runtime::spawn(async move {
            let outcome = match with_parent(parent, future).await {
                Ok(value) => Outcome::Value(Box::new(move |py| convert(py, value))),
                Err(error) => Outcome::Failed(error),
            };
            slot.complete(outcome);
        });
        let task = task.map_err(|error| raise(py, &error))?.abort_handle();
        Ok(Call { id, task })
    }
}

/// The place of one outcome. Dropped without one, the waiting coroutine is told.
struct Slot {
    port: Arc<Inner>,
    id: u64,
    done: bool,
}

impl Slot {
    fn complete(mut self, outcome: Outcome) {
        self.done = true;
        self.port.put(self.id, outcome);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if !self.done {
            self.port.put(self.id, Outcome::Lost);
        }
    }
}

/// A call on its way.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Call {
    /// Its number in the port.
    #[pyo3(get)]
    id: u64,
    task: AbortHandle,
}

#[pymethods]
impl Call {
    /// Drops the call: an RPC in flight is reset. Without effect on a finished one.
    fn cancel(&self) {
        self.task.abort();
    }
}

/// For calls without a result.
pub(crate) fn nothing(py: Python<'_>, (): ()) -> PyResult<Py<PyAny>> {
    Ok(py.None())
}
