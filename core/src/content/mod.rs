//! What is sent and received. One file a kind: what it holds, how it is built and checked.
//!
//! Builders check what can be checked without touching anything outside (an empty text, an unknown
//! effect); the send does the rest before anything leaves (is the file there, is the
//! picture of a kind that the service takes). Bad content never reaches the network.

mod attachment;
pub(crate) mod avatar;
pub(crate) mod background;
mod card;
mod contact;
mod custom;
mod delta;
mod edit;
mod effect;
mod file;
mod group;
pub(crate) mod markdown;
mod members;
mod mime;
mod mime_table;
mod picture;
mod poll;
mod reaction;
mod read;
mod rename;
mod reply;
mod richlink;
mod stream;
mod text;
mod typing;
mod unsend;
pub(crate) mod vcard;
mod voice;

pub use attachment::{Attachment, Companion, attachment, attachment_bytes, attachment_url};
pub use avatar::{avatar, avatar_bytes, avatar_clear, avatar_url};
pub use background::{background, background_bytes, background_clear, background_url};
pub use card::{App, CardLayout, CardSession, MiniApp, app, mini_app};
pub use contact::{
    Contact, ContactAddress, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactPhoto,
    contact, contact_vcard,
};
pub use custom::custom;
pub use delta::delta_of;
pub use edit::{Edit, edit};
pub use effect::{Effect, MessageEffect, effect};
pub use file::{CompanionSource, File, FileOptions, FileStream, ReadOptions};
pub(crate) use file::{Place, RemoteChunks, RemoteFile, check_sendable};
pub use group::{Group, group};
pub use members::{Members, add_member, leave_space, remove_member};
pub(crate) use mime::of_name as mime_of_name;
pub use picture::{Picture, PictureChange};
pub use poll::{Poll, PollOption, PollVote, poll};
pub use reaction::{Reaction, Tapback, reaction};
pub use read::{Read, read};
pub use rename::{Rename, rename};
pub use reply::{Reply, reply};
pub use richlink::{Richlink, richlink};
pub(crate) use stream::{NO_TEXT, Source as TextSource};
pub use stream::{TextSender, TextStream, markdown_stream, text_channel, text_stream};
pub use text::{Markdown, Text, markdown, text};
pub use typing::{Typing, typing};
pub use unsend::{Unsend, unsend};
pub use voice::{Voice, VoiceOptions, voice, voice_bytes, voice_url};

use crate::error::Result;
use crate::message::Message;
use crate::platform::PlatformId;

/// What is sent or received. Actions, such as a reaction or a background, are content too.
#[derive(Clone, Debug)]
pub enum Content {
    /// Plain text.
    Text(Text),
    /// Text with markdown, rendered when it is sent. Never received.
    Markdown(Markdown),
    /// Text that is still being written.
    TextStream(TextStream),
    /// A file.
    Attachment(Attachment),
    /// An audio message: the bubble with a waveform.
    Voice(Voice),
    /// A contact, sent as a vCard.
    Contact(Box<Contact>),
    /// A link with a preview. Never received: a received link is text.
    Richlink(Richlink),
    /// A poll.
    Poll(Poll),
    /// A vote in a poll. Only received.
    PollVote(PollVote),
    /// Several parts that are to be sent in one message.
    Parts(Vec<Content>),
    /// A message of several parts.
    Group(Group),
    /// A link as a card. What is sent is a [`Content::MiniApp`].
    App(App),
    /// A mini-app card (iMessage only).
    MiniApp(Box<MiniApp>),
    /// Content with an iMessage effect.
    Effect(Box<Effect>),
    /// An answer to a message.
    Reply(Box<Reply>),
    /// A tapback or an emoji on a message.
    Reaction(Box<Reaction>),
    /// A new text for a sent message.
    Edit(Box<Edit>),
    /// The retraction of a sent message.
    Unsend(Unsend),
    /// The typing indicator.
    Typing(Typing),
    /// A read receipt.
    Read(Read),
    /// The picture behind the conversation (iMessage only).
    Background(PictureChange),
    /// A new name for a group.
    Rename(Rename),
    /// A change of a group's picture.
    Avatar(PictureChange),
    /// People join a group.
    AddMember(Members),
    /// People are removed from a group.
    RemoveMember(Members),
    /// Somebody leaves a group: this account when sent, the sender when received.
    LeaveSpace,
    /// The account's own name and photo, shared with the chat (iMessage only).
    NativeContactCard,
    /// A JSON value for platforms that know what to do with it, and what has no kind of its own.
    Custom(serde_json::Value),
}

