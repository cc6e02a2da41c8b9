//! Files that the service keeps.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use spectrum_imessage_wire::v1;
use spectrum_imessage_wire::v1::download_attachment_response::Payload;

use super::lines::Line;
use super::transport::{Opened, Transport};
use crate::content::{File, RemoteChunks, RemoteFile};
use crate::error::Result;

/// An attachment at the service, on one line.
struct ServiceFile {
    line: Arc<Line>,
    guid: String,
}

/// A file that the service describes. Nothing is fetched before it is read.
pub(super) fn service_file(line: &Arc<Line>, info: &v1::AttachmentInfo) -> File {
    File::remote(ServiceFile { line: Arc::clone(line), guid: info.guid.clone() })
}

impl RemoteFile for ServiceFile {
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn RemoteChunks>>> {
        async {
            let request = v1::DownloadAttachmentRequest { attachment_guid: self.guid.clone() };
            let stream = self
                .line
                .transport()
                .open(request, |channel, request| async move {
                    Transport::attachments(channel).download_attachment(request).await
                })
                .await?;
            Ok(Box::new(Download(stream)) as Box<dyn RemoteChunks>)
        }
        .boxed()
    }
}

struct Download(Opened<v1::DownloadAttachmentResponse>);

impl RemoteChunks for Download {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>>> {
        async {
            while let Some(answer) = self.0.next().await? {
                // The companion of a Live Photo is another file.
                if let Some(Payload::PrimaryChunk(chunk)) = answer.payload
                    && !chunk.is_empty()
                {
                    return Ok(Some(chunk));
                }
            }
            Ok(None)
        }
        .boxed()
    }
}
