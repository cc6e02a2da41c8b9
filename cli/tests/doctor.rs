//! `spectrum doctor` as a person runs it.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local")
}

/// A folder with a database and a stand-in for osascript.
fn mac() -> TempDir {
    let mac = tempfile::tempdir().unwrap();
    fs::copy(fixtures().join("chat-macos26.db"), mac.path().join("chat.db")).unwrap();
    symlink(fixtures().join("osascript"), mac.path().join("osascript")).unwrap();
    mac
}

fn doctor(mac: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spectrum"))
        .args(["doctor", "--local", "--database"])
        .arg(mac.path().join("chat.db"))
        .arg("--osascript")
        .arg(mac.path().join("osascript"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn a_sound_set_up_ends_well() {
    let mac = mac();
    fs::write(mac.path().join("answer.1"), "echo enabled true connected").unwrap();
    let output = doctor(&mac, &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("ok       account         signed in and connected\n"), "{text}");
    assert!(text.contains("ok       database        database of macOS 26 or newer"), "{text}");
}

#[test]
fn what_failed_is_told_with_a_remedy() {
    let mac = mac();
    fs::write(mac.path().join("answer"), "echo 'x (-1743)' >&2; exit 1").unwrap();
    let output = doctor(&mac, &["--json"]);
    assert_eq!(output.status.code(), Some(7));
    assert!(output.stderr.is_empty());
    let report: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["healthy"], false);
    let check = &report["checks"][3];
    assert_eq!((&check["name"], &check["state"]), (&"automation".into(), &"failed".into()));
    assert!(check["remedy"].as_str().unwrap().contains("Privacy_Automation"));
    let text = String::from_utf8(doctor(&mac, &[]).stdout).unwrap();
    assert!(text.contains(" -> in System Settings > Privacy & Security > Automation"), "{text}");
}

#[test]
fn a_database_that_is_not_there_is_told() {
    let mac = mac();
    fs::remove_file(mac.path().join("chat.db")).unwrap();
    let output = doctor(&mac, &["--limit", "5"]);
    assert_eq!(output.status.code(), Some(7));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("failed   fullDiskAccess"), "{text}");
    assert_eq!(doctor(&mac, &["--limit", "0"]).status.code(), Some(2));
}

#[test]
fn the_project_is_looked_at_where_there_is_one() {
    let cloud = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spectrum"));
        for name in ["SPECTRUM_PROJECT_ID", "SPECTRUM_PROJECT_SECRET", "SPECTRUM_CA_FILE"] {
            command.env_remove(name);
        }
        // No file of the user's either.
        command.env("HOME", "/nowhere").env_remove("XDG_CONFIG_HOME");
        command.args(["doctor", "--cloud", "--json"]).envs(variables.iter().copied());
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(7));
        let report: Json = serde_json::from_slice(&output.stdout).unwrap();
        let checks = report["checks"].as_array().unwrap();
        let check = |name| checks.iter().find(|check| check["name"] == name).unwrap().clone();
        (check("credentials"), check("cloud"))
    };
    let (credentials, reached) = cloud(&[]);
    assert_eq!(
        (&credentials["name"], &credentials["state"]),
        (&"credentials".into(), &"failed".into())
    );
    assert_eq!(reached["state"], "skipped");
    // Nobody listens there.
    let (credentials, reached) = cloud(&[
        ("SPECTRUM_PROJECT_ID", "p"),
        ("SPECTRUM_PROJECT_SECRET", "hidden"),
        ("SPECTRUM_CLOUD_URL", "http://127.0.0.1:1"),
    ]);
    assert_eq!(credentials["state"], "ok");
    assert_eq!((&reached["name"], &reached["state"]), (&"cloud".into(), &"failed".into()));
    assert!(reached["remedy"].as_str().unwrap().contains("network"));
    assert!(!format!("{credentials}{reached}").contains("hidden"));
}
