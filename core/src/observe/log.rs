//! Log records on their way to a program in another language.
//!
//! Any thread may log, and none may enter that program: records wait in a bounded queue until the
//! program, woken once, comes for them. Whoever logs never waits.

use std::collections::VecDeque;
use std::fmt::{self, Write};
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError, RwLock};
use std::time::SystemTime;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};

use super::level::{LEVELS, Levels};
use super::mask::for_log;
use super::metric::{LOGS_DROPPED, count};

/// Records that wait. With more the oldest are dropped and counted.
const CAPACITY: usize = 4096;
/// The targets of this project; those of the libraries underneath are not ours to show.
const OURS: &str = "spectrum_imessage";

/// What was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// How important it is.
    pub level: Level,
    /// Where it comes from, such as `imessage.events` or `outbox`.
    pub target: String,
    /// The text. Addresses in it are masked; it never holds a secret or the text of a message.
    pub message: String,
    /// Details by name, in their order.
    pub fields: Vec<(&'static str, String)>,
    /// When it was logged.
    pub time: SystemTime,
}

#[derive(Default)]
struct Waiting {
    records: VecDeque<LogRecord>,
    dropped: u64,
}

static WAITING: Mutex<Option<Waiting>> = Mutex::new(None);
static WAKE: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();
static WANTED: RwLock<Levels> = RwLock::new(Levels::new(LevelFilter::OFF));

/// Makes this library's log records wait for [`take_logs`], for the whole process. `wake` is called on
/// any thread when something waits where nothing did; it must not wait, nor take records itself. The
/// first call counts. Nothing is logged before [`set_log_levels`].
///
/// A program in Rust has a subscriber of its own and does not need this.
pub fn install_logs(wake: impl Fn() + Send + Sync + 'static) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = WAKE.set(Box::new(wake));
        // Fails if a Rust program around this one has a subscriber of its own: it gets the events.
        let _ = tracing::subscriber::set_global_default(Queue);
        if Levels::env_is_bad() {
            put(LogRecord {
                level: Level::WARN,
                target: "observe".to_owned(),
                message: format!("{LEVELS} is not understood: info, or warn,outbox=debug"),
                fields: Vec::new(),
                time: SystemTime::now(),
            });
        }
    });
}

/// Sets which records are kept. What is not wanted costs one look at an atomic.
pub fn set_log_levels(levels: Levels) {
    *WANTED.write().unwrap_or_else(PoisonError::into_inner) = levels;
    tracing::callsite::rebuild_interest_cache();
}

/// What was logged since the last time. If records were dropped, one that says how many comes first.
pub fn take_logs() -> Vec<LogRecord> {
    let Some(Waiting { records, dropped }) = waiting().take() else { return Vec::new() };
    let mut records = Vec::from(records);
    if dropped > 0 {
        let told = LogRecord {
            level: Level::WARN,
            target: "observe".to_owned(),
            message: format!("{dropped} earlier log records were dropped"),
            fields: Vec::new(),
            time: records.first().map_or_else(SystemTime::now, |record| record.time),
        };
        records.insert(0, told);
    }
    records
}

fn waiting() -> MutexGuard<'static, Option<Waiting>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn put(record: LogRecord) {
    let mut guard = waiting();
    let waiting = guard.get_or_insert_default();
    let full = waiting.records.len() == CAPACITY;
    if full {
        waiting.records.pop_front();
        waiting.dropped += 1;
    }
    waiting.records.push_back(record);
    let first = waiting.records.len() == 1;
    drop(guard);
    if full {
        count(&LOGS_DROPPED, Vec::new);
    }
    if let Some(wake) = WAKE.get().filter(|_| first) {
        wake();
    }
}

pub(super) fn is_ours(target: &str) -> bool {
    target.starts_with(OURS)
}

/// The name of a target for people: `spectrum_imessage::platform::imessage::events::slot` is
/// `imessage.events`.
pub(super) fn short(target: &str) -> String {
    let target = target.strip_prefix(OURS).unwrap_or(target);
    let target = target.trim_start_matches(['_', ':']);
    let target = target.strip_prefix("platform::").unwrap_or(target);
    let parts: Vec<_> = target.split("::").take(2).collect();
    parts.join(".")
}

/// The subscriber: events only.
struct Queue;

fn is_wanted(metadata: &Metadata<'_>) -> bool {
    WANTED.read().unwrap_or_else(PoisonError::into_inner).enabled(metadata)
}

