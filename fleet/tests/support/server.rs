//! A NATS server of a test's own: its own port and folder, gone with the test.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// A server with JetStream.
pub struct Server {
    child: Option<Child>,
    folder: TempDir,
    pub port: u16,
    arguments: Vec<String>,
}

impl Server {
    /// Starts one, and waits until it answers.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// Starts one with more arguments.
    pub async fn with(arguments: &[&str]) -> Self {
        let mut server = Self {
            child: None,
            folder: tempfile::tempdir().expect("a folder"),
            port: free_port(),
            arguments: arguments.iter().map(|one| (*one).to_owned()).collect(),
        };
        server.run().await;
        server
    }

    /// A server that is not running yet.
    pub fn absent() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { child: None, folder, port: free_port(), arguments: Vec::new() }
    }

    /// Three servers that are one cluster.
    pub async fn cluster() -> Vec<Self> {
        let routes: Vec<u16> = (0..3).map(|_| free_port()).collect();
        let all: Vec<String> =
            routes.iter().map(|port| format!("nats://127.0.0.1:{port}")).collect();
        let mut servers = Vec::new();
        for (n, route) in routes.iter().enumerate() {
            let mut server = Self::absent();
            server.arguments = vec![
                "--cluster_name".into(),
                "fleet".into(),
                "--cluster".into(),
                format!("nats://127.0.0.1:{route}"),
                "--routes".into(),
                all.join(","),
                "--name".into(),
                format!("node-{n}"),
            ];
            servers.push(server);
        }
        for server in &mut servers {
            server.spawn();
        }
        for server in &servers {
            server.answers().await;
        }
        servers
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts it, also again after [`Server::kill`], with what it had stored.
    pub async fn run(&mut self) {
        self.spawn();
        self.answers().await;
    }

    fn spawn(&mut self) {
        let log = std::fs::File::create(self.folder.path().join("log")).expect("a log");
        let child = Command::new(binary())
            .args(["--addr", "127.0.0.1", "--jetstream", "--port", &self.port.to_string()])
            .arg("--store_dir")
            .arg(self.folder.path().join("store"))
            .args(&self.arguments)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("nats-server starts");
        self.child = Some(child);
    }

    async fn answers(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            assert!(Instant::now() < deadline, "nats-server does not answer");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it is killed");
            child.wait().expect("it has ended");
        }
    }

    /// The number of its process, to stop it for a while.
    pub fn process(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The program. Without one the tests fail: what is not run has not passed.
fn binary() -> PathBuf {
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
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
