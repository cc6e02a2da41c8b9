//! The command as a process, with an agent that is connected to it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::Value;
use tonic::transport::Endpoint;

use super::{ALICE, Client, http};

const TOKEN: &str = "an-agent";

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spectrum-sim"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("runs")
}

/// A running simulator, and an agent that is connected to it.
pub struct Playing {
    pub child: Child,
    out: BufReader<ChildStdout>,
    pub ready: Value,
    pub agent: Client,
}

impl Playing {
    pub async fn start(arguments: &[&str]) -> Self {
        let all = [&["--json", "--exit-with-stdin", "--token", "an-agent=shared"], arguments];
        Self::of(command(&all.concat())).await
    }

    /// What such a command runs.
    pub async fn of(mut command: Command) -> Self {
        let mut child = command.spawn().expect("starts");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|error| {
            let mut told = String::new();
            let _ = child.stderr.take().expect("piped").read_to_string(&mut told);
            panic!("{error}: {told}")
        });
        let address = ready["imessage_address_plain"].as_str().expect("an address").to_owned();
        let channel = Endpoint::from_shared(address).expect("a URL").connect().await;
        let agent = Client { channel: channel.expect("it is open"), token: TOKEN.to_owned() };
        Self { child, out, ready, agent }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.ready["page_url"].as_str().expect("an address"))
    }

    pub async fn deed(&self, deed: &str, body: Value) -> Value {
        let path = self.url(&format!("/api/people/{ALICE}/{deed}"));
        let (status, answer) = http("POST", &path, None, Some(body)).await;
        assert_eq!(status, 200, "{deed}: {answer}");
        answer
    }

    /// Ends it by closing its input.
    pub fn end(mut self) -> bool {
        drop(self.child.stdin.take());
        self.child.wait().expect("ends").success()
    }

    /// Waits for its own end: the steps that it told, and its status.
    pub async fn ends(mut self) -> (Vec<Value>, Option<i32>, String) {
        let ended = tokio::task::spawn_blocking(move || {
            let steps = self.out.lines().map(|line| {
                let line = line.expect("a line");
                serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
            });
            let steps: Vec<Value> = steps.collect();
            let mut told = String::new();
            self.child.stderr.take().expect("piped").read_to_string(&mut told).expect("closed");
            (steps, self.child.wait().expect("ends").code(), told)
        });
        ended.await.expect("no panic")
    }
}
