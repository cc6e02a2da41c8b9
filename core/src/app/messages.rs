//! The merged stream of what arrives.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::Inner;
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::space::Space;

/// Messages that wait for the program. When they are not read the streams stand still: the
/// service's flow control holds the rest back, and memory stays flat.
const CAPACITY: usize = 1024;

/// Where platforms put what arrives. Sending waits while the buffer is full.
#[derive(Clone)]
pub(crate) struct Inbox(Sender<Message>);

impl Inbox {
    /// Hands a message over; false when nobody will read it any more.
    pub(crate) async fn put(&self, message: Message) -> bool {
        self.0.send(message).await.is_ok()
    }
}

/// The buffer between platforms and the one consumer.
#[derive(Default)]
pub(super) struct Source(Mutex<State>);

#[derive(Default)]
enum State {
    #[default]
    Closed,
    Waiting(Receiver<Message>),
    Taken,
}

/// What arrives, as a stream of `(Space, Message)`. Ends when the application stops, never by an
/// error.
pub struct Messages {
    app: Arc<Inner>,
    receiver: Option<Receiver<Message>>,
}

impl Messages {
    pub(super) fn open(app: Arc<Inner>) -> Result<Self> {
        let mut state = app.inbox.0.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = match std::mem::replace(&mut *state, State::Taken) {
            State::Waiting(receiver) => receiver,
            State::Closed => {
                let (sender, receiver) = mpsc::channel(CAPACITY);
                for platform in &app.platforms {
                    platform.listen(Inbox(sender.clone()));
                }
                receiver
            }
            State::Taken => {
                return Err(Error::new(
                    ErrorKind::Validation,
                    "messagesTaken",
                    "messages has one consumer at a time, and there is one already",
                ));
            }
        };
        drop(state);
        Ok(Self { app, receiver: Some(receiver) })
    }

    /// The next messages, at least one and at most `limit`; waits for the first only. `None` after
    /// the stop.
    ///
    /// Cancel-safe: a dropped call loses nothing.
    pub async fn next_batch(&mut self, limit: usize) -> Option<Vec<Message>> {
        let receiver = self.receiver.as_mut()?;
        let mut batch = Vec::new();
        let stop = self.app.handle.stop_token();
        tokio::select! {
            biased;
            () = stop.cancelled() => None,
            count = receiver.recv_many(&mut batch, limit) => (count > 0).then_some(batch),
        }
    }

    /// The next message; `None` after the stop. Cancel-safe.
    pub async fn next_message(&mut self) -> Option<(Space, Message)> {
        let message = self.next_batch(1).await?.pop()?;
        Some((message.space().clone(), message))
    }
}

impl Stream for Messages {
    type Item = (Space, Message);

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.app.handle.is_running() {
            return Poll::Ready(None);
        }
        let Some(receiver) = self.receiver.as_mut() else { return Poll::Ready(None) };
        // At the stop the platforms drop their senders, which wakes this up.
        receiver
            .poll_recv(cx)
            .map(|message| message.map(|message| (message.space().clone(), message)))
    }
}

impl Drop for Messages {
    fn drop(&mut self) {
        if let Some(receiver) = self.receiver.take() {
            let mut state = self.app.inbox.0.lock().unwrap_or_else(PoisonError::into_inner);
            *state = State::Waiting(receiver);
        }
    }
}
