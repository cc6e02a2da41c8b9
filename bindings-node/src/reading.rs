//! What is read one after another, by one consumer.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{BoxFuture, Either, select};
use spectrum_imessage::Result;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// A consumer that can be let go while somebody waits in it. Dropped, a waiting read ends: nothing
/// holds on to it when the thread of JavaScript is gone.
pub(crate) struct Reading<T> {
    consumer: Arc<Mutex<Option<T>>>,
    /// Beside the lock, since a waiting read holds the lock.
    closed: CancellationToken,
}

impl<T: Send + 'static> Reading<T> {
    pub(crate) fn new(consumer: T) -> Self {
        let consumer = Arc::new(Mutex::new(Some(consumer)));
        Self { consumer, closed: CancellationToken::new() }
    }

    /// Reads; nothing after the end and after [`Reading::interrupt`]. Reads that overlap are served in
    /// their order. `read` must be cancel-safe. The result is as `call` takes it; it never fails.
    pub(crate) fn read<R: Send>(
        &self,
        read: impl for<'a> FnOnce(&'a mut T) -> BoxFuture<'a, Option<R>> + Send + 'static,
    ) -> impl Future<Output = Result<Option<R>>> + Send + 'static {
        let (consumer, closed) = (Arc::clone(&self.consumer), self.closed.clone());
        async move {
            let mut consumer = consumer.lock().await;
            let Some(consumer) = consumer.as_mut() else { return Ok(None) };
            // The interruption first: what it overtakes is not begun.
            match select(pin!(closed.cancelled()), read(consumer)).await {
                Either::Left(_) => Ok(None),
                Either::Right((read, _)) => Ok(read),
            }
        }
    }

    /// Ends a waiting read, and those to come.
    pub(crate) fn interrupt(&self) {
        self.closed.cancel();
    }

    /// The same, and lets go of the consumer after `last`. Never fails.
    pub(crate) fn close(
        &self,
        last: impl FnOnce(&mut T) + Send + 'static,
    ) -> impl Future<Output = Result<()>> + Send + 'static {
        self.interrupt();
        let consumer = Arc::clone(&self.consumer);
        async move {
            if let Some(mut consumer) = consumer.lock().await.take() {
                last(&mut consumer);
            }
            Ok(())
        }
    }
}

impl<T> Drop for Reading<T> {
    fn drop(&mut self) {
        self.closed.cancel();
    }
}
