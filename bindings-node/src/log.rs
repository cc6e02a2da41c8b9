//! Log lines of the core for a JavaScript function.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Lines that wait for the JavaScript thread. Above that they are dropped: a program that logs
/// must not grow without bound.
const WAITING: usize = 1024;

/// A log line.
#[napi(object, object_from_js = false)]
#[derive(Clone)]
pub struct LogLine {
    /// `debug`, `info`, `warn` or `error`.
    pub level: &'static str,
    /// The text.
    pub message: String,
    /// Details by name.
    pub fields: HashMap<String, String>,
}

/// Weak: it does not keep the process alive.
type Sink = ThreadsafeFunction<LogLine, (), LogLine, Status, false, true, WAITING>;

/// One for each thread of JavaScript that uses the library; the first one that lives gets the lines.
static SINKS: Mutex<Vec<Sink>> = Mutex::new(Vec::new());
static LEVEL: AtomicU8 = AtomicU8::new(0);
static INSTALL: Once = Once::new();

/// Where lines go. Called once for each thread of JavaScript, before the first start.
///
/// # Errors
/// If the function cannot be kept.
#[napi]
pub fn set_log_sink(_env: &Env, sink: Function<'_, LogLine, ()>) -> napi::Result<()> {
    let sink = sink
        .build_threadsafe_function::<LogLine>()
        .weak::<true>()
        .max_queue_size::<WAITING>()
        .build()?;
    SINKS.lock().unwrap_or_else(PoisonError::into_inner).push(sink);
    INSTALL.call_once(|| {
        let subscriber = tracing_subscriber::registry().with(Forward);
        // Fails only if there is one already, and nobody else sets one in this library.
        let _ = tracing::subscriber::set_global_default(subscriber);
    });
    Ok(())
}

/// From which level on lines are handed over: 0 nothing, 1 errors, up to 4 for debug.
#[napi]
pub fn set_log_level(level: u8) {
    LEVEL.store(level, Ordering::Relaxed);
    tracing::callsite::rebuild_interest_cache();
}

struct Forward;

fn number(level: &Level) -> u8 {
    match *level {
        Level::ERROR => 1,
        Level::WARN => 2,
        Level::INFO => 3,
        Level::DEBUG => 4,
        Level::TRACE => 5,
    }
}

impl<S: Subscriber> Layer<S> for Forward {
    fn register_callsite(
        &self,
        metadata: &'static tracing::Metadata<'static>,
    ) -> tracing::subscriber::Interest {
        // Lines of other libraries (HTTP/2, TLS) are not for the users of this one.
        if metadata.is_event() && metadata.target().starts_with("spectrum_imessage") {
            tracing::subscriber::Interest::sometimes()
        } else {
            tracing::subscriber::Interest::never()
        }
    }

    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.is_event()
            && metadata.target().starts_with("spectrum_imessage")
            && number(metadata.level()) <= LEVEL.load(Ordering::Relaxed)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = LogLine {
            level: match *event.metadata().level() {
                Level::ERROR => "error",
                Level::WARN => "warn",
                Level::INFO => "info",
                Level::DEBUG | Level::TRACE => "debug",
            },
            message: String::new(),
            fields: HashMap::new(),
        };
        event.record(&mut Fields(&mut line));
        let mut sinks = SINKS.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(sink) = sinks.first() {
            let status = sink.call(line.clone(), ThreadsafeFunctionCallMode::NonBlocking);
            if status != Status::Closing {
                break;
            }
            // Its thread has ended.
            sinks.remove(0);
        }
    }
}

struct Fields<'a>(&'a mut LogLine);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0.message = format!("{value:?}");
        } else {
            self.0.fields.insert(field.name().to_owned(), format!("{value:?}"));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.fields.insert(field.name().to_owned(), value.to_owned());
    }
}
