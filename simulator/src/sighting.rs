//! What the agent did, as people see it happen, and how to wait for it.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::effect;
use crate::error::SimError;
use crate::pattern::Pattern;
use crate::view::{BackgroundView, MessageView};

/// One thing that the agent did and a person could see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// The number of the sighting, growing from 1.
    pub n: u64,
    /// The line: its phone number, or `shared`.
    pub line: String,
    /// The guid of the chat.
    pub chat: String,
    /// What happened.
    #[serde(flatten)]
    pub what: Seen,
}

impl Seen {
    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        512 + match self {
            Self::Message { message } => message.weight(),
            Self::Edit { text, .. } | Self::PollOption { text, .. } => text.len(),
            Self::Group { values, .. } => values.iter().map(|value| value.len() + 24).sum(),
            _ => 0,
        }
    }
}

/// The kinds of things that people see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Seen {
    /// A message, as it was when it came.
    Message {
        /// The message.
        message: Box<MessageView>,
    },
    /// A message got another text.
    Edit {
        /// The guid of the message.
        message_guid: String,
        /// The new text.
        text: String,
    },
    /// A message, or a part of one, was taken back.
    Unsend {
        /// The guid of the message.
        message_guid: String,
    },
    /// A reaction was put on a message, or taken back.
    Reaction {
        /// The guid of the message.
        message_guid: String,
        /// The part, counted from 0, if one is meant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<i32>,
        /// The name of the tapback, for the six of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tapback: Option<String>,
        /// The emoji as it is shown.
        emoji: String,
        /// Whether it was taken back.
        removed: bool,
    },
    /// A sticker was put on a message.
    Sticker {
        /// The guid of the message.
        message_guid: String,
    },
    /// The typing indicator appeared or vanished.
    Typing {
        /// Whether it is shown now.
        on: bool,
    },
    /// The background was set, or cleared.
    Background {
        /// The new background, or nothing.
        background: Option<BackgroundView>,
    },
    /// The conversation was marked as read.
    Read,
    /// The agent shared its own name and photo.
    ContactCard,
    /// Somebody was reminded of a message that their Focus had silenced.
    Notified {
        /// The guid of the message.
        message_guid: String,
    },
    /// A vote of the agent in a poll changed.
    Vote {
        /// The guid of the poll's message.
        message_guid: String,
        /// The option voted for, or nothing.
        option: Option<String>,
    },
    /// The poll got another option.
    PollOption {
        /// The guid of the poll's message.
        message_guid: String,
        /// The text of the option.
        text: String,
    },
    /// A group got another name, picture or set of people, or the agent left.
    Group {
        /// `renamed`, `icon_changed`, `icon_removed`, `added`, `removed` or `left`.
        change: Cow<'static, str>,
        /// The new name, or the people in question.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        values: Vec<String>,
    },
}

/// What a person waits to see: every given field must fit.
///
/// A `&str` is an expectation of a message with that very text.
///
/// ```
/// use spectrum_imessage_simulator::Expect;
///
/// let party = Expect::text("Happy birthday!").effect("confetti");
/// let heart = Expect::reaction("love");
/// # let _ = (party, heart);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expect {
    /// The kind of the sighting, as [`Seen`] names it in JSON.
    pub kind: Option<String>,
    /// The text of the message, exactly; or the new text of an edit.
    pub text: Option<String>,
    /// Words that the text contains.
    pub contains: Option<String>,
    /// A regular expression that is found in the text.
    pub matches: Option<Pattern>,
    /// The short name or the identifier of the effect; `none` for a message without one.
    pub effect: Option<String>,
    /// The file name of an attachment.
    pub attachment: Option<String>,
    /// The MIME type of an attachment, or of a background.
    pub mime_type: Option<String>,
    /// The guid of the message that is answered.
    pub reply_to: Option<String>,
    /// A tapback by name, or an emoji.
    pub reaction: Option<String>,
    /// Whether the reaction was taken back. Not given: it was put on.
    pub removed: Option<bool>,
    /// The guid of the message that is edited, taken back or reacted to.
    pub message_guid: Option<String>,
    /// `on` or `off`.
    pub typing: Option<String>,
    /// `set` or `cleared`.
    pub background: Option<String>,
    /// The guid of the chat.
    pub chat: Option<String>,
    /// The line: its phone number, or `shared`.
    pub line: Option<String>,
}

impl From<&str> for Expect {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Expect {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl Expect {
    /// Any message.
    pub fn message() -> Self {
        Self { kind: Some("message".into()), ..Self::default() }
    }

    /// A message with that very text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::message() }
    }

