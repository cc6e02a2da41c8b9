//! Proof in the database: the row of a message that was sent, and what becomes of it.

mod book;
mod facts;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use spectrum_imessage_chatdb::database::{Database, DatabaseError};
use spectrum_imessage_chatdb::record::{Content, Record, TransferState};
use tokio::sync::{Notify, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::book::{Book, Waiting};
use super::failure;
use super::staging::Staged;
use super::{Settings, Target};
use crate::error::Result;

/// How many new rows are read at once.
const BATCH: usize = 500;
/// How often the database is opened anew: it can be replaced, and its log made anew.
const REOPEN: Duration = Duration::from_secs(1);
/// How often copies of files are looked after when nothing else waits.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);
/// How long copies of files are looked after. Later they are leftovers.
const FOLLOW_FOR: Duration = Duration::from_secs(600);

/// What a row has to say to be the one.
pub(super) enum Expected {
    /// This text, as [`text`] makes it.
    Text(String),
    /// A file of this name, or with this in its path.
    File {
        /// Its name.
        name: String,
        /// The folder of its copy.
        id: String,
    },
}

/// A text to expect.
pub(super) fn text(text: &str) -> Expected {
    Expected::Text(facts::plain(text))
}

/// What became of a send, as the database says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// There it is.
    Row {
        guid: String,
        rowid: i64,
        timestamp: SystemTime,
        /// Whether its file, if it has one, is not needed any more.
        done: bool,
    },
    /// There it is, and it failed; with Apple's number, 0 if only the file failed.
    Failed { guid: String, error: i64 },
    /// It went out as SMS to nobody instead of to the group.
    GroupNotReached { guid: String },
}

/// Looks for rows while anybody waits for one.
pub(super) struct Confirmer {
    settings: Arc<Settings>,
    state: Mutex<State>,
    /// Somebody waits.
    wake: Notify,
    /// No copies are looked after any more.
    closed: CancellationToken,
    tasks: TaskTracker,
}

struct State {
    book: Book<oneshot::Sender<Found>>,
    followed: Vec<Followed>,
    next: u64,
    /// Whether the one task that looks is there.
    looking: bool,
}

/// A copy that Messages may still need.
struct Followed {
    rowid: i64,
    staged: Staged,
    until: Instant,
}

/// A place in the list of those who wait. Given up when dropped.
pub(super) struct Ticket {
    confirmer: Arc<Confirmer>,
    number: u64,
    found: oneshot::Receiver<Found>,
}

impl Confirmer {
    pub(super) fn new(
        settings: &Arc<Settings>,
        closed: CancellationToken,
        tasks: TaskTracker,
    ) -> Arc<Self> {
        let book = Book::new(settings);
        let state = State { book, followed: Vec::new(), next: 0, looking: false };
        Arc::new(Self {
            settings: Arc::clone(settings),
            state: Mutex::new(state),
            wake: Notify::new(),
            closed,
            tasks,
        })
    }

    /// Notes a send that is about to begin: only rows from now on count.
    ///
    /// # Errors
    /// If the database cannot be read: nothing would tell what becomes of the message.
    pub(super) async fn expect(
        self: &Arc<Self>,
        target: Target,
        expected: Expected,
    ) -> Result<Ticket> {
        let path = self.settings.database.clone();
        let highest = spawn_blocking(move || Database::open(path)?.highest_rowid()).await;
        let after = highest
            .map_err(|error| failure::internal(&error))?
            .map_err(|error| failure::database(&error))?;
        let (tell, found) = oneshot::channel();
        let mut state = self.state();
        state.next += 1;
        let number = state.next;
        state.book.add(Waiting { number, target, expected, after, tell });
        self.look(&mut state);
        Ok(Ticket { confirmer: Arc::clone(self), number, found })
    }

