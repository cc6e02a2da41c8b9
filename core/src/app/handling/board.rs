//! What waits, and which chats have a job running.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use rand::Rng;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::HandleOptions;
use crate::app::inbox::Incoming;
use crate::app::{AppHandle, Inner};

/// Messages that wait for their chat, or for a free place.
const CAPACITY: usize = 1024;

pub(super) struct Board {
    pub(super) options: HandleOptions,
    pub(super) handle: AppHandle,
    app: Weak<Inner>,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    /// The chats that have a job running or a message waiting.
    chats: HashMap<String, VecDeque<Waiting>>,
    /// Chats whose first message may run.
    ready: VecDeque<String>,
    /// Chats whose first message has failed and has to wait.
    delayed: Vec<(Instant, String)>,
    waiting: usize,
    running: usize,
    closed: bool,
}

/// A message that waits for an attempt.
pub(super) struct Waiting {
    pub(super) incoming: Incoming,
    /// Which attempt it is, from 1.
    pub(super) attempt: u32,
}

impl Board {
    pub(super) fn new(app: &Arc<Inner>, options: HandleOptions) -> Self {
        Self {
            options,
            handle: app.handle.clone(),
            app: Arc::downgrade(app),
            state: Mutex::default(),
            wake: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when a job may have become possible.
    pub(super) async fn changed(&self) {
        self.wake.notified().await;
    }

    /// When the first delayed chat may go on.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let state = self.state();
        let due = state.delayed.iter().map(|(due, _)| *due).min();
        // Without a free place there is nothing to wake for.
        due.filter(|_| state.running < self.options.concurrency)
    }

    /// How many messages may be added.
    pub(super) fn room(&self) -> usize {
        CAPACITY.saturating_sub(self.state().waiting)
    }

    /// Adds messages in their order.
    pub(super) fn add(&self, batch: Vec<Incoming>) {
        let mut state = self.state();
        for incoming in batch {
            let space = incoming.message.space();
            let chat = format!("{} {}", space.phone(), space.id());
            state.waiting += 1;
            // Of an earlier run, perhaps.
            let attempt = incoming.letter.failures(incoming.message.id()).saturating_add(1);
            let waiting = Waiting { incoming, attempt };
            match state.chats.get_mut(&chat) {
                // Behind a job that runs, or one that waits.
                Some(queue) => queue.push_back(waiting),
                None => {
                    state.chats.insert(chat.clone(), VecDeque::from([waiting]));
                    state.ready.push_back(chat);
                }
            }
        }
    }

    /// The next message that may run now, with its chat, which waits until
    /// [`Board::finish`] or [`Board::again`].
    pub(super) fn take(&self) -> Option<(String, Waiting)> {
        let mut state = self.state();
        let now = Instant::now();
        let (due, later) = state.delayed.drain(..).partition(|(due, _)| *due <= now);
        state.delayed = later;
        let due: Vec<(Instant, String)> = due;
        state.ready.extend(due.into_iter().map(|(_, chat)| chat));
        if state.running >= self.options.concurrency {
            return None;
        }
        while let Some(chat) = state.ready.pop_front() {
            while let Some(waiting) = state.chats.get_mut(&chat).and_then(VecDeque::pop_front) {
                state.waiting -= 1;
                if waiting.incoming.letter.may_begin() {
                    state.running += 1;
                    return Some((chat, waiting));
                }
            }
            state.chats.remove(&chat);
        }
        None
    }

    /// The chat's job is done with: its next may run.
    pub(super) fn finish(&self, chat: &str) {
        let mut state = self.state();
        state.running -= 1;
        if state.chats.get(chat).is_some_and(VecDeque::is_empty) {
            state.chats.remove(chat);
        } else if !state.closed {
            state.ready.push_back(chat.to_owned());
        }
        drop(state);
        self.wake.notify_one();
    }

    /// The job has to come again, after a wait, before the others of its chat.
    pub(super) fn again(&self, chat: &str, waiting: Waiting, wait: Duration) {
        let mut state = self.state();
        state.running -= 1;
        if state.closed {
            drop(state);
            // Nobody runs jobs any more: whoever reads next gets it.
            if let Some(app) = self.app.upgrade() {
                app.inbox.give_back(waiting.incoming);
            }
            return;
        }
        state.waiting += 1;
        state.chats.entry(chat.to_owned()).or_default().push_front(waiting);
        state.delayed.push((Instant::now() + wait, chat.to_owned()));
        drop(state);
        self.wake.notify_one();
    }

    /// The wait after an attempt.
    pub(super) fn backoff(&self, attempt: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let wait = self.options.backoff.saturating_mul(factor).min(self.options.max_backoff);
        wait.mul_f64(rand::rng().random_range(0.5..=1.0))
    }

    /// No job begins any more. What waits, each chat in its order.
    pub(super) fn close(&self) -> Vec<Incoming> {
        let mut state = self.state();
        state.closed = true;
        let chats = std::mem::take(&mut state.chats);
        chats.into_values().flatten().map(|waiting| waiting.incoming).collect()
    }
}
