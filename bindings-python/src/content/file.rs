//! The bytes of files.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use spectrum_imessage as core;
use spectrum_imessage::content::{File, PictureChange};

use crate::error::invalid;
use crate::port::{Call, Port};

/// The file of a content.
pub(super) fn of(py: Python<'_>, content: &core::Content) -> PyResult<File> {
    match content {
        core::Content::Attachment(attachment) => Ok(attachment.file.clone()),
        core::Content::Voice(voice) => Ok(voice.file.clone()),
        core::Content::Background(PictureChange::Set(picture))
        | core::Content::Avatar(PictureChange::Set(picture)) => Ok(picture.file.clone()),
        _ => Err(invalid(py, "this content has no file")),
    }
}

/// A file that is being read, piece by piece.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct FileStream(Arc<tokio::sync::Mutex<core::content::FileStream>>);

impl FileStream {
    pub(super) fn new(stream: core::content::FileStream) -> Self {
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
