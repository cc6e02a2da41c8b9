//! The streams of one line: live, and after a break what came in it.
//!
//! A stream is opened live first, so that nothing falls between; then everything after its last
//! event is asked for, once for all streams that have come back, and what is seen twice is dropped by
//! its sequence. Meanwhile live events wait in the connection, whose window bounds them.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::join_all;
use spectrum_imessage_wire::v1;
use tokio::time::{Instant, Sleep, sleep_until};

use super::super::inbound::{Event, Mapper, system_time, unmappable};
use super::super::lines::Line;
use super::super::transport::{Opened, Transport};
use super::backoff::Backoff;
use super::live::{Change, Frame, Kind, Live};
use crate::app::Inbox;
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;

/// How long a stream that has sent heartbeats may be silent before it is taken for dead. The
/// service sends one every few seconds.
const SILENCE: Duration = Duration::from_secs(60);
/// How often that is looked at.
const WATCH: Duration = Duration::from_secs(10);

/// Reads the streams of one line.
pub(super) struct Reader {
    line: Arc<Line>,
    mapper: Arc<Mapper>,
    inbox: Inbox,
    slots: Vec<Slot>,
    /// The service's head when the line was first connected: where the streams begin that have not
    /// had an event yet.
    head: Option<u64>,
    wake: Pin<Box<Sleep>>,
}

/// One kind of events, with its stream while that is open.
struct Slot {
    kind: Kind,
    open: Option<Open>,
    /// The sequence of the last event, live or caught up. It never goes back.
    last: Option<u64>,
    backoff: Backoff,
    /// When a closed stream is opened again.
    due: Instant,
}

struct Open {
    live: Live,
    heard: Instant,
    /// Only a stream that has said that it lives can be missed.
    beats: bool,
}

/// What comes next.
enum Next {
    Frame(usize, Frame),
    Ended(usize, Option<Error>),
    Wake,
}

/// Nobody reads the messages any more.
struct Unwanted;

impl Reader {
    pub(super) fn new(line: Arc<Line>, mapper: Arc<Mapper>, inbox: Inbox) -> Self {
        let now = Instant::now();
        // The pool has no group events.
        let kinds: &[Kind] = if line.is_shared() {
            &[Kind::Messages, Kind::Polls]
        } else {
            &[Kind::Messages, Kind::Polls, Kind::Groups]
        };
        let slot = |kind: &Kind| Slot {
            kind: *kind,
            open: None,
            last: None,
            backoff: Backoff::new(),
            due: now,
        };
        let slots = kinds.iter().map(slot).collect();
        Self { line, mapper, inbox, slots, head: None, wake: Box::pin(sleep_until(now)) }
    }

    /// Reads until nobody wants the messages. A stream that ends or fails is opened again.
    pub(super) async fn run(mut self) {
        loop {
            if self.open_due().await.is_err() || self.read().await.is_err() {
                return;
            }
        }
    }

    /// Opens every stream whose time has come, and catches up with what they missed.
    async fn open_due(&mut self) -> Result<(), Unwanted> {
        let now = Instant::now();
        let due: Vec<usize> = (0..self.slots.len())
            .filter(|index| self.slots[*index].open.is_none() && self.slots[*index].due <= now)
            .collect();
        let opening = due.iter().map(|index| Live::open(&self.line, self.slots[*index].kind));
        let opened = join_all(opening).await;
        let mut back = Vec::new();
        for (index, live) in due.into_iter().zip(opened) {
            match live {
                Ok(live) => {
                    let heard = Instant::now();
                    self.slots[index].open = Some(Open { live, heard, beats: false });
                    back.push(index);
                }
                Err(error) => self.close(index, Some(&error)),
            }
        }
        if back.is_empty() {
            return Ok(());
        }
        let Some(after) = back.iter().filter_map(|i| self.slots[*i].last.or(self.head)).min()
        else {
            self.head = self.ask_head().await;
            return Ok(());
        };
        match self.catch_up(after, &back).await {
            Ok(result) => result,
            Err(error) if error.kind() == ErrorKind::Validation => {
                // The service does not know this position any more: there is a gap.
                tracing::error!(
                    after,
                    "the service refused the position, events are lost: {error}"
                );
                self.head = None;
                for slot in &mut self.slots {
                    slot.last = None;
                }
                for index in back {
                    self.close(index, None);
                }
                Ok(())
            }
            Err(error) => {
                for index in back {
                    self.close(index, Some(&error));
                }
                Ok(())
            }
        }
    }

    /// Hands on what the streams say, until one has to be opened.
    async fn read(&mut self) -> Result<(), Unwanted> {
        self.arm();
        loop {
            match self.next().await {
                Next::Frame(index, frame) => {
                    if let Some(open) = &mut self.slots[index].open {
                        open.heard = Instant::now();
                        open.beats |= frame.change.is_none();
                    }
                    if let Some(change) = frame.change {
                        self.take(frame.sequence, change).await?;
                    }
                    continue;
                }
                Next::Ended(index, error) => {
                    if let (Some(open), Some(error)) = (self.slots[index].open.take(), &error) {
                        open.live.failed(error).await;
                    }
                    self.close(index, error.as_ref());
                }
                Next::Wake => self.watch(),
            }
            self.arm();
            let now = Instant::now();
            if self.slots.iter().any(|slot| slot.open.is_none() && slot.due <= now) {
                return Ok(());
            }
        }
    }

