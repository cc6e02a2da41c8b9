//! Files: uploaded by the agent or sent by people, kept with their bytes.

use bytes::Bytes;
use spectrum_imessage_wire::v1::attachment_ref::Source;
use spectrum_imessage_wire::v1::{
    AttachmentInfo, AttachmentRef, Companion, CompanionInfo, TransferState,
};

use super::State;
use crate::bounds::NAME;
use crate::media;
use crate::refusal::Refusal;

/// A file with its bytes.
#[derive(Clone)]
pub(crate) struct StoredFile {
    pub(crate) info: AttachmentInfo,
    pub(crate) data: Bytes,
    /// The video of a Live Photo.
    pub(crate) companion: Option<(CompanionInfo, Bytes)>,
}

impl StoredFile {
    /// About how many bytes it takes.
    pub(super) fn weight(&self) -> usize {
        let video = self.companion.as_ref().map_or(0, |(_, data)| data.len());
        1024 + 2 * self.info.file_name.len() + self.data.len() + video
    }
}

impl State {
    /// Keeps a file and describes it.
    pub(crate) fn keep_file(
        &mut self,
        name: &str,
        data: Bytes,
        companion: Option<Companion>,
        outgoing: bool,
    ) -> Result<StoredFile, Refusal> {
        let name = &media::file_name(name);
        let mime_type = media::mime_of(name);
        let info = AttachmentInfo {
            guid: self.next_attachment_guid(),
            file_name: name.clone(),
            uti: media::uti_of(name, &mime_type).to_owned(),
            mime_type,
            total_bytes: i64::try_from(data.len()).unwrap_or(i64::MAX),
            is_outgoing: outgoing,
            transfer_state: TransferState::Finished as i32,
            companion_kind: companion.as_ref().map(|companion| companion.kind),
            ..AttachmentInfo::default()
        };
        let companion = companion.map(|companion| {
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            let info = CompanionInfo {
                file_name: format!("{stem}.mov"),
                mime_type: "video/quicktime".to_owned(),
                total_bytes: i64::try_from(companion.data.len()).unwrap_or(i64::MAX),
                kind: companion.kind,
            };
            (info, companion.data)
        });
        let file = StoredFile { info, data, companion };
        let weight = file.weight();
        let guid = file.info.guid.clone();
        self.attachments.insert(guid.clone(), file.clone());
        for oldest in self.file_order.push(guid, weight) {
            self.attachments.remove(&oldest);
        }
        Ok(file)
    }

    /// The file with that guid.
    pub(crate) fn file(&self, guid: &str) -> Result<&StoredFile, Refusal> {
        self.attachments.get(guid).ok_or_else(|| Refusal::attachment_not_found(guid))
    }

    /// The file that a send refers to, under the name that the receiver shall see.
    pub(crate) fn referred_file(
        &self,
        reference: Option<&AttachmentRef>,
    ) -> Result<AttachmentInfo, Refusal> {
        let missing = || Refusal::invalid("an attachment must be given");
        let reference = reference.ok_or_else(missing)?;
        // A path would be one on the service's own disk: nothing lies there.
        let (Source::AttachmentGuid(guid) | Source::AttachmentPath(guid)) =
            reference.source.as_ref().ok_or_else(missing)?;
        let mut info = self.file(guid)?.info.clone();
        if let Some(name) = &reference.attachment_name {
            if name.len() > NAME {
                return Err(Refusal::invalid(format!("a name may have {NAME} bytes")));
            }
            info.file_name.clone_from(name);
        }
        Ok(info)
    }
}
