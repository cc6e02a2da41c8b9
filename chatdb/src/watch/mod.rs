//! Watching: what arrives, what changes, and what becomes of the database meanwhile.
//!
//! [`Watcher::poll`] is all there is: it looks once, never waits, and says when to look again.
//! [`FileEvents`] waits until then, or until a file changes.

mod due;
mod event;
mod files;
mod known;
mod link;
mod moment;
mod options;
mod position;
mod ready;
mod scan;
mod trouble;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use event::Event;
pub use files::{FileEvents, Waker, Woken};
pub use moment::{Clock, Moment};
pub use options::WatchOptions;
pub use position::{Position, Seen};

use crate::database::{DatabaseError, DatabaseErrorKind};
use due::{Due, Pending};
use known::Known;
use link::{Fate, Link};
use position::SeenGuids;
use ready::Sends;
use trouble::Trouble;

/// How often the path is compared with the file that is open.
const FATE_EVERY: Duration = Duration::from_secs(1);
/// How often waiting rows are looked at again.
const HELD_EVERY: Duration = Duration::from_millis(100);
/// How often the window is looked through at most.
const WINDOW_EVERY: Duration = Duration::from_millis(100);
/// How often what is too old is forgotten.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// How long the newest date counts as the saved one: messages of a night come in any order.
const FLOOR_EVERY: Duration = Duration::from_secs(600);
/// How long after a file changed the commit may come: the log is written first.
const COMMIT_WITHIN: (Duration, Duration) = (Duration::from_millis(60), Duration::from_millis(15));
/// How long after a change the next one is looked for more often.
const BUSY_FOR: Duration = Duration::from_secs(5);
/// What one look found.
#[derive(Debug)]
pub struct Polled {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// How long to wait before the next look, if no file changes before.
    pub again_in: Duration,
}

/// Watches a database.
pub struct Watcher {
    path: PathBuf,
    options: WatchOptions,
    link: Option<Link>,
    /// The file that was open last, to tell a replaced database from the same one opened anew.
    last_file: Option<(u64, u64)>,
    /// How often row numbers began anew: the database was replaced.
    rebuilds: u64,
    /// The highest row number that was looked at.
    rowid: i64,
    /// The newest date so far, or the begin of the window at the last look if that is later: what
    /// is older than both was seen or is no longer new.
    newest: i64,
    /// Above this date a message is new even if it is older than the window, and the one that takes
    /// its place some minutes later.
    floor: (i64, i64),
    seen: SeenGuids,
    /// Rows of the window that were handled.
    rows: HashMap<i64, Known>,
    /// Rows that are not complete: since when, and their conversation.
    held: BTreeMap<i64, (Duration, Option<Arc<str>>)>,
    /// Files under way, by the row of their message.
    files: BTreeMap<i64, Vec<Arc<str>>>,
    sends: Sends,
    trouble: Option<Trouble>,
    /// Whether something changed that was not looked at yet.
    pending: Pending,
    due: Due,
}

impl Watcher {
    /// Begins to watch: with a saved position where it left off, without one at the end.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] if the database cannot be opened or read now. Later failures are events.
    pub fn open(
        path: impl AsRef<Path>,
        position: Option<Position>,
        options: WatchOptions,
        now: Moment,
    ) -> Result<Self, DatabaseError> {
        let path = path.as_ref().to_owned();
        let mut link = Link::open(&path)?;
        let saved = position.is_some();
        let position = position.unwrap_or_default();
        let mut watcher = Self {
            path,
            options,
            last_file: link.file(),
            rebuilds: 0,
            rowid: position.rowid,
            newest: position.date,
            floor: (position.date, position.date),
            seen: SeenGuids::new(position.seen),
            rows: HashMap::new(),
            held: BTreeMap::new(),
            files: BTreeMap::new(),
            sends: Sends::default(),
            trouble: None,
            pending: Pending { rows: true, window: true, by_date: false },
            due: Due { change: now.elapsed, floor: now.elapsed, ..Due::default() },
            link: None,
        };
        let highest = link.database.highest_rowid()?;
        if !saved {
            watcher.rowid = highest;
            let newest = link.database.newest_date(now.wall.nanoseconds())?.unwrap_or(i64::MIN);
            watcher.newest = newest.max(watcher.window_start(now));
            watcher.floor = (watcher.newest, watcher.newest);
            watcher.link = Some(link);
            watcher.count_as_seen(now)?;
        } else {
            if highest < watcher.rowid {
                watcher.rowid = highest;
                watcher.rebuilds += 1;
                watcher.pending.by_date = true;
            }
            watcher.link = Some(link);
        }
        Ok(watcher)
    }

    /// Tells that this process sends a text to a conversation: a row that equals it is held until
    /// it is clear whose it is.
    pub fn note_sent(&mut self, chat_guid: &str, text: &str, now: Moment) {
        self.sends.add(chat_guid, text, now.elapsed);
    }

    /// Tells that a file changed: the next look includes whether the files are still the same.
    pub fn poke(&mut self) {
        self.due.poked = true;
    }

    /// How far the reader has come, with all events that were handed out. Rows that wait for their
    /// other parts are not counted: a reader that starts here reports them.
    pub fn position(&self) -> Position {
        Position { rowid: self.rowid, date: self.newest, seen: self.seen.list() }
    }

