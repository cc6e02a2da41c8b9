//! Log records of the core for JavaScript.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use spectrum_imessage::observe::{self, LevelFilter, Levels, LogLevel, LogRecord};

use crate::call::{Outcome, outcome};

/// A log record.
#[napi(object, object_from_js = false)]
pub struct LogLine {
    /// `debug`, `info`, `warn` or `error`.
    pub level: &'static str,
    /// Where it comes from.
    pub target: String,
    /// The text.
    pub message: String,
    /// Details by name.
    pub fields: HashMap<&'static str, String>,
}

impl From<LogRecord> for LogLine {
    fn from(record: LogRecord) -> Self {
        let LogRecord { level, target, message, fields, .. } = record;
        let level = match level {
            LogLevel::ERROR => "error",
            LogLevel::WARN => "warn",
            LogLevel::INFO => "info",
            LogLevel::DEBUG | LogLevel::TRACE => "debug",
        };
        Self { level, target, message, fields: fields.into_iter().collect() }
    }
}

/// Weak: it does not keep the process alive.
type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// One for each thread of JavaScript that uses the library; the first one that lives gets the records.
static WAKES: Mutex<Vec<Wake>> = Mutex::new(Vec::new());

/// What is called when records wait. Once for each thread of JavaScript, before the first start.
///
/// # Errors
/// If the function cannot be kept.
#[napi]
pub fn set_log_wake(_env: &Env, wake: Function<'_, (), ()>) -> napi::Result<()> {
    let wake: Wake = wake.build_threadsafe_function::<()>().weak::<true>().build()?;
    WAKES.lock().unwrap_or_else(PoisonError::into_inner).push(wake);
    observe::install_logs(wake_first);
    Ok(())
}

pub(crate) fn wake_first() {
    let mut wakes = WAKES.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some(wake) = wakes.first() {
        if wake.call((), ThreadsafeFunctionCallMode::NonBlocking) != Status::Closing {
            break;
        }
        // Its thread has ended.
        wakes.remove(0);
    }
}

/// What was logged since the last time.
#[napi]
pub fn take_logs() -> Vec<LogLine> {
    observe::take_logs().into_iter().map(LogLine::from).collect()
}

/// Which records are kept: `warn,outbox=debug`; `info`, or what the environment wants, if nothing is
/// given. Gives from which level on this side's own lines are written: 0 nothing, 1 errors, up to 4
/// for debug.
#[napi]
pub fn set_log_levels(levels: Option<String>) -> Outcome<u8> {
    let levels = match levels {
        Some(levels) => Levels::parse(&levels, LevelFilter::INFO),
        None => Ok(Levels::new(LevelFilter::INFO).or_env()),
    };
    outcome(levels.map(|levels| {
        let own = match levels.least().into_level() {
            None => 0,
            Some(LogLevel::ERROR) => 1,
            Some(LogLevel::WARN) => 2,
            Some(LogLevel::INFO) => 3,
            Some(LogLevel::DEBUG | LogLevel::TRACE) => 4,
        };
        observe::set_log_levels(levels);
        own
    }))
}
