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
use tokio::task::yield_now;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::super::inbound::Mapper;
use super::super::lines::Line;
use super::conversations::Conversations;
use super::desk::Desk;
use super::live::{Change, Frame, Live, Said, catch_up};
use super::slot::Slot;
use super::take::{Accepted, Taken};
use crate::app::Inbox;
use crate::clock::{Clock, Jumps};
use crate::delivery::Ticket;
use crate::error::{Error, ErrorKind, Result};
use crate::event::StreamKind;
use crate::fleet::Hold;
use crate::message::Message;

/// How often it is looked whether a stream has fallen silent: so many times within the time that it
/// may be.
const WATCHES: u32 = 6;
/// So many frames are taken at a time, if they are there.
pub(super) const BATCH: usize = 64;
/// When a clock was put forward, streams get so long to show that they live.
const GRACE: Duration = Duration::from_secs(1);

/// Reads the streams of one line.
pub(super) struct Reader {
    pub(super) line: Arc<Line>,
    pub(super) mapper: Arc<Mapper>,
    pub(super) inbox: Inbox,
    pub(super) slots: Vec<Slot>,
    pub(super) desk: Desk<Taken>,
    pub(super) conversations: Conversations,
    /// Texts that are on their way to the program.
    pub(super) texts: Vec<(Message, Option<Ticket>)>,
    /// What a stream said last, and what of it is to be taken: empty between two looks.
    pub(super) frames: Vec<Frame>,
    pub(super) events: Vec<(Option<u64>, Change)>,
    pub(super) accepted: Vec<Accepted>,
    /// The service's head when the line was first connected: where the streams begin that have not
    /// had an event yet.
    pub(super) head: Option<u64>,
    wake: Pin<Box<Sleep>>,
    clock: Clock,
    jumps: Jumps,
    /// Until then, by the system's clock, no stream is taken for dead.
    grace: Option<Instant>,
    /// The line is read for a fleet.
    pub(super) hold: Option<Arc<dyn Hold>>,
    /// Until events are asked for.
    chats_wanted: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

/// What comes next.
enum Next {
    /// What is in `frames`.
    Frames(usize),
    Ended(usize, Option<Error>),
    Taken(String, Box<Taken>),
    ChatsWanted,
    Jumped,
    Wake,
}

/// Nobody reads the messages any more.
pub(super) struct Unwanted;

impl Reader {
    /// # Errors
    /// If the positions cannot be read from the store.
    pub(super) fn new(line: Arc<Line>, mapper: Arc<Mapper>, inbox: Inbox) -> Result<Self> {
        Self::with(line, mapper, inbox, None)
    }

    /// Reads a line for a fleet, from where it was published last.
    ///
    /// # Errors
    /// If the positions cannot be set up.
    pub(super) fn of_relay(
        line: Arc<Line>,
        mapper: Arc<Mapper>,
        inbox: Inbox,
        hold: Arc<dyn Hold>,
    ) -> Result<Self> {
        Self::with(line, mapper, inbox, Some(hold))
    }

    fn with(
        line: Arc<Line>,
        mapper: Arc<Mapper>,
        inbox: Inbox,
        hold: Option<Arc<dyn Hold>>,
    ) -> Result<Self> {
        // The pool has no group events.
        let kinds: &[StreamKind] = if line.is_shared() {
            &[StreamKind::Messages, StreamKind::Polls]
        } else {
            &[StreamKind::Messages, StreamKind::Polls, StreamKind::Groups]
        };
        // A relay does not know what the workers want.
        let handed_over = inbox.app().events_in_messages() || hold.is_some();
        let kinds = kinds.iter().copied().chain(handed_over.then_some(StreamKind::Chats));
        let slots = kinds.map(|kind| Slot::new(&line, inbox.app(), kind));
        let slots = slots.collect::<Result<Vec<_>>>()?;
        if let Some(hold) = &hold {
            for slot in &slots {
                // What another relay has published meanwhile is over.
                slot.book.begin_anew();
                if let Some(position) = hold.position(slot.kind) {
                    slot.book.caught_up(position);
                }
            }
        }
        let clock = inbox.app().clock().clone();
        let wanted = inbox.app().events().wanted().clone().cancelled_owned();
        Ok(Self {
            line,
            mapper,
            inbox,
            slots,
            desk: Desk::new(),
            conversations: Conversations::default(),
            texts: Vec::new(),
            frames: Vec::new(),
            events: Vec::new(),
            accepted: Vec::new(),
            head: None,
            wake: Box::pin(sleep_until(Instant::now())),
            hold,
            jumps: clock.jumps(),
            clock,
            grace: None,
            chats_wanted: (!handed_over).then(|| Box::pin(wanted) as Pin<Box<_>>),
        })
    }

    /// Reads until nobody wants the messages. A stream that ends or fails is opened again.
    pub(super) async fn run(mut self) {
        loop {
            // Boxed: it is large, and nearly all of the time the line is read.
            if Box::pin(self.open_due()).await.is_err() || self.read().await.is_err() {
                return;
            }
        }
    }

