//! What arrives.

use std::collections::VecDeque;

use pyo3::prelude::*;
use spectrum_imessage as core;
use spectrum_imessage::{Result, Spectrum};

use crate::message::Message;
use crate::port::{Call, Port};
use crate::reader::{Reader, Source};
use crate::space::Space;

/// Messages a crossing, where nothing is kept: asking for the next batch says that all of the one
/// before are handled.
const BATCH: usize = 256;

impl Source for core::Messages {
    type Item = core::Message;

    fn open(app: &Spectrum) -> Result<Self> {
        app.messages()
    }

    async fn next(&mut self, limit: usize) -> Option<Vec<core::Message>> {
        self.next_batch(limit).await
    }

    const TAKES_BACK: bool = true;

    fn close(mut self, unread: &mut VecDeque<core::Message>) {
        self.give_back(unread.drain(..).collect());
    }
}

/// The consumer of what arrives.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Messages(Reader<core::Messages>);

impl Messages {
    pub(crate) fn new(app: Spectrum, durable: bool) -> Self {
        Self(Reader::new(app, if durable { 1 } else { BATCH }))
    }
}

#[pymethods]
impl Messages {
    /// The next message of those that were fetched, and its conversation.
    fn pop(&self) -> Option<(Space, Message)> {
        let message = self.0.pop()?;
        Some((Space(message.space().clone()), Message(message)))
    }

    /// Waits for the next messages, and opens the streams if they are not open. False at the end.
    fn fetch(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        self.0.fetch(py, port)
    }

    /// Gives the place of the one consumer up.
    fn leave(&self, py: Python<'_>) {
        py.detach(|| self.0.leave());
    }
}
