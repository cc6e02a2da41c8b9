//! The parts of a message, in the order of their bubbles.

use spectrum_imessage_wire::v1;

use super::unmappable;
use crate::content::{Attachment, Companion, Content, File, Text, Voice};
use crate::error::Result;

/// Stands in the text where an attachment stands.
const PLACEHOLDER: char = '\u{fffc}';
/// Apple's type identifier for Core Audio files, which often come without a proper MIME type.
const CORE_AUDIO_UTI: &str = "com.apple.coreaudio-format";
const CORE_AUDIO_MIME: &str = "audio/x-caf";
const UNTYPED: &str = "application/octet-stream";

/// What gives the bytes of a file, and of its video if it is a Live Photo.
pub(in super::super) type Files<'a> = &'a dyn Fn(&v1::AttachmentInfo) -> (File, Option<Companion>);

/// The content of each part; none for a message with neither text nor attachment.
///
/// # Errors
/// If an attachment lacks its name or its MIME type.
pub(super) fn parts(message: &v1::Message, files: Files<'_>) -> Result<Vec<Content>> {
    let Some(content) = &message.content else { return Ok(Vec::new()) };
    let text = content.text.as_deref().unwrap_or_default();
    if content.attachments.is_empty() {
        // A message of text alone is handed over as it was written, spaces included.
        let alone = (!text.is_empty()).then(|| Content::Text(Text { text: text.to_owned() }));
        return Ok(alone.into_iter().collect());
    }

    // The audio flag is the message's; it means the first audio file.
    let audio = message.is_audio_message.then(|| content.attachments.iter().position(is_audio));
    let mut attachments = content.attachments.iter().enumerate().map(|(index, info)| {
        if audio == Some(Some(index)) { voice(info, files) } else { attachment(info, files) }
    });
    let mut parts = Vec::new();
    if !text.contains(PLACEHOLDER) {
        parts.extend(attachments.by_ref());
    }
    for (index, piece) in text.split(PLACEHOLDER).enumerate() {
        if index > 0 {
            parts.extend(attachments.next());
        }
        let piece = piece.trim();
        if !piece.is_empty() {
            parts.push(Ok(Content::Text(Text { text: piece.to_owned() })));
        }
    }
    parts.extend(attachments);
    parts.into_iter().collect()
}

fn is_core_audio(info: &v1::AttachmentInfo) -> bool {
    info.uti == CORE_AUDIO_UTI || info.file_name.to_ascii_lowercase().ends_with(".caf")
}

fn is_audio(info: &v1::AttachmentInfo) -> bool {
    info.mime_type.to_ascii_lowercase().starts_with("audio/") || is_core_audio(info)
}

fn size(info: &v1::AttachmentInfo) -> Option<u64> {
    u64::try_from(info.total_bytes).ok()
}

/// A file as content.
///
/// # Errors
/// If it lacks its name or its MIME type.
pub(in super::super) fn attachment(info: &v1::AttachmentInfo, files: Files<'_>) -> Result<Content> {
    check(info, &info.mime_type)?;
    let (file, companion) = files(info);
    Ok(Content::Attachment(Attachment {
        id: info.guid.clone(),
        name: info.file_name.clone(),
        mime_type: info.mime_type.clone(),
        size: size(info),
        file,
        companion,
    }))
}

fn voice(info: &v1::AttachmentInfo, files: Files<'_>) -> Result<Content> {
    let untyped = info.mime_type.is_empty() || info.mime_type == UNTYPED;
    let mime_type = if untyped && is_core_audio(info) { CORE_AUDIO_MIME } else { &info.mime_type };
    check(info, mime_type)?;
    Ok(Content::Voice(Voice {
        id: Some(info.guid.clone()),
        name: Some(info.file_name.clone()),
        mime_type: mime_type.to_owned(),
        duration: None,
        size: size(info),
        file: files(info).0,
    }))
}

fn check(info: &v1::AttachmentInfo, mime_type: &str) -> Result<()> {
    if info.file_name.is_empty() || mime_type.is_empty() {
        return Err(unmappable(format!("attachment {} has no name or no MIME type", info.guid)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn info(guid: &str) -> v1::AttachmentInfo {
        v1::AttachmentInfo {
            guid: guid.into(),
            file_name: format!("{guid}.jpg"),
            mime_type: "image/jpeg".into(),
            ..Default::default()
        }
    }

    fn order(text: Option<&str>, attachments: &[&str]) -> Vec<String> {
        let message = v1::Message {
            content: Some(v1::MessageContent {
                text: text.map(str::to_owned),
                attachments: attachments.iter().map(|guid| info(guid)).collect(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let file = |_: &v1::AttachmentInfo| (File::bytes(Bytes::new()), None);
        let parts = parts(&message, &file).expect("maps");
        parts
            .into_iter()
            .map(|part| match part {
                Content::Text(text) => text.text,
                Content::Attachment(attachment) => attachment.id,
                other => panic!("{}", other.type_name()),
            })
            .collect()
    }

    #[test]
    fn parts_stand_where_their_placeholders_stand() {
        assert_eq!(order(Some("a\u{fffc}b\u{fffc}c"), &["1", "2"]), ["a", "1", "b", "2", "c"]);
        assert_eq!(order(Some("\u{fffc}\u{fffc}caption"), &["1", "2"]), ["1", "2", "caption"]);
        assert_eq!(order(Some("caption"), &["1", "2"]), ["1", "2", "caption"]);
        assert_eq!(order(Some("a\u{fffc}b"), &["1", "2"]), ["a", "1", "b", "2"]);
        assert_eq!(order(None, &["1"]), ["1"]);
        assert_eq!(order(Some(" \u{fffc} "), &["1"]), ["1"]);
        assert_eq!(order(Some("\u{fffc}\u{fffc}\u{fffc}"), &["1"]), ["1"]);
    }

    #[test]
    fn text_alone_is_left_as_it_is() {
        assert_eq!(order(Some("  padded  "), &[]), ["  padded  "]);
        assert_eq!(order(Some("\u{fffc}"), &[]), ["\u{fffc}"]);
        assert!(order(Some(""), &[]).is_empty());
        assert!(order(None, &[]).is_empty());
    }
}