    /// Opens every stream whose time has come, and catches up with what they missed.
    async fn open_due(&mut self) -> Result<(), Unwanted> {
        let now = self.clock.now();
        let due: Vec<usize> = (0..self.slots.len())
            .filter(|index| self.slots[*index].open.is_none() && self.slots[*index].due <= now)
            .collect();
        if due.is_empty() {
            return Ok(());
        }
        if let Err(error) = self.begin(&due).await {
            self.close(&due, &error);
            return Ok(());
        }
        self.tell_hold();
        let opening = due.iter().map(|index| Live::open(&self.line, self.slots[*index].kind));
        let opened = join_all(opening).await;
        let mut back = Vec::new();
        for (index, live) in due.into_iter().zip(opened) {
            match live {
                Ok(live) => {
                    self.slots[index].opened(live);
                    back.push(index);
                }
                Err(error) => self.slots[index].close(Some(&error)),
            }
        }
        if back.is_empty() {
            return Ok(());
        }
        let position = |index: &usize| self.slots[*index].book.position();
        let positions = back.iter().filter_map(|index| position(index).or(self.head));
        let Some(after) = positions.min() else {
            self.head = Self::ask_head(&self.line).await.ok().flatten();
            return Ok(());
        };
        // One that has not begun begins when it is opened.
        let closed = |index: &usize| self.slots[*index].open.is_none() && position(index).is_some();
        let closed: Vec<usize> = (0..self.slots.len()).filter(closed).collect();
        let after = closed.iter().filter_map(position).min().unwrap_or(after).min(after);
        let covered = [back.as_slice(), &closed].concat();
        let caught_up = match catch_up(&self.line, Some(after)).await {
            Ok(events) => self.catch_up(events, &covered).await,
            Err(error) => Err(error),
        };
        self.tell_hold();
        match caught_up {
            Ok(result) => return result,
            Err(error) if error.kind() == ErrorKind::Validation => {
                self.refused(after, &error).await;
            }
            Err(error) => self.close(&back, &error),
        }
        Ok(())
    }

    /// Tells the fleet up to where each stream is published, also one on which nothing came: another
    /// relay begins there.
    pub(super) fn tell_hold(&self) {
        let Some(hold) = &self.hold else { return };
        for slot in &self.slots {
            if let Some(reached) = slot.book.cursor() {
                hold.reached(slot.kind, reached);
            }
        }
    }

    fn close(&mut self, slots: &[usize], error: &Error) {
        for index in slots {
            self.slots[*index].close(Some(error));
        }
    }

    /// Hands on what the streams say, until one has to be opened.
    async fn read(&mut self) -> Result<(), Unwanted> {
        self.arm();
        loop {
            match self.next().await {
                Next::Frames(index) => {
                    let mut beats = false;
                    for Frame { sequence, said } in self.frames.drain(..) {
                        match said {
                            Said::Change(change) => self.events.push((sequence, change)),
                            Said::Head(_) | Said::Beat | Said::Unknown => beats = true,
                        }
                    }
                    let full = self.events.len() >= BATCH;
                    self.slots[index].heard(!self.events.is_empty(), beats);
                    self.take_all().await?;
                    if full {
                        // There is more. What has come is handled while it is at hand.
                        yield_now().await;
                    }
                    continue;
                }
                Next::Taken(conversation, taken) => {
                    self.hand_over(Some(&conversation), *taken).await?;
                    continue;
                }
                Next::Ended(index, error) => {
                    let open = self.slots[index].open.take();
                    if let (Some(open), Some(error)) = (open, &error)
                        && open.live.failed(error).await
                    {
                        self.slots[index].backoff.reset();
                    }
                    self.slots[index].close(error.as_ref());
                }
                Next::ChatsWanted => {
                    match Slot::new(&self.line, self.inbox.app(), StreamKind::Chats) {
                        Ok(slot) => self.slots.push(slot),
                        Err(error) => crate::observe::error!("chats are not followed: {error}"),
                    }
                }
                Next::Jumped => self.grace = Some(Instant::now() + GRACE),
                Next::Wake => self.watch(),
            }
            self.arm();
            let now = self.clock.now();
            if self.slots.iter().any(|slot| slot.open.is_none() && slot.due <= now) {
                return Ok(());
            }
        }
    }

    /// The next thing on any stream. Cancel-safe.
    async fn next(&mut self) -> Next {
        poll_fn(|cx| {
            // Before the alarm, which it moves.
            if self.jumps.poll(cx).is_ready() {
                return Poll::Ready(Next::Jumped);
            }
            if let Poll::Ready((conversation, taken)) = self.desk.poll_next(cx) {
                return Poll::Ready(Next::Taken(conversation, Box::new(taken)));
            }
            for (index, slot) in self.slots.iter_mut().enumerate() {
                let Some(open) = &mut slot.open else { continue };
                match open.live.poll_batch(cx, &mut self.frames, BATCH) {
                    Poll::Ready(Ok(true)) => return Poll::Ready(Next::Frames(index)),
                    Poll::Ready(Ok(false)) => return Poll::Ready(Next::Ended(index, None)),
                    Poll::Ready(Err(error)) => {
                        return Poll::Ready(Next::Ended(index, Some(error)));
                    }
                    Poll::Pending => {}
                }
            }
            if let Some(wanted) = &mut self.chats_wanted
                && wanted.as_mut().poll(cx).is_ready()
            {
                self.chats_wanted = None;
                return Poll::Ready(Next::ChatsWanted);
            }
            self.wake.as_mut().poll(cx).map(|()| Next::Wake)
        })
        .await
    }

    /// Sets the alarm: for the first stream to open, or the next look at their silence.
    fn arm(&mut self) {
        let closed =
            self.slots.iter().filter(|slot| slot.open.is_none()).map(|slot| slot.due).min();
        let closed = closed.map(|due| self.clock.by_the_system(due));
        let watch = Instant::now() + self.line.status().watchdog() / WATCHES;
        let first = [closed, self.grace].into_iter().flatten().fold(watch, Instant::min);
        self.wake.as_mut().reset(first);
    }

    /// Breaks streams that are silent for too long: they are open and deaf.
    fn watch(&mut self) {
        if self.grace.is_some_and(|grace| Instant::now() < grace) {
            return;
        }
        self.grace = None;
        for slot in self.slots.iter_mut().filter(|slot| slot.is_silent()) {
            crate::observe::warn!(stream = %slot.kind, "a stream fell silent");
            slot.close(None);
        }
    }
}
