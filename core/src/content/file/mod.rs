//! The bytes of an attachment: a path, bytes in memory, a URL, or a file at the service.

mod options;
mod save;
mod stream;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;
use url::Url;

pub use self::options::{CompanionSource, FileOptions, ReadOptions};
pub(super) use self::options::{http_url, mime_type, name_of_path, name_of_url};
pub use self::stream::FileStream;
use crate::error::{Error, Result};
use crate::net;

/// The service's limit for an attachment, and so for what is held in memory unasked.
const MAX_SIZE: u64 = 100 * 1024 * 1024;
/// What a look-up keeps in memory of one file.
const KEPT: usize = 64 * 1024;
/// The code of an error about a file above its limit.
const TOO_LARGE: &str = "attachmentTooLarge";

/// A file that the platform can fetch.
pub(crate) trait RemoteFile: Send + Sync + 'static {
    /// The size by its description, which may be wrong or missing.
    fn size(&self) -> Option<u64>;

    /// Begins a download.
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn RemoteChunks>>>;
}

/// A download that goes on.
pub(crate) trait RemoteChunks: Send + 'static {
    /// The size as it was told at the beginning.
    fn size(&self) -> Option<u64>;

    /// The next bytes; `None` at the end. Cancel-safe.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>>>;
}

/// Bytes that are read when they are needed. A read is remembered, so that a second one gives the
/// same bytes; a failed read is not, the next one tries again. Cheap to clone.
#[derive(Clone)]
pub struct File(Arc<Inner>);

struct Inner {
    source: Arc<Source>,
    memory: OnceCell<Bytes>,
}

enum Source {
    Path(PathBuf),
    Bytes,
    Url(Url),
    Remote(Box<dyn RemoteFile>),
}

