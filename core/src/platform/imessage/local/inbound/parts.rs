//! The parts of a message, in the order of its body.

use std::path::Path;

use spectrum_imessage_chatdb::body::PartContent;
use spectrum_imessage_chatdb::record::{Attachment as Stored, Message as Said};

use crate::content::{Attachment, Companion, Content, File, Text, Voice, mime_of_name};

/// Stands in the text where an attachment stands.
const PLACEHOLDER: char = '\u{fffc}';
/// Apple's type identifier for Core Audio files, which often come without a proper MIME type.
const CORE_AUDIO_UTI: &str = "com.apple.coreaudio-format";
const CORE_AUDIO_MIME: &str = "audio/x-caf";
const UNTYPED: &str = "application/octet-stream";
const UNNAMED: &str = "attachment";

/// What gives the bytes of a file, and of its video if it is a Live Photo.
pub(super) type Files<'a> = &'a dyn Fn(&Stored) -> (File, Option<Companion>);

/// One part with its number, which reactions name.
pub(super) type Part = (u32, Content);

/// The content of each part; none for a message with neither text nor attachment. Numbers grow: they
/// are those of the body where these do, else places.
pub(super) fn parts(message: &Said, is_audio: bool, files: Files<'_>) -> Vec<Part> {
    let attachments = message.attachments_in_order();
    let audio = attachments.iter().position(|file| is_audio_file(file)).filter(|_| is_audio);
    let mut rest: Vec<_> = attachments
        .iter()
        .enumerate()
        .map(|(index, file)| Some((*file, audio == Some(index))))
        .collect();
    let mut take = |is_it: &dyn Fn(&Stored) -> bool| {
        let place = rest.iter_mut().find(|slot| slot.is_some_and(|(file, _)| is_it(file)))?;
        let (file, is_voice) = place.take()?;
        Some(if is_voice { voice(file, files) } else { attachment(file, files) })
    };
    let mut parts: Vec<(Option<i64>, Content)> = Vec::new();
    let text_of = |text: &str| Content::Text(Text { text: text.to_owned() });
    let named = message.parts.iter().any(|part| part.transfer_guid().is_some());
    let texts = message.parts.iter().filter(|part| part.transfer_guid().is_none()).count();
    if attachments.is_empty() && texts == 1 {
        // A text alone is handed over as it was written, spaces included.
        let whole = message.parts.iter().find_map(|part| match &part.content {
            PartContent::Text { text } => Some(text.as_str()),
            PartContent::Attachment { .. } => None,
        });
        parts.extend(whole.filter(|text| !text.is_empty()).map(|text| (None, text_of(text))));
    } else if named || attachments.is_empty() {
        for part in &message.parts {
            match &part.content {
                PartContent::Text { text } if text.trim().is_empty() => {}
                PartContent::Text { text } => parts.push((Some(part.index), text_of(text.trim()))),
                PartContent::Attachment { transfer_guid, .. } => {
                    let file = take(&|file| file.guid == *transfer_guid);
                    parts.extend(file.map(|file| (Some(part.index), file)));
                }
            }
        }
    } else {
        // Only the text is known: its placeholders stand for the files in their order.
        let text = message.text.as_deref().unwrap_or_default();
        if !text.contains(PLACEHOLDER) {
            while let Some(file) = take(&|_| true) {
                parts.push((None, file));
            }
        }
        for (index, piece) in text.split(PLACEHOLDER).enumerate() {
            if index > 0 {
                parts.extend(take(&|_| true).map(|file| (None, file)));
            }
            if !piece.trim().is_empty() {
                parts.push((None, text_of(piece.trim())));
            }
        }
    }
    while let Some(file) = take(&|_| true) {
        parts.push((None, file));
    }
    numbered(parts)
}

/// Gives every part a number.
fn numbered(parts: Vec<(Option<i64>, Content)>) -> Vec<Part> {
    let mut next = Some(0);
    let mut numbers = Vec::with_capacity(parts.len());
    for (number, _) in &parts {
        let number = match number {
            Some(number) => u32::try_from(*number).ok().filter(|number| next <= Some(*number)),
            None => next,
        };
        next = number.and_then(|number| number.checked_add(1));
        numbers.extend(number.filter(|_| next.is_some()));
    }
    let grows = numbers.len() == parts.len();
    let contents = parts.into_iter().map(|(_, content)| content);
    if grows { numbers.into_iter().zip(contents).collect() } else { (0..).zip(contents).collect() }
}

fn name(file: &Stored) -> String {
    let of_path = || {
        let name = Path::new(file.path.as_deref()?).file_name()?;
        Some(name.to_string_lossy().into_owned())
    };
    let name = file.name.as_deref().map(str::to_owned);
    name.or_else(of_path).unwrap_or_else(|| UNNAMED.to_owned())
}

fn mime_type(file: &Stored) -> String {
    let known = file.mime_type.as_deref().map(str::to_owned);
    known.or_else(|| mime_of_name(&name(file))).unwrap_or_else(|| UNTYPED.to_owned())
}

fn is_core_audio(file: &Stored) -> bool {
    file.uti.as_deref() == Some(CORE_AUDIO_UTI) || name(file).to_ascii_lowercase().ends_with(".caf")
}

