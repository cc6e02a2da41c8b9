//! Files.

use std::sync::Arc;

use spectrum_imessage::content::{File, FileOptions, VoiceOptions};

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
        Self { id: None, name, mime_type }
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
}
