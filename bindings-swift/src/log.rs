//! Log records on their way to Swift.
//!
//! They are handed over on a thread of their own: a closure that takes its time holds up no call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, Thread};

use spectrum_imessage::observe::{
    LevelFilter, Levels, LogLevel, LogRecord, install_logs, set_log_levels, take_logs,
};

use crate::telemetry;

/// How important a record is.
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

/// What was logged.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeLogRecord {
    /// How important it is.
    pub level: NativeLogLevel,
    /// Where it comes from.
    pub target: String,
    /// The text.
    pub message: String,
    /// Details by name.
    pub fields: HashMap<String, String>,
}

/// Where records go.
#[uniffi::export(with_foreign)]
pub trait NativeLogSink: Send + Sync {
    /// One record. Called on one thread, one after another.
    fn log(&self, record: NativeLogRecord);
}

static SINK: Mutex<Option<Arc<dyn NativeLogSink>>> = Mutex::new(None);
/// The thread that hands over.
static HANDING: OnceLock<Thread> = OnceLock::new();

/// Sends records of at least this importance to a sink, for the whole process; the last call counts.
/// Without an importance the environment says it, else warnings and errors go.
#[uniffi::export]
pub fn set_log_sink(sink: Arc<dyn NativeLogSink>, least: Option<NativeLogLevel>) {
    *SINK.lock().unwrap_or_else(PoisonError::into_inner) = Some(sink);
    start_handing();
    install_logs(wake);
    set_log_levels(match least {
        Some(least) => Levels::new(least.into()),
        None => Levels::new(LevelFilter::WARN).or_env(),
    });
}

/// Starts the thread that hands over, if there is none.
pub(crate) fn start_handing() {
    HANDING.get_or_init(|| {
        let thread = thread::Builder::new().name("spectrum-log".to_owned());
        let handle = thread.spawn(|| {
            loop {
                hand_over();
                telemetry::hand_over();
                thread::park();
            }
        });
        // Without a thread nothing is handed over: the records are dropped, and nothing else stops.
        handle.map_or_else(|_| thread::current(), |handle| handle.thread().clone())
    });
}

/// Has the thread come.
pub(crate) fn wake() {
    if let Some(thread) = HANDING.get() {
        thread.unpark();
    }
}

fn hand_over() {
    // The lock is free again before foreign code runs.
    let sink = SINK.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let records = take_logs();
    if let Some(sink) = sink {
        records.into_iter().for_each(|record| sink.log(record.into()));
    }
}

impl From<NativeLogLevel> for LevelFilter {
    fn from(level: NativeLogLevel) -> Self {
        match level {
            NativeLogLevel::Debug => Self::DEBUG,
            NativeLogLevel::Info => Self::INFO,
            NativeLogLevel::Warning => Self::WARN,
            NativeLogLevel::Error => Self::ERROR,
        }
    }
}

impl From<LogRecord> for NativeLogRecord {
    fn from(record: LogRecord) -> Self {
        let LogRecord { level, target, message, fields, .. } = record;
        let level = match level {
            LogLevel::ERROR => NativeLogLevel::Error,
            LogLevel::WARN => NativeLogLevel::Warning,
            LogLevel::INFO => NativeLogLevel::Info,
            _ => NativeLogLevel::Debug,
        };
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { level, target, message, fields }
    }
}
