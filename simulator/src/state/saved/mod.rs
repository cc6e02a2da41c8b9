//! The state in a SQLite file: what changed is written before anybody is told of it.
//!
//! Whoever changes the state holds its lock, and before the lock is let go the changed records are
//! written in one transaction: see [`crate::hub::Hub::state`]. A killed process loses nothing that
//! somebody was told is done; a machine without power may lose the last moments, and no more.

mod facts;
mod form;
mod load;
mod marks;
mod rows;

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use rusqlite::Connection;

use self::facts::Facts;
use self::marks::Marks;
use super::State;
use crate::error::SimError;

pub(crate) use facts::Project;

/// What is saved besides the state itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Aside {
    /// What was answered to an idempotency key.
    Answer {
        line: String,
        method: String,
        key: String,
        headers: Headers,
        body: Bytes,
        trailers: Headers,
    },
    /// A message id that a client chose, and what came of it.
    ClientId { line: String, id: String, message: Option<String> },
}

/// Headers by name.
pub(crate) type Headers = Vec<(String, Vec<u8>)>;

/// An open file. Nobody else has it: a second simulator is refused.
pub(crate) struct StateFile {
    connection: Connection,
    /// What stands in the file, as far as it must be known to write the next change.
    marks: Marks,
    facts: Option<Facts>,
    path: String,
}

impl StateFile {
    /// Opens a file of ours, or begins a new one.
    ///
    /// # Errors
    /// A file that is not ours or of another form, one that another simulator has open, and what
    /// the disk says.
    pub(crate) fn open(path: &Path) -> Result<Self, SimError> {
        let connection = form::open(path)?;
        let path = path.display().to_string();
        Ok(Self { connection, marks: Marks::default(), facts: None, path })
    }

    /// The project of the file; nothing for a new one.
    pub(crate) fn project(&self) -> Result<Option<Project>, SimError> {
        facts::read(&self.connection, "project").map_err(|why| self.broken(&why))
    }

    /// Writes down which project it is.
    pub(crate) fn keep_project(&self, project: &Project) -> Result<(), SimError> {
        facts::write(&self.connection, "project", project).map_err(|error| self.failed(error))
    }

    /// Puts what is saved into a state that is new, and notes its changes from now on. Answers what
    /// is saved besides.
    ///
    /// # Errors
    /// The file is damaged.
    pub(crate) fn load(&mut self, state: &mut State) -> Result<Vec<Aside>, SimError> {
        let facts: Option<Facts> =
            facts::read(&self.connection, "counters").map_err(|why| self.broken(&why))?;
        if let Some(facts) = &facts {
            facts.restore(state);
            load::load(&self.connection, state, facts).map_err(|why| self.broken(&why))?;
        }
        let aside = load::aside(&self.connection).map_err(|why| self.broken(&why))?;
        self.facts = facts;
        self.marks = Marks::of(state);
        state.chats.follow();
        state.messages.follow();
        state.attachments.follow();
        state.polls.follow();
        state.people.follow();
        state.locations.follow();
        state.tokens.known.follow();
        state.log.unsaved = Some(Vec::new());
        state.aside = Some(Vec::new());
        Ok(aside)
    }

    /// Writes what has changed.
    ///
    /// # Errors
    /// What the disk says; the file is as it was then.
    pub(crate) fn save(&mut self, state: &mut State) -> Result<(), SimError> {
        self.write(state).map_err(|error| self.failed(error))
    }

    fn write(&mut self, state: &mut State) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        rows::write(&transaction, state, &mut self.marks)?;
        let facts = Facts::of(state);
        if self.facts.as_ref() != Some(&facts) {
            facts::write(&transaction, "counters", &facts)?;
            self.facts = Some(facts);
        }
        transaction.commit()
    }

    fn failed(&self, error: rusqlite::Error) -> SimError {
        let what = format!("the state cannot be written to {}", self.path);
        SimError::io(what, std::io::Error::other(error))
    }

    fn broken(&self, why: &str) -> SimError {
        SimError::Option(format!(
            "the state in {} is damaged: {why}; begin with a new file",
            self.path
        ))
    }
}

impl State {
    /// Hands on what is saved by now.
    pub(crate) fn saved(&mut self) {
        self.log.saved();
    }
}

/// A moment of the clock that only goes on, as milliseconds since 1970.
fn wall(at: Instant) -> i64 {
    let (now, wall) = (Instant::now(), SystemTime::now());
    let at = match at.checked_duration_since(now) {
        Some(ahead) => wall.checked_add(ahead),
        None => wall.checked_sub(now.duration_since(at)),
    };
    let since = at.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The other way round. What has passed is now: it is over in any case.
fn instant(millis: i64) -> Option<Instant> {
    let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(millis).unwrap_or(0));
    let ahead = at.duration_since(SystemTime::now()).unwrap_or_default();
    Instant::now().checked_add(ahead)
}

#[cfg(test)]
mod tests;
