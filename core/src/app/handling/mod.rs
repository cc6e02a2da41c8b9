//! Messages as jobs: one at a time in each chat, chats side by side, failed ones again.

mod board;
mod job;

use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::sleep_until;

pub use job::{Job, Verdict};

use self::board::Board;
use super::Inner;
use super::inbox::Consumer;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::space::Space;

/// How messages are handled as jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandleOptions {
    /// How many jobs run side by side, each of another chat; at least 1.
    pub concurrency: usize,
    /// How often a job is tried in all; at least 1.
    pub attempts: u32,
    /// The wait before the second attempt. It doubles with each, and is shortened at random to
    /// between 50 and 100 %.
    pub backoff: Duration,
    /// The longest wait.
    pub max_backoff: Duration,
}

impl Default for HandleOptions {
    fn default() -> Self {
        Self {
            concurrency: 16,
            attempts: 3,
            backoff: Duration::from_secs(1),
            max_backoff: Duration::from_secs(60),
        }
    }
}

/// Gives messages as jobs. It is the one consumer of messages while it is there.
///
/// A job is acknowledged when it has succeeded, whatever `Options.ack` says, and the next of its
/// chat comes after that. At most 1024 messages wait in it. Dropping it gives those that wait to the
/// next consumer; jobs that run may finish.
pub struct Handling {
    consumer: Consumer,
    board: Arc<Board>,
}

impl Handling {
    pub(super) fn open(app: Arc<Inner>, options: HandleOptions) -> Result<Self> {
        if options.concurrency == 0 || options.attempts == 0 {
            return Err(Error::invalid("concurrency and attempts must be at least 1"));
        }
        let board = Arc::new(Board::new(&app, options));
        Ok(Self { consumer: Consumer::open(app)?, board })
    }

    /// The next job; `None` when the application stops. Cancel-safe.
    pub async fn next_job(&mut self) -> Option<Job> {
        let closing = self.consumer.handle().closing().clone();
        loop {
            if closing.is_cancelled() {
                self.consumer.let_go();
                return None;
            }
            if let Some(job) = Job::begin(&self.board, self.consumer.store()) {
                return Some(job);
            }
            let due = self.board.next_due();
            let room = self.board.room();
            let consumer = &mut self.consumer;
            tokio::select! {
                biased;
                () = closing.cancelled() => {}
                () = self.board.changed() => {}
                () = async { if let Some(due) = due { sleep_until(due).await } }, if due.is_some() => {}
                batch = poll_fn(|cx| consumer.poll_next(cx, room)), if room > 0 => {
                    self.board.add(batch?);
                }
            }
        }
    }

    /// Runs every job until the application stops, in this task. A job that failed for the last
    /// time goes to `dead_letter` and is done with then.
    pub(super) async fn run<H, HF, E, D, DF>(mut self, handler: H, dead_letter: D)
    where
        H: Fn(Space, Message) -> HF,
        HF: Future<Output = Result<(), E>>,
        E: Display,
        D: Fn(Message, String) -> DF,
        DF: Future<Output = ()>,
    {
        let run = async |job: Job| {
            let message = job.message().clone();
            let mut span = message.begin_handling(Some(job.attempt()), None);
            let handled = span.run(handler(message.space().clone(), message.clone())).await;
            let Err(error) = handled else { return done(&job) };
            span.failed("handlerFailed");
            drop(span);
            let error = error.to_string();
            if job.failed(&error) == Verdict::Dead {
                dead_letter(message, error).await;
                done(&job);
            }
        };
        let mut running = FuturesUnordered::new();
        let mut open = true;
        while open || !running.is_empty() {
            tokio::select! {
                job = self.next_job(), if open => match job {
                    Some(job) => running.push(run(job)),
                    None => open = false,
                },
                Some(()) = running.next(), if !running.is_empty() => {}
            }
        }
    }
}

fn done(job: &Job) {
    if let Err(error) = job.succeeded() {
        crate::observe::error!(
            "a message that was handled may come again after a restart: {error}"
        );
    }
}

impl Drop for Handling {
    fn drop(&mut self) {
        self.consumer.give_back(self.board.close().into_iter());
    }
}
