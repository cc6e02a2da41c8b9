//! Content that carries a file: it is uploaded first, then sent by reference.

use std::path::Path;

use bytes::Bytes;
use spectrum_imessage_wire::v1;

use super::super::transport::Transport;
use super::{Call, Outgoing, missing, unsupported};
use crate::audio;
use crate::content::{Content, Voice, vcard};
use crate::error::Result;
use crate::message::Message;

const DEFAULT_VOICE_NAME: &str = "voice.m4a";
/// The MIME types of AAC in an MPEG-4 container, which iMessage plays as it is.
const AAC_TYPES: [&str; 6] =
    ["audio/mp4", "audio/mp4a-latm", "audio/x-m4a", "audio/m4a", "audio/aac", "audio/aacp"];
/// The brands of ISO media files that hold it.
const AAC_BRANDS: [&[u8]; 7] = [b"M4A ", b"M4B ", b"M4P ", b"mp42", b"mp41", b"isom", b"iso2"];

/// The file that a content travels as.
pub(super) struct Upload {
    pub(super) name: String,
    pub(super) bytes: Bytes,
    /// The length of converted audio in seconds.
    duration: Option<f64>,
}

impl Upload {
    /// A voice message has the length of its audio, where its sender does not say another.
    pub(super) fn complete(&self, content: &mut Content) {
        if let Content::Voice(voice) = content {
            voice.duration = voice.duration.or(self.duration);
        }
    }
}

impl Outgoing<'_> {
    /// Sends what travels as a file.
    pub(super) async fn file(self, mut content: Content) -> Result<Message> {
        let upload = file_of(&content).await?;
        upload.complete(&mut content);
        let guid = self.upload(upload.name, upload.bytes, None).await?;
        let is_audio_message = matches!(content, Content::Voice(_)).then_some(true);
        self.send_file(guid, is_audio_message, content).await
    }

    /// Uploads a file: a call of its own beside the send, with a key of its own.
    pub(super) async fn upload(
        &self,
        file_name: String,
        data: Bytes,
        part: Option<i32>,
    ) -> Result<String> {
        let request = v1::UploadAttachmentRequest { file_name, data, companion: None };
        let key = self.key.map(|key| match part {
            Some(part) => format!("{key}:upload:{part}"),
            None => format!("{key}:upload"),
        });
        let call = Call::mutating(key.as_deref()).with_file();
        let answer = self
            .line
            .transport()
            .unary(call, request, |channel, request| async move {
                Transport::attachments(channel).upload_attachment(request).await
            })
            .await?;
        let guid = answer.attachment.map(|attachment| attachment.guid);
        guid.filter(|guid| !guid.is_empty()).ok_or_else(|| missing("the uploaded file"))
    }

    async fn send_file(
        mut self,
        attachment_guid: String,
        is_audio_message: Option<bool>,
        content: Content,
    ) -> Result<Message> {
        let source = v1::attachment_ref::Source::AttachmentGuid(attachment_guid);
        let request = v1::SendAttachmentMessageRequest {
            chat_guid: self.chat_guid.clone(),
            attachment: Some(v1::AttachmentRef { source: Some(source), attachment_name: None }),
            reply_to: self.reply_to.clone(),
            effect_id: self.effect.map(|effect| effect.id().to_owned()),
            is_audio_message,
            client_message_id: self.client_message_id(),
        };
        let answer = self
            .deliver(self.call(), request, |channel, request| async move {
                Transport::messages(channel).send_attachment_message(request).await
            })
            .await?;
        self.sent(answer, content)
    }
}

/// The file that a content travels as.
pub(super) async fn file_of(content: &Content) -> Result<Upload> {
    let plain = |name, bytes| Upload { name, bytes, duration: None };
    match content {
        Content::Attachment(attachment) => {
            Ok(plain(attachment.name.clone(), attachment.file.read().await?))
        }
        Content::Voice(voice) => voice_of(voice).await,
        Content::Contact(contact) => {
            Ok(plain(vcard::file_name(contact), vcard::write(contact).into()))
        }
        other => Err(unsupported(other.type_name(), None)),
    }
}

/// Audio as Messages plays it: as it is, or converted.
async fn voice_of(voice: &Voice) -> Result<Upload> {
    let name = voice.name.as_deref().unwrap_or(DEFAULT_VOICE_NAME);
    let bytes = voice.file.read().await?;
    if is_aac(&voice.mime_type, &bytes) {
        let duration = audio::duration(&bytes);
        return Ok(Upload { name: name.to_owned(), bytes, duration });
    }
    let audio::M4a { bytes, duration } = audio::to_m4a(bytes).await?;
    let name = Path::new(name).with_extension("m4a").to_string_lossy().into_owned();
    Ok(Upload { name, bytes, duration })
}

fn is_aac(mime_type: &str, bytes: &[u8]) -> bool {
    let named = AAC_TYPES.iter().any(|aac| mime_type.eq_ignore_ascii_case(aac));
    let branded = bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| AAC_BRANDS.contains(&brand));
    named || branded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aac_is_told_by_type_or_content() {
        assert!(is_aac("audio/MP4", b""));
        assert!(is_aac("audio/wav", b"\0\0\0\x18ftypM4A "));
        assert!(!is_aac("audio/wav", b"RIFF....WAVE"));
        assert!(!is_aac("audio/mpeg", b"\0\0\0\x18ftypqt  "));
    }
}
