//! The system, the places for files, the versions.

use std::path::{Path, PathBuf};

use spectrum_imessage_chatdb::database::Generation;
use tokio::task::spawn_blocking;

use super::name::{FILES, SYSTEM, VERSIONS};
use super::options::Places;
use super::report::{Check, CheckState};
use crate::platform::imessage::local::sending::staging_works;

/// The first release whose Messages understands the script.
const OLDEST: u32 = 11;
/// Where the system says which one it is.
const VERSION_FILE: &str = "/System/Library/CoreServices/SystemVersion.plist";

pub(super) fn system(places: &Places, other_way: bool) -> Check {
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    if !places.is_mac {
        let remedy = "local mode needs a Mac; cloud and dedicated mode work here";
        let found = format!("{system} on {machine}");
        // What is given is looked at all the same.
        let given = places.database.is_some() || places.program.is_some();
        let state = if given || other_way { CheckState::Warning } else { CheckState::Failed };
        return Check::bad(SYSTEM, state, found, remedy);
    }
    let description = std::fs::read_to_string(VERSION_FILE).unwrap_or_default();
    of_mac(product_version(&description), machine)
}

fn of_mac(version: Option<&str>, machine: &str) -> Check {
    let Some(version) = version else {
        return Check::bad(
            SYSTEM,
            CheckState::Warning,
            format!("macOS of unknown version on {machine}"),
            format!("check that it is macOS {OLDEST} or newer"),
        );
    };
    let found = format!("macOS {version} on {machine}");
    match version.split('.').next().and_then(|major| major.parse::<u32>().ok()) {
        Some(major) if major < OLDEST => {
            let remedy = format!("sending needs macOS {OLDEST} or newer: update this Mac");
            Check::bad(SYSTEM, CheckState::Warning, found, remedy)
        }
        _ => Check::ok(SYSTEM, found),
    }
}

/// The version in the system's own description of itself.
fn product_version(description: &str) -> Option<&str> {
    let (_, rest) = description.split_once("<key>ProductVersion</key>")?;
    let (version, _) = rest.split_once("<string>")?.1.split_once("</string>")?;
    Some(version.trim()).filter(|version| !version.is_empty())
}

/// Whether files can be put where Messages can read them.
pub(super) async fn files(places: &Places) -> Check {
    if places.staging.is_empty() {
        return Check::skipped(FILES, "files are put into folders of a Mac");
    }
    let roots = places.staging.clone();
    let works = spawn_blocking(move || {
        let tried: Vec<_> = roots.iter().map(|root| (root.clone(), staging_works(root))).collect();
        tried
    });
    of_folders(&works.await.unwrap_or_default())
}

fn of_folders(tried: &[(PathBuf, std::io::Result<()>)]) -> Check {
    if let Some((root, _)) = tried.iter().find(|(_, result)| result.is_ok()) {
        return Check::ok(FILES, format!("files to send are copied to {}", root.display()));
    }
    let failures = tried.iter().filter_map(|(root, result)| Some((root, result.as_ref().err()?)));
    let failures: Vec<_> = failures.map(|(root, e)| format!("{}: {e}", show(root))).collect();
    Check::bad(
        FILES,
        CheckState::Warning,
        format!("no folder for files to send can be written ({})", failures.join("; ")),
        "texts can be sent, files cannot: grant Full Disk Access to the program that started this one, \
         or make ~/Pictures writable",
    )
}

fn show(path: &Path) -> String {
    path.display().to_string()
}

/// The versions that a report of a fault should name.
pub(super) fn versions(generation: Option<Generation>) -> Check {
    let mut found =
        format!("spectrum-imessage {}, SQLite {}", env!("CARGO_PKG_VERSION"), rusqlite::version());
    if let Some(generation) = generation {
        found.push_str(&format!(", database of {generation}"));
    }
    Check::ok(VERSIONS, found)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn the_version_of_a_mac() {
        let description = "<plist><dict>\n<key>ProductName</key>\n<string>macOS</string>\n\
                           <key>ProductVersion</key>\n\t<string>26.1</string>\n</dict></plist>";
        assert_eq!(product_version(description), Some("26.1"));
        assert_eq!(product_version("<key>ProductVersion</key>"), None);
        assert_eq!(product_version(""), None);
        let state = |version| of_mac(version, "aarch64").state;
        assert_eq!(state(Some("26.1")), CheckState::Ok);
        assert_eq!(state(Some("11.0")), CheckState::Ok);
        assert_eq!(state(Some("10.15.7")), CheckState::Warning);
        assert_eq!(state(None), CheckState::Warning);
    }

    #[test]
    fn one_folder_is_enough() {
        let denied = || Err(io::Error::from(io::ErrorKind::PermissionDenied));
        let tried = |second| of_folders(&[("/a".into(), denied()), ("/b".into(), second)]);
        assert_eq!(tried(Ok(())), Check::ok(FILES, "files to send are copied to /b"));
        let check = tried(denied());
        assert_eq!(check.state, CheckState::Warning);
        assert!(check.found.contains("/a: permission denied; /b: "), "{}", check.found);
    }
}
