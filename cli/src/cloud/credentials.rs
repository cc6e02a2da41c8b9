//! The file with the credentials. What is in it never shows, not even in what is said about it.

use std::env;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use spectrum_imessage::Secret;

use crate::failure::Failure;

/// Far above any such file.
const LIMIT: u64 = 64 * 1024;

/// What the file says.
#[derive(Debug)]
pub(super) struct Credentials {
    pub(super) project_id: String,
    pub(super) project_secret: Secret,
    pub(super) cloud_url: Option<String>,
    pub(super) imessage_address: Option<String>,
    pub(super) imessage_line_address: Option<String>,
    pub(super) ca_file: Option<PathBuf>,
}

/// The credentials of the file that is named; without one, of the usual file, unless the environment
/// has any. Nothing if there is no usual file.
///
/// # Errors
/// If the file cannot be read or understood, or somebody else may read it.
pub(super) fn find(named: Option<&Path>) -> Result<Option<Credentials>, Failure> {
    if let Some(path) = named {
        return read(path).map(Some);
    }
    if given("SPECTRUM_PROJECT_ID") || given("SPECTRUM_PROJECT_SECRET") {
        return Ok(None);
    }
    match usual() {
        // One that cannot be looked at is told by the reading.
        Some(path) if path.try_exists().unwrap_or(true) => read(&path).map(Some),
        _ => Ok(None),
    }
}

/// There are none, or half of them.
pub(super) fn missing() -> Failure {
    let file = usual().unwrap_or_else(|| PathBuf::from("credentials.toml"));
    let found = match given("SPECTRUM_PROJECT_ID") || given("SPECTRUM_PROJECT_SECRET") {
        true => "of SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET one is missing",
        false => "no project is given",
    };
    Failure::Credentials {
        found: found.to_owned(),
        remedy: format!(
            "set SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET, write project_id and \
             project_secret into {}, or name another file with --credentials",
            file.display()
        ),
    }
}

fn given(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Where the file usually is.
fn usual() -> Option<PathBuf> {
    let folder = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let settings = if cfg!(windows) {
        folder("APPDATA")
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))
    };
    Some(settings?.join("spectrum").join("credentials.toml"))
}

fn read(path: &Path) -> Result<Credentials, Failure> {
    let failed = |source| Failure::File { path: path.to_owned(), source };
    let wrong = |found: String| Failure::Credentials {
        found: format!("{} {found}", path.display()),
        remedy: "give project_id and project_secret, each on a line as name = \"value\"".to_owned(),
    };
    let mut file = File::open(path).map_err(failed)?;
    // Of what was opened: the name may lead elsewhere by now.
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(wrong("is no file".to_owned()));
    }
    if readable_by_others(&metadata) {
        return Err(Failure::Credentials {
            found: format!("{} can be read by others", path.display()),
            remedy: format!("chmod 600 {}", path.display()),
        });
    }
    let mut text = String::new();
    match file.by_ref().take(LIMIT).read_to_string(&mut text) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Err(wrong("is no text".to_owned()));
        }
        Err(error) => return Err(failed(error)),
    }
    parse(&text).map_err(wrong)
}

#[cfg(unix)]
fn readable_by_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

/// Elsewhere the folder of the user is the user's own.
#[cfg(not(unix))]
fn readable_by_others(_: &Metadata) -> bool {
    false
}

/// What the text says, or what is wrong with it. A parser's own complaint would show the line.
fn parse(text: &str) -> Result<Credentials, String> {
    let mut table: toml::Table = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        match before.map(|before| before.matches('\n').count() + 1) {
            Some(line) => format!("is no TOML in line {line}"),
            None => "is no TOML".to_owned(),
        }
    })?;
    let mut take = |name: &str| match table.remove(name) {
        None => Ok(None),
        Some(toml::Value::String(value)) if value.is_empty() => Ok(None),
        Some(toml::Value::String(value)) => Ok(Some(value)),
        Some(_) => Err(format!("has a {name} that is no text")),
    };
    let must = |name: &str, value: Option<String>| value.ok_or(format!("has no {name}"));
    let credentials = Credentials {
        project_id: must("project_id", take("project_id")?)?,
        project_secret: Secret::new(must("project_secret", take("project_secret")?)?),
        cloud_url: take("cloud_url")?,
        imessage_address: take("imessage_address")?,
        imessage_line_address: take("imessage_line_address")?,
        ca_file: take("ca_file")?.map(PathBuf::from),
    };
    match table.len() {
        0 => Ok(credentials),
        // The name of what is unknown may be a secret at the wrong place.
        _ => Err("has a setting besides project_id, project_secret, cloud_url, imessage_address, \
                  imessage_line_address and ca_file"
            .to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "project_id = \"p\"\nproject_secret = \"hunter2\"\n";

    #[test]
    fn a_file_has_the_project_and_perhaps_addresses() {
        let found = parse(GOOD).expect("it is good");
        assert_eq!((found.project_id.as_str(), found.cloud_url), ("p", None));
        assert_eq!(found.project_secret, Secret::new("hunter2"));
        let more = format!("{GOOD}cloud_url = \"http://127.0.0.1:1\"\nca_file = \"ca.pem\"\n");
        let found = parse(&more).expect("it is good");
        assert_eq!(found.cloud_url.as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(found.ca_file.as_deref(), Some(Path::new("ca.pem")));
    }

    #[test]
    fn what_is_wrong_never_shows_what_is_there() {
        for (text, wanted) in [
            ("project_id = \"p\"\nproject_secret = hunter2\n", "is no TOML in line 2"),
            ("project_id = \"p\"\nproject_secret = 2\n", "has a project_secret that is no text"),
            ("project_secret = \"hunter2\"\n", "has no project_id"),
            ("project_id = \"p\"\nproject_secret = \"\"\n", "has no project_secret"),
            ("hunter2", "is no TOML in line 1"),
        ] {
            assert_eq!(parse(text).expect_err("wrong"), wanted);
        }
        let error = parse(&format!("{GOOD}hunter3 = 1\n")).expect_err("unknown");
        assert!(error.starts_with("has a setting besides") && !error.contains("hunter"), "{error}");
    }
}
