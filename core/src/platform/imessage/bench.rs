//! The door to the mapping, for the micro-benchmarks.

use std::fmt;
use std::sync::Arc;

use spectrum_imessage_wire::v1;

use super::inbound::{Event, system_time};
use super::lines::Line;
use super::{IMessage, IMessagePlatform};
use crate::error::Result;
use crate::message::Message;

/// Maps events of the first line of an application.
pub struct Mapping {
    platform: Arc<IMessagePlatform>,
    line: Arc<Line>,
}

impl Mapping {
    /// `None` in local mode, or without a line.
    pub fn of(im: &IMessage) -> Option<Self> {
        let platform = Arc::clone(im.at_the_service()?);
        let line = Arc::clone(platform.lines.all().first()?);
        Some(Self { platform, line })
    }

    /// The message that an event says.
    ///
    /// # Errors
    /// If the event makes no sense.
    pub async fn map(&self, change: &v1::MessageChangeEvent) -> Result<Option<Message>> {
        let event = Event {
            line: &self.line,
            sequence: Some(1),
            space: self.platform.space(&change.chat_guid, self.line.phone())?,
            occurred_at: system_time(change.occurred_at.as_ref()),
        };
        self.platform.mapper.message_change(event, change).await
    }
}

impl fmt::Debug for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mapping")
    }
}
