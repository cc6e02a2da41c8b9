//! What comes without end: fetched in batches, handed out one by one.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use spectrum_imessage::{Result, Spectrum, runtime};

use crate::port::{Call, Port};

/// The core's consumer. Only one of a kind can be open.
pub(crate) trait Source: Sized + Send + 'static {
    type Item: Send + 'static;

    /// Takes the place of the one consumer. Runs on the core's runtime.
    fn open(app: &Spectrum) -> Result<Self>;

    /// Waits for the next items, at most `limit`. Cancel-safe; `None` at the end.
    fn next(&mut self, limit: usize) -> impl Future<Output = Option<Vec<Self::Item>>> + Send;

    /// Whether the core takes back what was fetched and not handed out.
    const TAKES_BACK: bool;

    /// Ends it. What the core does not take back stays in `unread`.
    fn close(self, unread: &mut VecDeque<Self::Item>);
}

/// A consumer that is open from the first fetch until the program leaves.
pub(crate) struct Reader<S: Source>(Arc<Inner<S>>);

struct Inner<S: Source> {
    app: Spectrum,
    source: tokio::sync::Mutex<Option<S>>,
    /// Filled before a fetch completes: a cancelled read loses nothing.
    buffer: Mutex<VecDeque<S::Item>>,
    limit: usize,
    opened: AtomicBool,
    /// The source has to be closed as soon as no fetch has it.
    left: AtomicBool,
}

impl<S: Source> Reader<S> {
    pub(crate) fn new(app: Spectrum, limit: usize) -> Self {
        Self(Arc::new(Inner {
            app,
            source: tokio::sync::Mutex::default(),
            buffer: Mutex::default(),
            limit,
            opened: AtomicBool::default(),
            left: AtomicBool::default(),
        }))
    }

    /// The next of what was fetched.
    pub(crate) fn pop(&self) -> Option<S::Item> {
        if S::TAKES_BACK && self.0.left.load(Ordering::Acquire) {
            // It comes with the next fetch.
            return None;
        }
        self.0.buffer().pop_front()
    }

    /// Waits for more, and opens the source if it is not open. False at the end.
    pub(crate) fn fetch(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let inner = Arc::clone(&self.0);
        let fetch = async move { inner.fetch().await };
        port.spawn(py, fetch, |py, more| Ok(more.into_pyobject(py)?.to_owned().into_any().unbind()))
    }

    /// Closes the source: at once, or when the fetch that was cancelled has let go of it.
    pub(crate) fn leave(&self) {
        // After a fork a lock may be held by a thread that is not there.
        if runtime::handle().is_err() {
            return;
        }
        self.0.left.store(true, Ordering::Release);
        if let Ok(mut source) = self.0.source.try_lock() {
            self.0.close(&mut source);
            return;
        }
        let inner = Arc::clone(&self.0);
        // Locks are given in turn: this is before every fetch that begins from now on. Without a
        // runtime nothing is read any more.
        let _ = runtime::spawn(async move {
            let mut source = inner.source.lock().await;
            inner.close(&mut source);
        });
    }
}

impl<S: Source> Inner<S> {
    fn buffer(&self) -> MutexGuard<'_, VecDeque<S::Item>> {
        self.buffer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(&self) -> Result<bool> {
        let mut source = self.source.lock().await;
        if !self.buffer().is_empty() {
            return Ok(true);
        }
        let open = match &mut *source {
            Some(open) => open,
            closed => match S::open(&self.app) {
                Ok(open) => {
                    self.opened.store(true, Ordering::Relaxed);
                    closed.insert(open)
                }
                // What has begun ends with the application, without an error.
                Err(error) if error.code() == "stopped" && self.opened.load(Ordering::Relaxed) => {
                    return Ok(false);
                }
                Err(error) => return Err(error),
            },
        };
        let Some(batch) = open.next(self.limit).await else { return Ok(false) };
        self.buffer().extend(batch);
        Ok(true)
    }

    fn close(&self, source: &mut Option<S>) {
        if let Some(source) = source.take() {
            source.close(&mut self.buffer());
        }
        self.left.store(false, Ordering::Release);
    }
}
