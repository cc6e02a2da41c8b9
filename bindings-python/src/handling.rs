//! Messages as jobs.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use spectrum_imessage as core;
use spectrum_imessage::Verdict;

use crate::error::raise;
use crate::message::Message;
use crate::port::{Call, Port};

/// The consumer of what arrives, as jobs.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Handling(Arc<tokio::sync::Mutex<Option<core::Handling>>>);

impl Handling {
    pub(crate) fn new(handling: core::Handling) -> Self {
        Self(Arc::new(tokio::sync::Mutex::new(Some(handling))))
    }
}

#[pymethods]
impl Handling {
    /// The next job, or nothing at the end.
    fn next(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let handling = Arc::clone(&self.0);
        let next = async move {
            let mut handling = handling.lock().await;
            Ok(match &mut *handling {
                Some(handling) => handling.next_job().await,
                None => None,
            })
        };
        port.spawn(py, next, |py, job| Ok(job.map(Job::new).into_pyobject(py)?.into_any().unbind()))
    }

    /// Gives up the place of the one consumer, and what waits.
    fn close(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let handling = Arc::clone(&self.0);
        let close = async move {
            *handling.lock().await = None;
            Ok(())
        };
        port.spawn(py, close, crate::port::nothing)
    }
}

/// One attempt to handle a message.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Job {
    message: core::Message,
    /// Absent when it was dropped.
    job: Mutex<Option<core::Job>>,
}

impl Job {
    fn new(job: core::Job) -> Self {
        Self { message: job.message().clone(), job: Mutex::new(Some(job)) }
    }

    fn with<T>(&self, act: impl FnOnce(&core::Job) -> T) -> Option<T> {
        self.job.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(act)
    }
}

#[pymethods]
impl Job {
    /// The message to handle.
    fn message(&self) -> Message {
        Message(self.message.clone())
    }

    /// Which attempt it is, from 1.
    fn attempt(&self) -> u32 {
        self.with(core::Job::attempt).unwrap_or_default()
    }

    /// It is handled.
    fn succeeded(&self, py: Python<'_>) -> PyResult<()> {
        let done = py.detach(|| self.with(core::Job::succeeded));
        done.unwrap_or(Ok(())).map_err(|error| raise(py, &error))
    }

    /// The attempt failed. Whether it was the last one: then the job stays open.
    fn failed(&self, py: Python<'_>, error: &str) -> bool {
        py.detach(|| self.with(|job| job.failed(error) == Verdict::Dead)).unwrap_or(false)
    }

    /// Lets go of it: what was not handled comes again.
    fn drop(&self, py: Python<'_>) {
        py.detach(|| drop(self.job.lock().unwrap_or_else(PoisonError::into_inner).take()));
    }
}
