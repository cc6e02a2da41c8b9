//! What the core logs, on standard error.

use std::env;
use std::io::stderr;

use tracing_subscriber::EnvFilter;

/// Shows what the core logs, as `SPECTRUM_LOG` says: `info`, or `warn,imessage.events=debug`. Warnings
/// where it says nothing.
pub(crate) fn show() {
    let filter = filter(&env::var("SPECTRUM_LOG").unwrap_or_default());
    // The program around it may have its own.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(stderr)
        .with_target(false)
        .try_init();
}

/// The same as the subscriber reads it; words that are no levels are left out. Platforms are named
/// without their folder.
fn filter(text: &str) -> String {
    let known = |level: &&str| ["off", "error", "warn", "info", "debug", "trace"].contains(level);
    let mut filter = "spectrum_imessage=warn".to_owned();
    for part in text.split(',').map(str::trim) {
        let (target, level) = part.split_once('=').unwrap_or(("", part));
        let (target, level) = (target.trim().replace('.', "::"), level.trim().to_ascii_lowercase());
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
        if !known(&level.as_str()) || !target.chars().all(word) {
            continue;
        }
        match target.as_str() {
            "" => filter.push_str(&format!(",spectrum_imessage={level}")),
            target => filter.push_str(&format!(
                ",spectrum_imessage::{target}={level},spectrum_imessage::platform::{target}={level}"
            )),
        }
    }
    filter
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn levels_are_of_all_or_of_a_part() {
        assert_eq!(filter(""), "spectrum_imessage=warn");
        assert_eq!(filter("loud,x y=info"), "spectrum_imessage=warn");
        assert_eq!(filter("Debug"), "spectrum_imessage=warn,spectrum_imessage=debug");
        let part = filter("warn, imessage.events=debug");
        assert!(part.ends_with(",spectrum_imessage::platform::imessage::events=debug"), "{part}");
    }
}