    /// The next thing on any stream. Cancel-safe.
    async fn next(&mut self) -> Next {
        poll_fn(|cx| {
            for (index, slot) in self.slots.iter_mut().enumerate() {
                let Some(open) = &mut slot.open else { continue };
                match open.live.poll_next(cx) {
                    Poll::Ready(Ok(Some(frame))) => return Poll::Ready(Next::Frame(index, frame)),
                    Poll::Ready(Ok(None)) => return Poll::Ready(Next::Ended(index, None)),
                    Poll::Ready(Err(error)) => {
                        return Poll::Ready(Next::Ended(index, Some(error)));
                    }
                    Poll::Pending => {}
                }
            }
            self.wake.as_mut().poll(cx).map(|()| Next::Wake)
        })
        .await
    }

    /// Sets the alarm: for the first stream to open, or the next look at their silence.
    fn arm(&mut self) {
        let closed =
            self.slots.iter().filter(|slot| slot.open.is_none()).map(|slot| slot.due).min();
        let watch = Instant::now() + WATCH;
        self.wake.as_mut().reset(closed.map_or(watch, |due| due.min(watch)));
    }

    /// Breaks streams that are silent for too long: they are open and deaf.
    fn watch(&mut self) {
        for index in 0..self.slots.len() {
            let silent = self.slots[index]
                .open
                .as_ref()
                .is_some_and(|open| open.beats && open.heard.elapsed() > SILENCE);
            if silent {
                tracing::warn!(stream = self.slots[index].kind.name(), "a stream fell silent");
                self.close(index, None);
            }
        }
    }

    fn close(&mut self, index: usize, error: Option<&Error>) {
        let slot = &mut self.slots[index];
        slot.open = None;
        slot.due = Instant::now() + slot.backoff.wait();
        let stream = slot.kind.name();
        match error {
            Some(error) => tracing::warn!(stream, "a stream broke: {error}"),
            None => tracing::debug!(stream, "a stream ended"),
        }
    }

    /// The service's present head. Without one the first event is the beginning.
    async fn ask_head(&self) -> Option<u64> {
        use v1::catch_up_events_response::Payload;
        let mut events = self.open_catch_up(None).await.ok()?;
        loop {
            match events.next().await.ok()??.payload {
                Some(Payload::Complete(complete)) => return Some(complete.head_sequence),
                Some(Payload::Heartbeat(_)) => {}
                // It tells the past, which nobody asked for.
                _ => return None,
            }
        }
    }

    async fn open_catch_up(
        &self,
        after_sequence: Option<u64>,
    ) -> Result<Opened<v1::CatchUpEventsResponse>> {
        let request = v1::CatchUpEventsRequest { after_sequence };
        self.line
            .transport()
            .open(request, |channel, request| async move {
                Transport::events(channel).catch_up_events(request).await
            })
            .await
    }

    /// Everything after a position, for the streams that have come back.
    async fn catch_up(&mut self, after: u64, back: &[usize]) -> Result<Result<(), Unwanted>> {
        use v1::catch_up_events_response::Payload;
        let mut events = self.open_catch_up(Some(after)).await?;
        while let Some(answer) = events.next().await? {
            let change = match answer.payload {
                Some(Payload::MessageChanged(change)) => Change::Message(Box::new(change)),
                Some(Payload::PollChanged(change)) => Change::Poll(Box::new(change)),
                Some(Payload::GroupChanged(change)) => Change::Group(Box::new(change)),
                Some(Payload::Complete(complete)) => {
                    for index in back {
                        let slot = &mut self.slots[*index];
                        slot.last = slot.last.max(Some(complete.head_sequence));
                        slot.backoff.reset();
                    }
                    return Ok(Ok(()));
                }
                Some(Payload::ChatChanged(_) | Payload::Heartbeat(_)) | None => continue,
            };
            if self.take(answer.sequence, change).await.is_err() {
                return Ok(Err(Unwanted));
            }
        }
        Err(Error::new(ErrorKind::Connection, "networkError", "the catch-up ended half-way"))
    }

    /// Hands one event over.
    async fn take(&mut self, sequence: Option<u64>, change: Change) -> Result<(), Unwanted> {
        let kind = change.kind();
        let Some(index) = self.slots.iter().position(|slot| slot.kind == kind) else {
            return Ok(());
        };
        if sequence.is_some() && sequence <= self.slots[index].last {
            return Ok(());
        }
        let wanted = match self.map(sequence, change).await {
            Ok(Some(message)) => self.inbox.put(message).await,
            Ok(None) => true,
            // One bad event never stops a stream.
            Err(error) => {
                tracing::warn!(sequence, "an event was stepped over: {error}");
                true
            }
        };
        // After the hand-over: what was cancelled on the way comes again.
        let slot = &mut self.slots[index];
        slot.last = slot.last.max(sequence);
        slot.backoff.reset();
        if wanted { Ok(()) } else { Err(Unwanted) }
    }

    async fn map(&self, sequence: Option<u64>, change: Change) -> Result<Option<Message>> {
        let (chat_guid, occurred_at) = match &change {
            Change::Message(change) => (&change.chat_guid, &change.occurred_at),
            Change::Poll(change) => (&change.chat_guid, &change.occurred_at),
            Change::Group(change) => (&change.chat_guid, &change.occurred_at),
        };
        if occurred_at.is_none() {
            return Err(unmappable("the event has no time"));
        }
        let event = Event {
            line: &self.line,
            sequence,
            space: self.mapper.space(chat_guid, self.line.phone())?,
            occurred_at: system_time(occurred_at.as_ref()),
        };
        match &change {
            Change::Message(change) => self.mapper.message_change(event, change).await,
            Change::Poll(change) => self.mapper.poll_change(event, change).await,
            Change::Group(change) => self.mapper.group_change(event, change).await,
        }
    }
}
