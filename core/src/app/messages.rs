//! The merged stream of what arrives.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::Inner;
use super::inbox::{Consumer, Incoming};
use crate::config::AckMode;
use crate::delivery::{Letter, MAX_UNACKNOWLEDGED};
use crate::error::Result;
use crate::message::Message;
use crate::observe::HandlingSpan;
use crate::space::Space;

/// What arrives, as a stream of `(Space, Message)`. Ends when the application stops, never by an
/// error.
///
/// A message is handled when the next one is asked for, or with [`AckMode::Manual`] when
/// [`Message::ack`] was called. With a durable store what is not handled comes again: to the next
/// consumer if this one is dropped, and after a restart of the program; [`Message::redelivered`] says
/// so.
pub struct Messages {
    consumer: Consumer,
    /// What was handed out last and is handled when the next is asked for.
    out: Vec<Incoming>,
    stopped: Pin<Box<WaitForCancellationFutureOwned>>,
    warned: bool,
    /// The span in which the last message is handled.
    span: Option<HandlingSpan>,
}

impl Messages {
    pub(super) fn open(app: Arc<Inner>) -> Result<Self> {
        let stopped = Box::pin(app.handle.stop_token().clone().cancelled_owned());
        Ok(Self {
            consumer: Consumer::open(app)?,
            out: Vec::new(),
            stopped,
            warned: false,
            span: None,
        })
    }

    /// The next messages, at least one and at most `limit`; waits for the first only. `None` after
    /// the stop. Unless [`AckMode::Manual`] is set, asking says that all messages of the batch
    /// before are handled: with a durable store a limit of 1 is the choice.
    ///
    /// Cancel-safe: a dropped call loses nothing.
    pub async fn next_batch(&mut self, limit: usize) -> Option<Vec<Message>> {
        poll_fn(|cx| self.poll_batch(cx, limit)).await
    }

    /// The next message; `None` after the stop. Cancel-safe.
    pub async fn next_message(&mut self) -> Option<(Space, Message)> {
        poll_fn(|cx| self.poll_message(cx)).await
    }

    /// Takes back the last messages of a batch, those that the program has not seen: they go to the
    /// next consumer, before the rest, and do not count as handed out.
    pub fn give_back(&mut self, unseen: Vec<Message>) {
        self.out.truncate(self.out.len().saturating_sub(unseen.len()));
        let unseen = unseen.iter().filter_map(|message| {
            let letter = message.recall()?;
            Some(Incoming { message: message.unbound(), letter })
        });
        self.consumer.give_back(unseen.collect::<Vec<_>>().into_iter());
    }

    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Option<(Space, Message)>> {
        self.span = None;
        let message = ready!(self.poll_batch(cx, 1)).and_then(|mut batch| batch.pop());
        Poll::Ready(message.map(|message| {
            self.span = Some(message.begin_handling(None, None));
            (message.space().clone(), message)
        }))
    }

    fn poll_batch(&mut self, cx: &mut Context<'_>, limit: usize) -> Poll<Option<Vec<Message>>> {
        if self.stopped.as_mut().poll(cx).is_ready() {
            self.settle(&[]);
            self.consumer.let_go();
            return Poll::Ready(None);
        }
        let limit = ready!(self.poll_room(cx, limit));
        match self.consumer.poll_next(cx, limit) {
            Poll::Ready(Some(batch)) => {
                let handed: Vec<_> = batch.iter().map(|incoming| &incoming.letter).collect();
                self.settle(&handed);
                let durable = self.consumer.handle().books().is_durable();
                let deliver = |i: &Incoming| i.letter.deliver(&i.message, durable);
                let messages = batch.iter().map(deliver).collect();
                if self.consumer.handle().ack() == AckMode::Auto {
                    self.out = batch;
                }
                Poll::Ready(Some(messages))
            }
            Poll::Ready(None) => {
                self.settle(&[]);
                Poll::Ready(None)
            }
            Poll::Pending => {
                self.settle(&[]);
                Poll::Pending
            }
        }
    }

    /// What was handed out is handled, and these go out.
    fn settle(&mut self, handed: &[&Letter]) {
        let out = std::mem::take(&mut self.out);
        if out.is_empty() && handed.is_empty() {
            return;
        }
        let done: Vec<_> = out.iter().map(|incoming| &incoming.letter).collect();
        if let Err(error) = self.consumer.handle().books().settle(&done, handed) {
            crate::observe::error!("what was handled may come again after a restart: {error}");
            self.consumer.handle().stop_if_replaced(&error);
        }
    }

    /// How many may go out.
    fn poll_room(&mut self, cx: &mut Context<'_>, limit: usize) -> Poll<usize> {
        if self.consumer.handle().ack() == AckMode::Auto {
            return Poll::Ready(limit);
        }
        let room = self.consumer.handle().books().poll_room(cx);
        if room.is_pending() && !self.warned {
            self.warned = true;
            crate::observe::warn!(
                "{MAX_UNACKNOWLEDGED} messages are not acknowledged: nothing more is handed out \
                 until message.ack() is called"
            );
        }
        room.map(|room| room.min(limit))
    }
}

impl Stream for Messages {
    type Item = (Space, Message);

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_message(cx)
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        if self.consumer.handle().books().is_durable() {
            self.consumer.give_back(std::mem::take(&mut self.out).into_iter());
        } else {
            // Nothing will come again.
            self.settle(&[]);
        }
    }
}
