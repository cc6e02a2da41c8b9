//! Runs the scenarios of `tests/scenarios` through the Rust client; one case a file.

mod runner;
mod simulator;

use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

fn main() {
    let mut arguments = Arguments::from_args();
    // The simulator's addresses are options here, but the paths in a scenario are relative.
    arguments.test_threads = Some(1);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the scenarios are part of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    std::env::set_current_dir(&folder).expect("a folder");
    let trials = files
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Trial::test(name.clone(), move || play(&name, &path))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn play(name: &str, path: &Path) -> Result<(), Failed> {
    let scenario: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(runner::run(name, &scenario)).map_err(Failed::from)
}
