//! Messages, received and sent.

use std::sync::Arc;
use std::time::SystemTime;

use spectrum_imessage::{Direction, Message, Page, Spectrum};

use crate::content::{NativeCardSession, NativeValue};
use crate::error::NativeResult;
use crate::fields::NativeFields;
use crate::mirror::mirror;
use crate::space::NativeSpaceInfo;
use crate::telemetry::NativeHandlingSpan;
use crate::user::NativeUser;

mirror! {
    /// Whether a message was received or sent.
    NativeDirection = Direction {
        /// Received.
        Inbound,
        /// Sent.
        Outbound,
    }
}

/// A message: what it is, and the handle to use it. Its content is asked for when it is needed.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeMessageInfo {
    /// The handle.
    pub handle: Arc<NativeMessage>,
    /// The id.
    pub id: String,
    /// Whether it was received or sent.
    pub direction: NativeDirection,
    /// Who wrote it.
    pub sender: Option<NativeUser>,
    /// The conversation it belongs to.
    pub space: NativeSpaceInfo,
    /// When it was written.
    pub timestamp: SystemTime,
    /// The index of the part.
    pub part_index: Option<u32>,
    /// The id of the message that this is a part of.
    pub parent_id: Option<String>,
    /// Whether the program has had it before and did not acknowledge it.
    pub redelivered: bool,
}

impl NativeMessageInfo {
    pub(crate) fn new(app: Option<&Spectrum>, message: Message) -> Self {
        Self {
            id: message.id().to_owned(),
            direction: message.direction().into(),
            sender: message.sender().cloned().map(Into::into),
            space: NativeSpaceInfo::new(app, message.space().clone()),
            timestamp: message.timestamp(),
            part_index: message.part_index(),
            parent_id: message.parent_id().map(str::to_owned),
            redelivered: message.redelivered(),
            handle: NativeMessage::new(app, message),
        }
    }
}

/// A page of messages.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativePage {
    /// The messages, newest first.
    pub messages: Vec<NativeMessageInfo>,
    /// Asks for the next page.
    pub next_page_token: Option<String>,
}

impl NativePage {
    pub(crate) fn new(app: &Spectrum, page: Page) -> Self {
        let Page { messages, next_page_token, .. } = page;
        let info = |message| NativeMessageInfo::new(Some(app), message);
        Self { messages: messages.into_iter().map(info).collect(), next_page_token }
    }
}

/// The handle of a message. It keeps the application running, as that of a space does.
#[derive(Debug, uniffi::Object)]
pub struct NativeMessage {
    app: Option<Spectrum>,
    message: Message,
}

impl NativeMessage {
    pub(crate) fn new(app: Option<&Spectrum>, message: Message) -> Arc<Self> {
        Arc::new(Self { app: app.cloned(), message })
    }

    pub(crate) fn get(&self) -> &Message {
        &self.message
    }

    pub(crate) fn app(&self) -> Option<&Spectrum> {
        self.app.as_ref()
    }
}

#[uniffi::export]
impl NativeMessage {
    /// What the message is.
    pub fn info(&self) -> NativeMessageInfo {
        NativeMessageInfo::new(self.app(), self.message.clone())
    }

    /// What the message holds.
    pub fn content(&self) -> NativeValue {
        NativeValue::new(self.app(), self.message.content())
    }

    /// The fields that only iMessage has.
    pub fn fields(&self) -> Option<NativeFields> {
        self.message.native().cloned().map(Into::into)
    }

    /// The span in which it is handled.
    pub fn traceparent(&self) -> Option<String> {
        self.message.traceparent()
    }

    /// Begins that span; nothing if nobody listens.
    pub fn begin_handling(&self, parent: Option<String>) -> Option<Arc<NativeHandlingSpan>> {
        NativeHandlingSpan::begin(&self.message, None, parent.as_deref())
    }

    /// Confirms that it is handled.
    pub fn ack(&self) -> NativeResult<()> {
        Ok(self.message.ack()?)
    }

    /// What identifies this sent card. Changes with every update of it.
    pub fn card_session(&self) -> Option<NativeCardSession> {
        self.message.card_session().map(Into::into)
    }
}
