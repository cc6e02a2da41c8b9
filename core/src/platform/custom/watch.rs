//! How the stream of a definition's messages is doing.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::error::Error;
use crate::event::StreamKind;
use crate::health::{LineHealth, StreamHealth};

#[derive(Default)]
pub(super) struct Watch(Mutex<State>);

#[derive(Default)]
struct State {
    opened: u64,
    since: Option<SystemTime>,
    last_event: Option<SystemTime>,
    /// Something arrived since it was opened.
    heard: bool,
    stepped_over: u64,
    last_error: Option<Error>,
    ended: bool,
}

impl Watch {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn opened(&self) {
        let mut state = self.state();
        state.opened += 1;
        state.since = Some(SystemTime::now());
        state.heard = false;
    }

    pub(super) fn arrived(&self) {
        let mut state = self.state();
        state.heard = true;
        state.last_event = Some(SystemTime::now());
    }

    pub(super) fn stepped_over(&self) {
        self.state().stepped_over += 1;
    }

    /// Whether anything has arrived meanwhile.
    pub(super) fn closed(&self, error: Option<&Error>) -> bool {
        let mut state = self.state();
        state.since = None;
        state.ended = error.is_none();
        if let Some(error) = error {
            state.last_error = Some(error.clone());
        }
        state.heard
    }

    /// There are no heartbeats: a stream that is open, or has come to its own end, is healthy.
    pub(super) fn health(&self, line: &str) -> LineHealth {
        let state = self.state();
        let stream = (state.opened > 0).then(|| StreamHealth {
            stream: StreamKind::Messages,
            connected_since: state.since,
            last_event: state.last_event,
            last_heartbeat: None,
            cursor: None,
            reconnects: state.opened.saturating_sub(1),
            stepped_over: state.stepped_over,
            last_error: state.last_error.clone(),
            healthy: state.since.is_some() || state.ended,
        });
        let streams = stream.into_iter().collect();
        LineHealth { line: line.to_owned(), streams, head: None, unhandled: 0 }
    }
}
