//! Files that the service keeps.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use spectrum_imessage_wire::v1;
use spectrum_imessage_wire::v1::download_attachment_response::Payload;

use super::lines::Line;
use super::transport::Transport;
use crate::content::RemoteFile;
use crate::error::{Error, ErrorKind, Result};

/// The service's limit for an attachment.
const MAX_SIZE: usize = 100 * 1024 * 1024;

/// An attachment at the service, on one line.
pub(super) struct ServiceFile {
    line: Arc<Line>,
    guid: String,
}

impl ServiceFile {
    pub(super) fn new(line: Arc<Line>, guid: String) -> Self {
        Self { line, guid }
    }
}

impl RemoteFile for ServiceFile {
    fn fetch(&self) -> BoxFuture<'_, Result<Bytes>> {
        async {
            let request = v1::DownloadAttachmentRequest { attachment_guid: self.guid.clone() };
            let mut stream = self
                .line
                .transport()
                .open(request, |channel, request| async move {
                    Transport::attachments(channel).download_attachment(request).await
                })
                .await?;
            let mut bytes = BytesMut::new();
            while let Some(answer) = stream.next().await? {
                // The companion of a Live Photo is another file.
                let Some(Payload::PrimaryChunk(chunk)) = answer.payload else { continue };
                if bytes.len() + chunk.len() > MAX_SIZE {
                    return Err(Error::new(
                        ErrorKind::Other,
                        "attachmentTooLarge",
                        format!("the attachment is larger than {MAX_SIZE} bytes"),
                    ));
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(bytes.freeze())
        }
        .boxed()
    }
}
