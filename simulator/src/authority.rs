//! The root certificate as a file, made when somebody asks for it: a program that embeds the simulator
//! needs none, and would leave it behind if it were killed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use tempfile::TempDir;

use crate::error::SimError;

/// The root certificate of one simulator.
pub(crate) struct Authority {
    pem: String,
    /// Where the file shall be; nothing for a temporary directory.
    place: Option<PathBuf>,
    path: OnceLock<PathBuf>,
    /// The directory, and the lock under which the file is made.
    directory: Mutex<Option<TempDir>>,
}

impl Authority {
    pub(crate) fn new(pem: String, place: Option<PathBuf>) -> Self {
        Self { pem, place, path: OnceLock::new(), directory: Mutex::default() }
    }

    /// In PEM.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// The file. It is written now if it is not there yet.
    pub(crate) fn file(&self) -> Result<&Path, SimError> {
        let mut directory = self.directory.lock().unwrap_or_else(PoisonError::into_inner);
        if self.path.get().is_none() {
            let path = match &self.place {
                Some(place) => place.clone(),
                None => {
                    let made = tempfile::Builder::new().prefix("spectrum-sim-").tempdir().map_err(
                        |error| SimError::io("cannot make a temporary directory", error),
                    )?;
                    directory.insert(made).path().join("ca.pem")
                }
            };
            std::fs::File::create(&path)
                .and_then(|mut file| file.write_all(self.pem.as_bytes()))
                .map_err(|error| SimError::io("cannot write the CA certificate", error))?;
            let _ = self.path.set(path);
        }
        // It is set by now.
        Ok(self.path.get().map_or(Path::new(""), PathBuf::as_path))
    }

    /// Whether the file was asked for.
    #[cfg(test)]
    pub(crate) fn is_written(&self) -> bool {
        self.path.get().is_some()
    }

    /// Removes what is temporary.
    pub(crate) fn remove(&self) {
        let directory = self.directory.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err(error)) = directory.map(TempDir::close) {
            tracing::warn!(%error, "temporary files are left");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_there_from_the_first_question_to_the_end() {
        let authority = Authority::new("PEM".to_owned(), None);
        let path = authority.file().expect("written").to_owned();
        assert_eq!(std::fs::read_to_string(&path).expect("there"), "PEM");
        assert_eq!(authority.file().expect("the same"), path);
        authority.remove();
        assert!(!path.exists() && !path.parent().expect("a directory").exists());
    }
}
