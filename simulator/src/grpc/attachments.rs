//! AttachmentService.

use bytes::Bytes;
use futures_util::stream;
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
use crate::refusal::Refusal;

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
        let file = self.hub.state().file(&request.into_inner().attachment_guid)?.clone();
        let (companion_info, companion) = file.companion.unzip();
        let header = DownloadHeader { attachment: Some(file.info), companion: companion_info };
        let pieces = [Payload::Header(header)]
            .into_iter()
            .chain(chunks(file.data).map(Payload::PrimaryChunk))
            .chain(companion.into_iter().flat_map(chunks).map(Payload::CompanionChunk))
            .map(|payload| Ok(DownloadAttachmentResponse { payload: Some(payload) }));
        Ok(Response::new(Box::pin(stream::iter(pieces))))
    }
}

fn chunks(data: Bytes) -> impl Iterator<Item = Bytes> {
    (0..data.len())
        .step_by(CHUNK)
        .map(move |start| data.slice(start..data.len().min(start + CHUNK)))
}
