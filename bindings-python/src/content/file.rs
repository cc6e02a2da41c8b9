//! The bytes of files.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use spectrum_imessage as core;
use spectrum_imessage::content::{self, PictureChange, ReadOptions};

use crate::error::invalid;
use crate::port::{Call, Port};
use crate::progress::{self, Told};

/// A file of the core.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct File(content::File);

impl File {
    pub(super) fn new(file: &content::File) -> Self {
        Self(file.clone())
    }

    /// The file of a content.
    pub(super) fn of(py: Python<'_>, content: &core::Content) -> PyResult<Self> {
        match content {
            core::Content::Attachment(attachment) => Ok(Self::new(&attachment.file)),
            core::Content::Voice(voice) => Ok(Self::new(&voice.file)),
            core::Content::Background(PictureChange::Set(picture))
            | core::Content::Avatar(PictureChange::Set(picture)) => Ok(Self::new(&picture.file)),
            _ => Err(invalid(py, "this content has no file")),
        }
    }
}

#[pymethods]
impl File {
    /// All bytes.
    fn read(
        &self,
        py: Python<'_>,
        port: &Port,
        told: Option<&Told>,
        max_size: Option<u64>,
    ) -> PyResult<Call> {
        let file = self.0.clone();
        let options = ReadOptions { max_size, progress: progress::callback(told) };
        port.spawn(py, async move { file.read_with(options).await }, |py, bytes| {
            Ok(PyBytes::new(py, &bytes).into_any().unbind())
        })
    }

    /// The bytes, piece by piece.
    fn stream(&self, py: Python<'_>, port: &Port, max_size: Option<u64>) -> PyResult<Call> {
        let file = self.0.clone();
        let options = ReadOptions { max_size, progress: None };
        port.spawn(py, async move { file.stream_with(options).await }, |py, stream| {
            Ok(Py::new(py, FileStream::new(stream))?.into_any())
        })
    }

    /// Writes the bytes to a path, and gives their number.
    fn save(
        &self,
        py: Python<'_>,
        port: &Port,
        told: Option<&Told>,
        path: PathBuf,
        max_size: Option<u64>,
    ) -> PyResult<Call> {
        let file = self.0.clone();
        let options = ReadOptions { max_size, progress: progress::callback(told) };
        port.spawn(py, async move { file.save(path, options).await }, |py, written| {
            Ok(written.into_pyobject(py)?.into_any().unbind())
        })
    }
}

/// A file that is being read, piece by piece.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct FileStream(Arc<tokio::sync::Mutex<content::FileStream>>);

impl FileStream {
    fn new(stream: content::FileStream) -> Self {
        Self(Arc::new(tokio::sync::Mutex::new(stream)))
    }
}

#[pymethods]
impl FileStream {
    /// The next bytes, or nothing at the end.
    fn next(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let stream = Arc::clone(&self.0);
        port.spawn(py, async move { stream.lock().await.next().await }, |py, bytes| {
            let bytes = bytes.map(|bytes| PyBytes::new(py, &bytes));
            Ok(bytes.into_pyobject(py)?.into_any().unbind())
        })
    }
}
