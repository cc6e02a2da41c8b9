//! What streamed text is fed from. The event loop reads the source: nothing here enters Python.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use pyo3::PyTraverseError;
use pyo3::gc::PyVisit;
use pyo3::prelude::*;
use spectrum_imessage::content::{self, TextSender};

use super::fed_to_python;
use crate::error::{invalid, raise};
use crate::port::{Call, Port, nothing};

/// An asynchronous source of text, and where its text goes.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Feed {
    /// The program's own object.
    source: Py<PyAny>,
    /// Maps a chunk to its text.
    extract: Option<Py<PyAny>>,
    sender: Mutex<Option<TextSender>>,
    begun: AtomicBool,
}

impl Feed {
    fn sender(&self) -> Option<TextSender> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[pymethods]
impl Feed {
    #[getter]
    fn source(&self, py: Python<'_>) -> Py<PyAny> {
        self.source.clone_ref(py)
    }

    #[getter]
    fn extract(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.extract.as_ref().map(|extract| extract.clone_ref(py))
    }

    /// True for the first who asks: a source is used once.
    fn begin(&self) -> bool {
        !self.begun.swap(true, Ordering::Relaxed)
    }

    /// Adds to the text. False when nobody reads any more.
    fn push(&self, py: Python<'_>, port: &Port, delta: String) -> PyResult<Call> {
        let sender = self.sender();
        let push = async move {
            Ok(match sender {
                Some(sender) => sender.push(delta).await,
                None => false,
            })
        };
        port.spawn(py, push, |py, more| Ok(more.into_pyobject(py)?.to_owned().into_any().unbind()))
    }

    /// Ends the text with a failure: what there was is sent, and the send fails.
    fn fail(&self, py: Python<'_>, port: &Port, message: String) -> PyResult<Call> {
        let sender = self.sender();
        let fail = async move {
            if let Some(sender) = sender {
                sender.fail(&message).await;
            }
            Ok(())
        };
        port.spawn(py, fail, nothing)
    }

    /// Ends the text.
    fn end(&self) {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.source)?;
        visit.call(&self.extract)
    }
}

/// Text that is still being written.
#[pyfunction]
pub(crate) fn text_stream<'py>(
    py: Python<'py>,
    source: Py<PyAny>,
    extract: Option<Py<PyAny>>,
    markdown: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let (sender, content) = content::text_channel(markdown);
    let sender = Mutex::new(Some(sender));
    let feed = Feed { source, extract, sender, begun: AtomicBool::new(false) };
    fed_to_python(py, &content, &[Py::new(py, feed)?])
}

/// The text in a chunk of a known format, given as JSON; nothing for control events.
#[pyfunction]
pub(crate) fn delta_of(py: Python<'_>, json: &str) -> PyResult<Option<String>> {
    let chunk = serde_json::from_str(json)
        .map_err(|error| invalid(py, &format!("a chunk is a JSON value: {error}")))?;
    content::delta_of(&chunk).map_err(|error| raise(py, &error))
}
