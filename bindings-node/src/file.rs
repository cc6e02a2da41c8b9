//! Bytes that are read when they are needed.

use std::sync::Arc;

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use spectrum_imessage::content::{Attachment, Companion, File, FileStream};
use tokio::sync::Mutex;

use crate::call::{NativeCalls, NativeCancel, call};
use crate::transfer::ReadInput;
use crate::view::size;

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
        options: ReadInput,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (file, options) = (self.0.clone(), options.options(to, id));
        let read = async move { file.read_with(options).await };
        // A copy, since JavaScript may write to its buffer and the core's bytes are shared.
        call(to, id, cancel, read, |bytes| Buffer::from(bytes.to_vec()))
    }

    /// Writes the bytes to a path: gives their number.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn save(
        &self,
        to: &NativeCalls,
        id: i64,
        path: String,
        options: ReadInput,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (file, options) = (self.0.clone(), options.options(to, id));
        call(to, id, cancel, async move { file.save(path, options).await }, size)
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
        options: ReadInput,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (file, options) = (self.0.clone(), options.options(to, id));
        call(to, id, cancel, async move { file.stream_with(options).await }, |stream| {
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
    /// The video of a Live Photo.
    pub companion: Option<CompanionView>,
    /// The bytes.
    pub file: NativeFile,
}

/// The video of a Live Photo.
#[napi(object, object_from_js = false)]
pub struct CompanionView {
    /// In bytes.
    pub size: Option<f64>,
    /// The bytes.
    pub file: NativeFile,
}

impl From<Companion> for CompanionView {
    fn from(companion: Companion) -> Self {
        Self { size: companion.size.map(size), file: NativeFile(companion.file) }
    }
}

impl From<Attachment> for AttachmentView {
    fn from(attachment: Attachment) -> Self {
        let Attachment { id, name, mime_type, size: bytes, file, companion } = attachment;
        Self {
            kind: "attachment",
            id,
            name,
            mime_type,
            size: bytes.map(size),
            companion: companion.map(CompanionView::from),
            file: NativeFile(file),
        }
    }
}