impl Content {
    /// The name of the kind, the same in every language: the `type` of a content.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Markdown(_) => "markdown",
            Self::TextStream(stream) => {
                if stream.markdown {
                    "markdown"
                } else {
                    "text"
                }
            }
            Self::Attachment(_) => "attachment",
            Self::Voice(_) => "voice",
            Self::Contact(_) => "contact",
            Self::Richlink(_) => "richlink",
            Self::Poll(_) => "poll",
            Self::PollVote(_) => "poll_option",
            Self::Parts(_) | Self::Group(_) => "group",
            Self::App(_) => "app",
            Self::MiniApp(_) => "customized-mini-app",
            Self::Effect(_) => "effect",
            Self::Reply(_) => "reply",
            Self::Reaction(_) => "reaction",
            Self::Edit(_) => "edit",
            Self::Unsend(_) => "unsend",
            Self::Typing(_) => "typing",
            Self::Read(_) => "read",
            Self::Background(_) => "background",
            Self::Rename(_) => "rename",
            Self::Avatar(_) => "avatar",
            Self::AddMember(_) => "addMember",
            Self::RemoveMember(_) => "removeMember",
            Self::LeaveSpace => "leaveSpace",
            Self::NativeContactCard => "nativeContactCard",
            Self::Custom(_) => "custom",
        }
    }

    /// Whether sending it yields a message.
    pub(crate) fn carries_message(&self) -> bool {
        !matches!(
            self,
            Self::Edit(_)
                | Self::Unsend(_)
                | Self::Typing(_)
                | Self::Read(_)
                | Self::Background(_)
                | Self::Rename(_)
                | Self::Avatar(_)
                | Self::AddMember(_)
                | Self::RemoveMember(_)
                | Self::LeaveSpace
                | Self::NativeContactCard
        )
    }

    /// The one platform that it is made for, also where that is inside of an answer, an edit or a
    /// group.
    pub(crate) fn only_on(&self) -> Option<PlatformId> {
        match self {
            Self::Background(_) | Self::NativeContactCard | Self::MiniApp(_) => {
                Some(PlatformId::IMessage)
            }
            Self::Reply(reply) => reply.content.only_on(),
            Self::Edit(edit) => edit.content.only_on(),
            Self::Parts(items) => items.iter().find_map(Self::only_on),
            _ => None,
        }
    }

    /// The content of the message that sending it yields: without the reply and the effect.
    pub(crate) fn into_carried(self) -> Self {
        match self {
            Self::Reply(reply) => reply.content.into_carried(),
            Self::Effect(effect) => effect.content.into_carried(),
            carried => carried,
        }
    }

    /// The sizes of the files that are uploaded to send it, `None` where they are unknown. Known
    /// after [`Content::prepare`].
    pub(crate) fn upload_sizes(&self, sizes: &mut Vec<Option<u64>>) {
        match self {
            Self::Attachment(attachment) => sizes.push(attachment.upload_size()),
            Self::Voice(voice) => sizes.push(voice.size),
            Self::Contact(contact) => sizes.push(Some(vcard::write(contact).len() as u64)),
            Self::Effect(effect) => effect.content.upload_sizes(sizes),
            Self::Reply(reply) => reply.content.upload_sizes(sizes),
            Self::Parts(items) => items.iter().for_each(|item| item.upload_sizes(sizes)),
            _ => {}
        }
    }

    /// The same content with its files not read, for what is kept to be looked up: reading what was
    /// looked up must not fill the memory of all that is kept. `None` if it is too large to be kept.
    pub(crate) fn unread(&self) -> Option<Self> {
        Some(match self {
            Self::Attachment(attachment) => {
                let companion = match &attachment.companion {
                    Some(companion) => {
                        Some(Companion { size: companion.size, file: companion.file.unread()? })
                    }
                    None => None,
                };
                let file = attachment.file.unread()?;
                Self::Attachment(Attachment { file, companion, ..attachment.clone() })
            }
            Self::Voice(voice) => {
                Self::Voice(Voice { file: voice.file.unread()?, ..voice.clone() })
            }
            Self::Group(group) => {
                let items = group.items.iter().map(Message::unread).collect::<Option<_>>()?;
                Self::Group(Group { items })
            }
            Self::Reply(reply) => Self::Reply(Box::new(Reply {
                content: reply.content.unread()?,
                target: reply.target.unread()?,
            })),
            other => other.clone(),
        })
    }

    /// Whether it has its place among the other sends to the conversation. What only says what the
    /// agent is doing does not wait for an upload.
    pub(crate) fn is_ordered(&self) -> bool {
        !matches!(self, Self::Typing(_) | Self::Read(_))
    }

    /// Checks what needs a look outside: files exist, pictures are of an accepted kind. Nothing
    /// here touches the iMessage service.
    pub(crate) async fn prepare(self) -> Result<Self> {
        Ok(match self {
            Self::Attachment(attachment) => Self::Attachment(attachment.prepare().await?),
            Self::Voice(voice) => Self::Voice(voice.prepare().await?),
            Self::Background(change) => Self::Background(change.prepare(&background::RULES).await?),
            Self::Effect(effect) => {
                let inner = Box::pin(effect.content.prepare()).await?;
                Self::Effect(Box::new(Effect { content: inner, effect: effect.effect }))
            }
            Self::Reply(reply) => {
                let inner = Box::pin(reply.content.prepare()).await?;
                Self::Reply(Box::new(Reply { content: inner, target: reply.target }))
            }
            Self::Edit(edit) => {
                let inner = Box::pin(edit.content.prepare()).await?;
                Self::Edit(Box::new(Edit { content: inner, target: edit.target }))
            }
            Self::Avatar(change) => Self::Avatar(change.prepare(&avatar::RULES).await?),
            Self::Parts(items) => {
                let mut prepared = Vec::with_capacity(items.len());
                for item in items {
                    prepared.push(Box::pin(item.prepare()).await?);
                }
                Self::Parts(prepared)
            }
            checked @ (Self::Text(_)
            | Self::Markdown(_)
            | Self::TextStream(_)
            | Self::Contact(_)
            | Self::App(_)
            | Self::MiniApp(_)
            | Self::Richlink(_)
            | Self::Poll(_)
            | Self::PollVote(_)
            | Self::Group(_)
            | Self::Reaction(_)
            | Self::Unsend(_)
            | Self::Typing(_)
            | Self::Read(_)
            | Self::Rename(_)
            | Self::AddMember(_)
            | Self::RemoveMember(_)
            | Self::LeaveSpace
            | Self::NativeContactCard
            | Self::Custom(_)) => checked,
        })
    }
}

/// The account's own name and photo, shared with the chat (iMessage only). Always attempted, no
/// matter what was shared before.
pub fn native_contact_card() -> Content {
    Content::NativeContactCard
}

/// Everything that a send accepts: content, the result of a builder, or a bare string as text.
pub trait IntoContent {
    /// The content, or what is wrong with it.
    ///
    /// # Errors
    /// The builder's own.
    fn into_content(self) -> Result<Content>;
}

impl IntoContent for Content {
    fn into_content(self) -> Result<Content> {
        Ok(self)
    }
}

impl IntoContent for Result<Content> {
    fn into_content(self) -> Result<Content> {
        self
    }
}

impl IntoContent for &str {
    fn into_content(self) -> Result<Content> {
        text(self)
    }
}

impl IntoContent for String {
    fn into_content(self) -> Result<Content> {
        text(self)
    }
}
