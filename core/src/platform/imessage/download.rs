//! Files that the service keeps.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use spectrum_imessage_wire::v1::download_attachment_response::Payload;
use spectrum_imessage_wire::{methods, v1};

use super::lines::{Line, Lines};
use super::transport::Opened;
use crate::content::{Companion, File, RemoteChunks, RemoteFile};
use crate::error::{Error, ErrorKind, Result};

/// One of the two files of an attachment. A download has both, one after the other.
#[derive(Clone, Copy, PartialEq)]
enum Which {
    Primary,
    /// The video of a Live Photo.
    Companion,
}

/// An attachment at the service, on one line.
struct ServiceFile {
    line: Arc<Line>,
    guid: String,
    which: Which,
    size: Option<u64>,
}

/// A file that the service describes, with its video if it is a Live Photo. Nothing is fetched
/// before it is read.
pub(super) fn service_files(
    line: &Arc<Line>,
    info: &v1::AttachmentInfo,
) -> (File, Option<Companion>) {
    let file = |which, size| {
        let (line, guid) = (Arc::clone(line), info.guid.clone());
        File::remote(ServiceFile { line, guid, which, size })
    };
    let kind = info.companion_kind.unwrap_or_default();
    let companion = (kind != v1::CompanionKind::Unspecified as i32)
        .then(|| Companion { size: None, file: file(Which::Companion, None) });
    (file(Which::Primary, size(info.total_bytes)), companion)
}

/// A file that is known by its guid alone, on the line of that number, which is looked for when the
/// file is read.
pub(super) fn named_file(lines: &Arc<Lines>, phone: &str, guid: &str, size: Option<u64>) -> File {
    File::remote(NamedFile {
        lines: Arc::clone(lines),
        phone: phone.to_owned(),
        guid: guid.to_owned(),
        size,
    })
}

/// An attachment at the service, on a line that need not be there yet.
struct NamedFile {
    lines: Arc<Lines>,
    phone: String,
    guid: String,
    size: Option<u64>,
}

impl RemoteFile for NamedFile {
    fn size(&self) -> Option<u64> {
        self.size
    }

    fn open(&self) -> BoxFuture<'_, Result<Box<dyn RemoteChunks>>> {
        async {
            let line = self.lines.serving(&self.phone)?;
            let (guid, size) = (self.guid.clone(), self.size);
            ServiceFile { line, guid, which: Which::Primary, size }.open().await
        }
        .boxed()
    }
}

/// A size of the wire, where nothing is written as zero.
fn size(total_bytes: i64) -> Option<u64> {
    u64::try_from(total_bytes).ok().filter(|size| *size > 0)
}

impl RemoteFile for ServiceFile {
    fn size(&self) -> Option<u64> {
        self.size
    }

    fn open(&self) -> BoxFuture<'_, Result<Box<dyn RemoteChunks>>> {
        async {
            let request = v1::DownloadAttachmentRequest { attachment_guid: self.guid.clone() };
            let mut stream = self
                .line
                .transport()
                .open(request, methods::attachment::DOWNLOAD_ATTACHMENT)
                .await?;
            let first = stream.next_in_time().await?;
            let ended = first.is_none();
            let mut download =
                Download { stream, which: self.which, size: self.size, early: None, ended };
            match first.and_then(|answer| answer.payload) {
                Some(Payload::Header(header)) => download.size = self.announced(header)?,
                Some(early) => download.early = download.chunk(early),
                None => {}
            }
            Ok(Box::new(download) as Box<dyn RemoteChunks>)
        }
        .boxed()
    }
}

impl ServiceFile {
    /// The size by the beginning of a download, which knows it better than a description.
    fn announced(&self, header: v1::DownloadHeader) -> Result<Option<u64>> {
        match (self.which, header.companion) {
            (Which::Primary, _) => {
                Ok(header.attachment.and_then(|info| size(info.total_bytes)).or(self.size))
            }
            (Which::Companion, Some(info)) => Ok(size(info.total_bytes)),
            (Which::Companion, None) => Err(Error::new(
                ErrorKind::NotFound,
                "attachmentNotFound",
                "the service has no video of this picture any more",
            )),
        }
    }
}

struct Download {
    stream: Opened<v1::DownloadAttachmentResponse>,
    which: Which,
    size: Option<u64>,
    /// A piece that came in place of the header.
    early: Option<Bytes>,
    ended: bool,
}

impl Download {
    /// The piece of the file that is meant.
    fn chunk(&self, payload: Payload) -> Option<Bytes> {
        let chunk = match (payload, self.which) {
            (Payload::PrimaryChunk(chunk), Which::Primary)
            | (Payload::CompanionChunk(chunk), Which::Companion) => chunk,
            _ => return None,
        };
        (!chunk.is_empty()).then_some(chunk)
    }
}

impl RemoteChunks for Download {
    fn size(&self) -> Option<u64> {
        self.size
    }

    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>>> {
        async {
            if let Some(early) = self.early.take() {
                return Ok(Some(early));
            }
            while !self.ended {
                match self.stream.next_in_time().await? {
                    Some(answer) => {
                        let chunk = answer.payload.and_then(|payload| self.chunk(payload));
                        if chunk.is_some() {
                            return Ok(chunk);
                        }
                    }
                    None => self.ended = true,
                }
            }
            Ok(None)
        }
        .boxed()
    }
}
