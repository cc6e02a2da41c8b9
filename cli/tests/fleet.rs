//! `spectrum relay` and `spectrum fleet` against a NATS server and a simulator.

mod common;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use common::{PATIENCE, Sim, signal, spectrum, text};

/// A NATS server with a port and a folder of its own.
struct Nats {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Nats {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let child = Command::new(server())
            .args(["--addr", "127.0.0.1", "--jetstream", "--port", &port.to_string()])
            .arg("--store_dir")
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server starts");
        until("it answers", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self { child, port, _folder: folder }
    }

    fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Without one the tests fail: what is not run has not passed.
fn server() -> PathBuf {
    if let Some(named) = std::env::var_os("SPECTRUM_NATS_SERVER") {
        return named.into();
    }
    let cache = std::env::var_os("SPECTRUM_CACHE")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cache"), PathBuf::from);
    let found = cache.join("nats/nats-server");
    assert!(found.exists(), "there is no nats-server: run scripts/nats.sh");
    found
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn status(sim: &Sim, nats: &Nats) -> Json {
    let output = sim
        .addressed(&["fleet", "status", "--json", "--nats", &nats.url()])
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("an object")
}

/// An answer of HTTP, whole.
fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn a_relay_publishes_what_arrives_and_the_status_and_the_metrics_tell() {
    let (nats, sim) = (Nats::start(), Sim::start(&[]));
    let mut relay = sim
        .command(&["relay", "--json", "--nats", &nats.url()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    until("the line is held", || {
        let output = sim
            .addressed(&["fleet", "status", "--json", "--nats", &nats.url()])
            .output()
            .expect("it runs");
        let status: Json = serde_json::from_slice(&output.stdout).unwrap_or_default();
        status["lines"][0]["holder"].is_string()
    });
    // A line that is held is not read at the same moment.
    until("it is published", || {
        sim.writes("hello");
        status(&sim, &nats)["events"].as_u64().is_some_and(|n| n > 0)
    });

    let people = sim.addressed(&["fleet", "status", "--nats", &nats.url()]).output().expect("runs");
    let people = text(&people.stdout);
    assert!(people.contains("fleet spectrum: ") && people.contains("held by"), "{people}");
    assert!(!people.contains("hello"), "no texts are shown");

    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let mut metrics = sim
        .addressed(&["fleet", "metrics", "--listen", &listen, "--nats", &nats.url()])
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    until("it listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
    let answer = get(port, "/metrics");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("# TYPE spectrum_"), "{answer}");
    assert!(get(port, "/else").starts_with("HTTP/1.1 404"));
    signal(&metrics, "-INT");
    assert!(metrics.wait().expect("it ended").success());

    signal(&relay, "-INT");
    assert!(relay.wait().expect("it ended").success());
    assert!(status(&sim, &nats)["lines"][0]["holder"].is_null(), "the line was let go");
}

#[test]
fn what_is_wrong_is_told_with_its_exit_code() {
    let home = tempfile::tempdir().expect("a home");
    let code = |arguments: &[&str]| {
        let output = spectrum(home.path(), arguments).output().expect("it runs");
        (output.status.code(), text(&output.stderr))
    };
    let (status, told) = code(&["fleet", "status"]);
    assert!(status == Some(2) && told.contains("SPECTRUM_NATS"), "{told}");
    let (status, told) = code(&["fleet", "status", "--nats", "nats://me:hunter2@localhost"]);
    assert!(status == Some(2) && !told.contains("hunter2"), "{told}");
    let nobody = format!("nats://127.0.0.1:{}", free_port());
    let (status, told) = code(&["fleet", "status", "--wait", "1", "--nats", &nobody]);
    assert_eq!(status, Some(8), "{told}");
}
