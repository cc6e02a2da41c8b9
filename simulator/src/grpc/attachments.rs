//! AttachmentService.

use std::future::ready;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use spectrum_imessage_wire::v1::attachment_service_server::AttachmentService;
use spectrum_imessage_wire::v1::download_attachment_response::Payload;
use spectrum_imessage_wire::v1::{
    DownloadAttachmentRequest, DownloadAttachmentResponse, DownloadHeader,
    GetAttachmentInfoRequest, GetAttachmentInfoResponse, UploadAttachmentRequest,
    UploadAttachmentResponse,
};
use tonic::{Code, Request, Response, Status};

use super::{Answers, Services, caller};
use crate::config::ATTACHMENT_LIMIT;
use crate::hub::Hub;
use crate::refusal::Refusal;
use crate::state::StoredFile;

/// The size of a piece of a download.
const CHUNK: usize = 64 * 1024;

#[tonic::async_trait]
impl AttachmentService for Services {
    async fn get_attachment_info(
        &self,
        request: Request<GetAttachmentInfoRequest>,
    ) -> Result<Response<GetAttachmentInfoResponse>, Status> {
        self.look(request, |state, _, request| {
            let attachment = Some(state.file(&request.attachment_guid)?.info.clone());
            Ok(GetAttachmentInfoResponse { attachment })
        })
    }

    async fn upload_attachment(
        &self,
        request: Request<UploadAttachmentRequest>,
    ) -> Result<Response<UploadAttachmentResponse>, Status> {
        self.call(request, |state, _, request| {
            let companion = request.companion.as_ref().map_or(0, |companion| companion.data.len());
            if request.data.len() + companion > ATTACHMENT_LIMIT {
                let message = format!("an attachment may have {ATTACHMENT_LIMIT} bytes");
                return Err(Refusal::new(Code::ResourceExhausted, "", message));
            }
            let file =
                state.keep_file(&request.file_name, request.data, request.companion, true)?;
            Ok(UploadAttachmentResponse {
                attachment: Some(file.info),
                companion: file.companion.map(|(info, _)| info),
            })
        })
    }

    type DownloadAttachmentStream = Answers<DownloadAttachmentResponse>;

    async fn download_attachment(
        &self,
        request: Request<DownloadAttachmentRequest>,
    ) -> Result<Response<Self::DownloadAttachmentStream>, Status> {
        caller(&request)?;
        let guid = request.into_inner().attachment_guid;
        let header = {
            let state = self.hub.state();
            let file = state.file(&guid)?;
            let companion = file.companion.as_ref().map(|(info, _)| info.clone());
            DownloadHeader { attachment: Some(file.info.clone()), companion }
        };
        let header = DownloadAttachmentResponse { payload: Some(Payload::Header(header)) };
        let download = Some(Download { hub: self.hub.clone(), guid, sent: 0 });
        let pieces = stream::unfold(download, |download| ready(Download::next(download)));
        Ok(Response::new(Box::pin(stream::iter([Ok(header)]).chain(pieces))))
    }
}

/// A file that is being sent. It is read as it goes: a reader that stays behind holds no file back
/// from being forgotten.
struct Download {
    hub: Arc<Hub>,
    guid: String,
    /// Bytes of the file and its companion.
    sent: usize,
}

type Piece = Result<DownloadAttachmentResponse, Status>;

impl Download {
    fn next(download: Option<Self>) -> Option<(Piece, Option<Self>)> {
        let mut download = download?;
        let payload = match download.hub.state().file(&download.guid) {
            Ok(file) => piece(file, download.sent),
            Err(refusal) => return Some((Err(refusal.into()), None)),
        }?;
        download.sent += match &payload {
            Payload::PrimaryChunk(bytes) | Payload::CompanionChunk(bytes) => bytes.len(),
            Payload::Header(_) => 0,
        };
        Some((Ok(DownloadAttachmentResponse { payload: Some(payload) }), Some(download)))
    }
}

/// The piece after so many bytes.
fn piece(file: &StoredFile, sent: usize) -> Option<Payload> {
    let from = |data: &Bytes, start: usize| {
        (start < data.len())
            .then(|| Bytes::copy_from_slice(&data[start..data.len().min(start + CHUNK)]))
    };
    if let Some(bytes) = from(&file.data, sent) {
        return Some(Payload::PrimaryChunk(bytes));
    }
    let (_, companion) = file.companion.as_ref()?;
    from(companion, sent - file.data.len()).map(Payload::CompanionChunk)
}
