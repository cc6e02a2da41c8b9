//! Messages as jobs.

use std::sync::{Mutex, PoisonError};

use napi_derive::napi;
use spectrum_imessage::{HandleOptions, Handling, Job, Verdict};

use crate::call::{NativeCalls, Outcome, call, outcome};
use crate::config::milliseconds;
use crate::message::NativeMessage;
use crate::reading::Reading;

/// How messages are handled; what is absent is as the core has it.
#[napi(object, object_to_js = false)]
pub struct HandlingOptions {
    /// How many jobs run side by side.
    pub concurrency: Option<u32>,
    /// How often a job is tried in all.
    pub attempts: Option<u32>,
    /// The first wait, in milliseconds.
    pub backoff: Option<f64>,
    /// The longest wait, in milliseconds.
    pub max_backoff: Option<f64>,
}

impl From<HandlingOptions> for HandleOptions {
    fn from(options: HandlingOptions) -> Self {
        let default = Self::default();
        Self {
            concurrency: options.concurrency.map_or(default.concurrency, |n| n as usize),
            attempts: options.attempts.unwrap_or(default.attempts),
            backoff: options.backoff.map_or(default.backoff, milliseconds),
            max_backoff: options.max_backoff.map_or(default.max_backoff, milliseconds),
        }
    }
}

/// Gives messages as jobs.
#[napi]
pub struct NativeHandling(Reading<Handling>);

impl NativeHandling {
    pub(crate) fn new(handling: Handling) -> Self {
        Self(Reading::new(handling))
    }
}

#[napi]
impl NativeHandling {
    /// The next job: gives a [`NativeJob`], or nothing after the stop or after
    /// [`NativeHandling::interrupt`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn next(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let job = self.0.read(|handling| Box::pin(handling.next_job()));
        call(to, id, None, job, |job| job.map(NativeJob::new))
    }

    /// Ends a waiting read, and those to come.
    #[napi]
    pub fn interrupt(&self) {
        self.0.interrupt();
    }

    /// Lets the next consumer in: gives nothing. Jobs that run may finish.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn close(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        call(to, id, None, self.0.close(|_| ()), |()| ())
    }
}

/// One attempt to handle a message.
#[napi]
pub struct NativeJob(Mutex<Option<Job>>);

impl NativeJob {
    fn new(job: Job) -> Self {
        Self(Mutex::new(Some(job)))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Option<Job>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[napi]
impl NativeJob {
    /// The message; nothing when the job has ended.
    #[napi]
    pub fn message(&self) -> Option<NativeMessage> {
        self.with(|job| job.as_ref().map(|job| NativeMessage(job.message().clone())))
    }

    /// Which attempt it is, from 1; 0 when the job has ended.
    #[napi]
    pub fn attempt(&self) -> u32 {
        self.with(|job| job.as_ref().map_or(0, Job::attempt))
    }

    /// The message is handled: it is acknowledged.
    #[napi]
    pub fn succeeded(&self) -> Outcome<()> {
        outcome(self.with(Option::take).map_or(Ok(()), |job| job.succeeded()))
    }

    /// The attempt failed: whether it was the last, so that the job stays open.
    #[napi]
    pub fn failed(&self, error: String) -> bool {
        self.with(|job| {
            let dead = job.as_ref().is_some_and(|job| job.failed(&error) == Verdict::Dead);
            if !dead {
                job.take();
            }
            dead
        })
    }

    /// Ends the job without a word: it comes again after a wait.
    #[napi]
    pub fn release(&self) {
        self.with(Option::take);
    }
}
