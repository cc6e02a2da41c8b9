//! What arrives.

use napi::bindgen_prelude::ClassInstance;
use napi_derive::napi;
use spectrum_imessage::Messages;

use crate::call::{NativeCalls, call};
use crate::message::NativeMessage;
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
    /// The next messages, at least one: gives a list, or of nothing after the stop or
    /// after [`NativeMessages::interrupt`]. Those of the list before are handled.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn next(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let limit = self.batch;
        let batch = self.messages.read(move |messages| Box::pin(messages.next_batch(limit)));
        call(to, id, None, batch, |batch| {
            let batch = batch.map(|batch| batch.into_iter().map(NativeMessage::from));
            batch.map(Iterator::collect::<Vec<_>>)
        })
    }

    /// Ends a waiting read, and those to come.
    #[napi]
    pub fn interrupt(&self) {
        self.messages.interrupt();
    }

    /// Lets the next consumer in: gives nothing. What was not read waits for that one, and so do
    /// the last messages of the last list, if they are given here.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn close(
        &self,
        to: &NativeCalls,
        id: i64,
        unread: Vec<ClassInstance<'_, NativeMessage>>,
    ) -> napi::Result<()> {
        let unread = unread.iter().map(|message| message.0.clone()).collect();
        let closed = self.messages.close(move |messages| messages.give_back(unread));
        call(to, id, None, closed, |()| ())
    }
}
