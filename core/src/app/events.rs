//! What happens besides messages, for one consumer. Nobody has to read it: it holds nothing up.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Inner;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;

/// Events that wait for the program. With more the oldest are dropped, and the program is told.
const CAPACITY: usize = 1024;

/// Where events are put.
#[derive(Default)]
pub(crate) struct EventBus {
    waiting: Mutex<Waiting>,
    wake: Notify,
    wanted: CancellationToken,
}

#[derive(Default)]
struct Waiting {
    events: VecDeque<Event>,
    missed: u64,
    taken: bool,
    closed: bool,
}

impl EventBus {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an event, if events have ever been asked for.
    pub(crate) fn put(&self, event: Event) {
        if !self.wanted.is_cancelled() {
            return;
        }
        let mut waiting = self.waiting();
        if waiting.closed {
            return;
        }
        if waiting.events.len() >= CAPACITY {
            waiting.events.pop_front();
            waiting.missed += 1;
        }
        waiting.events.push_back(event);
        drop(waiting);
        self.wake.notify_one();
    }

    /// The application has gone. Events know their conversations, and these the application: what
    /// nobody reads must not keep it alive.
    pub(crate) fn close(&self) {
        let mut waiting = self.waiting();
        waiting.closed = true;
        waiting.events.clear();
    }

    /// Cancelled when events are asked for.
    pub(crate) fn wanted(&self) -> &CancellationToken {
        &self.wanted
    }
}

/// What happens besides messages. At most 1024 events wait; with more the oldest are dropped, and
/// [`Event::Missed`] stands in their place.
pub struct Events {
    bus: Arc<EventBus>,
    stop: CancellationToken,
}

impl Events {
    pub(super) fn open(app: &Inner) -> Result<Self> {
        let bus = Arc::clone(app.handle.events());
        if std::mem::replace(&mut bus.waiting().taken, true) {
            return Err(Error::new(
                ErrorKind::Validation,
                "eventsTaken",
                "events has one consumer at a time, and there is one already",
            ));
        }
        bus.wanted.cancel();
        Ok(Self { bus, stop: app.handle.stop_token().clone() })
    }

    /// The next event; `None` after the stop. Cancel-safe.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            let woken = self.bus.wake.notified();
            if let Some(event) = self.take() {
                return Some(event);
            }
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return self.take(),
                () = woken => {}
            }
        }
    }

    fn take(&self) -> Option<Event> {
        let mut waiting = self.bus.waiting();
        match std::mem::take(&mut waiting.missed) {
            0 => waiting.events.pop_front(),
            count => Some(Event::Missed { count }),
        }
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.bus.waiting().taken = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(line: usize) -> Event {
        Event::LineAdded { line: line.to_string() }
    }

    #[tokio::test]
    async fn what_is_not_read_makes_room_and_is_counted() {
        let bus = Arc::new(EventBus::default());
        bus.put(added(0));
        bus.wanted.cancel();
        for line in 0..CAPACITY + 3 {
            bus.put(added(line));
        }
        let mut events = Events { bus, stop: CancellationToken::new() };
        assert!(matches!(events.next().await, Some(Event::Missed { count: 3 })));
        let Some(Event::LineAdded { line }) = events.next().await else { panic!("a line") };
        assert_eq!(line, "3");
    }

    #[tokio::test]
    async fn a_stop_ends_the_wait() {
        let stop = CancellationToken::new();
        let mut events = Events { bus: Arc::default(), stop: stop.clone() };
        stop.cancel();
        assert!(events.next().await.is_none());
    }
}