/// Where a file is, if it is neither in memory nor at the service.
pub(crate) enum Place<'a> {
    Path(&'a Path),
    Url(&'a Url),
}

impl File {
    /// Where the file is; `None` if it is in memory or at the service.
    pub(crate) fn place(&self) -> Option<Place<'_>> {
        match &*self.0.source {
            Source::Path(path) => Some(Place::Path(path)),
            Source::Url(url) => Some(Place::Url(url)),
            Source::Bytes | Source::Remote(_) => None,
        }
    }

    pub(super) fn path(path: impl Into<PathBuf>) -> Self {
        Self::from_source(Source::Path(path.into()))
    }

    pub(super) fn url(url: Url) -> Self {
        Self::from_source(Source::Url(url))
    }

    pub(crate) fn bytes(bytes: Bytes) -> Self {
        let memory = OnceCell::new_with(Some(bytes));
        Self(Arc::new(Inner { source: Arc::new(Source::Bytes), memory }))
    }

    pub(crate) fn remote(file: impl RemoteFile) -> Self {
        Self::from_source(Source::Remote(Box::new(file)))
    }

    fn from_source(source: Source) -> Self {
        Self(Arc::new(Inner { source: Arc::new(source), memory: OnceCell::new() }))
    }

    /// The same file as if it had not been read: what is read of the one is not kept by the other.
    /// `None` if it is nowhere but in memory, and too large to be kept there for a look-up.
    pub(crate) fn unread(&self) -> Option<Self> {
        let light = self.0.memory.get().is_none_or(|bytes| bytes.len() <= KEPT);
        match *self.0.source {
            Source::Bytes => light.then(|| self.clone()),
            Source::Path(_) | Source::Url(_) | Source::Remote(_) => {
                let source = Arc::clone(&self.0.source);
                Some(Self(Arc::new(Inner { source, memory: OnceCell::new() })))
            }
        }
    }

    /// All bytes of the file. They are remembered, and must fit into memory: of a URL or a received
    /// file 100 MiB are taken.
    ///
    /// # Errors
    /// `ValidationError` if a path cannot be read or the file is too large, `ConnectionError` if a
    /// URL does not answer within 10 s, is silent for as long, or answers outside 2xx; the service's
    /// error for a received file.
    pub async fn read(&self) -> Result<Bytes> {
        self.read_with(ReadOptions::default()).await
    }

    /// As [`File::read`], with a limit or a callback. With `max_size` more than 100 MiB are possible.
    ///
    /// # Errors
    /// As [`File::read`]; `ValidationError` (`attachmentTooLarge`, with `limit` and, where it is
    /// known, `size` in its context) above `max_size`.
    pub async fn read_with(&self, mut options: ReadOptions) -> Result<Bytes> {
        let max_size = options.max_size;
        self.check_known_size(max_size)?;
        if options.max_size.is_none() && !matches!(*self.0.source, Source::Path(_)) {
            options.max_size = Some(MAX_SIZE);
        }
        if let Some(bytes) = self.0.memory.get() {
            return FileStream::memory(bytes.clone()).with(options)?.collect().await;
        }
        let load = || async { self.open().await?.with(options)?.collect().await };
        let bytes = self.0.memory.get_or_try_init(load).await?;
        // Somebody else may have read it with another limit.
        check_size(Some(bytes.len() as u64), max_size)?;
        Ok(bytes.clone())
    }

    /// The bytes, piece by piece: what does not fit into memory needs not be there whole. A URL or
    /// a received file is fetched anew each time.
    ///
    /// # Errors
    /// As [`File::read`].
    pub async fn stream(&self) -> Result<FileStream> {
        self.stream_with(ReadOptions::default()).await
    }

    /// As [`File::stream`], with a limit or a callback.
    ///
    /// # Errors
    /// As [`File::read_with`].
    pub async fn stream_with(&self, options: ReadOptions) -> Result<FileStream> {
        self.check_known_size(options.max_size)?;
        self.open().await?.with(options)
    }

    /// From the source, whether it has been read before or not.
    async fn open(&self) -> Result<FileStream> {
        Ok(match &*self.0.source {
            Source::Path(path) => FileStream::local(path).await?,
            Source::Url(url) => FileStream::http(net::open(url).await?),
            Source::Remote(file) => FileStream::remote(file.open().await?),
            // In memory from the beginning.
            Source::Bytes => FileStream::memory(self.0.memory.get().cloned().unwrap_or_default()),
        })
    }

    /// From memory if it has been read before, else from the source.
    async fn reopen(&self) -> Result<FileStream> {
        match self.0.memory.get() {
            Some(bytes) => Ok(FileStream::memory(bytes.clone())),
            None => self.open().await,
        }
    }

    /// The bytes, piece by piece, and how many they are: from the source where it says so, else
    /// from memory.
    pub(crate) async fn open_sized(&self) -> Result<(FileStream, u64)> {
        let stream = self.reopen().await?;
        check_size(stream.size(), Some(MAX_SIZE))?;
        if let Some(size) = stream.size() {
            return Ok((stream, size));
        }
        let limit = ReadOptions { max_size: Some(MAX_SIZE), progress: None };
        let collect = || async { stream.with(limit)?.collect().await };
        let bytes = self.0.memory.get_or_try_init(collect).await?.clone();
        let size = bytes.len() as u64;
        Ok((FileStream::memory(bytes), size))
    }

    /// The first bytes, at least as many as are asked for if there are so many. What comes from
    /// elsewhere is read whole, since it cannot be asked for twice without cost.
    pub(crate) async fn head(&self, length: usize) -> Result<Bytes> {
        if self.is_elsewhere() {
            return self.read().await;
        }
        let mut stream = self.reopen().await?;
        let mut head = Bytes::new();
        while head.len() < length
            && let Some(chunk) = stream.next().await?
        {
            head = if head.is_empty() { chunk } else { [head, chunk].concat().into() };
        }
        Ok(head)
    }

    /// The size in bytes: of a file by its path (which must be there), of bytes by their length, of
    /// a received file by its description. Unknown of a URL before it is read.
    pub(super) async fn size(&self) -> Result<Option<u64>> {
        let Source::Path(path) = &*self.0.source else { return Ok(self.known_size()) };
        if let Some(bytes) = self.0.memory.get() {
            return Ok(Some(bytes.len() as u64));
        }
        let metadata = tokio::fs::metadata(path).await.map_err(|e| cannot_read(path, &e))?;
        if !metadata.is_file() {
            return Err(Error::validation(
                "notAFile",
                format!("{} is not a regular file", path.display()),
            ));
        }
        Ok(Some(metadata.len()))
    }

    /// The size as far as it is known without a look.
    fn known_size(&self) -> Option<u64> {
        match (self.0.memory.get(), &*self.0.source) {
            (Some(bytes), _) => Some(bytes.len() as u64),
            (None, Source::Remote(file)) => file.size(),
            (None, Source::Path(_) | Source::Url(_) | Source::Bytes) => None,
        }
    }

    fn check_known_size(&self, limit: Option<u64>) -> Result<()> {
        check_size(self.known_size(), limit)
    }

    pub(super) fn is_url(&self) -> bool {
        matches!(*self.0.source, Source::Url(_))
    }

    /// Where the file lies, if it is one of this machine by its path.
    pub(crate) fn local_path(&self) -> Option<&Path> {
        match &*self.0.source {
            Source::Path(path) => Some(path),
            Source::Bytes | Source::Url(_) | Source::Remote(_) => None,
        }
    }

    /// Whether the bytes come over the network.
    pub(crate) fn is_elsewhere(&self) -> bool {
        matches!(*self.0.source, Source::Url(_) | Source::Remote(_))
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0.source {
            Source::Path(path) => write!(f, "File({})", path.display()),
            Source::Bytes => f.write_str("File(bytes)"),
            // A query may hold a signature.
            Source::Url(url) => write!(f, "File({})", url.host_str().unwrap_or("url")),
            Source::Remote(_) => f.write_str("File(at the service)"),
        }
    }
}

/// Refuses a size that is known to be above a limit.
fn check_size(size: Option<u64>, limit: Option<u64>) -> Result<()> {
    match (size, limit) {
        (Some(size), Some(limit)) if size > limit => Err(too_large(Some(size), limit)),
        _ => Ok(()),
    }
}

/// Refuses what the service does not take as one attachment. Unknown sizes pass.
pub(crate) fn check_sendable(sizes: &[Option<u64>]) -> Result<()> {
    check_size(Some(sizes.iter().flatten().sum()), Some(MAX_SIZE))
}

fn too_large(size: Option<u64>, limit: u64) -> Error {
    let what = size.map_or_else(|| "more".to_owned(), |size| format!("{size} bytes"));
    let error = Error::validation(
        TOO_LARGE,
        format!("at most {limit} bytes are taken, and the file has {what}"),
    )
    .with_context("limit", limit.to_string());
    match size {
        Some(size) => error.with_context("size", size.to_string()),
        None => error,
    }
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Error {
    let code = match error.kind() {
        std::io::ErrorKind::NotFound => "fileNotFound",
        _ => "fileNotReadable",
    };
    Error::validation(code, format!("cannot read {}: {error}", path.display()))
}
