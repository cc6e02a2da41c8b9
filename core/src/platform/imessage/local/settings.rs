//! Where the database and the script program are.

use std::env;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::doctor::DoctorScope;
use super::refusal;
use crate::config::variable;
use crate::error::{Error, Result};

/// Where the database is, and what runs AppleScript. Both can be left out on a Mac; elsewhere both
/// are needed, for tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// The database of Messages; else `SPECTRUM_LOCAL_DATABASE`, else `~/Library/Messages/chat.db`.
    pub database: Option<PathBuf>,
    /// The program that runs AppleScript; else `SPECTRUM_OSASCRIPT`, else `/usr/bin/osascript`.
    pub osascript: Option<PathBuf>,
}

impl FromStr for DoctorScope {
    type Err = Error;

    /// # Errors
    /// `ValidationError` for any other word than `all`, `local` and `cloud`.
    fn from_str(word: &str) -> Result<Self> {
        match word {
            "all" => Ok(Self::All),
            "local" => Ok(Self::Local),
            "cloud" => Ok(Self::Cloud),
            _ => Err(Error::invalid("scope is \"all\", \"local\" or \"cloud\"")),
        }
    }
}

/// The settings in force.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// The database.
    pub(super) database: PathBuf,
    /// The script program.
    pub(super) program: PathBuf,
    /// The home folder of the owner of the database.
    pub(super) home: PathBuf,
}

impl Local {
    /// # Errors
    /// `UnsupportedError` on other systems than macOS, unless both places are given;
    /// `ValidationError` without a home folder.
    pub(super) fn resolve(self) -> Result<Places> {
        let given = |option: Option<PathBuf>, name| {
            let option = option.filter(|path| !path.as_os_str().is_empty());
            option.or_else(|| variable(name).map(PathBuf::from))
        };
        let database = given(self.database, "SPECTRUM_LOCAL_DATABASE");
        let program = given(self.osascript, "SPECTRUM_OSASCRIPT");
        let home = env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        places(database, program, home, cfg!(target_os = "macos"))
    }
}

fn places(
    database: Option<PathBuf>,
    program: Option<PathBuf>,
    home: Option<PathBuf>,
    is_mac: bool,
) -> Result<Places> {
    if !is_mac && (database.is_none() || program.is_none()) {
        return Err(refusal::not_a_mac());
    }
    let database = match (database, &home) {
        (Some(database), _) => database,
        (None, Some(home)) => home.join("Library/Messages/chat.db"),
        (None, None) => {
            return Err(Error::invalid("HOME is not set: give imessage.config the database"));
        }
    };
    let home = owner_of(&database).map(Path::to_owned).or(home).unwrap_or_default();
    let program = program.unwrap_or_else(|| PathBuf::from("/usr/bin/osascript"));
    Ok(Places { database, program, home })
}

/// The home folder that a database at its usual place belongs to.
fn owner_of(database: &Path) -> Option<&Path> {
    let folder = database.parent()?;
    folder.ends_with("Library/Messages").then(|| folder.ancestors().nth(2)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_mac_needs_no_places_and_others_need_both() {
        let home = || Some(PathBuf::from("/Users/ada"));
        let mac = places(None, None, home(), true).expect("all is known");
        assert_eq!(mac.database, Path::new("/Users/ada/Library/Messages/chat.db"));
        assert_eq!(mac.program, Path::new("/usr/bin/osascript"));
        assert_eq!(mac.home, Path::new("/Users/ada"));
        for half in [(Some("/x/chat.db"), None), (None, Some("/x/osascript")), (None, None)] {
            let (database, program) = (half.0.map(PathBuf::from), half.1.map(PathBuf::from));
            let error = places(database, program, home(), false).expect_err("one is missing");
            assert_eq!(error.kind(), ErrorKind::Unsupported);
        }
        assert_eq!(
            places(None, None, None, true).expect_err("no home").kind(),
            ErrorKind::Validation
        );
    }

    #[test]
    fn the_owner_of_a_database_is_told_by_its_place() {
        let of = |path: &str| {
            let given = Some(PathBuf::from(path));
            places(given, Some("/bin/o".into()), Some("/h".into()), false).expect("both").home
        };
        assert_eq!(of("/Users/ben/Library/Messages/chat.db"), Path::new("/Users/ben"));
        assert_eq!(of("/tmp/copy/chat.db"), Path::new("/h"));
    }
}
