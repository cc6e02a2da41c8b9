//! What the core logs, on standard error.

use std::io::{Write, stderr};
use std::thread;
use std::time::Duration;

use spectrum_imessage::observe::{LevelFilter, Levels, set_log_levels, take_logs};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// How often it is looked for records that wait.
const BEAT: Duration = Duration::from_millis(100);

/// Shows what the core logs, as `SPECTRUM_LOG` says: `info`, or `warn,imessage.events=debug`. Warnings
/// where it says nothing.
pub(crate) fn show() {
    let levels = Levels::new(LevelFilter::WARN).or_env();
    let wanted = levels.clone();
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(stderr)
        .with_target(false)
        .with_filter(filter_fn(move |metadata| wanted.enabled(metadata)));
    // In a program in Python or Node records wait for that program, which waits for this command.
    if tracing_subscriber::registry().with(lines).try_init().is_err() {
        set_log_levels(levels);
        // Ends with the process: the command is the last that this does.
        thread::spawn(|| {
            loop {
                forward();
                thread::sleep(BEAT);
            }
        });
    }
}

/// Shows what waits.
pub(crate) fn forward() {
    for record in take_logs() {
        let fields: String =
            record.fields.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        // Nobody is left to tell if stderr is closed.
        let _ = writeln!(stderr(), "{} {}{fields}", record.level, record.message);
    }
}
