//! The command as a process, beside a simulator that it runs itself.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

pub(crate) const ALICE: &str = "+15551230001";
pub(crate) const BOB: &str = "+15551230002";
pub(crate) const DM: &str = "any;-;+15551230001";
/// How long a line may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
pub(crate) const LINE: &str = "+15559990001";

/// The command, in a home of its own and without settings.
pub(crate) fn spectrum(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spectrum"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SPECTRUM_") {
            command.env_remove(name);
        }
    }
    command.env_remove("XDG_CONFIG_HOME").env("HOME", home).stdin(Stdio::null()).args(arguments);
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

/// A simulator, run by the command, and a home. Both go with the test.
pub(crate) struct Sim {
    pub(crate) child: Child,
    pub(crate) home: TempDir,
    pub(crate) ready: Json,
}

impl Sim {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = spectrum(home.path(), &["sim", "--json", "--exit-with-stdin"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, home, ready: serde_json::from_str(&line).unwrap() }
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    /// The command with a project in the environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.addressed(arguments);
        command
            .env("SPECTRUM_PROJECT_ID", self.text("project_id"))
            .env("SPECTRUM_PROJECT_SECRET", self.text("project_secret"));
        command
    }

    /// The command without credentials.
    pub(crate) fn addressed(&self, arguments: &[&str]) -> Command {
        let mut command = spectrum(self.home.path(), arguments);
        command
            .env("SPECTRUM_CLOUD_URL", self.text("cloud_url"))
            .env("SPECTRUM_IMESSAGE_ADDRESS", self.text("imessage_address"))
            .env("SPECTRUM_IMESSAGE_LINE_ADDRESS", self.text("imessage_address"))
            .env("SPECTRUM_CA_FILE", self.text("ca_file"));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Standard output of a run that ends well.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Json {
        serde_json::from_str(&self.done(arguments)).unwrap()
    }

    pub(crate) fn code(&self, arguments: &[&str]) -> i32 {
        self.run(arguments).status.code().unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Json {
        http(self.text("page_url"), "GET", path, "")
    }

    pub(crate) fn post(&self, path: &str, body: &Json) -> Json {
        http(self.text("page_url"), "POST", path, &body.to_string())
    }

    /// Alice writes.
    pub(crate) fn writes(&self, text: &str) -> Json {
        self.post(&format!("/api/people/{ALICE}/text"), &json!({ "text": text }))
    }

    /// What Alice sees that fits.
    pub(crate) fn sees(&self, mut wanted: Json) -> Json {
        wanted["person"] = json!(ALICE);
        self.post("/api/wait", &wanted)
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        // Asked, not killed: a killed process leaves its temporary files.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// A bare HTTP request, answered until the server closes.
fn http(url: &str, method: &str, path: &str, body: &str) -> Json {
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{method} {path}: {answer}");
    serde_json::from_str(body).unwrap_or_default()
}

/// A running `spectrum tail` that listens. It ends with the test.
pub(crate) struct Tail {
    pub(crate) child: Child,
    pub(crate) out: Option<BufReader<ChildStdout>>,
    _err: BufReader<ChildStderr>,
}

impl Tail {
    pub(crate) fn start(sim: &Sim, arguments: &[&str]) -> Self {
        let mut child = sim
            .command(&["tail"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut begun = String::new();
        err.read_line(&mut begun).unwrap();
        assert_eq!(begun, "spectrum: listening\n");
        let out = child.stdout.take().map(BufReader::new);
        Self { child, out, _err: err }
    }

    /// The next line. One that does not come is a failure, not a wait for ever.
    pub(crate) fn line(&mut self) -> String {
        let mut out = self.out.take().unwrap();
        let (sender, read) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            out.read_line(&mut line).unwrap();
            let _ = sender.send((out, line));
        });
        let (out, line) = read.recv_timeout(PATIENCE).expect("a line in time");
        self.out = Some(out);
        line
    }

    pub(crate) fn json(&mut self) -> Json {
        serde_json::from_str(&self.line()).unwrap()
    }

    pub(crate) fn ends(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
