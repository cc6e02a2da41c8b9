//! The doctor with a stand-in for `osascript`, and databases that are none.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::CheckState::{Failed, Ok, Skipped, Warning};
use super::{CheckState, DoctorOptions, DoctorReport, DoctorScope, doctor};

struct Mac(TempDir);

impl Mac {
    fn new() -> Self {
        let mac = Self(tempfile::tempdir().expect("a folder"));
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local");
        fs::copy(fixtures.join("chat-macos13.db"), mac.path("chat.db")).expect("copied");
        symlink(fixtures.join("osascript"), mac.path("osascript")).expect("linked");
        mac
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn answer(&self, call: usize, commands: &str) {
        fs::write(self.path(&format!("answer.{call}")), commands).expect("written");
    }

    fn options(&self) -> DoctorOptions {
        let (database, osascript) = (Some(self.path("chat.db")), Some(self.path("osascript")));
        DoctorOptions { scope: DoctorScope::Local, database, osascript, ..DoctorOptions::default() }
    }

    async fn report(&self) -> DoctorReport {
        doctor(self.options()).await
    }
}

fn state(report: &DoctorReport, name: &str) -> CheckState {
    report.check(name).expect("there").state
}

#[tokio::test]
async fn all_is_well() {
    let mac = Mac::new();
    mac.answer(0, "echo 2");
    mac.answer(1, "echo enabled true connected");
    let report = mac.report().await;
    let names: Vec<_> = report.checks.iter().map(|check| check.name).collect();
    let expected =
        ["system", "fullDiskAccess", "database", "automation", "account", "files", "versions"];
    assert_eq!(names, expected);
    assert!(report.healthy(), "{report:?}");
    for name in ["fullDiskAccess", "database", "automation", "account", "versions"] {
        assert_eq!(state(&report, name), Ok, "{name}");
    }
    let found = |name| report.check(name).expect("there").found.as_str();
    assert!(found("database").starts_with("database of macOS 13, newest row 31, "));
    assert_eq!(found("account"), "signed in and connected");
    assert!(found("versions").contains(env!("CARGO_PKG_VERSION")));
    let json = report.to_json();
    assert_eq!(json["healthy"], true);
    let account = json!({ "name": "account", "state": "ok", "found": "signed in and connected",
                          "remedy": null });
    assert_eq!(json["checks"][4], account);
    assert!(!mac.path("call.2").exists());
}

#[tokio::test]
async fn what_messages_refuses_says_what_to_click() {
    for (number, remedy) in [
        (-1743, "Automation"),
        (-1744, "click OK"),
        (-10810, "LaunchAgent"),
        (-600, "open Messages"),
        (-10000, "open Messages"),
    ] {
        let mac = Mac::new();
        mac.answer(0, &format!("echo '1:2: execution error: x ({number})' >&2; exit 1"));
        let report = mac.report().await;
        let check = report.check("automation").expect("there");
        assert_eq!(check.state, Failed, "{number}");
        assert!(check.found.contains(&number.to_string()), "{}", check.found);
        assert!(check.remedy.as_ref().expect("one").contains(remedy), "{number}");
        assert_eq!(state(&report, "account"), Skipped);
        assert!(!report.healthy());
    }
}

#[tokio::test]
async fn nobody_is_signed_in() {
    let mac = Mac::new();
    mac.answer(1, "echo 'execution error: Invalid index. (-1719)' >&2; exit 1");
    let report = mac.report().await;
    assert_eq!(state(&report, "automation"), Ok);
    let check = report.check("account").expect("there");
    assert_eq!(check.state, Failed);
    assert!(check.remedy.as_ref().expect("one").contains("sign in"));
}

#[tokio::test]
async fn a_question_that_is_open_on_the_screen() {
    let mac = Mac::new();
    mac.answer(0, "exec sleep 300");
    let limit = Some(Duration::from_millis(100));
    let report = doctor(DoctorOptions { limit, ..mac.options() }).await;
    let check = report.check("automation").expect("there");
    assert_eq!(check.state, Failed);
    assert!(check.remedy.as_ref().expect("one").contains("answer it"));
}

#[tokio::test]
async fn databases_that_cannot_be_read() {
    let of = |write: fn(&Path)| async move {
        let mac = Mac::new();
        let path = mac.path("chat.db");
        fs::remove_file(&path).expect("removed");
        write(&path);
        let report = mac.report().await;
        (state(&report, "fullDiskAccess"), state(&report, "database"), report)
    };
    let (access, database, report) = of(|_| {}).await;
    assert_eq!((access, database), (Failed, Skipped));
    assert!(report.check("fullDiskAccess").expect("there").remedy.is_some());
    let (access, database, _) = of(|path| fs::write(path, "no database").expect("written")).await;
    assert_eq!((access, database), (Ok, Failed));
    let (access, database, report) = of(|path| {
        let other = rusqlite::Connection::open(path).expect("opens");
        let create = "CREATE TABLE message (guid TEXT, date INTEGER)";
        other.execute_batch(create).expect("created");
    })
    .await;
    assert_eq!((access, database), (Ok, Warning));
    assert!(report.check("database").expect("there").found.contains("it lacks "));
    assert!(report.healthy());
}

#[tokio::test]
#[cfg(not(target_os = "macos"))]
async fn elsewhere_a_mac_is_missing() {
    let report =
        doctor(DoctorOptions { scope: DoctorScope::Local, ..DoctorOptions::default() }).await;
    assert_eq!(state(&report, "system"), Failed);
    assert!(report.check("system").expect("there").remedy.as_ref().expect("one").contains("Mac"));
    for name in ["fullDiskAccess", "database", "automation", "account", "files"] {
        assert_eq!(state(&report, name), Skipped, "{name}");
    }
    let report = Mac::new().report().await;
    assert_eq!(state(&report, "system"), Warning, "what is given is looked at");
}
