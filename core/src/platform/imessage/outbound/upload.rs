//! Content that carries a file: it is uploaded first, then sent by reference.

use bytes::Bytes;
use spectrum_imessage_wire::v1;

use super::super::transport::Transport;
use super::{Call, Outgoing, missing, unsupported};
use crate::content::{Content, vcard};
use crate::error::Result;
use crate::message::Message;

const DEFAULT_VOICE_NAME: &str = "voice.m4a";
/// The MIME types of AAC in an MPEG-4 container, which iMessage plays as it is.
const AAC_TYPES: [&str; 6] =
    ["audio/mp4", "audio/mp4a-latm", "audio/x-m4a", "audio/m4a", "audio/aac", "audio/aacp"];
/// The brands of ISO media files that hold it.
const AAC_BRANDS: [&[u8]; 7] = [b"M4A ", b"M4B ", b"M4P ", b"mp42", b"mp41", b"isom", b"iso2"];

impl Outgoing<'_> {
    /// Sends what travels as a file.
    pub(super) async fn file(self, content: Content) -> Result<Message> {
        let (name, bytes) = self.file_of(&content).await?;
        let guid = self.upload(name, bytes, None).await?;
        let is_audio_message = matches!(content, Content::Voice(_)).then_some(true);
        self.send_file(guid, is_audio_message, content).await
    }

    /// The file that a content travels as: its name and bytes.
    pub(super) async fn file_of(&self, content: &Content) -> Result<(String, Bytes)> {
        match content {
            Content::Attachment(attachment) => {
                Ok((attachment.name.clone(), attachment.file.read().await?))
            }
            Content::Voice(voice) => {
                let bytes = voice.file.read().await?;
                if !is_aac(&voice.mime_type, &bytes) {
                    return Err(unsupported(
                        "voice",
                        Some(
                            "give AAC audio in an MPEG-4 container (.m4a); this release converts \
                             nothing",
                        ),
                    ));
                }
                let name = voice.name.clone().unwrap_or_else(|| DEFAULT_VOICE_NAME.to_owned());
                Ok((name, bytes))
            }
            Content::Contact(contact) => {
                Ok((vcard::file_name(contact), vcard::write(contact).into()))
            }
            other => Err(unsupported(other.type_name(), None)),
        }
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