fn is_audio_file(file: &Stored) -> bool {
    mime_type(file).to_ascii_lowercase().starts_with("audio/") || is_core_audio(file)
}

fn size(file: &Stored) -> Option<u64> {
    u64::try_from(file.bytes).ok().filter(|size| *size > 0)
}

/// A file as content.
pub(super) fn attachment(file: &Stored, files: Files<'_>) -> Content {
    let (bytes, companion) = files(file);
    Content::Attachment(Attachment {
        id: file.guid.to_string(),
        name: name(file),
        mime_type: mime_type(file),
        size: size(file),
        file: bytes,
        companion,
    })
}

fn voice(file: &Stored, files: Files<'_>) -> Content {
    let mime_type = mime_type(file);
    let untyped = file.mime_type.is_none() || mime_type == UNTYPED;
    let core_audio = untyped && is_core_audio(file);
    Content::Voice(Voice {
        id: Some(file.guid.to_string()),
        name: Some(name(file)),
        mime_type: if core_audio { CORE_AUDIO_MIME.to_owned() } else { mime_type },
        duration: None,
        size: size(file),
        file: files(file).0,
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use spectrum_imessage_chatdb::body::Part as BodyPart;
    use spectrum_imessage_chatdb::record::TransferState;

    use super::*;

    fn file(guid: &str) -> Stored {
        Stored {
            guid: guid.into(),
            name: Some(format!("{guid}.jpg").into()),
            mime_type: Some("image/jpeg".into()),
            uti: None,
            bytes: 3,
            path: None,
            is_sticker: false,
            state: TransferState::Complete,
            hidden: false,
        }
    }

    fn text(index: i64, text: &str) -> BodyPart {
        let content = PartContent::Text { text: text.to_owned() };
        BodyPart { index, content, start: 0, length: 0 }
    }

    fn place(index: i64, guid: &str) -> BodyPart {
        let content = PartContent::Attachment { transfer_guid: guid.into(), transcription: None };
        BodyPart { index, content, start: 0, length: 0 }
    }

    fn order(body: Vec<BodyPart>, text: &str, guids: &[&str]) -> Vec<(u32, String)> {
        let message = Said {
            text: Some(text.into()),
            parts: body,
            attachments: guids.iter().map(|guid| file(guid)).collect(),
            ..Said::default()
        };
        let bytes = |_: &Stored| (File::bytes(Bytes::new()), None);
        let shown = |(number, content)| match content {
            Content::Text(text) => (number, text.text),
            Content::Attachment(attachment) => (number, attachment.id),
            other => panic!("{}", other.type_name()),
        };
        parts(&message, false, &bytes).into_iter().map(shown).collect()
    }

    fn wanted(parts: &[(u32, &str)]) -> Vec<(u32, String)> {
        parts.iter().map(|(number, text)| (*number, (*text).to_owned())).collect()
    }

    #[test]
    fn parts_have_the_numbers_of_the_body() {
        let body = vec![text(0, "a "), place(1, "x"), text(2, " b"), place(3, "y")];
        let all = wanted(&[(0, "a"), (1, "x"), (2, "b"), (3, "y")]);
        assert_eq!(order(body.clone(), "", &["x", "y"]), all);
        assert_eq!(order(body, "", &["y", "x"]), all);
        // After an unsend there are gaps.
        assert_eq!(order(vec![text(0, "a"), text(2, "b")], "", &[]), wanted(&[(0, "a"), (2, "b")]));
        // A file without a place comes last.
        let body = vec![place(0, "x"), text(1, "b")];
        assert_eq!(order(body, "", &["z", "x"]), wanted(&[(0, "x"), (1, "b"), (2, "z")]));
        // A place without a file is left out.
        let body = vec![place(0, "gone"), text(1, "b")];
        assert_eq!(order(body, "", &[]), wanted(&[(0, "b")]));
    }

    #[test]
    fn numbers_that_make_no_sense_become_places() {
        let body = vec![text(7, "a"), place(7, "x"), text(-1, "b")];
        assert_eq!(order(body, "", &["x"]), wanted(&[(0, "a"), (1, "x"), (2, "b")]));
        let body = vec![text(i64::from(u32::MAX), "a"), place(5, "x")];
        assert_eq!(order(body, "", &["x"]), wanted(&[(0, "a"), (1, "x")]));
    }

    #[test]
    fn a_text_alone_is_left_as_it_is() {
        assert_eq!(order(vec![text(0, "  padded ")], "", &[]), wanted(&[(0, "  padded ")]));
        assert!(order(vec![text(0, "")], "", &[]).is_empty());
        // One that a person typed is text.
        assert_eq!(order(vec![text(0, "\u{fffc}")], "", &[]), wanted(&[(0, "\u{fffc}")]));
    }

    #[test]
    fn without_a_body_the_placeholders_tell_the_order() {
        let plain = |whole: &str, guids: &[&str]| order(vec![text(0, whole)], whole, guids);
        let all = wanted(&[(0, "a"), (1, "x"), (2, "b"), (3, "y")]);
        assert_eq!(plain("a\u{fffc}b\u{fffc}", &["x", "y"]), all);
        assert_eq!(plain("caption", &["x"]), wanted(&[(0, "x"), (1, "caption")]));
        assert_eq!(order(Vec::new(), "", &["x"]), wanted(&[(0, "x")]));
    }
}
