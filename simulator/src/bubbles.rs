//! Messages of several parts, as people write them: styled pieces, mentions and files in any order.

use bytes::Bytes;
use spectrum_imessage_wire::v1::attachment_ref::Source;
use spectrum_imessage_wire::v1::{AttachmentRef, MessagePart, TextFormat};

use crate::effect;
use crate::error::SimError;
use crate::person::Person;
use crate::refusal::Refusal;
use crate::state::Draft;

/// One part of a message.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Part {
    /// A piece of text.
    Text {
        /// The piece.
        text: String,
        /// `bold`, `italic`, `underline` or `strikethrough`, over the whole piece.
        format: Option<String>,
        /// The address of whom it mentions.
        mention: Option<String>,
    },
    /// A file. Its type follows from its name.
    File {
        /// The name.
        name: String,
        /// The content.
        data: Bytes,
    },
}

impl Part {
    /// A piece of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), format: None, mention: None }
    }

    /// A file.
    pub fn file(name: impl Into<String>, data: impl Into<Bytes>) -> Self {
        Self::File { name: name.into(), data: data.into() }
    }
}

impl Person {
    /// Sends parts as one message, with an effect and a subject if they are given. Answers its guid.
    ///
    /// # Errors
    /// [`SimError::Refused`] if there are no parts, or a text is empty.
    pub fn parts(
        &self,
        parts: &[Part],
        effect: Option<&str>,
        subject: Option<&str>,
    ) -> Result<String, SimError> {
        if parts.is_empty() {
            return Err(Refusal::invalid("parts must not be empty").into());
        }
        self.act(|state, key| {
            let mut pieces = Vec::with_capacity(parts.len());
            for part in parts {
                pieces.push(match part {
                    Part::Text { text, format, mention } => MessagePart {
                        text: Some(text.clone()),
                        formatting: format.iter().map(|kind| over(kind, text)).collect(),
                        mentioned_address: mention.clone(),
                        ..MessagePart::default()
                    },
                    Part::File { name, data } => {
                        let info = state.keep_file(name, data.clone(), None, false)?.info;
                        let source = Some(Source::AttachmentGuid(info.guid));
                        let attachment = Some(AttachmentRef { source, attachment_name: None });
                        MessagePart { attachment, ..MessagePart::default() }
                    }
                });
            }
            let mut content = state.joined(&pieces)?;
            content.expressive_send_style_id = effect.map(effect::identifier);
            let subject = subject.map(str::to_owned);
            let part_count = i32::try_from(parts.len()).ok();
            let draft = Draft { content, subject, part_count, ..Draft::default() };
            Ok(state.receive(key, self.address(), draft)?.guid)
        })
    }
}

/// A format over a whole text.
fn over(kind: &str, text: &str) -> TextFormat {
    let length = i32::try_from(text.encode_utf16().count()).unwrap_or(i32::MAX);
    TextFormat { r#type: kind.to_owned(), start: 0, length, ..TextFormat::default() }
}
