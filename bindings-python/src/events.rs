//! What happens besides messages.

use std::collections::VecDeque;

use pyo3::prelude::*;
use spectrum_imessage as core;
use spectrum_imessage::{Event, Result, Spectrum};

use crate::port::{Call, Port};
use crate::reader::{Reader, Source};
use crate::space::Space;

impl Source for core::Events {
    type Item = Event;

    fn open(app: &Spectrum) -> Result<Self> {
        app.events()
    }

    async fn next(&mut self, _: usize) -> Option<Vec<Event>> {
        Self::next(self).await.map(|event| vec![event])
    }

    const TAKES_BACK: bool = false;

    fn close(self, _: &mut VecDeque<Event>) {}
}

/// The consumer of events.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct Events(Reader<core::Events>);

impl Events {
    pub(crate) fn new(app: Spectrum) -> Self {
        Self(Reader::new(app, 1))
    }
}

#[pymethods]
impl Events {
    /// The next event of those that were fetched, as JSON, and the conversation it happened in.
    fn pop(&self) -> Option<(String, Option<Space>)> {
        let event = self.0.pop()?;
        Some((event.to_json(), event.space().cloned().map(Space)))
    }

    /// Waits for the next events. False at the end.
    fn fetch(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        self.0.fetch(py, port)
    }

    /// Gives the place of the one consumer up.
    fn leave(&self, py: Python<'_>) {
        py.detach(|| self.0.leave());
    }
}
