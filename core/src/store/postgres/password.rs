//! The password: of the environment, or of a file as psql reads it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::place::Place;
use crate::config::variable;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// `PGPASSWORD`; else the line for this place of the file that was named, of `PGPASSFILE`, or of
/// `~/.pgpass`. `None` if nothing has one: the server may want none.
///
/// # Errors
/// `ValidationError` if a file that was named cannot be read, or others than its owner can read it.
pub(super) fn find(named: Option<&Path>, place: &Place) -> Result<Option<Secret>> {
    if named.is_none()
        && let Some(password) = variable("PGPASSWORD")
    {
        return Ok(Some(Secret::new(password)));
    }
    let named = named.map(Path::to_path_buf).or_else(|| variable("PGPASSFILE").map(PathBuf::from));
    let Some(file) = named.clone().or_else(usual) else { return Ok(None) };
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(invalid(&file, &error.to_string())),
    };
    if !private(&file) {
        return Err(invalid(&file, "others may read it; chmod 600 it"));
    }
    Ok(text.lines().find_map(|line| password(line, place)))
}

fn invalid(file: &Path, why: &str) -> Error {
    let text = format!("the password file {}: {why}", file.display());
    Error::validation("invalidPasswordFile", text)
}

fn usual() -> Option<PathBuf> {
    let (name, file) =
        if cfg!(windows) { ("APPDATA", "postgresql/pgpass.conf") } else { ("HOME", ".pgpass") };
    Some(Path::new(&variable(name)?).join(file))
}

#[cfg(unix)]
fn private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|data| data.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn private(_: &Path) -> bool {
    true
}

/// The password of a line `host:port:database:user:password`, if it is for this place.
fn password(line: &str, place: &Place) -> Option<Secret> {
    if line.starts_with('#') {
        return None;
    }
    let mut rest = line;
    let port = place.port.to_string();
    for wanted in [&*place.host(), &port, &place.database, &place.user] {
        let (field, after) = field(rest)?;
        if field != "*" && field != wanted {
            return None;
        }
        rest = after;
    }
    // A colon in the password may be marked, and need not be.
    Some(Secret::new(unmarked(rest)))
}

/// The text to the next colon that is not marked with a backslash, and what is behind it.
fn field(text: &str) -> Option<(String, &str)> {
    let mut marked = false;
    let end = text.find(|c| {
        let is_end = c == ':' && !marked;
        marked = c == '\\' && !marked;
        is_end
    })?;
    Some((unmarked(&text[..end]), &text[end + 1..]))
}

fn unmarked(text: &str) -> String {
    let mut marked = false;
    let kept = text.chars().filter(|c| {
        marked = *c == '\\' && !marked;
        !marked
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_line_for_each_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("pgpass");
        let lines = "# one:5432:agents:agent:no\none:5432:agents:agent:a\\:b\\\\c\n\
                     two:*:*:*:d:e\n/run/pg:5432:*:agent:socket\nshort:line\n";
        std::fs::write(&file, lines).expect("written");
        private_only(&file, true);
        let found = |rest: &str| {
            let url = format!("postgres://agent@{rest}passfile={}", file.display());
            let place = Place::parse(&url).expect("a place");
            place.password.map(|password| password.expose().to_owned())
        };
        assert_eq!(found("one/agents?").as_deref(), Some("a:b\\c"));
        assert_eq!(found("two:7/any?").as_deref(), Some("d:e"));
        assert_eq!(found("one/others?"), None);
        #[cfg(unix)]
        {
            assert_eq!(found("%2Frun%2Fpg/x?").as_deref(), Some("socket"));
            private_only(&file, false);
            let url = format!("postgres://agent@one/agents?passfile={}", file.display());
            let error = Place::parse(&url).err().expect("others may read it");
            assert_eq!(error.code(), "invalidPasswordFile");
        }
        let error = Place::parse("postgres://a@one/b?passfile=/no/such/file").err();
        assert_eq!(error.expect("no file").code(), "invalidPasswordFile");
    }

    #[cfg(unix)]
    fn private_only(file: &Path, private: bool) {
        use std::os::unix::fs::PermissionsExt;
        let mode = if private { 0o600 } else { 0o644 };
        std::fs::set_permissions(file, PermissionsExt::from_mode(mode)).expect("set");
    }

    #[cfg(not(unix))]
    fn private_only(_: &Path, _: bool) {}
}
