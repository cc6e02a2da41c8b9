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
use crate::delivery::MAX_UNACKNOWLEDGED;
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
        let Some(message) = ready!(self.poll_one(cx)) else { return Poll::Ready(None) };
        if message.space().handled().is_some() {
            self.span = Some(message.begin_handling(None, None));
        }
        Poll::Ready(Some((message.space().clone(), message)))
    }

    fn poll_batch(&mut self, cx: &mut Context<'_>, limit: usize) -> Poll<Option<Vec<Message>>> {
        if limit <= 1 {
            return self.poll_one(cx).map(|message| message.map(|message| vec![message]));
        }
        if self.consumer.handle().is_stopped() {
            return self.end();
        }
        let Poll::Ready(limit) = self.poll_room(cx, limit) else { return self.rest(cx) };
        match self.consumer.poll_next(cx, limit) {
            Poll::Ready(Some(batch)) => {
                self.settle(&batch);
                let messages = batch.iter().map(|incoming| self.deliver(incoming)).collect();
                if self.consumer.handle().ack() == AckMode::Auto {
                    self.out = batch;
                }
                Poll::Ready(Some(messages))
            }
            Poll::Ready(None) => {
                self.settle(&[]);
                Poll::Ready(None)
            }
            Poll::Pending => self.rest(cx),
        }
    }

    /// As [`Messages::poll_batch`] for one: it allocates nothing of its own.
    fn poll_one(&mut self, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        if self.consumer.handle().is_stopped() {
            return self.end();
        }
        if self.poll_room(cx, 1).is_pending() {
            return self.rest(cx);
        }
        match self.consumer.poll_one(cx) {
            Poll::Ready(Some(incoming)) => {
                self.settle(std::slice::from_ref(&incoming));
                let message = self.deliver(&incoming);
                if self.consumer.handle().ack() == AckMode::Auto {
                    self.out.push(incoming);
                }
                Poll::Ready(Some(message))
            }
            Poll::Ready(None) => {
                self.settle(&[]);
                Poll::Ready(None)
            }
            Poll::Pending => self.rest(cx),
        }
    }

    fn deliver(&self, incoming: &Incoming) -> Message {
        let durable = self.consumer.handle().books().is_durable();
        incoming.letter.deliver(&incoming.message, durable)
    }

    /// Waits, also for the stop.
    fn rest<T>(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        if self.stopped.as_mut().poll(cx).is_ready() {
            return self.end();
        }
        self.settle(&[]);
        Poll::Pending
    }

    /// The application has stopped.
    fn end<T>(&mut self) -> Poll<Option<T>> {
        self.settle(&[]);
        self.consumer.let_go();
        Poll::Ready(None)
    }

    /// What was handed out is handled, and these go out.
    fn settle(&mut self, handed: &[Incoming]) {
        if self.out.is_empty() && handed.is_empty() {
            return;
        }
        let books = self.consumer.handle().books();
        let done = self.out.iter().map(|incoming| &incoming.letter);
        let settled = books.settle(done, handed.iter().map(|incoming| &incoming.letter));
        self.out.clear();
        if let Err(error) = settled {
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
