//! Which log records are wanted.

use tracing::Metadata;
use tracing::level_filters::LevelFilter;

use super::log::{is_ours, short};
use crate::error::{Error, Result};

/// Says which records are logged.
pub(super) const LEVELS: &str = "SPECTRUM_LOG";

/// From which level on records are logged, in all and by target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    least: LevelFilter,
    /// The longest first.
    targets: Vec<(String, LevelFilter)>,
}

impl Levels {
    /// The same for all targets.
    pub const fn new(least: LevelFilter) -> Self {
        Self { least, targets: Vec::new() }
    }

    /// Reads `info`, or `warn,imessage.events=debug,outbox=off`: a level for all, and levels of
    /// targets, which hold for what is below them too. Where nothing is said of all, `least` holds.
    ///
    /// # Errors
    /// `ValidationError` for a word that is no level.
    pub fn parse(text: &str, least: LevelFilter) -> Result<Self> {
        let mut levels = Self::new(least);
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (target, word) = part.split_once('=').unwrap_or(("", part));
            let level = level(word.trim())?;
            match short(&target.trim().replace('.', "::")) {
                target if target.is_empty() => levels.least = level,
                target => levels.set(target, level),
            }
        }
        Ok(levels)
    }

    /// As `SPECTRUM_LOG` says; what it leaves open, and all if it is not understood, is as `self`.
    #[must_use]
    pub fn or_env(self) -> Self {
        let Ok(text) = std::env::var(LEVELS) else { return self };
        let Ok(mut levels) = Self::parse(&text, self.least) else { return self };
        for (target, level) in self.targets {
            if !levels.targets.iter().any(|(known, _)| *known == target) {
                levels.set(target, level);
            }
        }
        levels
    }

    /// Whether `SPECTRUM_LOG` is set and not understood.
    pub(super) fn env_is_bad() -> bool {
        std::env::var(LEVELS).is_ok_and(|text| Self::parse(&text, LevelFilter::OFF).is_err())
    }

    /// What holds where nothing is said of a target.
    pub fn least(&self) -> LevelFilter {
        self.least
    }

    /// The targets with a level of their own, by their short names.
    pub fn targets(&self) -> impl Iterator<Item = (&str, LevelFilter)> {
        self.targets.iter().map(|(target, level)| (target.as_str(), *level))
    }

    fn set(&mut self, target: String, level: LevelFilter) {
        self.targets.retain(|(known, _)| *known != target);
        self.targets.push((target, level));
        self.targets.sort_by_key(|(target, _)| std::cmp::Reverse(target.len()));
    }

    /// The level of a target, by its short name.
    fn of(&self, target: &str) -> LevelFilter {
        let covers = |prefix: &str| {
            target.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let found = self.targets.iter().find(|(prefix, _)| covers(prefix));
        found.map_or(self.least, |(_, level)| *level)
    }

    /// The level of the most talkative target.
    pub(super) fn most(&self) -> LevelFilter {
        self.targets.iter().map(|(_, level)| *level).fold(self.least, Ord::max)
    }

    /// Whether this library's event is logged; nothing of others is. For a filter of a program's own
    /// subscriber.
    pub fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && is_ours(metadata.target())
            && *metadata.level() <= self.of(&short(metadata.target()))
    }
}

fn level(word: &str) -> Result<LevelFilter> {
    Ok(match word.to_ascii_lowercase().as_str() {
        "off" | "silent" | "none" => LevelFilter::OFF,
        "error" | "critical" => LevelFilter::ERROR,
        "warn" | "warning" => LevelFilter::WARN,
        "info" => LevelFilter::INFO,
        "debug" => LevelFilter::DEBUG,
        "trace" => LevelFilter::TRACE,
        _ => {
            return Err(Error::invalid("a log level is off, error, warn, info, debug or trace"));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_hold_for_what_is_below() {
        let levels = Levels::parse(
            " warn, imessage.events=debug,spectrum_imessage::outbox=off",
            LevelFilter::INFO,
        )
        .expect("levels");
        for (target, level) in [
            ("send", LevelFilter::WARN),
            ("imessage", LevelFilter::WARN),
            ("imessage.events", LevelFilter::DEBUG),
            ("imessage.eventsx", LevelFilter::WARN),
            ("outbox", LevelFilter::OFF),
        ] {
            assert_eq!(levels.of(target), level, "{target}");
        }
        assert_eq!(levels.most(), LevelFilter::DEBUG);
    }

    #[test]
    fn without_a_word_for_all_the_default_holds() {
        let levels = Levels::parse("net=error", LevelFilter::INFO).expect("levels");
        assert_eq!(levels.of("send"), LevelFilter::INFO);
        assert_eq!(levels.of("net"), LevelFilter::ERROR);
    }

    #[test]
    fn a_wrong_word_is_refused() {
        let error = Levels::parse("loud", LevelFilter::INFO).expect_err("no level");
        assert_eq!(error.code(), "invalidArgument");
    }
}