    /// A message or an edit in whose text a regular expression is found.
    ///
    /// # Errors
    /// It is none.
    pub fn matches(pattern: &str) -> Result<Self, SimError> {
        Ok(Self { matches: Some(Pattern::new(pattern)?), ..Self::default() })
    }

    /// A message with a file of that name.
    pub fn attachment(name: impl Into<String>) -> Self {
        Self { attachment: Some(name.into()), ..Self::message() }
    }

    /// A reaction: a tapback by name, or an emoji.
    pub fn reaction(reaction: impl Into<String>) -> Self {
        Self { reaction: Some(reaction.into()), ..Self::default() }
    }

    /// A reaction that is taken back.
    pub fn reaction_removed(reaction: impl Into<String>) -> Self {
        Self { removed: Some(true), ..Self::reaction(reaction) }
    }

    /// The typing indicator that appears or vanishes.
    pub fn typing(on: bool) -> Self {
        Self { typing: Some(if on { "on" } else { "off" }.into()), ..Self::default() }
    }

    /// A background that is set.
    pub fn background() -> Self {
        Self { background: Some("set".into()), ..Self::default() }
    }

    /// The background that is cleared.
    pub fn background_cleared() -> Self {
        Self { background: Some("cleared".into()), ..Self::default() }
    }

    /// Another kind of sighting, as [`Seen`] names it in JSON: `edit`, `unsend`, `read`,
    /// `contact_card` and so on.
    pub fn kind(kind: impl Into<String>) -> Self {
        Self { kind: Some(kind.into()), ..Self::default() }
    }

    /// The effect: its short name or its identifier; `none` for a message without one.
    pub fn effect(mut self, effect: impl Into<String>) -> Self {
        self.effect = Some(effect.into());
        self
    }

    /// The message that is answered.
    pub fn reply_to(mut self, guid: impl Into<String>) -> Self {
        self.reply_to = Some(guid.into());
        self
    }

    /// The message that is edited, taken back or reacted to.
    pub fn on(mut self, guid: impl Into<String>) -> Self {
        self.message_guid = Some(guid.into());
        self
    }

    /// The chat in which it happens.
    pub fn chat(mut self, guid: impl Into<String>) -> Self {
        self.chat = Some(guid.into());
        self
    }

    /// The MIME type of an attachment, or of a background.
    pub fn mime_type(mut self, mime_type: impl Into<String>) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Whether a sighting is what was waited for.
    pub fn fits(&self, sighting: &Sighting) -> bool {
        is(&self.chat, &sighting.chat)
            && is(&self.line, &sighting.line)
            && is(&self.kind, sighting.what.kind())
            && self.fits_what(&sighting.what)
    }

    /// Whether it can ever fit; else why not.
    pub(crate) fn check(&self) -> Result<(), String> {
        let one_of = |name: &str, value: &Option<String>, known: &[&str]| match value.as_deref() {
            Some(value) if !known.contains(&value) => {
                Err(format!("{name} is {value:?}; it must be one of {}", known.join(", ")))
            }
            _ => Ok(()),
        };
        one_of("kind", &self.kind, &KINDS)?;
        one_of("typing", &self.typing, &["on", "off"])?;
        one_of("background", &self.background, &["set", "cleared"])?;
        match self.effect.as_deref() {
            // An identifier may be one that is newer than this list.
            Some(id) if id.contains('.') => Ok(()),
            Some(name) if name != "none" && !effect::is_name(name) => {
                Err(format!("{name:?} is no effect; there are {}", effect::names()))
            }
            _ => Ok(()),
        }
    }

    fn fits_what(&self, what: &Seen) -> bool {
        match what {
            Seen::Message { message } => self.fits_message(message),
            Seen::Edit { message_guid, text } => {
                self.only(&[Field::Text, Field::Target])
                    && self.fits_text(text)
                    && is(&self.message_guid, message_guid)
            }
            Seen::Reaction { message_guid, tapback, emoji, removed, .. } => {
                self.only(&[Field::Reaction, Field::Target])
                    && *removed == self.removed.unwrap_or(false)
                    && is(&self.message_guid, message_guid)
                    && self.reaction.as_ref().is_none_or(|wanted| {
                        tapback.as_ref() == Some(wanted) || same_emoji(emoji, wanted)
                    })
            }
            Seen::Typing { on } => {
                self.only(&[Field::Typing]) && is(&self.typing, if *on { "on" } else { "off" })
            }
            Seen::Background { background } => {
                let state = if background.is_some() { "set" } else { "cleared" };
                let mime_type = background.as_ref().map_or("", |picture| &picture.mime_type);
                self.only(&[Field::Background, Field::MimeType])
                    && is(&self.background, state)
                    && is(&self.mime_type, mime_type)
            }
            Seen::Unsend { message_guid }
            | Seen::Sticker { message_guid }
            | Seen::Notified { message_guid }
            | Seen::Vote { message_guid, .. } => {
                self.only(&[Field::Target]) && is(&self.message_guid, message_guid)
            }
            Seen::PollOption { message_guid, text } => {
                self.only(&[Field::Text, Field::Target])
                    && self.fits_text(text)
                    && is(&self.message_guid, message_guid)
            }
            Seen::Read | Seen::ContactCard | Seen::Group { .. } => self.only(&[]),
        }
    }

