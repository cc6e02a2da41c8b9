//! Content that carries a file: it is uploaded first, then sent by reference.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use spectrum_imessage_wire::{methods, v1};

use super::super::lines::Line;
use super::super::transport::{Piece, UploadRequest};
use super::{Call, Outgoing, missing, unsupported};
use crate::audio;
use crate::content::{Companion, Content, File, Voice, vcard};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::progress::{Gauge, Meter};

const DEFAULT_VOICE_NAME: &str = "voice.m4a";
/// The MIME types of AAC in an MPEG-4 container, which iMessage plays as it is.
const AAC_TYPES: [&str; 6] =
    ["audio/mp4", "audio/mp4a-latm", "audio/x-m4a", "audio/m4a", "audio/aac", "audio/aacp"];
/// The brands of ISO media files that hold it.
const AAC_BRANDS: [&[u8]; 7] = [b"M4A ", b"M4B ", b"M4P ", b"mp42", b"mp41", b"isom", b"iso2"];
/// Where such a file has its brand.
const AAC_HEAD: usize = 12;

const FILE_CHANGED: &str = "fileChanged";
/// The code of a file from elsewhere whose size was told wrongly; never seen outside.
const WRONG_SIZE: &str = "wrongSize";

/// The files that one upload takes.
pub(in super::super) struct Upload {
    pub(super) name: String,
    file: File,
    /// The size as it was checked; unknown of what comes from elsewhere.
    size: Option<u64>,
    companion: Option<Companion>,
    /// The length of converted audio in seconds.
    duration: Option<f64>,
}

impl Upload {
    /// What a content travels as.
    pub(in super::super) async fn of(content: &Content) -> Result<Self> {
        match content {
            Content::Attachment(attachment) => Ok(Self {
                name: attachment.name.clone(),
                file: attachment.file.clone(),
                size: attachment.size,
                companion: attachment.companion.clone(),
                duration: None,
            }),
            Content::Voice(voice) => Self::of_voice(voice).await,
            Content::Contact(contact) => {
                let (name, vcard) = (vcard::file_name(contact), vcard::write(contact));
                Ok(Self::of_bytes(name, vcard.into()))
            }
            other => Err(unsupported(other.type_name(), None)),
        }
    }

    /// Audio as Messages plays it: as it is, or converted.
    async fn of_voice(voice: &Voice) -> Result<Self> {
        let name = voice.name.as_deref().unwrap_or(DEFAULT_VOICE_NAME);
        if is_aac_type(&voice.mime_type) || is_aac_file(&voice.file.head(AAC_HEAD).await?) {
            return Ok(Self {
                name: name.to_owned(),
                file: voice.file.clone(),
                size: voice.size,
                companion: None,
                duration: None,
            });
        }
        let audio::M4a { bytes, duration } = audio::to_m4a(voice.file.read().await?).await?;
        let name = Path::new(name).with_extension("m4a").to_string_lossy().into_owned();
        Ok(Self { duration, ..Self::of_bytes(name, bytes) })
    }

    fn of_bytes(name: String, bytes: Bytes) -> Self {
        let size = Some(bytes.len() as u64);
        Self { name, file: File::bytes(bytes), size, companion: None, duration: None }
    }

    /// A voice message has the length of its audio, where its sender does not say another.
    pub(super) fn complete(&self, content: &mut Content) {
        if let Content::Voice(voice) = content {
            voice.duration = voice.duration.or(self.duration);
        }
    }

    fn known_size(&self) -> Option<u64> {
        match &self.companion {
            Some(companion) => Some(self.size? + companion.size?),
            None => self.size,
        }
    }

    /// Opens the files for one try.
    async fn open(&self, gauge: Option<Gauge>) -> Result<UploadRequest> {
        let primary = open(&self.file, self.size).await?;
        let companion = match &self.companion {
            Some(companion) => Some(open(&companion.file, companion.size).await?),
            None => None,
        };
        let size = primary.size + companion.as_ref().map_or(0, |companion| companion.size);
        crate::content::check_sendable(&[Some(size)])?;
        if let Some(gauge) = &gauge {
            gauge.learn(size);
        }
        Ok(UploadRequest { file_name: self.name.clone(), primary, companion, gauge })
    }

    /// Holds what comes from elsewhere in memory.
    async fn read(&self) -> Result<()> {
        for file in [Some(&self.file), self.companion.as_ref().map(|companion| &companion.file)] {
            if let Some(file) = file.filter(|file| file.is_elsewhere()) {
                file.read().await?;
            }
        }
        Ok(())
    }
}

