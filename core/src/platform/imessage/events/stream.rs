//! The message stream of one line: live, and after a break what came in it.

use std::sync::Arc;

use spectrum_imessage_wire::v1;
use tokio::time::sleep;

use super::super::inbound::{Mapper, Source, system_time};
use super::super::lines::Line;
use super::super::transport::Transport;
use super::backoff::Backoff;
use crate::app::Inbox;
use crate::error::Result;
use crate::message::Message;

/// Reads one line. Opened live first, so that nothing falls between; then everything after the
/// last event is asked for, and what the live stream repeats is dropped by its sequence.
pub(super) struct Reader {
    line: Arc<Line>,
    mapper: Arc<Mapper>,
    inbox: Inbox,
    /// The sequence of the last event, live or caught up. It never goes back.
    last: Option<u64>,
    backoff: Backoff,
}

/// Why a session ended.
enum End {
    /// Nobody reads any more.
    Unwanted,
    /// The service ended the stream.
    Closed,
}

impl Reader {
    pub(super) fn new(line: Arc<Line>, mapper: Arc<Mapper>, inbox: Inbox) -> Self {
        Self { line, mapper, inbox, last: None, backoff: Backoff::new() }
    }

    /// Reads until nobody wants the messages; a stream that ends or fails is opened again.
    pub(super) async fn run(mut self) {
        loop {
            match self.session().await {
                Ok(End::Unwanted) => return,
                Ok(End::Closed) => tracing::debug!("the service ended the message stream"),
                Err(error) => tracing::warn!("the message stream broke: {error}"),
            }
            sleep(self.backoff.wait()).await;
        }
    }

    async fn session(&mut self) -> Result<End> {
        let request = v1::SubscribeMessageEventsRequest::default();
        let line = Arc::clone(&self.line);
        let mut live = line
            .transport()
            .open(request, |channel, request| async move {
                Transport::messages(channel).subscribe_message_events(request).await
            })
            .await?;
        if let Some(after) = self.last
            && let End::Unwanted = self.catch_up(after).await?
        {
            return Ok(End::Unwanted);
        }
        while let Some(answer) = live.next().await? {
            use v1::subscribe_message_events_response::Payload;
            let Some(Payload::MessageChanged(change)) = answer.payload else { continue };
            if !self.take(answer.sequence, &change).await {
                return Ok(End::Unwanted);
            }
        }
        Ok(End::Closed)
    }

    async fn catch_up(&mut self, after: u64) -> Result<End> {
        use v1::catch_up_events_response::Payload;
        let request = v1::CatchUpEventsRequest { after_sequence: Some(after) };
        let line = Arc::clone(&self.line);
        let mut events = line
            .transport()
            .open(request, |channel, request| async move {
                Transport::events(channel).catch_up_events(request).await
            })
            .await?;
        while let Some(answer) = events.next().await? {
            match answer.payload {
                Some(Payload::MessageChanged(change)) => {
                    if !self.take(answer.sequence, &change).await {
                        return Ok(End::Unwanted);
                    }
                }
                Some(Payload::Complete(complete)) => {
                    self.advance(Some(complete.head_sequence));
                    self.backoff.reset();
                    break;
                }
                Some(
                    Payload::GroupChanged(_)
                    | Payload::PollChanged(_)
                    | Payload::ChatChanged(_)
                    | Payload::Heartbeat(_),
                )
                | None => {}
            }
        }
        Ok(End::Closed)
    }

    /// Hands one event over; false when nobody reads any more.
    async fn take(&mut self, sequence: Option<u64>, change: &v1::MessageChangeEvent) -> bool {
        if sequence.is_some() && sequence <= self.last {
            return true;
        }
        let wanted = match self.map(change).await {
            Ok(Some(message)) => self.inbox.put(message).await,
            Ok(None) => true,
            // One bad event never stops a stream.
            Err(error) => {
                tracing::warn!(sequence, "an event was stepped over: {error}");
                true
            }
        };
        // After the hand-over: what was cancelled on the way comes again.
        self.advance(sequence);
        self.backoff.reset();
        wanted
    }

    fn advance(&mut self, sequence: Option<u64>) {
        self.last = self.last.max(sequence);
    }

    async fn map(&self, change: &v1::MessageChangeEvent) -> Result<Option<Message>> {
        use v1::message_change_event::Change;
        let Some(Change::MessageReceived(received)) = &change.change else { return Ok(None) };
        let Some(message) = &received.message else { return Ok(None) };
        if self.is_own(change, message) {
            return Ok(None);
        }
        let space = self.mapper.space(&change.chat_guid, self.line.phone())?;
        let occurred_at = system_time(change.occurred_at.as_ref());
        let source = Source { line: &self.line, space, occurred_at };
        self.mapper.map(&source, message).await.map(Some)
    }

    /// Our own messages come back as events. On the shared pool only the mark tells; a line of
    /// one's own is known by its number.
    fn is_own(&self, change: &v1::MessageChangeEvent, message: &v1::Message) -> bool {
        let phone = self.line.phone();
        let by_line = change.actor.as_ref().is_some_and(|actor| *actor.address == *phone);
        change.is_from_me || message.is_from_me || by_line
    }
}
