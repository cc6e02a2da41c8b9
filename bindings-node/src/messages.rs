//! What arrives.

use napi_derive::napi;
use spectrum_imessage::Messages;

use crate::batch::NativeBatch;
use crate::call::{NativeCalls, call};
use crate::reading::Reading;

/// The one consumer of an application's messages.
#[napi]
pub struct NativeMessages {
    messages: Reading<Messages>,
    batch: usize,
}

impl NativeMessages {
    pub(crate) fn new(messages: Messages, batch: usize) -> Self {
        Self { messages: Reading::new(messages), batch }
    }
}

#[napi]
impl NativeMessages {
    /// The next messages, at least one: gives a [`NativeBatch`], or nothing after the stop or
    /// after [`NativeMessages::interrupt`]. Those of the batch before are handled.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn next(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let limit = self.batch;
        let batch = self.messages.read(move |messages| {
            Box::pin(async move { messages.next_batch(limit).await.map(NativeBatch::new) })
        });
        call(to, id, None, batch, |batch| batch)
    }

    /// Ends a waiting read, and those to come.
    #[napi]
    pub fn interrupt(&self) {
        self.messages.interrupt();
    }

    /// Lets the next consumer in: gives nothing. What was not read waits for that one, and so do
    /// the messages of the last batch from an index on, if that is given here.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn close(
        &self,
        to: &NativeCalls,
        id: i64,
        batch: Option<&NativeBatch>,
        from: u32,
    ) -> napi::Result<()> {
        let unread = batch.map(|batch| batch.rest(from)).unwrap_or_default();
        let closed = self.messages.close(move |messages| messages.give_back(unread));
        call(to, id, None, closed, |()| ())
    }
}
