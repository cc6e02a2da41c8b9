//! Who takes messages out of the buffer.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use tokio::sync::mpsc::Receiver;
use tokio::task::coop;

use super::super::{AppHandle, Inner};
use super::{FETCH, Incoming, Waiting};
use crate::error::{Error, ErrorKind, Result};
use crate::store::Store;

/// What a consumer has of the buffer.
pub(super) struct Held {
    receiver: Receiver<Waiting>,
    /// What comes before the rest: what a consumer had and did not handle, and what was taken out of
    /// the buffer with others.
    pub(super) returned: VecDeque<Waiting>,
}

impl Held {
    pub(super) fn new(receiver: Receiver<Waiting>) -> Self {
        Self { receiver, returned: VecDeque::new() }
    }

    /// The next message that is not handled.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        // As every channel: a program that reads on and on lets others run.
        let progress = ready!(coop::poll_proceed(cx));
        loop {
            if let Some(incoming) = self.next_fetched() {
                progress.made_progress();
                return Poll::Ready(Some(incoming));
            }
            // The same memory each time.
            let mut fetched = Vec::from(std::mem::take(&mut self.returned));
            let count = self.receiver.poll_recv_many(cx, &mut fetched, FETCH);
            self.returned = fetched.into();
            if ready!(count) == 0 {
                return Poll::Ready(None);
            }
        }
    }

    /// The same without a wait.
    fn next_at_hand(&mut self) -> Option<Incoming> {
        self.next_fetched().or_else(|| self.receiver.try_recv().ok()?.open())
    }

    fn next_fetched(&mut self) -> Option<Incoming> {
        std::iter::from_fn(|| self.returned.pop_front()).find_map(Waiting::open)
    }
}

/// The one consumer. Dropping it gives the buffer back.
pub(in super::super) struct Consumer {
    app: Arc<Inner>,
    held: Option<Held>,
    /// What was handed out can be acknowledged while this is there, also after the stop.
    store: Option<Arc<dyn Store>>,
}

impl Consumer {
    pub(in super::super) fn open(app: Arc<Inner>) -> Result<Self> {
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
    pub(in super::super) fn store(&self) -> Option<Arc<dyn Store>> {
        self.store.clone()
    }

    /// Nothing will be handed out any more: another application may have the store.
    pub(in super::super) fn let_go(&mut self) {
        self.store = None;
    }

    pub(in super::super) fn handle(&self) -> &AppHandle {
        &self.app.handle
    }

    /// The next messages, at most `limit`; `None` when the platforms have gone.
    pub(in super::super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        limit: usize,
    ) -> Poll<Option<Vec<Incoming>>> {
        let Some(first) = ready!(self.poll_one(cx)) else { return Poll::Ready(None) };
        let mut batch = vec![first];
        if let Some(held) = &mut self.held {
            let more = std::iter::from_fn(|| held.next_at_hand());
            batch.extend(more.take(limit.max(1) - 1));
        }
        self.tell();
        Poll::Ready(Some(batch))
    }

    /// The next message; `None` when the platforms have gone.
    pub(in super::super) fn poll_one(&mut self, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        let Some(held) = &mut self.held else { return Poll::Ready(None) };
        let next = held.poll_next(cx);
        self.tell();
        next
    }

    /// Tells how many are taken out.
    fn tell(&self) {
        let fetched = self.held.as_ref().map_or(0, |held| held.returned.len());
        self.app.inbox.fetched.store(fetched, Ordering::Relaxed);
    }

    /// Gives back what was not handled, to be handed out before the rest.
    pub(in super::super) fn give_back(
        &mut self,
        unhandled: impl DoubleEndedIterator<Item = Incoming>,
    ) {
        if let Some(held) = &mut self.held {
            for incoming in unhandled.rev().filter(|i| !i.letter.is_acknowledged()) {
                held.returned.push_front(Waiting::Message(incoming));
            }
        }
        self.tell();
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        let mut state = self.app.inbox.state();
        let late = std::mem::take(&mut state.late);
        if let Some(mut held) = self.held.take() {
            held.returned.extend(late.into_iter().map(Waiting::Message));
            state.held = Some(held);
        }
    }
}
