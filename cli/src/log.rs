//! What the core logs, on standard error.

use std::env;
use std::io::stderr;

use tracing_subscriber::EnvFilter;

/// Shows what the core logs from the level in `SPECTRUM_LOG` on (`error`, `warn`, `info`, `debug`,
/// `off`); warnings if it says nothing that makes sense.
pub(crate) fn show() {
    let level = env::var("SPECTRUM_LOG").unwrap_or_default().to_ascii_lowercase();
    let level = match level.as_str() {
        level @ ("off" | "error" | "info" | "debug") => level,
        _ => "warn",
    };
    let filter = EnvFilter::new(format!("spectrum_imessage={level}"));
    // The program around it may have its own.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_target(false)
        .try_init();
}
