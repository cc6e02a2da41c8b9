//! What people and tests see of a conversation: plain data, ready for JSON.

use serde::{Deserialize, Serialize};
use spectrum_imessage_wire::v1::{AttachmentInfo, Message, MessagePlacedSticker, PollInfo};

use crate::{clock, effect};

/// The author of everything that the program under test sends.
pub const AGENT: &str = "agent";

/// One message as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageView {
    /// The guid of the message.
    pub guid: String,
    /// [`AGENT`], or the address of the person who wrote it.
    pub from: String,
    /// The text; an attachment stands in it as U+FFFC. Empty after an unsend.
    pub text: String,
    /// The subject line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The files, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentView>,
    /// The short name of the effect (`confetti`), or its identifier if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// The message that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// The reactions that stand on the message now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<ReactionView>,
    /// The stickers on the message, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stickers: Vec<StickerView>,
    /// Bold and other runs as `type:start:length`, in UTF-16 units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formatting: Vec<String>,
    /// Whether it is an audio message, and not a file.
    pub audio: bool,
    /// The bundle of a mini-app card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balloon: Option<String>,
    /// The address that a mini-app card opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The poll, if the message is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<PollView>,
    /// Whether the text was replaced.
    pub edited: bool,
    /// Whether the message was taken back.
    pub unsent: bool,
    /// When it was sent, in the form of RFC 3339.
    pub date: String,
}

/// One file of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// The guid of the attachment.
    pub guid: String,
    /// The name that the receiver sees.
    pub name: String,
    /// The MIME type.
    pub mime_type: String,
    /// The size in bytes.
    pub size: i64,
}

/// One reaction on a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReactionView {
    /// [`AGENT`], or the address of the person.
    pub from: String,
    /// The name of the tapback, for the six of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tapback: Option<String>,
    /// The emoji as it is shown.
    pub emoji: String,
    /// The part of the message, counted from 0, if one is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<i32>,
}

/// One sticker on a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StickerView {
    /// [`AGENT`], or the address of the person.
    pub from: String,
    /// The picture.
    pub file: AttachmentView,
    /// Where it is, in the coordinates of the wire.
    pub x: f64,
    /// Where it is, in the coordinates of the wire.
    pub y: f64,
    /// The part of the message, counted from 0, if one is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<i32>,
}

/// A poll with its votes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PollView {
    /// The question.
    pub title: String,
    /// The options, in order.
    pub options: Vec<PollOptionView>,
}

/// One option of a poll.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PollOptionView {
    /// What votes refer to.
    pub id: String,
    /// What people read.
    pub text: String,
    /// The addresses that voted for it.
    pub votes: Vec<String>,
}

/// A background as it is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BackgroundView {
    /// The MIME type by content.
    pub mime_type: String,
    /// The size in bytes.
    pub size: usize,
}

/// A conversation as its people see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConversationView {
    /// The guid of the chat.
    pub guid: String,
    /// The line: its phone number, or `shared`.
    pub line: String,
    /// Whether it is a group.
    pub group: bool,
    /// The name of a group, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The addresses of the people.
    pub people: Vec<String>,
    /// The background, if one is set.
    pub background: Option<BackgroundView>,
    /// Whether the agent's typing indicator is shown.
    pub agent_typing: bool,
    /// The people whose typing indicator is shown.
    pub people_typing: Vec<String>,
    /// Messages of people that the agent has not marked as read.
    pub unread: i32,
    /// Whether the agent shared its own name and photo here.
    pub contact_card_shared: bool,
    /// The messages, oldest first.
    pub messages: Vec<MessageView>,
}

impl MessageView {
    pub(crate) fn new(message: &Message, poll: Option<&PollInfo>) -> Self {
        let content = message.content.clone().unwrap_or_default();
        Self {
            guid: message.guid.clone(),
            from: author(message.is_from_me, message.sender.as_ref().map(|sender| &sender.address)),
            text: content.text.unwrap_or_default(),
            subject: message.subject.clone(),
            attachments: content.attachments.iter().map(AttachmentView::new).collect(),
            effect: content.expressive_send_style_id.map(|id| effect::short_name(&id).to_owned()),
            reply_to: message.reply_target_guid.clone(),
            reactions: reactions(message),
            stickers: message.placed_stickers.iter().map(StickerView::new).collect(),
            formatting: content
                .formatting
                .iter()
                .map(|run| format!("{}:{}:{}", run.r#type, run.start, run.length))
                .collect(),
            audio: message.is_audio_message,
            balloon: content.balloon_bundle_id,
            url: content.mini_app.and_then(|card| card.url),
            poll: poll.map(PollView::new),
            edited: message.date_edited.is_some(),
            unsent: message.date_retracted.is_some(),
            date: message.date_created.as_ref().map(clock::text).unwrap_or_default(),
        }
    }
}

impl MessageView {
    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let texts = [&self.subject, &self.url, &self.balloon].into_iter().flatten();
        let names = self.attachments.iter().map(|file| file.name.len() + 200);
        let options = self.poll.iter().flat_map(|poll| &poll.options);
        1024 + self.text.len()
            + texts.map(String::len).sum::<usize>()
            + names.sum::<usize>()
            + self.formatting.iter().map(|run| run.len() + 24).sum::<usize>()
            + options.map(|option| option.text.len() + 200).sum::<usize>()
    }
}

fn author(is_from_me: bool, address: Option<&String>) -> String {
    match address {
        Some(address) if !is_from_me => address.clone(),
        _ => AGENT.to_owned(),
    }
}

fn reactions(message: &Message) -> Vec<ReactionView> {
    message
        .applied_reactions
        .iter()
        .map(|applied| {
            let reaction = applied.reaction.clone().unwrap_or_default();
            ReactionView {
                from: author(
                    applied.is_from_me,
                    applied.sender.as_ref().map(|sender| &sender.address),
                ),
                tapback: effect::tapback(&reaction).map(str::to_owned),
                emoji: effect::emoji(&reaction),
                part: applied.target_part_index,
            }
        })
        .collect()
}

impl AttachmentView {
    fn new(info: &AttachmentInfo) -> Self {
        Self {
            guid: info.guid.clone(),
            name: info.file_name.clone(),
            mime_type: info.mime_type.clone(),
            size: info.total_bytes,
        }
    }
}

impl StickerView {
    fn new(placed: &MessagePlacedSticker) -> Self {
        let placement = placed.placement.unwrap_or_default();
        Self {
            from: author(placed.is_from_me, placed.sender.as_ref().map(|sender| &sender.address)),
            file: AttachmentView::new(&placed.sticker.clone().unwrap_or_default()),
            x: placement.x,
            y: placement.y,
            part: placed.target_part_index,
        }
    }
}

impl PollView {
    fn new(poll: &PollInfo) -> Self {
        let votes_of = |id: &str| {
            poll.votes
                .iter()
                .filter(|vote| vote.option_identifier == id)
                .filter_map(|vote| vote.participant.as_ref())
                .map(|person| person.address.clone())
                .collect()
        };
        Self {
            title: poll.title.clone(),
            options: poll
                .options
                .iter()
                .map(|option| PollOptionView {
                    id: option.option_identifier.clone(),
                    text: option.text.clone(),
                    votes: votes_of(&option.option_identifier),
                })
                .collect(),
        }
    }
}
