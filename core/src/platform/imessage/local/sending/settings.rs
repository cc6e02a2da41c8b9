//! Paths and limits of sending.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// Paths and limits of sending.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The database of Messages.
    pub(crate) database: PathBuf,
    /// The program that runs the script; `/usr/bin/osascript`.
    pub(crate) program: PathBuf,
    /// The program that starts Messages; `/usr/bin/open`.
    pub(crate) opener: PathBuf,
    /// Folders that Messages can read, the best one first: files are copied there.
    pub(crate) staging: Vec<PathBuf>,
    /// How long the script may take for a text; 30 s.
    pub(crate) text_limit: Duration,
    /// How long the script may take for a file; 2 min.
    pub(crate) file_limit: Duration,
    /// How long the row is looked for; 10 s.
    pub(crate) confirm_limit: Duration,
    /// How often the row is looked for; 100 ms.
    pub(crate) look_every: Duration,
    /// The pause between calls for one conversation; 500 ms.
    pub(crate) pause: Duration,
    /// How long Messages gets to start before it is asked again; 2 s.
    pub(crate) launch: Duration,
    /// How long sends under way get when the sender is closed; 5 s.
    pub(crate) grace: Duration,
    /// The largest file in bytes; 100 MiB.
    pub(crate) max_file: u64,
}

impl Settings {
    /// Those of this Mac, for a database.
    pub(crate) fn new(database: impl Into<PathBuf>) -> Self {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        Self {
            database: database.into(),
            program: Path::new("/usr/bin/osascript").to_owned(),
            opener: Path::new("/usr/bin/open").to_owned(),
            // Messages is sandboxed: a file elsewhere is accepted, and then fails.
            staging: vec![home.join("Library/Messages/Attachments"), home.join("Pictures")],
            text_limit: Duration::from_secs(30),
            file_limit: Duration::from_secs(120),
            confirm_limit: Duration::from_secs(10),
            look_every: Duration::from_millis(100),
            pause: Duration::from_millis(500),
            launch: Duration::from_secs(2),
            grace: Duration::from_secs(5),
            max_file: 100 * 1024 * 1024,
        }
    }

    /// How long a row without a conversation may still get one.
    pub(super) fn conversation_wait(&self) -> Duration {
        (self.confirm_limit / 2).min(Duration::from_secs(5))
    }

    /// How long an equal row may still come after one with the beginning of the text.
    pub(super) fn prefix_wait(&self) -> Duration {
        (self.confirm_limit / 4).min(Duration::from_secs(1))
    }
}
