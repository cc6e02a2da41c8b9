//! Logs on their way to Swift.

use std::fmt::{self, Write};
use std::sync::{Arc, Once, PoisonError, RwLock};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};

/// The crates whose events are handed over; the rest belongs to libraries underneath.
const OURS: &str = "spectrum_imessage";

/// How important an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum NativeLogLevel {
    /// For the makers of this library.
    Debug,
    /// Good to know.
    Info,
    /// Something was not done as asked.
    Warning,
    /// Something failed.
    Error,
}

/// Where events go.
#[uniffi::export(with_foreign)]
pub trait NativeLogSink: Send + Sync {
    /// One event. Called on any thread.
    fn log(&self, level: NativeLogLevel, message: String);
}

struct Target {
    sink: Arc<dyn NativeLogSink>,
    least: Level,
}

static TARGET: RwLock<Option<Target>> = RwLock::new(None);
static INSTALLED: Once = Once::new();

/// Sends events of at least this importance to a sink, for the whole process; the last call counts.
#[uniffi::export]
pub fn set_log_sink(sink: Arc<dyn NativeLogSink>, least: NativeLogLevel) {
    let target = Target { sink, least: least.into() };
    *TARGET.write().unwrap_or_else(PoisonError::into_inner) = Some(target);
    INSTALLED.call_once(|| {
        // Fails if a Rust program around this one has a subscriber of its own: it gets the events.
        let _ = tracing::subscriber::set_global_default(Forward);
    });
}

impl From<NativeLogLevel> for Level {
    fn from(level: NativeLogLevel) -> Self {
        match level {
            NativeLogLevel::Debug => Self::DEBUG,
            NativeLogLevel::Info => Self::INFO,
            NativeLogLevel::Warning => Self::WARN,
            NativeLogLevel::Error => Self::ERROR,
        }
    }
}

impl From<Level> for NativeLogLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::ERROR => Self::Error,
            Level::WARN => Self::Warning,
            Level::INFO => Self::Info,
            _ => Self::Debug,
        }
    }
}

/// Hands events over; spans are not used.
struct Forward;

impl Subscriber for Forward {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // Not `always`: the level may change.
        if is_ours(metadata) { Interest::sometimes() } else { Interest::never() }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_ours(metadata) && sink_for(*metadata.level()).is_some()
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let level = *event.metadata().level();
        // The lock is free again before foreign code runs.
        if let Some(sink) = sink_for(level) {
            let mut line = Line::default();
            event.record(&mut line);
            sink.log(level.into(), line.0);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.is_event() && metadata.target().starts_with(OURS)
}

fn sink_for(level: Level) -> Option<Arc<dyn NativeLogSink>> {
    let target = TARGET.read().unwrap_or_else(PoisonError::into_inner);
    target.as_ref().filter(|target| level <= target.least).map(|target| Arc::clone(&target.sink))
}

/// The text of an event: the message, then the fields.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.push(field, format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.push(field, format_args!("{value:?}"));
    }
}

impl Line {
    fn push(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        // The message comes first, wherever it stands in the event. Writing to a string never fails.
        if field.name() == "message" {
            self.0.insert_str(0, &value.to_string());
        } else {
            let _ = write!(self.0, " {}={value}", field.name());
        }
    }
}
