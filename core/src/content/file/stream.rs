//! The bytes of a file, piece by piece.

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncReadExt;

use super::{ReadOptions, RemoteChunks, cannot_read, check_size, too_large};
use crate::error::Result;
use crate::net::HttpDownload;
use crate::progress::Reporter;

/// What one read of a local file takes, and a piece of what is in memory.
const CHUNK: usize = 64 * 1024;

/// The bytes of a file, piece by piece. Dropping it ends the transfer.
pub struct FileStream {
    chunks: Chunks,
    size: Option<u64>,
    read: u64,
    max_size: Option<u64>,
    progress: Option<Reporter>,
}

enum Chunks {
    Memory(Bytes),
    Local(tokio::fs::File, PathBuf),
    Http(HttpDownload),
    Remote(Box<dyn RemoteChunks>),
}

impl FileStream {
    pub(super) fn memory(bytes: Bytes) -> Self {
        let size = bytes.len() as u64;
        Self::new(Chunks::Memory(bytes), Some(size))
    }

    pub(super) async fn local(path: &Path) -> Result<Self> {
        let failed = |error| cannot_read(path, &error);
        let file = tokio::fs::File::open(path).await.map_err(failed)?;
        // Of the open file: it stays the same when another one takes its name.
        let metadata = file.metadata().await.map_err(failed)?;
        let size = metadata.is_file().then_some(metadata.len());
        Ok(Self::new(Chunks::Local(file, path.to_owned()), size))
    }

    pub(super) fn http(download: HttpDownload) -> Self {
        let size = download.size();
        Self::new(Chunks::Http(download), size)
    }

    pub(super) fn remote(chunks: Box<dyn RemoteChunks>) -> Self {
        let size = chunks.size();
        Self::new(Chunks::Remote(chunks), size)
    }

    fn new(chunks: Chunks, size: Option<u64>) -> Self {
        Self { chunks, size, read: 0, max_size: None, progress: None }
    }

    /// The same within limits.
    pub(super) fn with(self, options: ReadOptions) -> Result<Self> {
        check_size(self.size, options.max_size)?;
        let progress = options.progress.map(Reporter::new);
        Ok(Self { max_size: options.max_size, progress, ..self })
    }

    /// The size of the file in bytes, where it is known before the end.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The next bytes, never an empty piece; `None` at the end. Cancel-safe.
    ///
    /// # Errors
    /// As [`super::File::read`].
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let piece = self.piece().await?;
        if piece.is_none() {
            self.end();
        }
        Ok(piece)
    }

    /// The transfer has succeeded; who reads by pieces says so.
    pub(super) fn end(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.end(self.read);
        }
    }

    /// As [`FileStream::next`], without taking the end of the bytes for the end of the transfer.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>> {
        let Some(chunk) = self.chunks.next().await? else { return Ok(None) };
        self.read += chunk.len() as u64;
        if let Some(limit) = self.max_size.filter(|limit| self.read > *limit) {
            return Err(too_large(self.size.filter(|size| *size > limit), limit));
        }
        if let Some(progress) = &mut self.progress {
            progress.at(self.read, self.size.filter(|size| *size >= self.read));
        }
        Ok(Some(chunk))
    }

    /// All of it in one piece.
    pub(super) async fn collect(mut self) -> Result<Bytes> {
        if let Chunks::Memory(bytes) = &mut self.chunks {
            let bytes = std::mem::take(bytes);
            if let Some(progress) = self.progress {
                progress.end(bytes.len() as u64);
            }
            return Ok(bytes);
        }
        // A size that is told may be wrong: it saves copies, within the limits.
        let expected = self.size.filter(|size| self.max_size.is_none_or(|max| *size <= max));
        let mut whole =
            BytesMut::with_capacity(expected.and_then(|n| n.try_into().ok()).unwrap_or(0));
        while let Some(chunk) = self.next().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }
}

impl Chunks {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        match self {
            Self::Memory(bytes) => {
                let piece = bytes.split_to(bytes.len().min(CHUNK));
                Ok((!piece.is_empty()).then_some(piece))
            }
            Self::Local(file, path) => {
                let mut buffer = BytesMut::with_capacity(CHUNK);
                let read = file.read_buf(&mut buffer).await.map_err(|e| cannot_read(path, &e))?;
                Ok((read > 0).then(|| buffer.freeze()))
            }
            Self::Http(download) => download.next().await,
            Self::Remote(chunks) => chunks.next().await,
        }
    }
}

impl fmt::Debug for FileStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileStream")
    }
}
