//! Credentials, exit codes, and what is never printed.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use common::{ALICE, BOB, Sim, Tail, spectrum, text};
use serde_json::{Value as Json, json};

/// A file with these permissions.
fn write(path: &Path, mode: u32, content: &str) -> PathBuf {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    path.to_owned()
}

fn credentials(sim: &Sim) -> String {
    let (id, secret) = (sim.text("project_id"), sim.text("project_secret"));
    format!("project_id = \"{id}\"\nproject_secret = \"{secret}\"\n")
}

#[test]
fn credentials_come_from_a_file_that_only_its_owner_can_read() {
    let sim = Sim::start(&[]);
    let file = write(&sim.home.path().join("mine.toml"), 0o600, &credentials(&sim));
    let lines = ["lines", "--credentials", file.to_str().unwrap()];
    let named = || sim.addressed(&lines).output().unwrap();
    assert_eq!(named().status.code(), Some(0));
    for mode in [0o640, 0o604, 0o644] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let output = named();
        assert_eq!(output.status.code(), Some(3), "{mode:o}");
        let told = text(&output.stderr);
        let remedy = format!("can be read by others: chmod 600 {}\n", file.display());
        assert!(told.ends_with(&remedy), "{told}");
        assert!(!told.contains(sim.text("project_secret")));
    }
}

#[test]
fn the_usual_file_is_read_where_the_environment_has_nothing() {
    let sim = Sim::start(&[]);
    let code = |command: &mut std::process::Command| command.output().unwrap().status.code();
    assert_eq!(code(&mut sim.addressed(&["lines"])), Some(3), "there is none yet");
    let home = sim.home.path();
    write(&home.join(".config/spectrum/credentials.toml"), 0o600, &credentials(&sim));
    assert_eq!(code(&mut sim.addressed(&["lines"])), Some(0));
    // XDG has another place, and there is none.
    let other = home.join("other");
    assert_eq!(code(sim.addressed(&["lines"]).env("XDG_CONFIG_HOME", &other)), Some(3));
    write(&other.join("spectrum/credentials.toml"), 0o600, &credentials(&sim));
    assert_eq!(code(sim.addressed(&["lines"]).env("XDG_CONFIG_HOME", &other)), Some(0));
    // The two are not mixed: half of the environment is half.
    let mut half = sim.addressed(&["lines"]);
    let output = half.env("SPECTRUM_PROJECT_ID", sim.text("project_id")).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("one is missing"), "{}", text(&output.stderr));
}

#[test]
fn a_secret_never_shows() {
    let sim = Sim::start(&[]);
    let secret = sim.text("project_secret");
    let home = sim.home.path();
    let mut told = Vec::new();
    for broken in [
        format!("project_id = \"p\"\nproject_secret = {secret}\n"),
        format!("project_id = \"p\"\n{secret} = 1\n"),
        format!("project_id = \"p\"\nproject_secret = \"{secret}\"\nport = 1\n"),
        format!("project_id = \"p\"\nproject_secret = [\"{secret}\"]\n"),
    ] {
        let file = write(&home.join("broken.toml"), 0o600, &broken);
        let output = sim.addressed(&["lines", "--credentials", file.to_str().unwrap()]).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(3));
        told.push(output);
    }
    for command in ["send", "tail", "lines", "quota", "doctor", "local", "sim"] {
        told.push(sim.run(&[command, "--help"]));
    }
    told.push(sim.run(&["send", "--to", "nobody", "x"]));
    told.push(sim.run(&["send", "--project-secret", secret, "--to", ALICE, "x"]));
    told.push(sim.run(&["doctor", "--cloud"]));
    told.push(sim.run(&["lines", "--json"]));
    told.push(sim.command(&["lines"]).env("SPECTRUM_LOG", "debug").output().unwrap());
    let wrong = sim.addressed(&["lines"]).env("SPECTRUM_PROJECT_ID", "other").output();
    told.push(wrong.unwrap());
    for output in told {
        let all = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(!all.is_empty());
        assert!(!all.contains(secret), "{all}");
    }
}

