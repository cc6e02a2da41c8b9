//! The page about the command line says what the command says.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/command-line.md");
    std::fs::read_to_string(path).unwrap()
}

fn help(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spectrum"));
    let output = command.args(arguments).arg("--help").output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn exit_codes_are_those_of_the_help() {
    let all = help(&[]);
    let (_, codes) = all.split_once("Exit codes:\n").unwrap();
    let told: BTreeMap<u8, &str> = codes
        .lines()
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(code, meaning)| (code.parse().unwrap(), meaning))
        .collect();
    assert_eq!(told.len(), 11);
    let page = page();
    for (code, meaning) in told {
        assert!(page.contains(&format!("| {code} | {meaning} |")), "{code}: {meaning}");
    }
}

#[test]
fn every_command_and_every_option_is_described() {
    let (page, all) = (page(), help(&[]));
    let (_, commands) = all.split_once("Commands:\n").unwrap();
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let names: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 7, "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        let (_, section) = page.split_once(&format!("## spectrum {name}\n")).unwrap();
        let section = section.split("\n## ").next().unwrap();
        // Those of the simulator and of a Mac have pages of their own.
        if ["sim", "local", "doctor"].contains(&name) {
            continue;
        }
        let parts: &[&[&str]] = match name {
            "fleet" => &[&["fleet", "status"], &["fleet", "metrics"]],
            name => &[&[name]],
        };
        for part in parts {
            let text = help(part);
            let options = text.split("\nProject:").next().unwrap();
            let options = options.split_whitespace().filter(|word| {
                word.starts_with("--")
                    && word[2..].chars().all(|c| c.is_ascii_lowercase() || c == '-')
            });
            for option in options.filter(|option| *option != "--help") {
                assert!(section.contains(option), "{part:?} {option}");
            }
        }
    }
}

/// The commands that a page shows: in fences and indented lines, without what follows them.
fn shown(page: &str) -> Vec<Vec<String>> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in page.lines() {
        inside ^= line.trim_start().starts_with("```");
        let command = line.trim_start().strip_prefix("spectrum ");
        let Some(command) = command.filter(|_| inside || line.starts_with("    ")) else {
            continue;
        };
        let command = command.split("  ").next().unwrap().split(" | ").next().unwrap();
        let parts = command.split('"').enumerate();
        let words = parts.flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        found.push(words.collect());
    }
    found
}

#[test]
fn every_command_that_is_shown_is_understood() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for page in ["docs/command-line.md", "cli/README.md"] {
        let commands = shown(&std::fs::read_to_string(root.join(page)).unwrap());
        assert!(commands.len() >= 7, "{page}: {commands:?}");
        for command in commands {
            let words: Vec<_> = command.iter().map(String::as_str).collect();
            // An option that does not exist is refused although help is asked for.
            assert!(help(&words).contains("Usage:"), "{page}: {command:?}");
        }
    }
}
