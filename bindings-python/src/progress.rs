//! How far a transfer is, on its way to the event loop.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use spectrum_imessage::{OnProgress, Progress};

use crate::port::{self, Port};

/// What a transfer has told and the event loop has not fetched. A newer value replaces an older one.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Told(Arc<Inner>);

struct Inner {
    port: Arc<port::Inner>,
    id: u64,
    latest: Mutex<Option<Progress>>,
}

impl Inner {
    fn put(&self, progress: Progress) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.replace(progress).is_none() {
            drop(latest);
            self.port.tell(self.id);
        }
    }
}

#[pymethods]
impl Told {
    #[new]
    fn new(port: &Port) -> Self {
        let (port, id) = (Arc::clone(&port.0), port.0.next_id());
        Self(Arc::new(Inner { port, id, latest: Mutex::default() }))
    }

    /// Its number in the port.
    #[getter]
    fn id(&self) -> u64 {
        self.0.id
    }

    /// The newest value that was not fetched: what was transferred, and the total.
    fn take(&self) -> Option<(u64, Option<u64>)> {
        let latest = self.0.latest.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some((latest.transferred, latest.total))
    }
}

/// What the core calls.
pub(crate) fn callback(told: Option<&Told>) -> Option<OnProgress> {
    let inner = Arc::clone(&told?.0);
    Some(OnProgress::new(move |progress| inner.put(progress)))
}
