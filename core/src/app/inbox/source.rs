//! The buffer itself, which one consumer at a time takes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{self, Sender, WeakSender};

use super::super::{Inner, webhook};
use super::consumer::Held;
use super::{CAPACITY, Inbox, Incoming, Waiting};

/// The buffer between platforms and the one consumer.
#[derive(Default)]
pub(in super::super) struct Source {
    state: Mutex<State>,
    /// How many a consumer has taken out and not handed out yet.
    pub(super) fetched: AtomicUsize,
}

#[derive(Default)]
pub(super) struct State {
    /// Absent before the first read, and while a consumer has it.
    pub(super) held: Option<Held>,
    opened: bool,
    /// What came back while another consumer had the buffer: for the one after it.
    pub(super) late: Vec<Incoming>,
    /// Tells how many wait, also while a consumer has them.
    sender: Option<WeakSender<Waiting>>,
    /// Held where webhooks may bring something, whatever becomes of the platforms' streams.
    own: Option<Sender<Waiting>>,
}

impl Source {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the streams, if they are not.
    pub(in super::super) fn listen(&self, app: &Inner) {
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
    pub(in super::super) fn for_webhooks(&self, app: &Inner) -> Option<Inbox> {
        let sender = Self::queue(&mut self.state(), app)?;
        Some(Inbox { app: app.handle.clone(), sender })
    }

    /// The buffer, made at the first use: what webhooks have left comes first.
    fn queue(state: &mut State, app: &Inner) -> Option<Sender<Waiting>> {
        if let Some(sender) = &state.sender {
            return sender.upgrade();
        }
        let (sender, receiver) = mpsc::channel(CAPACITY);
        state.sender = Some(sender.downgrade());
        state.held = Some(Held::new(receiver));
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
    pub(in super::super) fn give_back(&self, incoming: Incoming) {
        let mut state = self.state();
        match &mut state.held {
            Some(held) => held.returned.push_front(Waiting::Message(incoming)),
            None => state.late.push(incoming),
        }
    }

    /// How many messages wait.
    pub(in super::super) fn waiting(&self) -> usize {
        let state = self.state();
        let returned = match &state.held {
            Some(held) => held.returned.len(),
            None => self.fetched.load(Ordering::Relaxed),
        };
        let sender = state.sender.as_ref().and_then(WeakSender::upgrade);
        returned + sender.map_or(0, |sender| sender.max_capacity() - sender.capacity())
    }
}
