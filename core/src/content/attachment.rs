//! Files.

use std::path::Path;

use bytes::Bytes;
use uuid::Uuid;

use super::Content;
use super::file::{
    File, FileOptions, check_sendable, http_url, mime_type, name_of_path, name_of_url,
};
use crate::error::Result;

/// A file, sent or received.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// The id: the service's for a received file, else as given or a random UUID.
    pub id: String,
    /// The name that the receiver sees.
    pub name: String,
    /// The MIME type.
    pub mime_type: String,
    /// The size in bytes, where it is known.
    pub size: Option<u64>,
    /// The bytes, read when they are needed.
    pub file: File,
    /// The video, if the picture is a Live Photo.
    pub companion: Option<Companion>,
}

/// The video that makes a picture a Live Photo, sent or received.
#[derive(Clone, Debug)]
pub struct Companion {
    /// The size in bytes, where it is known.
    pub size: Option<u64>,
    /// The bytes, read when they are needed. The service gives them after the picture: to read them
    /// downloads both.
    pub file: File,
}

impl Attachment {
    fn build(file: File, name: Option<String>, options: FileOptions) -> Result<Content> {
        let name = options.name.or(name).unwrap_or_else(|| "attachment".to_owned());
        Ok(Content::Attachment(Self {
            id: options.id.unwrap_or_else(|| Uuid::new_v4().to_string()),
            mime_type: mime_type("the attachment", options.mime_type, &name)?,
            name,
            size: None,
            file,
            companion: options
                .companion
                .map(|source| Companion { size: None, file: source.into_file() }),
        }))
    }

    /// The bytes that an upload takes, where they are known.
    pub(crate) fn upload_size(&self) -> Option<u64> {
        match &self.companion {
            Some(companion) => Some(self.size? + companion.size?),
            None => self.size,
        }
    }

    pub(super) async fn prepare(mut self) -> Result<Self> {
        self.size = self.file.size().await?.or(self.size);
        if let Some(companion) = &mut self.companion {
            companion.size = companion.file.size().await?.or(companion.size);
        }
        let companion = self.companion.as_ref().and_then(|companion| companion.size);
        check_sendable(&[self.size, companion])?;
        Ok(self)
    }
}

/// A file by its path, read piece by piece when it is sent. The MIME type comes from the extension.
///
/// # Errors
/// `ValidationError` if the MIME type is neither given nor told by the name; at the send, if the
/// file cannot be read, changes its size meanwhile, or has more than 100 MiB (with its video, if it
/// is a Live Photo).
pub fn attachment(path: impl AsRef<Path>, options: FileOptions) -> Result<Content> {
    let path = path.as_ref();
    Attachment::build(File::path(path), name_of_path(path), options)
}

/// A file from memory. Give a name, or a MIME type.
///
/// # Errors
/// `ValidationError` if the MIME type is neither given nor told by the name.
pub fn attachment_bytes(bytes: impl Into<Bytes>, options: FileOptions) -> Result<Content> {
    Attachment::build(File::bytes(bytes.into()), None, options)
}

/// A file by its URL, fetched when it is sent (10 s to the answer).
///
/// # Errors
/// `ValidationError` if the URL is none, or the MIME type is neither given nor told by the name.
pub fn attachment_url(url: &str, options: FileOptions) -> Result<Content> {
    let url = http_url("an attachment", url)?;
    let name = name_of_url(&url);
    Attachment::build(File::url(url), name, options)
}
