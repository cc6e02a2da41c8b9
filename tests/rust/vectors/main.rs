//! Replays the recorded calls of the public client through the core, and compares what is sent,
//! byte for byte, and what comes back. One case a file of `tests/vectors/outbound`.

mod compare;
mod low_level;
mod programs;
mod server;

use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

use low_level::LowLevel;
use programs::{Outcome, Program};
use server::Server;

/// A picture that ends after its header, as the recordings have it.
pub(crate) const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0,
];
pub(crate) const JPG: &[u8] = &[
    0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff,
    0xd9,
];
pub(crate) const M4A: &[u8] = b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom";

fn main() {
    let arguments = Arguments::from_args();
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/outbound");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&vectors)
        .expect("the vectors are part of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();

    // The recorded calls name files relative to where they ran.
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("dir")).expect("a folder");
    for (name, bytes) in [
        ("photo.jpg", JPG),
        ("dir/pic.png", PNG),
        ("note.m4a", M4A),
        ("clear", PNG),
        ("noext", b"x"),
    ] {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    std::env::set_current_dir(folder.path()).expect("a folder");

    let trials = files
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Trial::test(name, move || replay(&path))
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(folder);
    conclusion.exit();
}

fn replay(path: &Path) -> Result<(), Failed> {
    let vector: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let differences = runtime.block_on(run(&vector));
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n").into()) }
}

async fn run(vector: &Value) -> Vec<String> {
    let file = vector["id"].as_str().unwrap_or_default().to_owned();
    let mode = vector["mode"].as_str().unwrap_or_default();
    let server = Server::start(programs::cloud_of(&file, mode)).await;
    let steps = vector["steps"].as_array().cloned().unwrap_or_default();
    let mut running = match Running::start(&file, mode, &server, &steps).await {
        Ok(running) => running,
        Err(error) => return vec![format!("the start failed: {error}")],
    };
    let random_line = vector["varies"].to_string().contains("chosen at random");

    let mut differences = Vec::new();
    for step in &steps {
        let label = step["call"].as_str().unwrap_or_default();
        server.script(step["rpcs"].as_array().map_or(&[], Vec::as_slice));
        let outcome = running.step(&file, label).await;
        if step.get("http").is_some() {
            differences.extend(compare::rest(step, &server, label).await);
        }
        let calls = server.calls();
        for difference in compare::step(&file, step, &calls, &outcome, random_line) {
            differences.push(format!("{label}\n    {difference}"));
        }
    }
    running.stop().await;
    differences
}

/// A recorded program as it runs, on one of the two levels.
enum Running {
    High(Box<Program>),
    Low(Box<LowLevel>),
}

impl Running {
    async fn start(
        file: &str,
        mode: &str,
        server: &Server,
        steps: &[Value],
    ) -> spectrum_imessage::Result<Self> {
        if mode == "low-level" {
            return Ok(Self::Low(Box::new(LowLevel::start(server).await?)));
        }
        let mut program = Program::new(file, mode, server.clone());
        if !program.starts_itself(steps) {
            program.start().await?;
        }
        Ok(Self::High(Box::new(program)))
    }

    async fn step(&mut self, file: &str, label: &str) -> StepResult {
        match self {
            Self::High(program) => program.step(label).await,
            Self::Low(program) => program.step(file, label).await,
        }
    }

    async fn stop(self) {
        match self {
            Self::High(mut program) => program.stop().await,
            Self::Low(program) => program.stop().await,
        }
    }
}

/// What a program gives back, as the recordings write it.
pub(crate) type StepResult = Result<Outcome, spectrum_imessage::Error>;
