//! The buffer between the platforms and the program.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::sync::mpsc::{self, PermitIterator, Receiver, Sender, WeakSender};

use super::{AppHandle, Inner, webhook};
use crate::content::Content;
use crate::delivery::{Letter, Ticket};
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::observe;
use crate::store::Store;
use crate::webhook::Accepted;

/// Messages that wait for the program. When they are not read the streams stand still: the
/// service's flow control holds the rest back, and memory stays flat.
const CAPACITY: usize = 1024;

/// A message that waits, with what its acknowledgement concerns.
#[derive(Clone)]
pub(super) struct Incoming {
    pub(super) message: Message,
    pub(super) letter: Letter,
}

/// Where platforms put what arrives. Putting waits while the buffer is full.
#[derive(Clone)]
pub(crate) struct Inbox {
    app: AppHandle,
    sender: Sender<Incoming>,
}

impl Inbox {
    pub(crate) fn app(&self) -> &AppHandle {
        &self.app
    }

    /// Hands over what came of an event on a line; false when nobody will read it any more.
    /// Cancel-safe: all of an event goes over, or nothing.
    pub(crate) async fn put(
        &self,
        line: &Arc<str>,
        message: Message,
        ticket: Option<&Ticket>,
    ) -> bool {
        if !self.app.webhooks().admits(&message) {
            // A webhook has brought it already.
            if let Some(ticket) = ticket {
                ticket.handled();
            }
            return true;
        }
        self.put_known(line, message, ticket).await
    }

    /// As [`Inbox::put`], for what is known not to have come otherwise.
    pub(crate) async fn put_known(
        &self,
        line: &Arc<str>,
        message: Message,
        ticket: Option<&Ticket>,
    ) -> bool {
        let Some(room) = self.room(message).await else { return false };
        self.fill(room, line, ticket);
        true
    }

    /// Accepts what a webhook has brought as soon as there is room for it, and hands it over if it is
    /// new. Cancel-safe: it is accepted and handed over, or nothing.
    pub(super) async fn put_accepted(
        &self,
        line: &Arc<str>,
        message: Message,
        accept: impl FnOnce() -> Result<Accepted>,
    ) -> Result<Accepted> {
        let room = self.room(message).await.ok_or_else(Error::stopped)?;
        let accepted = accept()?;
        if let Accepted::New(ticket, _) = &accepted {
            self.fill(room, line, Some(ticket));
        }
        Ok(accepted)
    }

    /// Waits for room; `None` when nobody will read any more.
    async fn room(&self, message: Message) -> Option<Room<'_>> {
        let messages = match message.content() {
            Content::Group(group) if self.app.flatten_groups() => group.items.clone(),
            _ => vec![message],
        };
        let places = messages.len().min(CAPACITY);
        let permits = self.sender.reserve_many(places).await.ok()?;
        Some(Room { permits, places, messages })
    }

    fn fill(&self, room: Room<'_>, line: &Arc<str>, ticket: Option<&Ticket>) {
        let Room { permits, places, messages } = room;
        if let Some(ticket) = ticket {
            ticket.keep();
        }
        let letters = Letter::of_event(self.app.books(), line, ticket, places);
        for (permit, (message, letter)) in permits.zip(messages.into_iter().zip(letters)) {
            observe::count(&observe::RECEIVED, || observe::place(message.space()));
            permit.send(Incoming { message, letter });
        }
    }
}

/// Places that are taken for messages.
struct Room<'a> {
    permits: PermitIterator<'a, Incoming>,
    places: usize,
    messages: Vec<Message>,
}

/// The buffer between platforms and the one consumer.
#[derive(Default)]
pub(super) struct Source(Mutex<State>);

#[derive(Default)]
struct State {
    /// Absent before the first read, and while a consumer has it.
    held: Option<Held>,
    opened: bool,
    /// What came back while another consumer had the buffer: for the one after it.
    late: Vec<Incoming>,
    /// Tells how many wait, also while a consumer has them.
    sender: Option<WeakSender<Incoming>>,
    /// Held where webhooks may bring something, whatever becomes of the platforms' streams.
    own: Option<Sender<Incoming>>,
}

struct Held {
    receiver: Receiver<Incoming>,
    /// What a consumer had and did not handle: it comes again, before the rest.
    returned: VecDeque<Incoming>,
}

