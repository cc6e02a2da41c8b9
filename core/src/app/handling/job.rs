//! One attempt to handle a message.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::task::task_tracker::TaskTrackerToken;

use super::board::{Board, Waiting};
use crate::app::inbox::Incoming;
use crate::error::Result;
use crate::message::Message;
use crate::store::Store;

/// What becomes of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It comes again after a wait; its chat waits with it.
    Retry,
    /// That was the last attempt. The job stays open, so that the message can be kept elsewhere;
    /// [`Job::succeeded`] is due then. Dropped before that, it comes again.
    Dead,
}

/// One attempt to handle a message. A job that is dropped without a word was not handled: it comes
/// again after a wait.
pub struct Job {
    message: Message,
    attempt: u32,
    incoming: Incoming,
    chat: String,
    board: Arc<Board>,
    /// Why it was given up, if that was its last attempt.
    dead: Mutex<Option<String>>,
    /// Absent when the job is done with.
    running: Mutex<Option<Running>>,
}

/// What is held while the job runs: a stop waits for it, and the store stays open.
struct Running {
    _token: TaskTrackerToken,
    _store: Option<Arc<dyn Store>>,
}

impl Job {
    /// The next one that may run.
    pub(super) fn begin(board: &Arc<Board>, store: Option<Arc<dyn Store>>) -> Option<Self> {
        let (chat, Waiting { incoming, attempt }) = board.take()?;
        if let Err(error) = board.handle.books().settle([], [&incoming.letter]) {
            crate::observe::error!(
                "a message that is handed out was not noted in the store: {error}"
            );
            board.handle.stop_if_replaced(&error);
        }
        // What an attempt has sent the next one does not send again, with any store.
        let message = incoming.letter.deliver(&incoming.message, true);
        let running = Running { _token: board.handle.enter_job(), _store: store };
        let running = Mutex::new(Some(running));
        let board = Arc::clone(board);
        let dead = Mutex::default();
        Some(Self { message, attempt, incoming, chat, board, dead, running })
    }

    /// The message. What is sent through it and its space is sent once over all attempts (see
    /// [`crate::Space`]).
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// Which attempt this is, from 1. With a durable store those that failed in earlier runs of the
    /// program count; one that was cut off does not.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The message is handled: it is acknowledged, and the next of its chat may come. After the last
    /// attempt it stands among the dead letters from then on. A second call does nothing.
    ///
    /// # Errors
    /// `storeFailed` if the store cannot be written: then the message may come again after a
    /// restart.
    pub fn succeeded(&self) -> Result<()> {
        let reason = self.dead.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(reason) = reason {
            let letter = self.incoming.letter.dead(&self.message, reason, self.attempt);
            let kept = self.board.handle.books().dead().add(letter);
            if let Err(error) = kept {
                crate::observe::error!(
                    "a message that was given up is not among the dead letters: {error}"
                );
            }
        }
        let Some(_running) = self.end() else { return Ok(()) };
        let settled = self.incoming.letter.settle();
        self.board.finish(&self.chat);
        settled
    }

    /// The attempt failed. The text goes to the dead letters after the last one, and is not logged: it
    /// may quote the message.
    pub fn failed(&self, error: &str) -> Verdict {
        if self.attempt >= self.board.options.attempts {
            crate::observe::error!(attempts = self.attempt, "a job failed for the last time");
            *self.dead.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_owned());
            return Verdict::Dead;
        }
        if let Some(_running) = self.end() {
            crate::observe::warn!(attempt = self.attempt, "a job failed and comes again");
            self.incoming.letter.failed(self.message.id(), self.attempt);
            self.again(self.attempt + 1);
        }
        Verdict::Retry
    }

    fn again(&self, attempt: u32) {
        let waiting = Waiting { incoming: self.incoming.clone(), attempt };
        self.board.again(&self.chat, waiting, self.board.backoff(self.attempt));
    }

    /// Ends the attempt; `None` if it has ended.
    fn end(&self) -> Option<Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if let Some(_running) = self.end() {
            self.again(self.attempt);
        }
    }
}
