//! What a record says, by its category.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::Attachment;
use crate::body::{Body, Effect, Link, Mention, Part, Style};
use crate::edits::Edit;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// A message, or one that was unsent.
    Message(Box<Message>),
    /// A reaction to a message.
    Reaction {
        /// The reaction.
        reaction: Reaction,
    },
    /// Something that happened to a group.
    GroupEvent {
        /// The event.
        group_event: GroupEvent,
    },
    /// A sticker on a message, a vote in a poll.
    Target {
        /// The message that it belongs to.
        target_guid: Option<Arc<str>>,
        /// Its part, if the row names one.
        #[serde(skip)]
        target_part: Option<i64>,
        /// The files of the row: the sticker.
        #[serde(skip)]
        attachments: Vec<Attachment>,
    },
    /// A row that cannot be read.
    Unreadable {
        /// Why, without any text of the message.
        reason: String,
    },
    /// Nothing that is shown.
    Nothing {},
}

/// A message.
#[derive(Clone, PartialEq, Default, Serialize)]
pub struct Message {
    /// The raw text with U+FFFC for attachments, if there is any.
    pub text: Option<Arc<str>>,
    /// Its length in UTF-16 code units.
    pub utf16_length: usize,
    /// Texts and attachments in the order of the body.
    pub parts: Vec<Part>,
    /// People who are mentioned.
    pub mentions: Vec<Mention>,
    /// Links.
    pub links: Vec<Link>,
    /// Styled stretches.
    pub styles: Vec<Style>,
    /// Stretches that move.
    pub effects: Vec<Effect>,
    /// The files that are shown, by row number. Their order for people is that of the parts.
    pub attachments: Vec<Attachment>,
    /// The message that this one answers.
    pub reply_to: Option<Reply>,
    /// The effect of the whole message.
    pub send_effect: Option<SendEffect>,
    /// Edits and unsends.
    pub edit: Option<Edit>,
    /// Apple's number of a failure, other than 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub error: i64,
    /// The subject line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Arc<str>>,
    /// Set if the body is broken and the text is what could be saved of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub salvaged: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Message {
    /// Takes the fields of a body over.
    pub(super) fn with_body(body: Option<Body>) -> Self {
        let Some(body) = body else { return Self::default() };
        Self {
            text: Some(body.text),
            utf16_length: body.utf16_length,
            parts: body.parts,
            mentions: body.mentions,
            links: body.links,
            styles: body.styles,
            effects: body.effects,
            ..Self::default()
        }
    }

    /// The attachments as people see them: in the order of their placeholders, then those without
    /// one by row number.
    pub fn attachments_in_order(&self) -> Vec<&Attachment> {
        let guids = self.parts.iter().filter_map(|part| part.transfer_guid());
        let places: HashMap<_, _> = guids.zip(0usize..).collect();
        let mut ordered: Vec<_> = self.attachments.iter().collect();
        // Stable: those without placeholder keep the order of their rows.
        ordered.sort_by_key(|file| places.get(&file.guid).copied().unwrap_or(usize::MAX));
        ordered
    }
}

impl std::fmt::Debug for Message {
    /// Shows sizes only: texts of messages do not belong into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("utf16_length", &self.utf16_length)
            .field("parts", &self.parts.len())
            .field("attachments", &self.attachments)
            .field("edit", &self.edit)
            .finish_non_exhaustive()
    }
}

/// The message that another one answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reply {
    /// Its id.
    pub guid: Arc<str>,
    /// The part of it.
    pub part: Option<i64>,
}

/// The effect of a whole message.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SendEffect {
    /// Apple's identifier.
    pub id: Arc<str>,
    /// Its name, or `unknown`.
    pub name: &'static str,
}

/// A reaction.
#[derive(Clone, PartialEq, Serialize)]
pub struct Reaction {
    /// `love`, `like`, `dislike`, `laugh`, `emphasize`, `question`, `emoji` or `sticker`.
    pub kind: &'static str,
    /// The emoji, for `emoji`.
    pub emoji: Option<Arc<str>>,
    /// Whether it was taken away.
    pub removed: bool,
    /// The message that it belongs to.
    pub target_guid: Option<Arc<str>>,
    /// The part of it; nothing if it belongs to the whole message.
    pub target_part: Option<i64>,
    /// The guid of the sticker, for `sticker`.
    pub sticker_attachment: Option<Arc<str>>,
    /// The files of the row: the sticker.
    #[serde(skip)]
    pub attachments: Vec<Attachment>,
}

impl std::fmt::Debug for Reaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reaction({}, removed {}, to {:?})", self.kind, self.removed, self.target_guid)
    }
}

/// Something that happened to a group.
#[derive(Clone, PartialEq, Serialize)]
pub struct GroupEvent {
    /// `member_added`, `member_removed`, `renamed`, `left`, `icon_changed`, `icon_removed`,
    /// `location_started`, `location_stopped`, `audio_kept`, `shareplay` or `unknown`.
    pub kind: &'static str,
    /// The address of the person whom it is about.
    pub other: Option<Arc<str>>,
    /// The new name of the group.
    pub title: Option<Arc<str>>,
    /// Apple's numbers, for `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_type: Option<i64>,
    /// Apple's numbers, for `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_action_type: Option<i64>,
    /// The files of the row: the new picture of a group.
    #[serde(skip)]
    pub attachments: Vec<Attachment>,
}

impl std::fmt::Debug for GroupEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GroupEvent({}, {:?}, {:?})", self.kind, self.item_type, self.group_action_type)
    }
}