    /// Removes a copy when its row says that it is not needed any more.
    pub(super) fn follow(self: &Arc<Self>, rowid: i64, staged: Staged) {
        let mut state = self.state();
        state.followed.push(Followed { rowid, staged, until: Instant::now() + FOLLOW_FOR });
        self.look(&mut state);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes sure that somebody looks.
    fn look(self: &Arc<Self>, state: &mut State) {
        if std::mem::replace(&mut state.looking, true) {
            self.wake.notify_one();
        } else {
            self.tasks.spawn(Arc::clone(self).looking());
        }
    }

    /// The one task that looks: ends when nobody waits.
    async fn looking(self: Arc<Self>) {
        let mut reader = Reader { path: self.settings.database.clone(), open: None };
        while let Some((plan, every)) = self.plan() {
            let read = spawn_blocking(move || {
                let read = reader.read(&plan);
                (reader, plan, read)
            });
            let Ok((same, plan, read)) = read.await else {
                // Only at the end of the runtime.
                self.state().looking = false;
                return;
            };
            reader = same;
            // What fails is tried again: the time of those who wait is limited.
            if let Ok(rows) = read {
                self.take_in(&plan, &rows);
                if rows.new.len() == BATCH {
                    // There is more.
                    continue;
                }
            }
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                () = self.wake.notified() => {}
                () = self.closed.cancelled(), if every > self.settings.look_every => {}
            }
        }
    }

    /// What to read next, and how long to wait then. `None` if nobody waits.
    fn plan(&self) -> Option<(Plan, Duration)> {
        let mut state = self.state();
        let now = Instant::now();
        let closed = self.closed.is_cancelled();
        state.followed.retain(|followed| !closed && now < followed.until);
        if state.book.is_empty() && state.followed.is_empty() {
            state.looking = false;
            return None;
        }
        let followed = state.followed.iter().map(|followed| followed.rowid).collect();
        if state.book.is_empty() {
            return Some((Plan { rows: None, followed }, FOLLOW_EVERY));
        }
        let rows = Some(state.book.to_read());
        Some((Plan { rows, followed }, self.settings.look_every))
    }

    fn take_in(&self, plan: &Plan, read: &Read) {
        let mut state = self.state();
        if let Some(rows) = &plan.rows {
            for (waiting, found) in state.book.take_in(rows, &read.again, &read.new, Instant::now())
            {
                // Whoever does not wait any more has been removed.
                let _ = waiting.tell.send(found);
            }
        }
        let done: Vec<_> =
            read.followed.iter().filter(|row| is_done(row)).map(|row| row.rowid).collect();
        let (gone, kept) = std::mem::take(&mut state.followed)
            .into_iter()
            .partition(|followed| done.contains(&followed.rowid));
        state.followed = kept;
        drop(state);
        let gone: Vec<Followed> = gone;
        gone.into_iter().for_each(|followed| followed.staged.discard());
    }
}

/// Whether the file of a row has arrived, or failed.
fn is_done(record: &Record) -> bool {
    let Content::Message(message) = &record.content else { return false };
    let over = |state| matches!(state, TransferState::Complete | TransferState::Failed);
    record.details.error != 0
        || (!message.attachments.is_empty()
            && message.attachments.iter().all(|file| over(file.state)))
}

impl Ticket {
    /// Waits for the row. `None` if none appeared in time.
    pub(super) async fn wait(
        &mut self,
        limit: Duration,
        stop: &CancellationToken,
    ) -> Option<Found> {
        let found = timeout(limit, &mut self.found);
        stop.run_until_cancelled(found).await?.ok()?.ok()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.confirmer.state().book.remove(self.number);
    }
}

/// What to read.
struct Plan {
    rows: Option<(i64, Vec<i64>)>,
    followed: Vec<i64>,
}

/// What was read.
struct Read {
    again: Vec<Record>,
    new: Vec<Record>,
    followed: Vec<Record>,
}

/// The database, opened anew from time to time.
struct Reader {
    path: PathBuf,
    open: Option<(Database, Instant)>,
}

impl Reader {
    fn read(&mut self, plan: &Plan) -> std::result::Result<Read, DatabaseError> {
        // What fails closes it.
        let open = self.open.take().filter(|(_, since)| since.elapsed() < REOPEN);
        let (mut database, since) = match open {
            Some(open) => open,
            None => (Database::open(&self.path)?, Instant::now()),
        };
        database.forget_missing();
        let (again, new) = match &plan.rows {
            Some((after, rows)) => {
                (database.records(rows)?, database.records_after(*after, BATCH)?)
            }
            None => (Vec::new(), Vec::new()),
        };
        let followed = database.records(&plan.followed)?;
        self.open = Some((database, since));
        Ok(Read { again, new, followed })
    }
}
