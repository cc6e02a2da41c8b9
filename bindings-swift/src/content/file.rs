//! Files.

use std::sync::Arc;

use spectrum_imessage::Error;
use spectrum_imessage::content::{
    Attachment, Companion, CompanionSource, File, FileOptions, FileStream, Picture, ReadOptions,
    VoiceOptions,
};
use tokio::sync::Mutex;

use crate::error::NativeResult;
use crate::progress::{NativeProgressSink, on_progress};
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

/// Where the video of a Live Photo is.
#[derive(Debug, uniffi::Enum)]
pub enum NativeCompanionSource {
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
}

impl From<NativeCompanionSource> for CompanionSource {
    fn from(source: NativeCompanionSource) -> Self {
        match source {
            NativeCompanionSource::Path { path } => Self::Path(path.into()),
            NativeCompanionSource::Data { data } => Self::Bytes(data.into()),
        }
    }
}

impl NativeFileOptions {
    pub(super) fn attachment(self, companion: Option<NativeCompanionSource>) -> FileOptions {
        let Self { name, mime_type } = self;
        FileOptions { id: None, name, mime_type, companion: companion.map(Into::into) }
    }

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
    pub async fn read(
        &self,
        max_size: Option<u64>,
        progress: Option<Arc<dyn NativeProgressSink>>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Vec<u8>> {
        let file = self.0.clone();
        let options = ReadOptions { max_size, progress: progress.map(on_progress) };
        on_io(cancel, async move { file.read_with(options).await.map(|bytes| bytes.to_vec()) })
            .await
    }

    /// Begins to read piece by piece.
    pub async fn stream(
        &self,
        max_size: Option<u64>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Arc<NativeFileStream>> {
        let file = self.0.clone();
        let options = ReadOptions { max_size, progress: None };
        on_io(cancel, async move {
            let stream = file.stream_with(options).await?;
            Ok::<_, Error>(Arc::new(NativeFileStream(Mutex::new(stream))))
        })
        .await
    }

    /// Writes all bytes to a path; their number.
    pub async fn save(
        &self,
        path: String,
        max_size: Option<u64>,
        progress: Option<Arc<dyn NativeProgressSink>>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<u64> {
        let file = self.0.clone();
        let options = ReadOptions { max_size, progress: progress.map(on_progress) };
        on_io(cancel, async move { file.save(path, options).await }).await
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
    /// The video of a Live Photo.
    pub companion: Option<NativeCompanion>,
}

impl From<Attachment> for NativeAttachment {
    fn from(attachment: Attachment) -> Self {
        let Attachment { id, name, mime_type, size, file, companion } = attachment;
        let companion = companion.map(Into::into);
        Self { id, name, mime_type, size, file: NativeFile::new(&file), companion }
    }
}

/// The video of a Live Photo.
#[derive(Debug, uniffi::Record)]
pub struct NativeCompanion {
    /// The size in bytes.
    pub size: Option<u64>,
    /// The bytes.
    pub file: Arc<NativeFile>,
}

impl From<Companion> for NativeCompanion {
    fn from(Companion { size, file }: Companion) -> Self {
        Self { size, file: NativeFile::new(&file) }
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
