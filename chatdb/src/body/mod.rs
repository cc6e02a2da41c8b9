//! The body of a message: text, parts, mentions, links, styles and effects.
//!
//! All positions and lengths are in UTF-16 code units of the raw text, which holds U+FFFC where an
//! attachment stands.

mod view;

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::typedstream::{DecodeError, decode};

/// The body of a message.
#[derive(Clone, PartialEq, Default, Serialize)]
pub struct Body {
    /// The raw text, placeholders included.
    pub text: Arc<str>,
    /// Its length in UTF-16 code units.
    pub utf16_length: usize,
    /// Texts and attachments in their order.
    pub parts: Vec<Part>,
    /// People who are mentioned.
    pub mentions: Vec<Mention>,
    /// Links.
    pub links: Vec<Link>,
    /// Stretches that are bold, italic, underlined or struck through.
    pub styles: Vec<Style>,
    /// Stretches that move.
    pub effects: Vec<Effect>,
    /// Codes to log in with that Messages found.
    #[serde(skip)]
    pub codes: Vec<OneTimeCode>,
}

/// One part of a body.
#[derive(Clone, PartialEq, Serialize)]
pub struct Part {
    /// The number of the part: not its position, numbers may have gaps.
    pub index: i64,
    /// What it is.
    #[serde(flatten)]
    pub content: PartContent,
    /// Where it begins.
    pub start: usize,
    /// How long it is.
    pub length: usize,
}

/// What a part is.
#[derive(Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PartContent {
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// An attachment.
    Attachment {
        /// The guid of the attachment.
        transfer_guid: Arc<str>,
        /// What is said in a voice message.
        #[serde(skip_serializing_if = "Option::is_none")]
        transcription: Option<Arc<str>>,
    },
}

/// A person who is mentioned.
#[derive(Clone, PartialEq, Serialize)]
pub struct Mention {
    /// Where the mention begins.
    pub start: usize,
    /// How long it is.
    pub length: usize,
    /// The text that mentions.
    pub text: String,
    /// The address of the person.
    pub handle: Arc<str>,
}

/// A link.
#[derive(Clone, PartialEq, Serialize)]
pub struct Link {
    /// Where its text begins.
    pub start: usize,
    /// How long its text is.
    pub length: usize,
    /// Where it leads.
    pub url: Arc<str>,
}

/// A stretch with styles.
#[derive(Clone, PartialEq, Serialize)]
pub struct Style {
    /// Where it begins.
    pub start: usize,
    /// How long it is.
    pub length: usize,
    /// `bold`, `italic`, `strikethrough`, `underline`; in this order.
    pub names: Vec<&'static str>,
}

/// A stretch that moves.
#[derive(Clone, PartialEq, Serialize)]
pub struct Effect {
    /// Where it begins.
    pub start: usize,
    /// How long it is.
    pub length: usize,
    /// Apple's number.
    pub id: i64,
    /// Its name, or `unknown`.
    pub name: &'static str,
}

/// A code to log in with.
#[derive(Clone, PartialEq)]
pub struct OneTimeCode {
    /// Where it begins.
    pub start: usize,
    /// How long it is.
    pub length: usize,
    /// The code as it is to be entered.
    pub code: Arc<str>,
}

impl Body {
    /// Decodes an `attributedBody`. An archive with nothing but a string counts as its text.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if it is no sound archive, or one of something else than text.
    pub fn decode(data: &[u8]) -> Result<Self, DecodeError> {
        let archive = decode(data)?;
        if let Some(attributed) = archive.attributed() {
            return Ok(view::body(&attributed));
        }
        archive.text().map(|text| Self::plain(&text)).ok_or(DecodeError {
            position: 0,
            reason: "the root holds no text",
            salvaged: None,
        })
    }

    /// A body of text alone, one part. Placeholders in it name no attachment: they are text.
    pub fn plain(text: &str) -> Self {
        let utf16_length = text.encode_utf16().count();
        let content = PartContent::Text { text: text.to_owned() };
        Self {
            text: text.into(),
            utf16_length,
            parts: vec![Part { index: 0, content, start: 0, length: utf16_length }],
            ..Self::default()
        }
    }
}

impl Part {
    /// The guid of the attachment that this part is.
    pub fn transfer_guid(&self) -> Option<&Arc<str>> {
        match &self.content {
            PartContent::Attachment { transfer_guid, .. } => Some(transfer_guid),
            PartContent::Text { .. } => None,
        }
    }
}

impl std::fmt::Debug for Body {
    /// Shows sizes only: texts of messages do not belong into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} code units, {} parts)", self.utf16_length, self.parts.len())
    }
}

/// Everything that an archive says, as JSON: `root` is `attributed string` with `runs` and the
/// fields of [`Body`], or `other` with `value`. A broken archive has `valid` false, `error`,
/// `position`, and `salvage_text` if a text could be saved.
pub fn describe(data: &[u8]) -> Json {
    described(data).unwrap_or_else(|error| {
        let mut json = json!({
            "valid": false,
            "error": error.reason,
            "position": error.position,
        });
        if let Some(salvaged) = error.salvaged {
            json["salvage_text"] = json!(salvaged.0);
        }
        json
    })
}

fn described(data: &[u8]) -> Result<Json, DecodeError> {
    let archive = decode(data)?;
    let too_much = |reason| DecodeError { position: 0, reason, salvaged: None };
    let Some(attributed) = archive.attributed() else {
        let value = archive.to_json().map_err(too_much)?;
        return Ok(json!({ "valid": true, "root": "other", "value": value }));
    };
    let runs = attributed.runs_to_json().map_err(too_much)?;
    let body = view::body(&attributed);
    Ok(json!({
        "valid": true,
        "root": "attributed string",
        "text": body.text,
        "utf16_length": body.utf16_length,
        "runs": runs,
        "parts": body.parts,
        "mentions": body.mentions,
        "links": body.links,
        "styles": body.styles,
        "effects": body.effects,
    }))
}
