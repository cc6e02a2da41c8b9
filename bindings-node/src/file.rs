//! Bytes that are read when they are needed.

use std::sync::Arc;

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use spectrum_imessage::content::{Attachment, File, FileStream};
use tokio::sync::Mutex;

use crate::call::{NativeCalls, NativeCancel, call};

/// A file.
#[napi]
pub struct NativeFile(pub(crate) File);

#[napi]
impl NativeFile {
    /// All bytes: gives a `Buffer`.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn read(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let file = self.0.clone();
        // A copy, since JavaScript may write to its buffer and the core's bytes are shared.
        call(to, id, cancel, async move { file.read().await }, |bytes| Buffer::from(bytes.to_vec()))
    }
    /// The bytes, piece by piece: gives a [`NativeFileStream`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn stream(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let file = self.0.clone();
        call(to, id, cancel, async move { file.stream().await }, |stream| {
            NativeFileStream(Arc::new(Mutex::new(Some(stream))))
        })
    }
}

/// The bytes of a file, piece by piece.
#[napi]
pub struct NativeFileStream(Arc<Mutex<Option<FileStream>>>);

#[napi]
impl NativeFileStream {
    /// The next bytes: gives a `Buffer`, or nothing at the end.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn next(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let stream = Arc::clone(&self.0);
        let next = async move {
            match stream.lock().await.as_mut() {
                Some(stream) => stream.next().await,
                None => Ok(None),
            }
        };
        call(to, id, cancel, next, |bytes| bytes.map(|bytes| Buffer::from(bytes.to_vec())))
    }

    /// Ends a download that goes on: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn close(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let stream = Arc::clone(&self.0);
        let closed = async move {
            stream.lock().await.take();
            Ok(())
        };
        call(to, id, None, closed, |()| ())
    }
}

/// An attachment that was looked up, as the object for its content.
#[napi(object, object_from_js = false)]
pub struct AttachmentView {
    /// `attachment`.
    #[napi(js_name = "type")]
    pub kind: &'static str,
    /// The guid.
    pub id: String,
    /// The name.
    pub name: String,
    /// The MIME type.
    pub mime_type: String,
    /// In bytes.
    pub size: Option<f64>,
    /// The bytes.
    pub file: NativeFile,
}

impl From<Attachment> for AttachmentView {
    fn from(attachment: Attachment) -> Self {
        let Attachment { id, name, mime_type, size, file, companion: _ } = attachment;
        Self {
            kind: "attachment",
            id,
            name,
            mime_type,
            size: crate::view::size(size),
            file: NativeFile(file),
        }
    }
}
