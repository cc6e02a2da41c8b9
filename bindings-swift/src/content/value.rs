//! What content is, for whoever reads it.

use std::sync::Arc;

use serde_json::json;
use spectrum_imessage::content::{
    App, Edit, Effect, Group, Markdown, Members, Picture, PictureChange, Poll, PollOption,
    PollVote, Reaction, Read, Rename, Reply, Richlink, Text, Unsend, Voice,
};
use spectrum_imessage::{Content, Spectrum};

use super::{
    NativeAttachment, NativeContact, NativeContent, NativeEffect, NativeFile, NativeMiniApp,
    NativeTapback, NativeTyping,
};
use crate::message::NativeMessage;

/// What content is, by its kind. Names of fields as in the core.
#[derive(Debug, uniffi::Enum)]
#[allow(missing_docs, reason = "the fields are those of the core")]
#[allow(clippy::large_enum_variant, reason = "it lives for one crossing")]
pub enum NativeValue {
    Text {
        text: String,
    },
    Markdown {
        markdown: String,
    },
    Attachment {
        attachment: NativeAttachment,
    },
    Voice {
        id: Option<String>,
        name: Option<String>,
        mime_type: String,
        duration: Option<f64>,
        size: Option<u64>,
        file: Arc<NativeFile>,
    },
    Contact {
        contact: NativeContact,
    },
    Richlink {
        url: String,
    },
    Poll {
        title: String,
        options: Vec<String>,
    },
    PollVote {
        title: String,
        options: Vec<String>,
        option: String,
        selected: bool,
    },
    Group {
        items: Vec<Arc<NativeMessage>>,
    },
    Effect {
        content: Arc<NativeContent>,
        effect: NativeEffect,
    },
    Reply {
        content: Arc<NativeContent>,
        target: Arc<NativeMessage>,
    },
    Reaction {
        emoji: String,
        tapback: Option<NativeTapback>,
        target: Arc<NativeMessage>,
    },
    Edit {
        content: Arc<NativeContent>,
        target: Arc<NativeMessage>,
    },
    Unsend {
        target: Arc<NativeMessage>,
    },
    Typing {
        state: NativeTyping,
    },
    Read {
        target: Arc<NativeMessage>,
    },
    Background {
        change: NativePictureChange,
    },
    Rename {
        display_name: String,
    },
    Avatar {
        change: NativePictureChange,
    },
    AddMember {
        members: Vec<String>,
    },
    RemoveMember {
        members: Vec<String>,
    },
    LeaveSpace,
    App {
        url: String,
        live: Option<bool>,
    },
    MiniApp {
        card: NativeMiniApp,
    },
    Custom {
        json: String,
    },
}

/// A change of a picture: that behind a conversation, or that of a group.
#[derive(Debug, uniffi::Enum)]
#[allow(missing_docs, reason = "the fields are those of the core")]
pub enum NativePictureChange {
    Clear,
    Set { mime_type: String, file: Arc<NativeFile> },
}

impl NativeValue {
    pub(crate) fn new(app: Option<&Spectrum>, content: &Content) -> Self {
        let inner = |content: &Content| NativeContent::new(app, content.clone());
        let target = |message: &_| NativeMessage::new(app, Clone::clone(message));
        match content {
            Content::Text(Text { text }) => Self::Text { text: text.clone() },
            Content::Markdown(Markdown { markdown }) => {
                Self::Markdown { markdown: markdown.clone() }
            }
            Content::Attachment(attachment) => {
                Self::Attachment { attachment: attachment.clone().into() }
            }
            Content::Voice(voice) => Self::voice(voice),
            Content::Contact(contact) => Self::Contact { contact: (**contact).clone().into() },
            Content::Richlink(Richlink { url }) => Self::Richlink { url: url.clone() },
            Content::Poll(Poll { title, options }) => {
                let text = |PollOption { title }: &PollOption| title.clone();
                Self::Poll { title: title.clone(), options: options.iter().map(text).collect() }
            }
            Content::PollVote(PollVote { poll, option, selected }) => Self::PollVote {
                title: poll.title.clone(),
                options: poll.options.iter().map(|option| option.title.clone()).collect(),
                option: option.title.clone(),
                selected: *selected,
            },
            Content::Group(Group { items }) => {
                Self::Group { items: items.iter().map(target).collect() }
            }
            Content::Effect(effect) => {
                let Effect { content, effect } = &**effect;
                Self::Effect { content: inner(content), effect: (*effect).into() }
            }
            Content::Reply(reply) => {
                let Reply { content, target: to } = &**reply;
                Self::Reply { content: inner(content), target: target(to) }
            }
            Content::Reaction(reaction) => {
                let Reaction { emoji, tapback, target: to } = &**reaction;
                let tapback = tapback.map(Into::into);
                Self::Reaction { emoji: emoji.clone(), tapback, target: target(to) }
            }
            Content::Edit(edit) => {
                let Edit { content, target: of } = &**edit;
                Self::Edit { content: inner(content), target: target(of) }
            }
            Content::Unsend(Unsend { target: of }) => Self::Unsend { target: target(of) },
            Content::Typing(state) => Self::Typing { state: (*state).into() },
            Content::Read(Read { target: of }) => Self::Read { target: target(of) },
            Content::Background(background) => Self::Background { change: background.into() },
            Content::Rename(Rename { display_name }) => {
                Self::Rename { display_name: display_name.clone() }
            }
            Content::Avatar(avatar) => Self::Avatar { change: avatar.into() },
            Content::AddMember(Members { members }) => Self::AddMember { members: members.clone() },
            Content::RemoveMember(Members { members }) => {
                Self::RemoveMember { members: members.clone() }
            }
            Content::LeaveSpace => Self::LeaveSpace,
            Content::App(App { url, live }) => Self::App { url: url.clone(), live: *live },
            Content::MiniApp(card) => Self::MiniApp { card: (**card).clone().into() },
            // Drafts: a message never holds them.
            Content::Parts(_) | Content::TextStream(_) | Content::NativeContactCard => {
                Self::Custom { json: json!({ "type": content.type_name() }).to_string() }
            }
            Content::Custom(value) => Self::Custom { json: value.to_string() },
        }
    }

    fn voice(voice: &Voice) -> Self {
        let Voice { id, name, mime_type, duration, size, file } = voice;
        Self::Voice {
            id: id.clone(),
            name: name.clone(),
            mime_type: mime_type.clone(),
            duration: *duration,
            size: *size,
            file: NativeFile::new(file),
        }
    }
}

impl From<&PictureChange> for NativePictureChange {
    fn from(change: &PictureChange) -> Self {
        match change {
            PictureChange::Clear => Self::Clear,
            PictureChange::Set(picture) => picture.into(),
        }
    }
}

impl From<&Picture> for NativePictureChange {
    fn from(Picture { mime_type, file }: &Picture) -> Self {
        Self::Set { mime_type: mime_type.clone(), file: NativeFile::new(file) }
    }
}
