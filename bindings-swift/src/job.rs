//! Messages as jobs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use spectrum_imessage::{Error, HandleOptions, Handling, Job, Spectrum, Verdict};
use tokio::sync::Mutex;

use crate::error::NativeResult;
use crate::message::NativeMessageInfo;
use crate::mirror::mirror;
use crate::run::{NativeCancel, on_io};
use crate::telemetry::NativeHandlingSpan;

mirror! {
    /// What becomes of a job that failed.
    NativeVerdict = Verdict {
        /// It comes again.
        Retry,
        /// That was the last attempt.
        Dead,
    }
}

/// How messages are handled as jobs.
#[derive(Clone, Copy, Debug, uniffi::Record)]
pub struct NativeHandleOptions {
    /// How many jobs run side by side.
    pub concurrency: u32,
    /// How often a job is tried in all.
    pub attempts: u32,
    /// The wait before the second attempt.
    pub backoff: Duration,
    /// The longest wait.
    pub max_backoff: Duration,
}

impl From<NativeHandleOptions> for HandleOptions {
    fn from(options: NativeHandleOptions) -> Self {
        let NativeHandleOptions { concurrency, attempts, backoff, max_backoff } = options;
        let concurrency = usize::try_from(concurrency).unwrap_or(usize::MAX);
        Self { concurrency, attempts, backoff, max_backoff }
    }
}

/// The one consumer of messages, as jobs.
#[derive(uniffi::Object)]
pub struct NativeHandling {
    app: Spectrum,
    handling: Mutex<Handling>,
}

impl NativeHandling {
    pub(crate) fn open(app: Spectrum, options: NativeHandleOptions) -> Result<Arc<Self>, Error> {
        let handling = Mutex::new(app.handling(options.into())?);
        Ok(Arc::new(Self { app, handling }))
    }
}

#[uniffi::export]
impl NativeHandling {
    /// The next job; nothing when the application stops. A cancelled call loses none.
    pub async fn next(
        self: Arc<Self>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<Arc<NativeJob>>> {
        on_io(cancel, async move {
            let job = self.handling.lock().await.next_job().await;
            Ok::<_, Error>(job.map(|job| Arc::new(NativeJob { app: self.app.clone(), job })))
        })
        .await
    }
}

/// One attempt to handle a message. Freed without a word it was not handled, and comes again.
#[derive(uniffi::Object)]
pub struct NativeJob {
    app: Spectrum,
    job: Job,
}

#[uniffi::export]
impl NativeJob {
    /// The message.
    pub fn message(&self) -> NativeMessageInfo {
        NativeMessageInfo::new(Some(&self.app), self.job.message().clone())
    }

    /// Begins the span of the attempt; nothing if nobody listens.
    pub fn begin_handling(&self, parent: Option<String>) -> Option<Arc<NativeHandlingSpan>> {
        let attempt = Some(self.job.attempt());
        NativeHandlingSpan::begin(self.job.message(), attempt, parent.as_deref())
    }

    /// It is handled.
    pub fn succeeded(&self) {
        if let Err(error) = self.job.succeeded() {
            tracing::error!("a message that was handled may come again after a restart: {error}");
        }
    }

    /// The attempt failed. Of the error only its name is given: its text may quote the message.
    pub fn failed(&self, error: &str) -> NativeVerdict {
        tracing::warn!(attempt = self.job.attempt(), "a handler has thrown {error}");
        self.job.failed(error).into()
    }

    /// The dead letter has failed as well, and the job is about to be freed.
    pub fn not_buried(&self, error: &str) {
        tracing::error!("a dead letter has thrown {error}: its message comes again");
    }
}

impl fmt::Debug for NativeJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeJob")
    }
}