    /// The highest row number that was looked at.
    pub fn rowid(&self) -> i64 {
        self.rowid
    }

    /// How often the database was found replaced, also since the saved position: what was not read
    /// of the old one and is not in the new one is lost.
    pub fn rebuilds(&self) -> u64 {
        self.rebuilds
    }

    /// Looks once. Blocks only as long as reading takes.
    pub fn poll(&mut self, now: Moment) -> Polled {
        let mut events = Vec::new();
        if let Some(again_in) = self.trouble.as_ref().and_then(|t| t.wait(now, self.due.poked)) {
            return Polled { events, again_in };
        }
        let again_in = match self.look(now, &mut events) {
            Ok(()) => {
                if self.trouble.take().is_some_and(|trouble| trouble.reported()) {
                    events.push(Event::Recovered);
                }
                self.pause(now)
            }
            Err(error) => {
                if error.kind != DatabaseErrorKind::Locked {
                    self.link = None;
                }
                let trouble = self.trouble.get_or_insert_with(|| Trouble::new(now));
                trouble.again(&error, now, &mut events)
            }
        };
        Polled { events, again_in }
    }

    fn look(&mut self, now: Moment, out: &mut Vec<Event>) -> Result<(), DatabaseError> {
        if self.due.poked {
            self.due.stirred = Some(now.elapsed);
        }
        self.check_files(now)?;
        if self.link()?.changed()? {
            self.due.stirred = None;
            self.pending.rows = true;
            self.pending.window = true;
            self.due.change = now.elapsed;
            self.link()?.database.forget_missing();
        }
        if self.pending.rows && !self.files.is_empty() {
            self.scan_files(out)?;
        }
        if !self.held.is_empty() && (self.pending.rows || now.elapsed >= self.due.held + HELD_EVERY)
        {
            self.due.held = now.elapsed;
            self.scan_held(now, out)?;
        }
        // Lower row numbers first.
        if self.pending.window
            && (self.pending.by_date || now.elapsed >= self.due.window + WINDOW_EVERY)
        {
            self.due.window = now.elapsed;
            self.scan_window(now, out)?;
        }
        if self.pending.rows {
            self.scan_rows(now, out)?;
        }
        if !self.pending.rows {
            self.newest = self.newest.max(self.window_start(now));
        }
        self.tidy(now);
        Ok(())
    }

    fn link(&mut self) -> Result<&mut Link, DatabaseError> {
        let path = &self.path;
        self.link.as_mut().ok_or_else(|| {
            DatabaseError::new(DatabaseErrorKind::Unreadable, path, "the database is not open")
        })
    }

    /// Opens anew what was closed, removed or replaced.
    fn check_files(&mut self, now: Moment) -> Result<(), DatabaseError> {
        if let Some(link) = &self.link {
            if !self.due.poked && now.elapsed < self.due.fate + FATE_EVERY {
                return Ok(());
            }
            self.due.fate = now.elapsed;
            self.due.poked = false;
            if link.fate() == Fate::Same {
                if link.is_there() {
                    return Ok(());
                }
                return Err(DatabaseError::new(
                    DatabaseErrorKind::NotFound,
                    &self.path,
                    "the database was removed",
                ));
            }
        }
        self.link = None;
        let mut link = Link::open(&self.path)?;
        let highest = link.database.highest_rowid()?;
        if link.file() != self.last_file || highest < self.rowid {
            // Row numbers mean something else from now on.
            self.rows.clear();
            self.held.clear();
            self.files.clear();
            self.rebuilds += 1;
            self.rowid = highest;
            self.pending.by_date = true;
        }
        self.last_file = link.file();
        self.link = Some(link);
        self.pending.rows = true;
        self.pending.window = true;
        Ok(())
    }

    /// How long until the next look.
    fn pause(&self, now: Moment) -> Duration {
        if self.pending.rows {
            return Duration::ZERO;
        }
        if self.due.stirred.is_some_and(|at| now.elapsed < at + COMMIT_WITHIN.0) {
            return COMMIT_WITHIN.1;
        }
        let usual = if now.elapsed < self.due.change + BUSY_FOR {
            self.options.busy
        } else {
            self.options.idle
        };
        if !self.held.is_empty() || self.pending.window { usual.min(HELD_EVERY) } else { usual }
    }

    /// Forgets what is too old to matter.
    fn tidy(&mut self, now: Moment) {
        if now.elapsed >= self.due.floor + FLOOR_EVERY {
            self.due.floor = now.elapsed;
            self.floor = (self.floor.1, self.newest);
        }
        if now.elapsed >= self.due.tidy + TIDY_EVERY {
            self.due.tidy = now.elapsed;
            let start = self.window_start(now);
            self.seen.forget_before(start.min(self.floor.0));
            if let Some(link) = &mut self.link {
                link.database.forget_people();
            }
        }
    }

    fn window_start(&self, now: Moment) -> i64 {
        let window = i64::try_from(self.options.window.as_nanos()).unwrap_or(i64::MAX);
        now.wall.nanoseconds().saturating_sub(window)
    }
}
