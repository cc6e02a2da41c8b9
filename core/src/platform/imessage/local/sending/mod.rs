//! Sending with Messages of this Mac: `osascript` with all data as arguments, and the row of the
//! database as proof.
//!
//! A send waits for the turn of its conversation and for that of the process. From then on a task of
//! the sender owns it: a caller that goes away does not stop it half-way.

mod ask;
mod confirm;
mod deliver;
mod failure;
mod outcome;
mod queue;
mod run;
mod script;
mod settings;
mod staging;
mod target;
mod trouble;

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use tokio::runtime::Handle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(super) use ask::{Asked, ask};
pub(crate) use settings::Settings;
pub(super) use staging::works as staging_works;
pub(crate) use target::Target;

use self::confirm::Confirmer;
use self::deliver::Load;
use crate::error::{Error, Result};

/// What became of a send that did not fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Messages has stored it.
    Confirmed {
        /// The id of the message.
        guid: String,
        /// The number of its row.
        rowid: i64,
        /// When, as the database says.
        timestamp: SystemTime,
    },
    /// Messages took it, and no row appeared in time: it has no id.
    Unconfirmed,
}

/// Sends with Messages. Cheap to clone; clones share everything.
#[derive(Clone)]
pub(crate) struct Sender(Arc<Inner>);

struct Inner {
    settings: Arc<Settings>,
    confirmer: Arc<Confirmer>,
    /// The sends that are under way, and the task that looks for rows.
    tasks: TaskTracker,
    /// No new sends.
    closed: CancellationToken,
    /// Sends under way end now.
    stop: CancellationToken,
}

impl Sender {
    /// A sender. Inside a runtime, copies of files that earlier runs left behind are removed.
    pub(crate) fn new(settings: Settings) -> Self {
        let settings = Arc::new(settings);
        let (tasks, closed) = (TaskTracker::new(), CancellationToken::new());
        let confirmer = Confirmer::new(&settings, closed.clone(), tasks.clone());
        if let Ok(runtime) = Handle::try_current() {
            let roots = settings.staging.clone();
            runtime.spawn_blocking(move || staging::sweep(&roots));
        }
        Self(Arc::new(Inner { settings, confirmer, tasks, closed, stop: CancellationToken::new() }))
    }

    /// Sends a text.
    ///
    /// Dropped before it is its turn, nothing leaves. Dropped later, it is finished all the same, and
    /// nobody is told how it ended.
    ///
    /// # Errors
    /// The context `outcome` says what happened: `notSent`; `failed`, with the id of the message; and
    /// with the code `outcomeUnknown` it is `unknown`: sending it again may send it twice. Errors
    /// without it come before anything was tried.
    pub(crate) async fn text(&self, target: &Target, text: &str) -> Result<Sent> {
        script::check_argument("text", text)?;
        if text.trim().is_empty() {
            return Err(Error::invalid("the text is empty").with_context("field", "text"));
        }
        self.deliver(target, Load::Text(text.to_owned())).await
    }

    /// Sends a file under a name.
    ///
    /// # Errors
    /// As [`Sender::text`]; before anything leaves, if the file is not a regular file, cannot be
    /// read, is empty or too large.
    pub(crate) async fn file(&self, target: &Target, path: &Path, name: &str) -> Result<Sent> {
        let load = Load::File { path: path.to_owned(), name: name.to_owned() };
        self.deliver(target, load).await
    }

    /// Refuses further sends, and gives those under way some seconds. After that they are stopped,
    /// and their callers hear that the outcome is unknown. May be called again.
    pub(crate) async fn close(&self) {
        let inner = &self.0;
        inner.closed.cancel();
        inner.tasks.close();
        if timeout(inner.settings.grace, inner.tasks.wait()).await.is_err() {
            crate::observe::warn!("{} sends were not finished at the stop", inner.tasks.len());
            inner.stop.cancel();
            // Each ends when its program has been killed and reaped.
            inner.tasks.wait().await;
        }
    }
}

#[cfg(all(test, unix))]
mod tests;
