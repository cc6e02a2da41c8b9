//! The command.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A running `spectrum-sim`, ended with the test.
struct Sim {
    child: Child,
    ready: Value,
}

impl Sim {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_spectrum-sim"))
            .args(["--json"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        Self { child, ready }
    }

    fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap_or_else(|| panic!("{name} is no text in {}", self.ready))
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().expect("kill runs").success());
    }

    /// Waits for the end; answers whether it was a good one.
    fn ends_well(&mut self) -> bool {
        let since = Instant::now();
        let status = self.child.wait().expect("ends");
        assert!(since.elapsed() < Duration::from_secs(1), "it took {:?}", since.elapsed());
        assert!(!Path::new(self.text("ca_file")).exists(), "temporary files are left");
        status.success()
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        // Asked, not killed: a killed process leaves its temporary files.
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal("-TERM");
            let _ = self.child.wait();
        }
    }
}

/// A bare HTTP request, answered until the server closes.
fn http(url: &str, request: &str) -> String {
    use std::io::Write;
    let host = url.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(host).expect("the port is open");
    write!(
        stream,
        "{request} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

#[test]
fn one_line_says_where_to_connect() {
    let mut sim = Sim::start(&["--project-id", "p1", "--project-secret", "s1"]);
    assert_eq!((sim.text("project_id"), sim.text("project_secret")), ("p1", "s1"));
    assert_eq!(sim.ready["pid"], sim.child.id());
    assert!(sim.text("imessage_address").starts_with("localhost:"));
    assert!(sim.text("imessage_address_plain").starts_with("http://127.0.0.1:"));
    let root = std::fs::read_to_string(sim.text("ca_file")).expect("the file is there");
    assert!(root.starts_with("-----BEGIN CERTIFICATE-----"), "{root}");
    assert!(http(sim.text("cloud_url"), "GET /projects/p1/platforms/").starts_with("HTTP/1.1 200"));
    assert!(http(sim.text("page_url"), "GET /").contains("Spectrum simulator"));
    sim.signal("-TERM");
    assert!(sim.ends_well());
    let mut rest = String::new();
    sim.child.stdout.take().expect("piped").read_to_string(&mut rest).expect("closed");
    assert_eq!(rest, "", "nothing but the one line is printed");
}

#[test]
fn it_ends_at_ctrl_c_and_by_the_api() {
    let mut sim = Sim::start(&[]);
    sim.signal("-INT");
    assert!(sim.ends_well());
    let mut sim = Sim::start(&[]);
    assert!(http(sim.text("page_url"), "POST /api/stop").starts_with("HTTP/1.1 200"));
    assert!(sim.ends_well());
}

#[test]
fn it_ends_with_its_parent_if_asked() {
    let mut sim = Sim::start(&["--exit-with-stdin"]);
    drop(sim.child.stdin.take());
    assert!(sim.ends_well());
    // An open input does not hold it up.
    let mut sim = Sim::start(&["--exit-with-stdin"]);
    sim.signal("-TERM");
    assert!(sim.ends_well());
}

#[test]
fn it_ends_with_connections_open() {
    let mut sim = Sim::start(&[]);
    let idle: Vec<_> = ["cloud_url", "page_url", "imessage_address_plain"]
        .iter()
        .map(|name| sim.text(name).trim_start_matches("http://"))
        .chain([sim.text("imessage_address")])
        .map(|host| std::net::TcpStream::connect(host).expect("the port is open"))
        .collect();
    sim.signal("-TERM");
    assert!(sim.ends_well());
    drop(idle);
}

#[test]
fn a_dedicated_project_has_its_lines() {
    let sim = Sim::start(&["--dedicated", "+15559990001,+15559990002"]);
    let state = http(sim.text("page_url"), "GET /api/state");
    assert!(state.contains("+15559990001") && state.contains("+15559990002"), "{state}");
    let empty = Sim::start(&["--dedicated"]);
    assert!(http(empty.text("page_url"), "GET /api/state").contains("\"lines\":[]"));
}

#[test]
fn bad_options_are_explained() {
    let cases = [
        (&["--dedicated", "nonsense"][..], "nonsense"),
        (&["--heartbeat", "0"][..], "heartbeat"),
        (&["--token", "x=+15559990001"][..], "+15559990001"),
        (&["--project-id", ""][..], "project id"),
    ];
    for (arguments, word) in cases {
        let output = Command::new(env!("CARGO_BIN_EXE_spectrum-sim"))
            .args(arguments)
            .output()
            .expect("runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && error.contains(word), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn it_says_who_reaches_the_page() {
    for (arguments, words) in [
        (vec!["--port", "0"], "Only this machine reaches it."),
        (vec!["--port", "0", "--bind", "0.0.0.0"], "It listens on 0.0.0.0: whoever reaches that"),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_spectrum-sim"))
            .arg("--exit-with-stdin")
            .args(&arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let two: Vec<String> = lines.by_ref().take(2).map(|line| line.expect("a line")).collect();
        let url = two[0].rsplit_once(' ').expect("an address").1;
        assert!(url.starts_with("http://127.0.0.1:"), "{two:?}");
        assert!(two[1].starts_with(words), "{two:?}");
        assert!(http(url, "GET /").contains("Spectrum simulator"));
        drop(child.stdin.take());
        assert!(child.wait().expect("ends").success());
    }
}
