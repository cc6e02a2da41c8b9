//! The file of a recording, and the files that people sent beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::SimError;

const HEAD: &str = "\
# Recorded by spectrum-sim. `--script` waits for what is expected, `--replay` keeps the pauses too.
steps:
";
/// More of a name is not kept.
const LONGEST: usize = 80;

pub(super) struct RecordFile {
    file: File,
    path: PathBuf,
    sent: usize,
}

impl RecordFile {
    pub(super) fn create(path: &Path) -> Result<Self, SimError> {
        let made = OpenOptions::new().write(true).create_new(true).open(path);
        let file = made.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => SimError::Option(format!(
                "{} is there already: take another name for the recording, or remove it",
                path.display()
            )),
            _ => SimError::io(format!("cannot record in {}", path.display()), error),
        })?;
        let mut new = Self { file, path: path.to_owned(), sent: 0 };
        new.write(HEAD)?;
        Ok(new)
    }

    /// Writes a whole step: what is killed then leaves whole steps behind.
    pub(super) fn write(&mut self, step: &str) -> Result<(), SimError> {
        self.file.write_all(step.as_bytes()).map_err(|error| {
            SimError::io(format!("cannot go on recording in {}", self.path.display()), error)
        })
    }

    pub(super) fn note(&mut self, note: &str) -> Result<(), SimError> {
        self.write(&format!("# {note}\n"))
    }

    /// Keeps a file that somebody sent. Answers its name relative to the recording.
    pub(super) fn keep(&mut self, name: &str, data: &[u8]) -> Result<String, SimError> {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let folder = format!("{stem}.files");
        let directory = self.path.with_file_name(&folder);
        self.sent += 1;
        let kept = format!("{}-{}", self.sent, harmless(name));
        let wrong =
            |error| SimError::io(format!("cannot keep a file in {}", directory.display()), error);
        fs::create_dir_all(&directory).map_err(wrong)?;
        fs::write(directory.join(&kept), data).map_err(wrong)?;
        Ok(format!("{folder}/{kept}"))
    }
}

/// A name that is one on every system and leads nowhere else.
fn harmless(name: &str) -> String {
    let kept = name.chars().map(|char| match char {
        char if char.is_alphanumeric() => char,
        '.' | '-' | '_' => char,
        _ => '_',
    });
    // The end has the type.
    let kept: Vec<char> = kept.collect();
    kept[kept.len().saturating_sub(LONGEST)..].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        assert_eq!(harmless("../../a b.png"), ".._.._a_b.png");
        assert_eq!(harmless(&format!("{}.png", "x".repeat(500))).len(), LONGEST);
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("talk.yaml");
        let mut file = RecordFile::create(&path).expect("made");
        assert_eq!(file.keep("../a.png", b"x").expect("kept"), "talk.files/1-.._a.png");
        assert_eq!(fs::read(directory.path().join("talk.files/1-.._a.png")).expect("there"), b"x");
        let error = RecordFile::create(&path).map(drop).expect_err("there already").to_string();
        assert!(error.contains("is there already"), "{error}");
    }
}
