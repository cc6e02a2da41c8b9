//! What the thread that reads is told.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use spectrum_imessage_chatdb::watch::Waker;

/// Sends that wait to be told; what is older does not matter any more.
const CAPACITY: usize = 1000;

/// What the thread that reads is told.
#[derive(Default)]
pub(in super::super) struct Signals {
    stopped: AtomicBool,
    /// Whether anybody reads: nobody else takes what is told.
    listens: AtomicBool,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    waker: Option<Waker>,
    /// Where a text goes, and the text.
    sent: VecDeque<(String, String)>,
}

impl Signals {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn listen(&self) {
        self.listens.store(true, Ordering::Release);
    }

    /// The reading is to end.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        if let Some(waker) = &self.told().waker {
            waker.wake();
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// What ends a wait of the thread from now on.
    pub(super) fn wake_with(&self, waker: Waker) {
        if self.is_stopped() {
            waker.wake();
        }
        let mut told = self.told();
        told.waker = Some(waker);
        // Stopped in between: whoever did it woke the one before.
        if self.is_stopped()
            && let Some(waker) = &told.waker
        {
            waker.wake();
        }
    }

    /// This process is about to send a text to a conversation or an address: a row that equals it may
    /// be our own.
    pub(in super::super) fn note_sent(&self, to: &str, text: &str) {
        if !self.listens.load(Ordering::Acquire) {
            return;
        }
        let mut told = self.told();
        if told.sent.len() == CAPACITY {
            told.sent.pop_front();
        }
        told.sent.push_back((to.to_owned(), text.to_owned()));
    }

    pub(super) fn take_sent(&self) -> VecDeque<(String, String)> {
        std::mem::take(&mut self.told().sent)
    }
}
