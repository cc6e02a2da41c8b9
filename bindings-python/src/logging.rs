//! The core's `tracing` events on their way to Python's `logging`.
//!
//! Any thread may log, and none of them may enter Python: events wait here until an event loop is
//! awake, or until the interpreter ends.

use std::collections::VecDeque;
use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError, Weak};

use pyo3::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};

use crate::port;

/// More than this waits only if no event loop runs; then the oldest go.
const CAPACITY: usize = 10_000;
/// The targets of this library; those of its dependencies are not ours to show.
const TARGET: &str = "spectrum_imessage";

/// The numbers of Python's levels.
const DEBUG: u8 = 10;
const INFO: u8 = 20;
const WARNING: u8 = 30;
const ERROR: u8 = 40;

static THRESHOLD: AtomicU8 = AtomicU8::new(WARNING);
static WAITING: Mutex<Waiting> = Mutex::new(Waiting { events: VecDeque::new(), dropped: 0 });
static PORTS: Mutex<Vec<Weak<port::Inner>>> = Mutex::new(Vec::new());

struct Waiting {
    events: VecDeque<(u8, String)>,
    dropped: usize,
}

/// Sets the level from which events are kept, by Python's numbers.
#[pyfunction]
pub(crate) fn set_log_level(level: u8) {
    THRESHOLD.store(level, Ordering::Relaxed);
}

/// What was logged since the last time: Python's level and the text.
#[pyfunction]
pub(crate) fn drain_logs() -> Vec<(u8, String)> {
    let (events, dropped) = {
        let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
        (std::mem::take(&mut waiting.events), std::mem::take(&mut waiting.dropped))
    };
    let mut lines = Vec::from(events);
    if dropped > 0 {
        lines.insert(0, (WARNING, format!("{dropped} earlier log records were dropped")));
    }
    lines
}

/// Wakes this port when something was logged.
pub(crate) fn watch(port: &Arc<port::Inner>) {
    let mut ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
    ports.retain(|port| port.strong_count() > 0);
    ports.push(Arc::downgrade(port));
}

/// Begins to listen to the core. Not at import: only who uses the library has it work.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // The dispatcher is this library's own copy; nobody else can have set one.
        let _ = tracing::subscriber::set_global_default(ToPython);
    });
}

fn put(level: u8, text: String) {
    let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    if waiting.events.len() == CAPACITY {
        waiting.events.pop_front();
        waiting.dropped += 1;
    }
    waiting.events.push_back((level, text));
    let first = waiting.events.len() == 1;
    drop(waiting);
    if first {
        let ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
        ports.iter().filter_map(Weak::upgrade).for_each(|port| port.wake());
    }
}

fn python_level(level: Level) -> u8 {
    match level {
        Level::ERROR => ERROR,
        Level::WARN => WARNING,
        Level::INFO => INFO,
        Level::DEBUG | Level::TRACE => DEBUG,
    }
}

/// The subscriber: events only, spans leave no trace.
struct ToPython;

impl Subscriber for ToPython {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // "Sometimes", since the level may change.
        if metadata.target().starts_with(TARGET) {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && metadata.target().starts_with(TARGET)
            && python_level(*metadata.level()) >= THRESHOLD.load(Ordering::Relaxed)
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        line.message.push_str(&line.fields);
        put(python_level(*event.metadata().level()), line.message);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The message, then the fields.
#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string does not fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}
