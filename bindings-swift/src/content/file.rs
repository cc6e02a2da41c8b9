//! Files.

use std::sync::Arc;

use spectrum_imessage::Error;
use spectrum_imessage::content::{
    Attachment, File, FileOptions, FileStream, Picture, VoiceOptions,
};
use tokio::sync::Mutex;

use crate::error::NativeResult;
use crate::run::{NativeCancel, on_io};

/// Where the bytes of a file to send are.
#[derive(Debug, uniffi::Enum)]
pub enum NativeSource {
    /// At a path.
    Path {
        /// The path.
        path: String,
    },
    /// In memory.
    Data {
        /// The bytes.
        data: Vec<u8>,
    },
    /// Behind a URL.
    Url {
        /// The URL.
        url: String,
    },
}

/// What a caller may say about a file.
#[derive(Debug, uniffi::Record)]
pub struct NativeFileOptions {
    /// The name that the receiver sees.
    pub name: Option<String>,
    /// The MIME type.
    pub mime_type: Option<String>,
}

impl From<NativeFileOptions> for FileOptions {
    fn from(NativeFileOptions { name, mime_type }: NativeFileOptions) -> Self {
        Self { name, mime_type, ..Self::default() }
    }
}

impl NativeFileOptions {
    pub(super) fn voice(self, duration: Option<f64>) -> VoiceOptions {
        let Self { name, mime_type } = self;
        VoiceOptions { name, mime_type, duration }
    }
}

/// The bytes of a received or sent file.
#[derive(Debug, uniffi::Object)]
pub struct NativeFile(File);

impl NativeFile {
    pub(super) fn new(file: &File) -> Arc<Self> {
        Arc::new(Self(file.clone()))
    }
}

#[uniffi::export]
impl NativeFile {
    /// All bytes.
    pub async fn read(&self, cancel: Option<Arc<NativeCancel>>) -> NativeResult<Vec<u8>> {
        let file = self.0.clone();
        on_io(cancel, async move { file.read().await.map(|bytes| bytes.to_vec()) }).await
    }
    /// Begins to read piece by piece.
    pub async fn stream(
        &self,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Arc<NativeFileStream>> {
        let file = self.0.clone();
        on_io(cancel, async move {
            file.stream().await.map(|stream| Arc::new(NativeFileStream(Mutex::new(stream))))
        })
        .await
    }
}

/// A file that is being read piece by piece.
#[derive(Debug, uniffi::Object)]
pub struct NativeFileStream(Mutex<FileStream>);

#[uniffi::export]
impl NativeFileStream {
    /// The next bytes; nothing at the end.
    pub async fn next(
        self: Arc<Self>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<Vec<u8>>> {
        on_io(cancel, async move {
            self.0.lock().await.next().await.map(|piece| piece.map(|bytes| bytes.to_vec()))
        })
        .await
    }
}

/// A file with what is known of it.
#[derive(Debug, uniffi::Record)]
pub struct NativeAttachment {
    /// The id.
    pub id: String,
    /// The name that the receiver sees.
    pub name: String,
    /// The MIME type.
    pub mime_type: String,
    /// The size in bytes.
    pub size: Option<u64>,
    /// The bytes.
    pub file: Arc<NativeFile>,
}

impl From<Attachment> for NativeAttachment {
    fn from(Attachment { id, name, mime_type, size, file, companion: _ }: Attachment) -> Self {
        Self { id, name, mime_type, size, file: NativeFile::new(&file) }
    }
}

/// A picture in memory.
#[derive(Debug, uniffi::Record)]
pub struct NativePicture {
    /// The MIME type.
    pub mime_type: String,
    /// The picture.
    pub data: Vec<u8>,
}

impl NativePicture {
    pub(crate) async fn read(Picture { mime_type, file }: Picture) -> Result<Self, Error> {
        Ok(Self { mime_type, data: file.read().await?.to_vec() })
    }
}
