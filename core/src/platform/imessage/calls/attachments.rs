//! Files at the service.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use spectrum_imessage_wire::v1::download_attachment_response::Payload;
use spectrum_imessage_wire::{methods, v1};

use super::super::outbound::{Upload, upload_on};
use super::{AttachmentRecord, Call, CompanionRecord, Line, Opened, Uploaded, absent};
use crate::content::{Content, IntoContent};
use crate::error::{Error, Result};
use crate::json;
use crate::progress::Meter;
use crate::send::SendOptions;

/// Files at the service: [`Line::attachments`].
#[derive(Debug)]
pub struct Attachments<'a>(pub(super) &'a Line);

impl Attachments<'_> {
    /// What the service knows of a file.
    ///
    /// # Errors
    /// `NotFoundError` if it is unknown; else the service's.
    pub async fn get(&self, guid: &str) -> Result<AttachmentRecord> {
        let request = v1::GetAttachmentInfoRequest { attachment_guid: guid.to_owned() };
        let answer = self
            .0
            .call(
                "spectrum.line.attachments.get",
                Call::reading(),
                request,
                methods::attachment::GET_ATTACHMENT_INFO,
            )
            .await?;
        Ok(answer.attachment.ok_or_else(|| absent("the file"))?.into())
    }

    /// Uploads a file, for a sticker or a message of several parts to name. Content is an attachment, a
    /// voice message or a contact, as its builder made it; it is read piece by piece, up to 100 MiB.
    ///
    /// # Errors
    /// `ValidationError` for content that is no file, or a file that cannot be read; else the
    /// service's.
    pub async fn upload(
        &self,
        content: impl IntoContent,
        options: &SendOptions,
    ) -> Result<Uploaded> {
        let content = content.into_content()?;
        self.0.observed("spectrum.line.attachments.upload", self.put(content, options)).await
    }

    async fn put(&self, content: Content, options: &SendOptions) -> Result<Uploaded> {
        let content = content.prepare().await?;
        let is_file =
            matches!(content, Content::Attachment(_) | Content::Voice(_) | Content::Contact(_));
        if !is_file {
            return Err(Error::invalid(format!(
                "upload needs a file, not \"{}\"",
                content.type_name()
            )));
        }
        let upload = Upload::of(&content).await?;
        let (line, _call) = self.0.enter()?;
        let key = options.client_message_id.as_deref();
        let mut sizes = Vec::new();
        content.upload_sizes(&mut sizes);
        let meter = options.progress.as_ref().and_then(|_| Meter::new(&sizes));
        let uploading = upload_on(&line, &upload, key, meter.as_ref());
        let answer = match (&meter, &options.progress) {
            (Some(meter), Some(progress)) => meter.watch(progress.clone(), uploading).await,
            _ => uploading.await,
        };
        let answer = answer?;
        if answer.attachment.as_ref().is_none_or(|attachment| attachment.guid.is_empty()) {
            return Err(absent("the uploaded file"));
        }
        Ok(answer.into())
    }

    /// Downloads a file, and the video of a Live Photo, piece by piece.
    ///
    /// # Errors
    /// `NotFoundError` if it is unknown; else the service's.
    pub async fn download(&self, guid: &str) -> Result<DownloadStream> {
        let request = v1::DownloadAttachmentRequest { attachment_guid: guid.to_owned() };
        let open = self.0.open(
            "spectrum.line.attachments.download",
            request,
            methods::attachment::DOWNLOAD_ATTACHMENT,
        );
        Ok(DownloadStream(open.await?))
    }
}

/// A piece of a download.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DownloadPiece {
    /// What comes; the first piece.
    Header {
        /// The file.
        info: Option<Box<AttachmentRecord>>,
        /// The video of a Live Photo.
        companion_info: Option<CompanionRecord>,
    },
    /// Bytes of the file.
    PrimaryChunk {
        /// The bytes.
        #[serde(serialize_with = "json::write_bytes")]
        data: Bytes,
    },
    /// Bytes of the video.
    CompanionChunk {
        /// The bytes.
        #[serde(serialize_with = "json::write_bytes")]
        data: Bytes,
    },
}

/// A download that goes on. Dropping it ends the download.
pub struct DownloadStream(Opened<v1::DownloadAttachmentResponse>);

impl DownloadStream {
    /// The next piece; `None` at the end. Cancel-safe.
    ///
    /// # Errors
    /// The service's; then the download is over.
    pub async fn next(&mut self) -> Result<Option<DownloadPiece>> {
        while let Some(answer) = self.0.next().await? {
            return Ok(Some(match answer.payload {
                Some(Payload::Header(header)) => DownloadPiece::Header {
                    info: header.attachment.map(|info| Box::new(info.into())),
                    companion_info: header.companion.map(Into::into),
                },
                Some(Payload::PrimaryChunk(data)) => DownloadPiece::PrimaryChunk { data },
                Some(Payload::CompanionChunk(data)) => DownloadPiece::CompanionChunk { data },
                None => continue,
            }));
        }
        Ok(None)
    }
}

impl fmt::Debug for DownloadStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DownloadStream")
    }
}
