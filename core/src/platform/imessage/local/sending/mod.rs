//! Sending with Messages of this Mac: `osascript` with all data as arguments, and the row of the
//! database as proof.

mod settings;
mod target;

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

pub(crate) use settings::Settings;
pub(crate) use target::Target;

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
pub(crate) struct Sender {
    settings: Arc<Settings>,
}

impl Sender {
    /// A sender. Inside a runtime, so that leftovers of earlier runs are cleared away.
    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings) }
    }

    /// Sends a text.
    ///
    /// Dropped before it is its turn, nothing leaves. Dropped later, it is finished all the same.
    ///
    /// # Errors
    /// `outcomeUnknown` if it may have left and no row appeared: sending it again may send it twice.
    /// All other errors say that it did not leave, or that Messages could not deliver it.
    pub(crate) async fn text(&self, target: &Target, text: &str) -> Result<Sent> {
        self.not_yet(target, text)
    }

    /// Sends a file under a name.
    ///
    /// # Errors
    /// As [`Sender::text`]; before anything leaves, if the file is not a regular file, cannot be
    /// read, is empty or too large.
    pub(crate) async fn file(&self, target: &Target, path: &Path, name: &str) -> Result<Sent> {
        let _ = path;
        self.not_yet(target, name)
    }

    /// Refuses further sends, and gives those under way some seconds.
    pub(crate) async fn close(&self) {}

    fn not_yet(&self, _target: &Target, _payload: &str) -> Result<Sent> {
        let program = self.settings.program.display();
        Err(Error::unsupported_action("iMessage (local mode)", "send", &format!("{program}")))
    }
}