impl Source {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the streams, if they are not.
    pub(super) fn listen(&self, app: &Inner) {
        let mut state = self.state();
        if state.opened {
            return;
        }
        state.opened = true;
        let Some(sender) = Self::queue(&mut state, app) else { return };
        for platform in &app.platforms {
            platform.listen(Inbox { app: app.handle.clone(), sender: sender.clone() });
        }
    }

    /// Where webhooks put what they bring; `None` when nobody will read it.
    pub(super) fn for_webhooks(&self, app: &Inner) -> Option<Inbox> {
        let sender = Self::queue(&mut self.state(), app)?;
        Some(Inbox { app: app.handle.clone(), sender })
    }

    /// The buffer, made at the first use: what webhooks have left comes first.
    fn queue(state: &mut State, app: &Inner) -> Option<Sender<Incoming>> {
        if let Some(sender) = &state.sender {
            return sender.upgrade();
        }
        let (sender, receiver) = mpsc::channel(CAPACITY);
        state.sender = Some(sender.downgrade());
        state.held = Some(Held { receiver, returned: VecDeque::new() });
        state.own = app.handle.webhooks().secret().is_some().then(|| sender.clone());
        if app.handle.books().is_durable() {
            let inbox = Inbox { app: app.handle.clone(), sender: sender.clone() };
            let stop = app.handle.stop_token().clone();
            let resume = webhook::resume(inbox, app.platforms.clone());
            tokio::spawn(stop.run_until_cancelled_owned(resume));
        }
        Some(sender)
    }

    /// Takes back what was not handled after its consumer had gone.
    pub(super) fn give_back(&self, incoming: Incoming) {
        let mut state = self.state();
        match &mut state.held {
            Some(held) => held.returned.push_front(incoming),
            None => state.late.push(incoming),
        }
    }

    /// How many messages wait.
    pub(super) fn waiting(&self) -> usize {
        let state = self.state();
        let returned = state.held.as_ref().map_or(0, |held| held.returned.len());
        let sender = state.sender.as_ref().and_then(WeakSender::upgrade);
        returned + sender.map_or(0, |sender| sender.max_capacity() - sender.capacity())
    }
}

/// The one consumer. Dropping it gives the buffer back.
pub(super) struct Consumer {
    app: Arc<Inner>,
    held: Option<Held>,
    /// What was handed out can be acknowledged while this is there, also after the stop.
    store: Option<Arc<dyn Store>>,
}

impl Consumer {
    pub(super) fn open(app: Arc<Inner>) -> Result<Self> {
        app.inbox.listen(&app);
        let held = app.inbox.state().held.take();
        if held.is_none() {
            return Err(Error::new(
                ErrorKind::Validation,
                "messagesTaken",
                "messages has one consumer at a time, and there is one already",
            ));
        }
        let store = app.store().clone();
        Ok(Self { app, held, store })
    }

    /// Keeps the store open.
    pub(super) fn store(&self) -> Option<Arc<dyn Store>> {
        self.store.clone()
    }

    /// Nothing will be handed out any more: another application may have the store.
    pub(super) fn let_go(&mut self) {
        self.store = None;
    }

    pub(super) fn handle(&self) -> &AppHandle {
        &self.app.handle
    }

    /// The next messages, at most `limit`; `None` when the platforms have gone.
    pub(super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        limit: usize,
    ) -> Poll<Option<Vec<Incoming>>> {
        let Some(held) = &mut self.held else { return Poll::Ready(None) };
        let mut batch: Vec<_> = Vec::new();
        while batch.len() < limit.max(1)
            && let Some(incoming) = held.returned.pop_front()
        {
            if !incoming.letter.is_acknowledged() && incoming.letter.may_begin() {
                batch.push(incoming);
            }
        }
        while batch.is_empty() {
            if ready!(held.receiver.poll_recv_many(cx, &mut batch, limit.max(1))) == 0 {
                return Poll::Ready(None);
            }
            batch.retain(|incoming| incoming.letter.may_begin());
        }
        Poll::Ready(Some(batch))
    }

    /// Gives back what was not handled, to be handed out before the rest.
    pub(super) fn give_back(&mut self, unhandled: impl DoubleEndedIterator<Item = Incoming>) {
        if let Some(held) = &mut self.held {
            for incoming in unhandled.rev().filter(|i| !i.letter.is_acknowledged()) {
                held.returned.push_front(incoming);
            }
        }
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        let mut state = self.app.inbox.state();
        let late = std::mem::take(&mut state.late);
        if let Some(mut held) = self.held.take() {
            held.returned.extend(late);
            state.held = Some(held);
        }
    }
}
