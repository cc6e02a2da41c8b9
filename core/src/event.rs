//! What happens besides messages.

use std::fmt;
use std::time::SystemTime;

use crate::platform::imessage::{AttachmentMetadata, ReactionKind};
use crate::space::Space;
use crate::user::User;

/// A stream of a line: one kind of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreamKind {
    /// Messages and what happens to them.
    Messages,
    /// Polls and votes.
    Polls,
    /// Changes of groups; not on shared lines.
    Groups,
    /// Changes of chats; opened when [`crate::Spectrum::events`] is asked for.
    Chats,
}

impl StreamKind {
    /// The stream of this name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let all = [Self::Messages, Self::Polls, Self::Groups, Self::Chats];
        all.into_iter().find(|stream| stream.as_str() == name)
    }

    /// `messages`, `polls`, `groups` or `chats`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Polls => "polls",
            Self::Groups => "groups",
            Self::Chats => "chats",
        }
    }
}

impl fmt::Display for StreamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where, when and by whom something was changed.
#[derive(Clone, Debug)]
pub struct Happening {
    /// The conversation.
    pub space: Space,
    /// Who did it, where the service says it.
    pub actor: Option<User>,
    /// Whether it was this account: this program, or another device of the same number.
    pub is_from_me: bool,
    /// When, by the service's clock.
    pub timestamp: SystemTime,
    /// The service's number of the event.
    pub sequence: Option<u64>,
}

/// What happens besides messages. Lines are named by their phone number, or `shared`; `local` in
/// local mode.
#[derive(Clone, Debug)]
pub enum Event {
    /// A message was edited.
    MessageEdited {
        /// Where and by whom.
        happening: Happening,
        /// The message.
        message_id: String,
        /// What it says now.
        text: Option<String>,
    },
    /// A message was taken back: what it said should not be used any more.
    MessageUnsent {
        /// Where and by whom.
        happening: Happening,
        /// The message.
        message_id: String,
    },
    /// A sent message has arrived at the other side. Told in local mode.
    MessageDelivered {
        /// Where.
        happening: Happening,
        /// The message.
        message_id: String,
    },
    /// A sent message could not be delivered. Told in local mode.
    MessageFailed {
        /// Where.
        happening: Happening,
        /// The message.
        message_id: String,
        /// Apple's error number.
        error_code: i32,
    },
    /// A file of a message that was handed out before is there. Told in local mode.
    AttachmentReady {
        /// Where and by whom.
        happening: Happening,
        /// The message.
        message_id: String,
        /// The file.
        attachment_id: String,
    },
    /// A file of a message that was handed out before will not come. Told in local mode.
    AttachmentFailed {
        /// Where and by whom.
        happening: Happening,
        /// The message.
        message_id: String,
        /// The file.
        attachment_id: String,
    },
    /// A reaction was taken back.
    ReactionRemoved {
        /// Where and by whom.
        happening: Happening,
        /// The message that had the reaction.
        message_id: String,
        /// The part that is meant.
        part_index: Option<i32>,
        /// What the reaction was.
        reaction: ReactionKind,
    },
    /// A sticker was placed on a message.
    StickerPlaced {
        /// Where and by whom.
        happening: Happening,
        /// The message with the sticker.
        message_id: String,
        /// The part that is meant.
        part_index: Option<i32>,
        /// The picture.
        sticker: Option<AttachmentMetadata>,
    },
    /// The picture behind a conversation was changed.
    BackgroundChanged {
        /// Where and by whom.
        happening: Happening,
    },
    /// The picture behind a conversation was removed.
    BackgroundRemoved {
        /// Where and by whom.
        happening: Happening,
    },
    /// A chat was marked as read, on this account.
    ChatRead {
        /// Where and by whom.
        happening: Happening,
    },
    /// A chat was archived, on this account.
    ChatArchived {
        /// Where and by whom.
        happening: Happening,
    },
    /// A chat was taken out of the archive, on this account.
    ChatUnarchived {
        /// Where and by whom.
        happening: Happening,
    },
    /// The service refused the position of a line: what came after it, up to the head, is lost. In
    /// local mode: the database was replaced, and what it no longer holds is lost.
    Gap {
        /// The line.
        line: String,
        /// The last position before the gap.
        after: u64,
        /// Where the streams go on, if the service says it.
        head: Option<u64>,
    },
    /// A line was added to the project.
    LineAdded {
        /// The line.
        line: String,
    },
    /// A line was removed from the project.
    LineRemoved {
        /// The line.
        line: String,
    },
    /// The number of a line has changed.
    LineNumberChanged {
        /// The number that it had.
        before: String,
        /// The number that it has.
        line: String,
    },
    /// A stream is open.
    StreamConnected {
        /// The line.
        line: String,
        /// The stream.
        stream: StreamKind,
    },
    /// A stream has ended, or could not be opened. It is opened again by itself.
    StreamDisconnected {
        /// The line.
        line: String,
        /// The stream.
        stream: StreamKind,
        /// The code of the error; none if the service just ended it.
        code: Option<String>,
    },
    /// The service refuses the credentials of a line: nothing arrives until that is mended.
    Unauthenticated {
        /// The line.
        line: String,
    },
    /// An event made no sense, or could not be looked up, and was stepped over.
    Unmappable {
        /// The line.
        line: String,
        /// The stream.
        stream: StreamKind,
        /// The service's number of the event.
        sequence: Option<u64>,
        /// Why.
        reason: String,
    },
    /// This many events were dropped, because they were not read in time.
    Missed {
        /// How many.
        count: u64,
    },
}

impl Event {
    /// The name of the event in camelCase, such as `messageEdited`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::MessageEdited { .. } => "messageEdited",
            Self::MessageUnsent { .. } => "messageUnsent",
            Self::MessageDelivered { .. } => "messageDelivered",
            Self::MessageFailed { .. } => "messageFailed",
            Self::AttachmentReady { .. } => "attachmentReady",
            Self::AttachmentFailed { .. } => "attachmentFailed",
            Self::ReactionRemoved { .. } => "reactionRemoved",
            Self::StickerPlaced { .. } => "stickerPlaced",
            Self::BackgroundChanged { .. } => "backgroundChanged",
            Self::BackgroundRemoved { .. } => "backgroundRemoved",
            Self::ChatRead { .. } => "chatRead",
            Self::ChatArchived { .. } => "chatArchived",
            Self::ChatUnarchived { .. } => "chatUnarchived",
            Self::Gap { .. } => "gap",
            Self::LineAdded { .. } => "lineAdded",
            Self::LineRemoved { .. } => "lineRemoved",
            Self::LineNumberChanged { .. } => "lineNumberChanged",
            Self::StreamConnected { .. } => "streamConnected",
            Self::StreamDisconnected { .. } => "streamDisconnected",
            Self::Unauthenticated { .. } => "unauthenticated",
            Self::Unmappable { .. } => "unmappable",
            Self::Missed { .. } => "missed",
        }
    }
}