impl Subscriber for Queue {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // Asked again when the levels change.
        if is_wanted(metadata) { Interest::always() } else { Interest::never() }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(WANTED.read().unwrap_or_else(PoisonError::into_inner).most())
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_wanted(metadata)
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut text = Text::default();
        event.record(&mut text);
        put(LogRecord {
            level: *metadata.level(),
            target: short(metadata.target()),
            message: text.message,
            fields: text.fields,
            time: SystemTime::now(),
        });
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The message and the fields, masked.
#[derive(Default)]
struct Text {
    message: String,
    fields: Vec<(&'static str, String)>,
}

impl Text {
    fn put(&mut self, field: &Field, text: &str) {
        let text = for_log(text).into_owned();
        match field.name() {
            "message" => self.message = text,
            name => self.fields.push((name, text)),
        }
    }

    /// Numbers are no addresses.
    fn number(&mut self, field: &Field, number: impl fmt::Display) {
        self.fields.push((field.name(), number.to_string()));
    }
}

impl Visit for Text {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.number(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = write!(text, "{value:?}");
        self.put(field, &text);
    }
}

/// An event of `tracing` whose text is masked, whatever subscriber there is. The first literal is the
/// text: a field's value must be none.
macro_rules! event {
    (@$level:ident [$($fields:tt)*] $message:literal $(, $argument:expr)* $(,)?) => {
        tracing::$level!(
            $($fields)*
            "{}",
            $crate::observe::Masked(format_args!($message $(, $argument)*))
        )
    };
    (@$level:ident [$($fields:tt)*] $next:tt $($rest:tt)*) => {
        $crate::observe::event!(@$level [$($fields)* $next] $($rest)*)
    };
}

macro_rules! levels {
    ($dollar:tt $($name:ident: $level:ident),*) => {$(
        macro_rules! $name {
            ($dollar($dollar all:tt)*) => {
                $crate::observe::event!(@$level [] $dollar($dollar all)*)
            };
        }
        pub(crate) use $name;
    )*};
}

pub(crate) use event;
levels!($ log_debug: debug, log_info: info, log_warn: warn, log_error: error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_short_names() {
        for (target, name) in [
            ("spectrum_imessage::platform::imessage::events::slot", "imessage.events"),
            ("spectrum_imessage::platform::terminal", "terminal"),
            ("spectrum_imessage::outbox", "outbox"),
            ("spectrum_imessage::app::handling::job", "app.handling"),
            ("spectrum_imessage_simulator::serve", "simulator.serve"),
            ("spectrum_imessage", ""),
            ("outbox", "outbox"),
            ("imessage::events", "imessage.events"),
        ] {
            assert_eq!(short(target), name);
        }
        assert!(!is_ours("h2::client"));
    }

    #[test]
    fn what_nobody_fetches_makes_room_and_is_counted() {
        let record = |number: usize| LogRecord {
            level: Level::INFO,
            target: "outbox".to_owned(),
            message: number.to_string(),
            fields: Vec::new(),
            time: SystemTime::now(),
        };
        take_logs();
        (0..CAPACITY + 3).for_each(|number| put(record(number)));
        let taken = take_logs();
        assert_eq!(taken.len(), CAPACITY + 1);
        assert_eq!(taken[0].message, "3 earlier log records were dropped");
        assert_eq!((taken[0].level, taken[1].message.as_str()), (Level::WARN, "3"));
        assert!(take_logs().is_empty());
    }

    /// Keeps what any subscriber would see.
    struct Raw(std::sync::Arc<Mutex<Text>>);

    impl Subscriber for Raw {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn event(&self, event: &Event<'_>) {
            struct All<'a>(&'a mut Text);
            impl Visit for All<'_> {
                fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
                    match field.name() {
                        "message" => self.0.message = format!("{value:?}"),
                        name => self.0.fields.push((name, format!("{value:?}"))),
                    }
                }
            }
            event.record(&mut All(&mut self.0.lock().expect("no panic")));
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn every_subscriber_sees_masked_texts() {
        let seen = std::sync::Arc::new(Mutex::new(Text::default()));
        let error = crate::Error::invalid("+15551230001 is not here");
        let (count, stream) = (2, "chats");
        tracing::subscriber::with_default(Raw(std::sync::Arc::clone(&seen)), || {
            crate::observe::warn!(count, %stream, "{} of a line: {error}", 1);
        });
        let seen = seen.lock().expect("no panic");
        assert_eq!(seen.message, "1 of a line: +1555…01 is not here");
        assert_eq!(seen.fields, [("count", "2".to_owned()), ("stream", "chats".to_owned())]);
    }

    /// All files below a folder.
    fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
    }

    #[test]
    fn no_call_passes_the_mask_by() {
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        files(&source, &mut found);
        found.retain(|path| !path.starts_with(source.join("observe")));
        assert!(found.len() > 100);
        let bare = ["trace", "debug", "info", "warn", "error"].map(|l| format!("tracing::{l}!"));
        found.retain(|path| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            bare.iter().any(|call| text.contains(call))
        });
        assert_eq!(found, Vec::<std::path::PathBuf>::new(), "log with crate::observe::warn! there");
    }
}
