//! The core's log records on their way to Python's `logging`.
//!
//! They wait in the core until an event loop is awake, or until the interpreter ends.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::UNIX_EPOCH;

use pyo3::prelude::*;
use spectrum_imessage::observe::{LevelFilter, Levels, LogLevel};
use spectrum_imessage::observe::{install_logs, take_logs};

use crate::error::raise;
use crate::port;

static PORTS: Mutex<Vec<Weak<port::Inner>>> = Mutex::new(Vec::new());

/// The numbers of Python's levels.
fn python_level(level: LogLevel) -> u8 {
    match level {
        LogLevel::ERROR => 40,
        LogLevel::WARN => 30,
        LogLevel::INFO => 20,
        LogLevel::DEBUG | LogLevel::TRACE => 10,
    }
}

/// A level above all where nothing is wanted.
fn python_least(level: LevelFilter) -> u8 {
    level.into_level().map_or(60, python_level)
}

/// Sets which records are kept: `warn,outbox=debug`.
#[pyfunction]
pub(crate) fn set_log_levels(py: Python<'_>, levels: &str) -> PyResult<()> {
    let levels = Levels::parse(levels, LevelFilter::WARN).map_err(|error| raise(py, &error))?;
    spectrum_imessage::observe::set_log_levels(levels);
    Ok(())
}

/// What the environment wants: Python's level, and those of targets.
#[pyfunction]
pub(crate) fn log_levels_of_env() -> (u8, Vec<(String, u8)>) {
    let levels = Levels::new(LevelFilter::WARN).or_env();
    let targets = levels.targets().map(|(target, level)| (target.to_owned(), python_least(level)));
    (python_least(levels.least()), targets.collect())
}

/// A record: Python's level, the target, the text, and the time in seconds since 1970.
type Line = (u8, String, String, f64);

/// What was logged since the last time.
#[pyfunction]
pub(crate) fn drain_logs() -> Vec<Line> {
    let line = |record: spectrum_imessage::observe::LogRecord| {
        let mut text = record.message;
        for (name, value) in record.fields {
            text.push_str(&format!(" {name}={value}"));
        }
        let time = record.time.duration_since(UNIX_EPOCH).unwrap_or_default();
        (python_level(record.level), record.target, text, time.as_secs_f64())
    };
    take_logs().into_iter().map(line).collect()
}

/// Wakes this port when something was logged.
pub(crate) fn watch(port: &Arc<port::Inner>) {
    let mut ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
    ports.retain(|port| port.strong_count() > 0);
    ports.push(Arc::downgrade(port));
}

/// Wakes all ports.
pub(crate) fn wake() {
    let ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
    ports.iter().filter_map(Weak::upgrade).for_each(|port| port.wake());
}

/// Begins to listen to the core. Not at import: only who uses the library has it work.
pub(crate) fn install() {
    install_logs(wake);
}
