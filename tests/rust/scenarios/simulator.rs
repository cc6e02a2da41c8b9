//! The simulator as a process, and its control address.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running simulator; it ends when this is dropped.
pub(crate) struct Simulator {
    /// The line that it prints when it is ready.
    pub(crate) ready: Value,
    http: Client<HttpConnector, Full<Bytes>>,
    _process: Child,
}

impl Simulator {
    pub(crate) async fn start(arguments: &[Value]) -> Result<Self, String> {
        let mut program = std::env::var_os("SPECTRUM_SIM").map_or_else(built, PathBuf::from);
        if arguments.iter().any(|argument| argument == "--local") {
            program.set_file_name("spectrum-sim-mac");
        }
        let mut process = Command::new(&program)
            .args(["--json", "--project-id", "proj-1", "--project-secret", "secret-1"])
            .args(arguments.iter().filter_map(Value::as_str))
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| {
                format!(
                    "{}: {e}; build it (cargo build -p spectrum-imessage-simulator), or say where \
                     it is in SPECTRUM_SIM",
                    program.display()
                )
            })?;
        let output = process.stdout.take().ok_or("no output")?;
        let line = tokio::time::timeout(
            Duration::from_secs(20),
            BufReader::new(output).lines().next_line(),
        )
        .await
        .map_err(|_| "the simulator did not start within 20 s")?
        .map_err(|e| e.to_string())?
        .ok_or("the simulator ended at once")?;
        let ready = serde_json::from_str(&line).map_err(|e| format!("{e}: {line}"))?;
        let http = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self { ready, http, _process: process })
    }

    /// One field of the ready line.
    pub(crate) fn field(&self, name: &str) -> String {
        self.ready[name].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.request(Method::POST, path, body.to_string()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, String> {
        self.request(Method::GET, path, String::new()).await
    }

    async fn request(&self, method: Method, path: &str, body: String) -> Result<Value, String> {
        let base = self.field("page_url");
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", base.trim_end_matches('/')))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|e| e.to_string())?;
        let answer = self.http.request(request).await.map_err(|e| e.to_string())?;
        let status = answer.status();
        let body = answer.into_body().collect().await.map_err(|e| e.to_string())?.to_bytes();
        if !status.is_success() {
            return Err(format!("{path}: {status} {}", String::from_utf8_lossy(&body)));
        }
        Ok(serde_json::from_slice(&body).unwrap_or_default())
    }
}

fn built() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    target.join("debug/spectrum-sim")
}
