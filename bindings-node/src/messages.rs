//! What arrives.

use std::sync::Arc;

use napi_derive::napi;
use spectrum_imessage::Messages;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::call::{NativeCalls, call};
use crate::message::NativeMessage;

/// How many messages cross the language boundary at once, at most.
const BATCH: usize = 256;

/// The one consumer of an application's messages.
#[napi]
pub struct NativeMessages {
    messages: Arc<Mutex<Option<Messages>>>,
    /// Beside the lock, since a waiting read holds the lock.
    closed: CancellationToken,
}

impl NativeMessages {
    pub(crate) fn new(messages: Messages) -> Self {
        Self { messages: Arc::new(Mutex::new(Some(messages))), closed: CancellationToken::new() }
    }
}

#[napi]
impl NativeMessages {
    /// The next messages, at least one: gives a list, or of nothing after the stop or
    /// after [`NativeMessages::close`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn next(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let (messages, closed) = (Arc::clone(&self.messages), self.closed.clone());
        let batch = async move {
            let mut messages = messages.lock().await;
            let Some(messages) = messages.as_mut() else { return Ok(None) };
            Ok(closed.run_until_cancelled(messages.next_batch(BATCH)).await.flatten())
        };
        call(to, id, None, batch, |batch| {
            let batch = batch.map(|batch| batch.into_iter().map(NativeMessage::from));
            batch.map(Iterator::collect::<Vec<_>>)
        })
    }

    /// Ends a waiting read and lets the next consumer in: gives nothing. What was not
    /// read waits for that one.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn close(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        self.closed.cancel();
        let messages = Arc::clone(&self.messages);
        let released = async move {
            messages.lock().await.take();
            Ok(())
        };
        call(to, id, None, released, |()| ())
    }
}
