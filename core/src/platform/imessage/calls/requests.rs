//! What the calls take. Read from JSON (camelCase, bytes in base64, times in RFC 3339) it is what the
//! other languages write.

use std::time::SystemTime;

use bytes::Bytes;
use serde::Deserialize;
use spectrum_imessage_wire::v1;

use crate::error::{Error, Result};
use crate::json;

/// The idempotency key of a change: the same key twice changes once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Keyed {
    /// The key; a random one if not given.
    pub client_message_id: Option<String>,
}

impl Keyed {
    pub(super) fn key(&self) -> Option<&str> {
        self.client_message_id.as_deref()
    }
}

/// What a message answers: a message, or one of its parts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum ReplyTo {
    /// A message by its guid.
    Message(String),
    /// A part of a message.
    Part {
        /// The message's guid.
        guid: String,
        /// The part, from 0.
        #[serde(rename = "partIndex", default)]
        part_index: Option<i32>,
    },
}

impl From<ReplyTo> for v1::ReplyTarget {
    fn from(to: ReplyTo) -> Self {
        match to {
            ReplyTo::Message(message_guid) => Self { message_guid, target_part_index: None },
            ReplyTo::Part { guid, part_index } => {
                Self { message_guid: guid, target_part_index: part_index }
            }
        }
    }
}

/// A run of formatted text. Start and length count UTF-16 code units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TextFormat {
    /// `bold`, `italic`, `underline`, `strikethrough` or `effect`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where the run begins.
    pub start: i32,
    /// How long it is.
    pub length: i32,
    /// For `effect`: `big`, `small`, `shake`, `nod`, `explode`, `ripple`, `bloom` or `jitter`.
    pub effect: Option<String>,
}

const FORMATS: [&str; 5] = ["bold", "italic", "underline", "strikethrough", "effect"];

pub(super) fn formatting(formats: &[TextFormat]) -> Result<Vec<v1::TextFormat>> {
    let format = |format: &TextFormat| {
        if !FORMATS.contains(&format.kind.as_str()) {
            return Err(Error::invalid(format!(
                "\"{}\" is no format; there is {}",
                format.kind,
                FORMATS.join(", ")
            )));
        }
        if (format.kind == "effect") != format.effect.is_some() {
            return Err(Error::invalid("a format has an effect if its type is effect"));
        }
        if format.start < 0 || format.length < 0 {
            return Err(Error::invalid("the start and the length of a format are 0 or more"));
        }
        Ok(v1::TextFormat {
            r#type: format.kind.clone(),
            start: format.start,
            length: format.length,
            effect_name: format.effect.clone(),
        })
    };
    formats.iter().map(format).collect()
}

/// What a text may have.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TextOptions {
    /// What it answers.
    pub reply_to: Option<ReplyTo>,
    /// The subject line.
    pub subject: Option<String>,
    /// The effect, by Apple's identifier.
    pub effect: Option<String>,
    /// Whether dates, numbers and the like are looked for and become links.
    pub enable_data_detection: Option<bool>,
    /// Whether a link shows a preview.
    pub enable_link_preview: Option<bool>,
    /// Formatting of the text.
    pub formatting: Vec<TextFormat>,
    /// An idempotency key.
    pub client_message_id: Option<String>,
}

/// What a sent file may have.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FileMessageOptions {
    /// What it answers.
    pub reply_to: Option<ReplyTo>,
    /// The effect, by Apple's identifier.
    pub effect: Option<String>,
    /// Whether it is an audio message.
    pub is_audio_message: Option<bool>,
    /// An idempotency key.
    pub client_message_id: Option<String>,
}

/// One part of a message of several.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MessagePart {
    /// Its text.
    pub text: Option<String>,
    /// The guid of an uploaded file.
    pub attachment_guid: Option<String>,
    /// The name that the file is shown by.
    pub attachment_name: Option<String>,
    /// The person that the text mentions.
    pub mentioned_address: Option<String>,
    /// The bubble that it is in; parts of one index share one.
    pub bubble_index: Option<i32>,
    /// Formatting of the text.
    pub formatting: Vec<TextFormat>,
}