    fn fits_message(&self, message: &MessageView) -> bool {
        let effect = message.effect.as_deref().unwrap_or("none");
        let wanted_effect = self.effect.as_deref().map(effect::short_name);
        self.only(&[Field::Text, Field::Message, Field::MimeType])
            && self.fits_text(&message.text)
            && wanted_effect.is_none_or(|wanted| wanted == effect)
            && is(&self.reply_to, message.reply_to.as_deref().unwrap_or(""))
            && (self.attachment.is_none() && self.mime_type.is_none()
                || message.attachments.iter().any(|file| {
                    is(&self.attachment, &file.name) && is(&self.mime_type, &file.mime_type)
                }))
    }

    fn fits_text(&self, text: &str) -> bool {
        is(&self.text, text)
            && self.contains.as_ref().is_none_or(|words| text.contains(words))
            && self.matches.as_ref().is_none_or(|pattern| pattern.is_in(text))
    }

    /// Whether nothing is asked for but these fields, and those that fit everything.
    fn only(&self, allowed: &[Field]) -> bool {
        let asked = [
            (Field::Text, self.text.is_some() || self.contains.is_some() || self.matches.is_some()),
            (
                Field::Message,
                self.effect.is_some() || self.attachment.is_some() || self.reply_to.is_some(),
            ),
            (Field::MimeType, self.mime_type.is_some()),
            (Field::Reaction, self.reaction.is_some() || self.removed.is_some()),
            (Field::Target, self.message_guid.is_some()),
            (Field::Typing, self.typing.is_some()),
            (Field::Background, self.background.is_some()),
        ];
        asked.iter().all(|(field, asked)| !asked || allowed.contains(field))
    }
}

/// The names of the kinds.
const KINDS: [&str; 13] = [
    "message",
    "edit",
    "unsend",
    "reaction",
    "sticker",
    "typing",
    "background",
    "read",
    "contact_card",
    "notified",
    "vote",
    "poll_option",
    "group",
];

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Text,
    Message,
    MimeType,
    Reaction,
    Target,
    Typing,
    Background,
}

fn is(wanted: &Option<String>, actual: &str) -> bool {
    wanted.as_deref().is_none_or(|wanted| wanted == actual)
}

fn same_emoji(a: &str, b: &str) -> bool {
    a.replace('\u{fe0f}', "") == b.replace('\u{fe0f}', "")
}

impl Seen {
    /// The message that it changes or is put on.
    #[cfg(feature = "command")]
    pub(crate) fn target(&self) -> Option<&str> {
        match self {
            Self::Edit { message_guid, .. }
            | Self::Unsend { message_guid }
            | Self::Reaction { message_guid, .. }
            | Self::Sticker { message_guid }
            | Self::Notified { message_guid }
            | Self::Vote { message_guid, .. }
            | Self::PollOption { message_guid, .. } => Some(message_guid),
            _ => None,
        }
    }

    /// The message that it is, or that it is about.
    #[cfg(feature = "command")]
    pub(crate) fn message(&self) -> Option<&str> {
        match self {
            Self::Message { message } => Some(&message.guid),
            other => other.target(),
        }
    }

    /// The name of the kind in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Message { .. } => "message",
            Self::Edit { .. } => "edit",
            Self::Unsend { .. } => "unsend",
            Self::Reaction { .. } => "reaction",
            Self::Sticker { .. } => "sticker",
            Self::Typing { .. } => "typing",
            Self::Background { .. } => "background",
            Self::Read => "read",
            Self::ContactCard => "contact_card",
            Self::Notified { .. } => "notified",
            Self::Vote { .. } => "vote",
            Self::PollOption { .. } => "poll_option",
            Self::Group { .. } => "group",
        }
    }
}

impl fmt::Display for Expect {
    /// Writes the fields that are given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut value = serde_json::to_value(self).map_err(|_| fmt::Error)?;
        if let Some(fields) = value.as_object_mut() {
            fields.retain(|_, field| !field.is_null());
        }
        write!(f, "{value}")
    }
}

impl fmt::Display for Sighting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
