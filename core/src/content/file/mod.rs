//! The bytes of an attachment: a path, bytes in memory, a URL, or a file at the service.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use tokio::io::AsyncReadExt;
use tokio::sync::OnceCell;
use url::Url;

use super::mime;
use crate::error::{Error, ErrorKind, Result};
use crate::net;

/// The service's limit for an attachment, and so for what is held in memory.
const MAX_SIZE: usize = 100 * 1024 * 1024;
/// What one read of a local file takes.
const CHUNK: usize = 64 * 1024;

/// A file that the platform can fetch.
pub(crate) trait RemoteFile: Send + Sync + 'static {
    /// Begins a download.
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn RemoteChunks>>>;
}

/// A download that goes on.
pub(crate) trait RemoteChunks: Send + 'static {
    /// The next bytes; `None` at the end. Cancel-safe.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>>>;
}

/// Bytes that are read when they are needed. A read is remembered, so that a second one gives the
/// same bytes; a failed read is not, the next one tries again. Cheap to clone.
#[derive(Clone)]
pub struct File(Arc<Inner>);

struct Inner {
    source: Source,
    memory: OnceCell<Bytes>,
}

enum Source {
    Path(PathBuf),
    Bytes,
    Url(Url),
    Remote(Box<dyn RemoteFile>),
}

impl File {
    pub(super) fn path(path: impl Into<PathBuf>) -> Self {
        Self::from_source(Source::Path(path.into()))
    }

    pub(super) fn url(url: Url) -> Self {
        Self::from_source(Source::Url(url))
    }

    pub(super) fn bytes(bytes: Bytes) -> Self {
        Self(Arc::new(Inner { source: Source::Bytes, memory: OnceCell::new_with(Some(bytes)) }))
    }

    pub(crate) fn remote(file: impl RemoteFile) -> Self {
        Self::from_source(Source::Remote(Box::new(file)))
    }

    fn from_source(source: Source) -> Self {
        Self(Arc::new(Inner { source, memory: OnceCell::new() }))
    }

    /// All bytes of the file.
    ///
    /// # Errors
    /// `ValidationError` if a path cannot be read, `ConnectionError` if a URL does not answer
    /// within 10 s or outside 2xx, the service's error for a received file.
    pub async fn read(&self) -> Result<Bytes> {
        let load = || async {
            match &self.0.source {
                Source::Path(path) => {
                    tokio::fs::read(path).await.map(Bytes::from).map_err(|e| cannot_read(path, &e))
                }
                Source::Url(url) => net::fetch(url, MAX_SIZE).await,
                Source::Remote(file) => {
                    let mut stream = FileStream(Chunks::Remote(file.open().await?));
                    let mut bytes = BytesMut::new();
                    while let Some(chunk) = stream.next().await? {
                        if bytes.len() + chunk.len() > MAX_SIZE {
                            return Err(too_large());
                        }
                        bytes.extend_from_slice(&chunk);
                    }
                    Ok(bytes.freeze())
                }
                // In memory from the beginning.
                Source::Bytes => Ok(Bytes::new()),
            }
        };
        self.0.memory.get_or_try_init(load).await.cloned()
    }

    /// The bytes, piece by piece: what does not fit into memory needs not be there whole. A
    /// received file is downloaded anew each time.
    ///
    /// # Errors
    /// As [`File::read`].
    pub async fn stream(&self) -> Result<FileStream> {
        Ok(FileStream(match &self.0.source {
            Source::Path(path) => {
                let file = tokio::fs::File::open(path).await;
                Chunks::Local(file.map_err(|e| cannot_read(path, &e))?, path.clone())
            }
            Source::Remote(file) => Chunks::Remote(file.open().await?),
            Source::Bytes | Source::Url(_) => Chunks::Whole(Some(self.read().await?)),
        }))
    }

    /// The size in bytes: of a file by its path (which must be there), of bytes by their length.
    /// Unknown of the rest before it is read.
    pub(super) async fn size(&self) -> Result<Option<u64>> {
        if let Some(bytes) = self.0.memory.get() {
            return Ok(Some(bytes.len() as u64));
        }
        let Source::Path(path) = &self.0.source else { return Ok(None) };
        let metadata = tokio::fs::metadata(path).await.map_err(|e| cannot_read(path, &e))?;
        if !metadata.is_file() {
            return Err(Error::validation(
                "notAFile",
                format!("{} is not a regular file", path.display()),
            ));
        }
        Ok(Some(metadata.len()))
    }

    pub(super) fn is_url(&self) -> bool {
        matches!(self.0.source, Source::Url(_))
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.source {
            Source::Path(path) => write!(f, "File({})", path.display()),
            Source::Bytes => f.write_str("File(bytes)"),
            // A query may hold a signature.
            Source::Url(url) => write!(f, "File({})", url.host_str().unwrap_or("url")),
            Source::Remote(_) => f.write_str("File(at the service)"),
        }
    }
}

/// The bytes of a file, piece by piece.
pub struct FileStream(Chunks);

enum Chunks {
    Whole(Option<Bytes>),
    Local(tokio::fs::File, PathBuf),
    Remote(Box<dyn RemoteChunks>),
}

impl FileStream {
    /// The next bytes, never an empty piece; `None` at the end. Cancel-safe.
    ///
    /// # Errors
    /// As [`File::read`].
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        match &mut self.0 {
            Chunks::Whole(bytes) => Ok(bytes.take().filter(|bytes| !bytes.is_empty())),
            Chunks::Local(file, path) => {
                let mut buffer = BytesMut::with_capacity(CHUNK);
                let read = file.read_buf(&mut buffer).await.map_err(|e| cannot_read(path, &e))?;
                Ok((read > 0).then(|| buffer.freeze()))
            }
            Chunks::Remote(chunks) => chunks.next().await,
        }
    }
}

impl fmt::Debug for FileStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileStream")
    }
}

fn too_large() -> Error {
    Error::new(
        ErrorKind::Other,
        "attachmentTooLarge",
        format!("the file is larger than {MAX_SIZE} bytes; read it as a stream"),
    )
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Error {
    let code = match error.kind() {
        std::io::ErrorKind::NotFound => "fileNotFound",
        _ => "fileNotReadable",
    };
    Error::validation(code, format!("cannot read {}: {error}", path.display()))
}

/// What a caller may say about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileOptions {
    /// The id of the content; a random UUID if not given.
    pub id: Option<String>,
    /// The name that the receiver sees; by the path or the URL if not given.
    pub name: Option<String>,
    /// The MIME type; by the extension of the name if not given.
    pub mime_type: Option<String>,
}

/// The name of a file by its path.
pub(super) fn name_of_path(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_string_lossy().into_owned())
}

/// The name of a file by its URL: the last segment of the path.
pub(super) fn name_of_url(url: &Url) -> Option<String> {
    let last = url.path_segments()?.next_back()?;
    (!last.is_empty()).then(|| last.to_owned())
}

/// The MIME type: as given, else by the name.
pub(super) fn mime_type(what: &str, given: Option<String>, name: &str) -> Result<String> {
    given.filter(|mime| !mime.is_empty()).or_else(|| mime::of_name(name)).ok_or_else(|| {
        Error::validation(
            "unknownMimeType",
            format!("cannot tell the MIME type of {what} by its name \"{name}\"; give mimeType"),
        )
    })
}

/// A URL that can be fetched.
pub(super) fn http_url(what: &str, url: &str) -> Result<Url> {
    let invalid = || Error::validation("invalidUrl", format!("{what} needs an http(s) URL"));
    let url = Url::parse(url).map_err(|_| invalid())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(invalid());
    }
    Ok(url)
}