/// What a message of several parts may have.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MultipartOptions {
    /// What it answers.
    pub reply_to: Option<ReplyTo>,
    /// The subject line.
    pub subject: Option<String>,
    /// The effect, by Apple's identifier.
    pub effect: Option<String>,
    /// Whether dates, numbers and the like are looked for and become links.
    pub enable_data_detection: Option<bool>,
    /// An idempotency key.
    pub client_message_id: Option<String>,
}

/// A part of a message, and an idempotency key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PartOptions {
    /// The part, from 0; the whole message if not given.
    pub part_index: Option<i32>,
    /// An idempotency key.
    pub client_message_id: Option<String>,
}

/// What an edit may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EditOptions {
    /// The part, from 0; the whole message if not given.
    pub part_index: Option<i32>,
    /// What older devices show.
    pub backward_compat_text: Option<String>,
    /// An idempotency key.
    pub client_message_id: Option<String>,
}

/// A reaction to set or to take away.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SettableReaction {
    /// The tapback's name, or `emoji`.
    pub kind: String,
    /// The emoji, for the kind `emoji`.
    #[serde(default)]
    pub emoji: Option<String>,
}

/// Where a sticker is to lie. `x` and `y` are shares of the bubble, from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Placement {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// The size, 1 is its own.
    #[serde(default)]
    pub scale: Option<f64>,
    /// The turn in radians.
    #[serde(default)]
    pub rotation: Option<f64>,
    /// The width in points.
    #[serde(default)]
    pub width: Option<f64>,
}

impl Placement {
    pub(super) fn wire(&self) -> Result<v1::StickerPlacement> {
        let numbers = [Some(self.x), Some(self.y), self.scale, self.rotation, self.width];
        if numbers.into_iter().flatten().any(|number| !number.is_finite()) {
            return Err(Error::invalid("the placement of a sticker needs finite numbers"));
        }
        Ok(v1::StickerPlacement {
            x: self.x,
            y: self.y,
            scale: self.scale,
            rotation: self.rotation,
            width: self.width,
        })
    }
}

/// Which messages are listed, and how many at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MessageFilter {
    /// At most this many in a page; the service's own number if not given.
    pub page_size: Option<i32>,
    /// Where the page begins, as the page before says.
    pub page_token: Option<String>,
    /// Only those that this account wrote, or only those that it did not.
    pub is_from_me: Option<bool>,
    /// Only those that were read, or only those that were not.
    pub is_read: Option<bool>,
    /// Only those before this time.
    #[serde(deserialize_with = "json::time")]
    pub before: Option<SystemTime>,
    /// Only those after this time.
    #[serde(deserialize_with = "json::time")]
    pub after: Option<SystemTime>,
}

impl MessageFilter {
    /// A filter as the other languages write it.
    ///
    /// # Errors
    /// `ValidationError` if it is none.
    pub fn from_json(json: &str) -> Result<Self> {
        super::json::read("filter", json)
    }

    pub(in super::super) fn check(&self) -> Result<()> {
        if self.page_size.is_some_and(|size| size < 1) {
            return Err(Error::invalid("pageSize is 1 or more"));
        }
        Ok(())
    }
}

/// How a conversation begins.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateChatOptions {
    /// The first message.
    pub message: Option<String>,
    /// The effect of the first message, by Apple's identifier.
    pub effect: Option<String>,
    /// The subject line of the first message.
    pub subject: Option<String>,
    /// The first message in Apple's own form.
    #[serde(deserialize_with = "json::optional_bytes")]
    pub attributed_body: Option<Bytes>,
    /// An idempotency key.
    pub client_message_id: Option<String>,
}