async fn open(file: &File, checked: Option<u64>) -> Result<Piece> {
    let (stream, size) = file.open_sized().await?;
    if file.is_elsewhere() {
        return Ok(Piece { stream, size, mismatch: wrong_size });
    }
    if checked.is_some_and(|checked| checked != size) {
        return Err(changed());
    }
    Ok(Piece { stream, size, mismatch: changed })
}

fn changed() -> Error {
    Error::validation(
        FILE_CHANGED,
        "the file changed its size while it was sent, and nothing was; send it when it is complete",
    )
}

fn wrong_size() -> Error {
    Error::validation(WRONG_SIZE, "the file has another size than it was said to have")
}

impl Outgoing<'_> {
    /// Sends what travels as a file.
    pub(super) async fn file(self, mut content: Content) -> Result<Message> {
        let upload = Upload::of(&content).await?;
        upload.complete(&mut content);
        let guid = self.upload(&upload, None).await?;
        let is_audio_message = matches!(content, Content::Voice(_)).then_some(true);
        self.send_file(guid, is_audio_message, content).await
    }

    /// Uploads a file: a call of its own beside the send, with a key of its own.
    pub(super) async fn upload(&self, upload: &Upload, part: Option<i32>) -> Result<String> {
        let key = self.key.map(|key| match part {
            Some(part) => format!("{key}:upload:{part}"),
            None => format!("{key}:upload"),
        });
        let answer = upload_on(&self.line, upload, key.as_deref(), self.meter).await?;
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
        let answer =
            self.deliver(self.call(), request, methods::message::SEND_ATTACHMENT_MESSAGE).await?;
        self.sent(answer, content)
    }
}

/// Uploads a file on a line. Each try reads the file anew.
pub(in super::super) async fn upload_on(
    line: &Line,
    upload: &Upload,
    key: Option<&str>,
    meter: Option<&Arc<Meter>>,
) -> Result<v1::UploadAttachmentResponse> {
    let call = Call::mutating(key).with_file();
    let gauge = meter.map(|meter| meter.gauge(upload.known_size()));
    let try_it = async || {
        let open = || upload.open(gauge.clone()).boxed();
        line.transport().upload(&call, &open).await
    };
    match try_it().await {
        // A description may be wrong about a size. What is in memory has the size it has.
        Err(error) if error.code() == WRONG_SIZE => {
            upload.read().await?;
            try_it().await
        }
        answer => answer,
    }
}

fn is_aac_type(mime_type: &str) -> bool {
    AAC_TYPES.iter().any(|aac| mime_type.eq_ignore_ascii_case(aac))
}

fn is_aac_file(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..AAC_HEAD).is_some_and(|brand| AAC_BRANDS.contains(&brand))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::BoxFuture;

    use super::*;
    use crate::content::{RemoteChunks, RemoteFile};

    /// A file of three bytes that says it has five.
    struct Liar;

    impl RemoteFile for Liar {
        fn size(&self) -> Option<u64> {
            Some(5)
        }

        fn open(&self) -> BoxFuture<'_, Result<Box<dyn RemoteChunks>>> {
            async { Ok(Box::new(Lie(Some("abc".into()))) as Box<dyn RemoteChunks>) }.boxed()
        }
    }

    struct Lie(Option<Bytes>);

    impl RemoteChunks for Lie {
        fn size(&self) -> Option<u64> {
            Some(5)
        }

        fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>>> {
            std::future::ready(Ok(self.0.take())).boxed()
        }
    }

    #[tokio::test]
    async fn in_memory_a_received_file_has_the_size_it_has() {
        let file = File::remote(Liar);
        let companion = Some(Companion { size: None, file: File::remote(Liar) });
        let upload = Upload { name: "a".into(), file, size: Some(5), companion, duration: None };
        let sizes = async || {
            let opened = upload.open(None).await.expect("open");
            assert_eq!((opened.primary.mismatch)().code(), WRONG_SIZE);
            (opened.primary.size, opened.companion.expect("a video").size)
        };
        assert_eq!(sizes().await, (5, 5));
        upload.read().await.expect("read");
        assert_eq!(sizes().await, (3, 3));
    }

    #[test]
    fn aac_is_told_by_type_or_content() {
        assert!(is_aac_type("audio/MP4") && !is_aac_type("audio/wav"));
        assert!(is_aac_file(b"\0\0\0\x18ftypM4A "));
        assert!(!is_aac_file(b"RIFF....WAVE"));
        assert!(!is_aac_file(b"\0\0\0\x18ftypqt  "));
        assert!(!is_aac_file(b""));
    }
}
