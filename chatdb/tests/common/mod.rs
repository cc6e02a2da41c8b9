//! Copies of the databases of the fixtures.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub)]

pub mod play;

use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use tempfile::TempDir;

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/local")
}

pub fn json(name: &str) -> Json {
    serde_json::from_str(&std::fs::read_to_string(fixtures().join(name)).unwrap()).unwrap()
}

/// A copy of a database in a folder of its own.
pub fn copy(name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chat.db");
    std::fs::copy(fixtures().join(name), &path).unwrap();
    (folder, path)
}
