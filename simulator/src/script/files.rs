//! The files that a script names, read before it begins.

use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::config::ATTACHMENT_LIMIT;

/// All files of a script together, in bytes.
const ALL: u64 = 512 * 1024 * 1024;

/// Reads files relative to the script.
pub(super) struct Files {
    directory: PathBuf,
    sum: u64,
}

impl Files {
    pub(super) fn beside(script: &Path) -> Self {
        Self { directory: script.parent().unwrap_or(Path::new("")).to_owned(), sum: 0 }
    }

    /// The bytes of a file; else what is wrong with it.
    pub(super) fn read(&mut self, name: &str) -> Result<Bytes, String> {
        let path = self.directory.join(name);
        let wrong = |error: std::io::Error| format!("the file {}: {error}", path.display());
        let about = std::fs::metadata(&path).map_err(wrong)?;
        if !about.is_file() {
            return Err(format!("{} is no file", path.display()));
        }
        if about.len() > ATTACHMENT_LIMIT as u64 {
            let limit = ATTACHMENT_LIMIT / 1024 / 1024;
            return Err(format!("the file {} has more than {limit} MiB", path.display()));
        }
        self.sum += about.len();
        if self.sum > ALL {
            return Err(format!("the files have more than {} MiB together", ALL / 1024 / 1024));
        }
        std::fs::read(&path).map(Bytes::from).map_err(wrong)
    }

    /// A picture, or `none`.
    pub(super) fn picture(&mut self, name: &str) -> Result<Option<Bytes>, String> {
        match name {
            "none" => Ok(None),
            name => self.read(name).map(Some),
        }
    }
}

/// The last part of a path: what the receiver sees.
pub(super) fn last_part(path: &str) -> String {
    let name = Path::new(path).file_name();
    name.map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}
