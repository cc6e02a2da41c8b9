//! What happens besides messages.

use std::sync::Arc;
use std::time::SystemTime;

use spectrum_imessage::{Error, Event, Events, Happening, Spectrum, StreamKind};
use tokio::sync::Mutex;

use crate::error::NativeResult;
use crate::fields::{NativeAttachmentMetadata, NativeReactionKind};
use crate::mirror::mirror;
use crate::run::{NativeCancel, on_io};
use crate::space::NativeSpaceInfo;
use crate::user::NativeUser;

mirror! {
    /// A stream of a line.
    NativeStreamKind = StreamKind {
        /// Messages.
        Messages,
        /// Polls.
        Polls,
        /// Groups.
        Groups,
        /// Chats.
        Chats,
    }
}

/// Where, when and by whom something was changed.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeHappening {
    /// The conversation.
    pub space: NativeSpaceInfo,
    /// Who did it.
    pub actor: Option<NativeUser>,
    /// Whether it was this account.
    pub is_from_me: bool,
    /// When.
    pub timestamp: SystemTime,
    /// The service's number of the event.
    pub sequence: Option<u64>,
}

impl NativeHappening {
    fn new(app: &Spectrum, happening: Happening) -> Self {
        let Happening { space, actor, is_from_me, timestamp, sequence } = happening;
        let space = NativeSpaceInfo::new(Some(app), space);
        Self { space, actor: actor.map(Into::into), is_from_me, timestamp, sequence }
    }
}

/// An event by its kind. Names of fields as in the core.
#[derive(Clone, Debug, uniffi::Enum)]
#[allow(missing_docs, reason = "the fields are those of the core")]
#[allow(clippy::large_enum_variant, reason = "it lives for one crossing")]
pub enum NativeEvent {
    MessageEdited {
        happening: NativeHappening,
        message_id: String,
        text: Option<String>,
    },
    MessageUnsent {
        happening: NativeHappening,
        message_id: String,
    },
    MessageDelivered {
        happening: NativeHappening,
        message_id: String,
    },
    MessageFailed {
        happening: NativeHappening,
        message_id: String,
        error_code: i32,
    },
    AttachmentReady {
        happening: NativeHappening,
        message_id: String,
        attachment_id: String,
    },
    AttachmentFailed {
        happening: NativeHappening,
        message_id: String,
        attachment_id: String,
    },
    ReactionRemoved {
        happening: NativeHappening,
        message_id: String,
        part_index: Option<i32>,
        reaction: NativeReactionKind,
    },
    StickerPlaced {
        happening: NativeHappening,
        message_id: String,
        part_index: Option<i32>,
        sticker: Option<NativeAttachmentMetadata>,
    },
    BackgroundChanged {
        happening: NativeHappening,
    },
    BackgroundRemoved {
        happening: NativeHappening,
    },
    ChatRead {
        happening: NativeHappening,
    },
    ChatArchived {
        happening: NativeHappening,
    },
    ChatUnarchived {
        happening: NativeHappening,
    },
    Gap {
        line: String,
        after: u64,
        head: Option<u64>,
    },
    LineAdded {
        line: String,
    },
    LineRemoved {
        line: String,
    },
    LineNumberChanged {
        before: String,
        line: String,
    },
    StreamConnected {
        line: String,
        stream: NativeStreamKind,
    },
    StreamDisconnected {
        line: String,
        stream: NativeStreamKind,
        code: Option<String>,
    },
    Unauthenticated {
        line: String,
    },
    Unmappable {
        line: String,
        stream: NativeStreamKind,
        sequence: Option<u64>,
        reason: String,
    },
    Missed {
        count: u64,
    },
}

impl NativeEvent {
    fn new(app: &Spectrum, event: Event) -> Self {
        let at = |happening| NativeHappening::new(app, happening);
        match event {
            Event::MessageEdited { happening, message_id, text } => {
                Self::MessageEdited { happening: at(happening), message_id, text }
            }
            Event::MessageUnsent { happening, message_id } => {
                Self::MessageUnsent { happening: at(happening), message_id }
            }
            Event::MessageDelivered { happening, message_id } => {
                Self::MessageDelivered { happening: at(happening), message_id }
            }
            Event::MessageFailed { happening, message_id, error_code } => {
                Self::MessageFailed { happening: at(happening), message_id, error_code }
            }
            Event::AttachmentReady { happening, message_id, attachment_id } => {
                Self::AttachmentReady { happening: at(happening), message_id, attachment_id }
            }
            Event::AttachmentFailed { happening, message_id, attachment_id } => {
                Self::AttachmentFailed { happening: at(happening), message_id, attachment_id }
            }
            Event::ReactionRemoved { happening, message_id, part_index, reaction } => {
                let reaction = reaction.into();
                Self::ReactionRemoved { happening: at(happening), message_id, part_index, reaction }
            }
            Event::StickerPlaced { happening, message_id, part_index, sticker } => {
                let sticker = sticker.map(Into::into);
                Self::StickerPlaced { happening: at(happening), message_id, part_index, sticker }
            }
            Event::BackgroundChanged { happening } => {
                Self::BackgroundChanged { happening: at(happening) }
            }
            Event::BackgroundRemoved { happening } => {
                Self::BackgroundRemoved { happening: at(happening) }
            }
            Event::ChatRead { happening } => Self::ChatRead { happening: at(happening) },
            Event::ChatArchived { happening } => Self::ChatArchived { happening: at(happening) },
            Event::ChatUnarchived { happening } => {
                Self::ChatUnarchived { happening: at(happening) }
            }
            Event::Gap { line, after, head } => Self::Gap { line, after, head },
            Event::LineAdded { line } => Self::LineAdded { line },
            Event::LineRemoved { line } => Self::LineRemoved { line },
            Event::LineNumberChanged { before, line } => Self::LineNumberChanged { before, line },
            Event::StreamConnected { line, stream } => {
                Self::StreamConnected { line, stream: stream.into() }
            }
            Event::StreamDisconnected { line, stream, code } => {
                Self::StreamDisconnected { line, stream: stream.into(), code }
            }
            Event::Unauthenticated { line } => Self::Unauthenticated { line },
            Event::Unmappable { line, stream, sequence, reason } => {
                Self::Unmappable { line, stream: stream.into(), sequence, reason }
            }
            Event::Missed { count } => Self::Missed { count },
        }
    }
}

/// The one consumer of events.
#[derive(uniffi::Object)]
pub struct NativeEvents {
    app: Spectrum,
    events: Mutex<Events>,
}

impl NativeEvents {
    pub(crate) fn open(app: Spectrum) -> Result<Arc<Self>, Error> {
        let events = Mutex::new(app.events()?);
        Ok(Arc::new(Self { app, events }))
    }
}

#[uniffi::export]
impl NativeEvents {
    /// The next event; nothing after the stop. A cancelled call loses none.
    pub async fn next(
        self: Arc<Self>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<NativeEvent>> {
        on_io(cancel, async move {
            let event = self.events.lock().await.next().await;
            Ok::<_, Error>(event.map(|event| NativeEvent::new(&self.app, event)))
        })
        .await
    }
}
