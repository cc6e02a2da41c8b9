//! What a person does in a conversation, as a value: to be done, written down and done again.

use bytes::Bytes;
use spectrum_imessage_wire::v1::{
    Companion, CompanionKind, MessagePart, ReplyTarget, StickerPlacement,
};

use crate::effect;
use crate::refusal::Refusal;
use crate::state::{Author, ChatKey, Draft, State};

/// One deed. Messages are named by their guids.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Deed {
    Text {
        text: String,
        effect: Option<String>,
        reply_to: Option<String>,
        files: Vec<(String, Bytes)>,
    },
    Attachment {
        name: String,
        data: Bytes,
        /// The video of a Live Photo.
        video: Option<Bytes>,
    },
    Voice {
        name: String,
        data: Bytes,
    },
    React {
        on: String,
        part: Option<i32>,
        reaction: String,
        set: bool,
    },
    Sticker {
        on: String,
        name: String,
        data: Bytes,
        x: f64,
        y: f64,
    },
    Edit {
        on: String,
        text: String,
    },
    Unsend {
        on: String,
    },
    Read {
        on: String,
    },
    Typing(bool),
    Background(Option<Bytes>),
    Poll {
        title: String,
        options: Vec<String>,
    },
    Vote {
        on: String,
        option: Option<String>,
    },
    AddOption {
        on: String,
        text: String,
    },
    Rename(String),
    Add(Vec<String>),
    Remove(Vec<String>),
    Leave,
    Icon(Option<Bytes>),
    Malformed,
}

impl Deed {
    pub(crate) fn text(text: &str) -> Self {
        let text = text.to_owned();
        Self::Text { text, effect: None, reply_to: None, files: Vec::new() }
    }

    /// Does it. Answers the guid of the message that came of it, if one did.
    pub(crate) fn run(
        &self,
        state: &mut State,
        key: &ChatKey,
        person: &str,
    ) -> Result<Option<String>, Refusal> {
        let author = Author::Person(person);
        match self {
            Self::Text { .. } | Self::Attachment { .. } | Self::Voice { .. } => {
                let draft = self.draft(state)?;
                return Ok(Some(state.receive(key, person, draft)?.guid));
            }
            Self::Poll { title, options } => {
                let poll = state.create_poll(key, author, title, options)?;
                return Ok(Some(poll.poll_message_guid));
            }
            Self::React { on, part, reaction, set } => {
                state.react(key, author, on, *part, &effect::reaction(reaction), *set)?;
            }
            Self::Sticker { on, name, data, x, y } => {
                let placement = StickerPlacement { x: *x, y: *y, ..StickerPlacement::default() };
                state.person_sticks(key, person, on, (name, data.clone()), placement)?;
            }
            Self::Edit { on, text } => {
                own(state, key, person, on)?;
                state.replace_text(key, on, author, text)?;
            }
            Self::Unsend { on } => {
                own(state, key, person, on)?;
                state.retract(key, on, author)?;
            }
            Self::Read { on } => state.person_reads(key, person, on)?,
            Self::Typing(on) => state.person_types(key, person, *on),
            Self::Background(data) => state.person_sets_background(key, person, data.clone())?,
            Self::Vote { on, option } => {
                let poll = state.poll(on);
                let id = option.as_deref().map(|option| {
                    let known = poll.options.iter().find(|known| known.text == option);
                    known.map_or(option, |known| known.option_identifier.as_str())
                });
                state.vote(key, author, on, id)?;
            }
            Self::AddOption { on, text } => {
                state.add_option(key, author, on, text)?;
            }
            Self::Malformed => state.emit_malformed(key, person),
            Self::Rename(_) | Self::Add(_) | Self::Remove(_) | Self::Leave | Self::Icon(_) => {
                self.change_group(state, key, author)?;
            }
        }
        Ok(None)
    }

    /// The message that it is about, apart from the one that comes of it.
    #[cfg(feature = "command")]
    pub(crate) fn target(&mut self) -> Option<&mut String> {
        match self {
            Self::Text { reply_to, .. } => reply_to.as_mut(),
            Self::React { on, .. }
            | Self::Sticker { on, .. }
            | Self::Edit { on, .. }
            | Self::Unsend { on }
            | Self::Read { on }
            | Self::Vote { on, .. }
            | Self::AddOption { on, .. } => Some(on),
            _ => None,
        }
    }

    fn draft(&self, state: &mut State) -> Result<Draft, Refusal> {
        match self {
            Self::Text { text, effect, reply_to, files } => {
                let mut draft = match files.is_empty() {
                    true => Draft::text(text),
                    false => album(state, text, files)?,
                };
                draft.content.expressive_send_style_id = effect.as_deref().map(effect::identifier);
                draft.reply_to = reply_to
                    .clone()
                    .map(|message_guid| ReplyTarget { message_guid, target_part_index: None });
                Ok(draft)
            }
            Self::Attachment { name, data, video } => {
                let kind = CompanionKind::LivePhotoVideo as i32;
                let companion = video.clone().map(|data| Companion { data, kind });
                Ok(Draft::file(state.keep_file(name, data.clone(), companion, false)?.info))
            }
            Self::Voice { name, data } => {
                let draft = Draft::file(state.keep_file(name, data.clone(), None, false)?.info);
                Ok(Draft { is_audio: true, ..draft })
            }
            _ => Ok(Draft::default()),
        }
    }

    fn change_group(
        &self,
        state: &mut State,
        key: &ChatKey,
        author: Author<'_>,
    ) -> Result<(), Refusal> {
        if !state.chats[key].is_group() {
            return Err(Refusal::precondition("this is not a group"));
        }
        match self {
            Self::Rename(name) => state.rename(key, author, name),
            Self::Add(people) => state.add_people(key, author, people),
            Self::Remove(people) => state.remove_people(key, author, people),
            Self::Icon(data) => state.set_icon(key, author, data.clone()),
            _ => {
                state.leave(key, author);
                Ok(())
            }
        }
    }
}

/// A text and files as one message.
fn album(state: &mut State, text: &str, files: &[(String, Bytes)]) -> Result<Draft, Refusal> {
    let part = MessagePart { text: Some(text.to_owned()), ..MessagePart::default() };
    let mut content = state.joined(&[part])?;
    let words = content.text.take().unwrap_or_default();
    for (name, data) in files {
        content.attachments.push(state.keep_file(name, data.clone(), None, false)?.info);
    }
    content.text = Some(format!("{}{words}", "\u{fffc}".repeat(files.len())));
    let part_count = i32::try_from(files.len() + 1).ok();
    Ok(Draft { content, part_count, ..Draft::default() })
}

fn own(state: &State, key: &ChatKey, person: &str, guid: &str) -> Result<(), Refusal> {
    let sender = state.message_of(key, guid)?.message.sender.as_ref();
    match sender.is_some_and(|sender| sender.address == person) {
        true => Ok(()),
        false => Err(Refusal::precondition("the message is somebody else's")),
    }
}
