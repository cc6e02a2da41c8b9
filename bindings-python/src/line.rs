//! A line: every call of the service by its name, with arguments and answers as JSON.

use std::sync::Arc;

use pyo3::prelude::*;
use spectrum_imessage::imessage::calls::{self, MessageFilter};
use spectrum_imessage::{Page, SendOptions};
use tokio::sync::{Mutex, Notify};

use crate::content::Content;
use crate::error::{internal, raise};
use crate::message::Message;
use crate::port::{Call, Port};
use crate::progress::{self, Told};

/// One line.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Line(pub(crate) calls::Line);

#[pymethods]
impl Line {
    #[getter]
    fn phone(&self) -> &str {
        self.0.phone()
    }

    /// Makes a call by its name. The answer is JSON.
    fn call(
        &self,
        py: Python<'_>,
        port: &Port,
        operation: String,
        arguments: String,
    ) -> PyResult<Call> {
        let line = self.0.clone();
        let call = async move { line.call_json(&operation, &arguments).await };
        port.spawn(py, call, |py, answer| Ok(answer.into_pyobject(py)?.into_any().unbind()))
    }

    /// Uploads a file. The answer is JSON.
    fn upload(
        &self,
        py: Python<'_>,
        port: &Port,
        told: Option<&Told>,
        content: &Content,
        client_message_id: Option<String>,
    ) -> PyResult<Call> {
        let (line, content) = (self.0.clone(), content.core.clone());
        let options = SendOptions { client_message_id, progress: progress::callback(told) };
        let upload = async move { line.attachments().upload(content, &options).await };
        port.spawn(py, upload, |py, uploaded| {
            let answer = serde_json::to_string(&uploaded);
            let answer = answer.map_err(|_| internal(py, "the answer is not JSON"))?;
            Ok(answer.into_pyobject(py)?.into_any().unbind())
        })
    }

    /// Opens a stream by its name.
    fn open(
        &self,
        py: Python<'_>,
        port: &Port,
        operation: String,
        arguments: String,
    ) -> PyResult<Call> {
        let line = self.0.clone();
        let open = async move { line.open_json(&operation, &arguments).await };
        port.spawn(py, open, |py, stream| Ok(Py::new(py, JsonStream::new(stream))?.into_any()))
    }
}

/// A stream whose elements are JSON. It ends when it is dropped, too.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct JsonStream {
    stream: Arc<Mutex<calls::JsonStream>>,
    /// Beside the lock, which a read that waits holds.
    closed: Arc<Notify>,
}

impl JsonStream {
    fn new(stream: calls::JsonStream) -> Self {
        Self { stream: Arc::new(Mutex::new(stream)), closed: Arc::default() }
    }
}

#[pymethods]
impl JsonStream {
    /// The next element, or nothing at the end.
    fn next(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let (stream, closed) = (Arc::clone(&self.stream), Arc::clone(&self.closed));
        let next = async move {
            tokio::select! {
                biased;
                () = closed.notified() => Ok(None),
                found = async { stream.lock().await.next().await } => found,
            }
        };
        port.spawn(py, next, |py, found| Ok(found.into_pyobject(py)?.into_any().unbind()))
    }

    /// Has the read that waits end.
    fn close(&self) {
        self.closed.notify_one();
    }
}

/// A filter of messages from its JSON.
pub(crate) fn filter(py: Python<'_>, json: &str) -> PyResult<MessageFilter> {
    MessageFilter::from_json(json).map_err(|error| raise(py, &error))
}

/// The messages of a page, and what asks for the next one.
pub(crate) fn page(py: Python<'_>, page: Page) -> PyResult<Py<PyAny>> {
    let Page { messages, next_page_token } = page;
    let messages: Vec<_> = messages.into_iter().map(Message).collect();
    Ok((messages, next_page_token).into_pyobject(py)?.into_any().unbind())
}
