//! What the doctor is told.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::variable;
use crate::platform::imessage::local::sending::Settings;

/// How long a question to Messages may take. Somebody may have to answer a dialog.
const LIMIT: Duration = Duration::from_secs(30);

/// What the doctor looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DoctorScope {
    /// This Mac if it is one, and the project if there are credentials.
    #[default]
    All,
    /// What local mode needs.
    Local,
    /// What cloud mode needs.
    Cloud,
}

/// What the doctor is told. Everything is optional.
#[derive(Clone, Debug, Default)]
pub struct DoctorOptions {
    /// What to look at.
    pub scope: DoctorScope,
    /// The database of Messages; else `SPECTRUM_LOCAL_DATABASE`, else `~/Library/Messages/chat.db`.
    pub database: Option<PathBuf>,
    /// The program that runs AppleScript; else `SPECTRUM_OSASCRIPT`, else `/usr/bin/osascript`.
    pub osascript: Option<PathBuf>,
    /// The project, as for [`Spectrum::start`](crate::Spectrum::start).
    pub project: crate::Options,
    /// How long each question to Messages or to the cloud may take; 30 s if not given.
    pub limit: Option<Duration>,
}

/// What is looked at.
pub(super) struct Places {
    pub(super) is_mac: bool,
    /// Nothing where there is none.
    pub(super) database: Option<PathBuf>,
    pub(super) program: Option<PathBuf>,
    /// Where files can be put for Messages; nothing on other systems.
    pub(super) staging: Vec<PathBuf>,
    pub(super) limit: Duration,
}

impl DoctorOptions {
    pub(super) fn places(&self) -> Places {
        let given = |option: Option<PathBuf>, name| {
            let option = option.filter(|path| !path.as_os_str().is_empty());
            option.or_else(|| variable(name).map(PathBuf::from))
        };
        let is_mac = cfg!(target_os = "macos");
        let home = env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        let usual = home.map(|home| home.join("Library/Messages/chat.db"));
        let settings = Settings::new(usual.as_deref().unwrap_or(Path::new("")));
        Places {
            is_mac,
            database: given(self.database.clone(), "SPECTRUM_LOCAL_DATABASE")
                .or(usual.filter(|_| is_mac)),
            program: given(self.osascript.clone(), "SPECTRUM_OSASCRIPT")
                .or(Some(settings.program).filter(|_| is_mac)),
            staging: if is_mac { settings.staging } else { Vec::new() },
            limit: self.limit.unwrap_or(LIMIT),
        }
    }
}