#[test]
fn exit_codes_tell_what_is_wrong() {
    let sim = Sim::start(&[]);
    let send = |more: &[&str]| sim.code(&[&["send"], more].concat());
    assert_eq!(send(&["--to", "nobody", "x"]), 2);
    assert_eq!(send(&["--to", ALICE, ""]), 2);
    assert_eq!(send(&["--to", ALICE]), 2, "standard input is empty");
    assert_eq!(send(&["x"]), 2, "to whom?");
    assert_eq!(send(&["--to", ALICE, "--effect", "thunder", "x"]), 2);
    assert_eq!(send(&["--to", ALICE, "--reply-to", "none", "x"]), 4);
    assert_eq!(send(&["--to", &format!("{ALICE},{BOB}"), "x"]), 10, "no groups on shared lines");
    assert_eq!(send(&["--simulator", "http://127.0.0.1:1", "--to", ALICE, "x"]), 8);
    assert_eq!(send(&["--simulator", "{}", "--to", ALICE, "x"]), 2);
    let code = |name: &str, value: &str| {
        sim.command(&["lines"]).env(name, value).output().unwrap().status.code()
    };
    assert_eq!(code("SPECTRUM_PROJECT_SECRET", "wrong"), Some(3));
    assert_eq!(code("SPECTRUM_CLOUD_URL", "http://127.0.0.1:1"), Some(8));
    sim.post("/api/quotas", &json!({ "daily_limit": 0 }));
    assert_eq!(send(&["--to", ALICE, "x"]), 9);
    let store = sim.home.path().join("agent.db");
    let store = store.to_str().unwrap();
    let tail = Tail::start(&sim, &["--store", store]);
    assert_eq!(sim.code(&["quota", "--store", store]), 6);
    drop(tail);
    let other = write(&sim.home.path().join("other.db"), 0o600, "no store, but long enough to be");
    assert_eq!(sim.code(&["quota", "--store", other.to_str().unwrap()]), 5);
}

#[test]
fn programs_read_errors_as_json() {
    let sim = Sim::start(&[]);
    let output = sim.run(&["send", "--json", "--to", "nobody", "x"]);
    let told: Json = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((&told["error"]["code"], &told["exitCode"]), (&json!("invalidAddress"), &json!(2)));
    assert!(output.stdout.is_empty());
}

#[test]
fn colours_are_for_terminals() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [&["--help"][..], &["send", "--help"], &["send"], &["--nothing"]] {
        let output = spectrum(home.path(), arguments).output().unwrap();
        let all = [output.stdout, output.stderr].concat();
        assert!(!all.is_empty() && !all.contains(&0x1b), "{}", text(&all));
    }
}

#[test]
fn the_doctor_knows_the_file() {
    let sim = Sim::start(&[]);
    let look = |file: &Path| {
        let arguments = ["doctor", "--cloud", "--json", "--credentials", file.to_str().unwrap()];
        let output = sim.addressed(&arguments).output().unwrap();
        (output.status.code(), serde_json::from_slice::<Json>(&output.stdout).unwrap())
    };
    let file = write(&sim.home.path().join("mine.toml"), 0o600, &credentials(&sim));
    let (code, report) = look(&file);
    assert_eq!(code, Some(0), "{report}");
    let names: Vec<_> = report["checks"].as_array().unwrap().iter().map(|c| &c["name"]).collect();
    let all = ["credentials", "tls", "cloud", "clock", "platform", "token", "lines", "service"];
    assert_eq!(names[..8], all);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, report) = look(&file);
    assert_eq!(code, Some(7));
    let check = &report["checks"][0];
    assert_eq!((&check["name"], &check["state"]), (&json!("credentials"), &json!("failed")));
    assert_eq!(check["remedy"], format!("chmod 600 {}", file.display()));
}
