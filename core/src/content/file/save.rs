//! A file that is written to the disk, whole or not at all.

use std::io;
use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{File, ReadOptions};
use crate::error::{Error, Result};

impl File {
    /// Writes the bytes to a path, without holding them in memory, and gives their number. What
    /// was there is replaced when everything has come; until then a temporary file beside it
    /// grows, which an error or a dropped future takes away.
    ///
    /// # Errors
    /// As [`File::read_with`], and `ValidationError` (`fileNotWritable`) if the path cannot be
    /// written; that is found out before the download begins.
    pub async fn save(&self, path: impl AsRef<Path>, options: ReadOptions) -> Result<u64> {
        let path = path.as_ref();
        self.check_known_size(options.max_size)?;
        let mut temporary = Temporary::beside(path).await?;
        let mut stream = self.stream_with(options).await?;
        let mut written = 0;
        while let Some(chunk) = stream.piece().await? {
            let write = temporary.file.write_all(&chunk).await;
            write.map_err(|e| cannot_write(path, &e))?;
            written += chunk.len() as u64;
        }
        temporary.become_file(path).await?;
        stream.end();
        Ok(written)
    }
}

/// A file that vanishes unless it is finished.
struct Temporary {
    file: tokio::fs::File,
    place: Place,
}

/// The name of a temporary file; taken away when this is dropped.
struct Place(Option<PathBuf>);

impl Temporary {
    async fn beside(path: &Path) -> Result<Self> {
        let invalid = || cannot_write(path, &io::Error::from(io::ErrorKind::InvalidInput));
        let name = path.file_name().ok_or_else(invalid)?;
        if tokio::fs::metadata(path).await.is_ok_and(|known| known.is_dir()) {
            return Err(cannot_write(path, &io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", Uuid::new_v4().simple()));
        let hidden = path.with_file_name(hidden);
        // In one step with its guard: a future that is dropped meanwhile leaves nothing.
        let created = spawn_blocking(move || {
            let file = std::fs::File::create_new(&hidden)?;
            Ok((file, Place(Some(hidden))))
        });
        let created = created.await.unwrap_or_else(|e| Err(io::Error::other(e)));
        let (file, place) = created.map_err(|e| cannot_write(path, &e))?;
        Ok(Self { file: tokio::fs::File::from_std(file), place })
    }

    async fn become_file(mut self, path: &Path) -> Result<()> {
        let failed = |error| cannot_write(path, &error);
        // What the system reports late, such as a full disk, is reported here.
        self.file.flush().await.map_err(failed)?;
        drop(self.file.into_std().await);
        let (place, target) = (self.place, path.to_owned());
        let renamed = spawn_blocking(move || place.rename(&target));
        renamed.await.unwrap_or_else(|e| Err(io::Error::other(e))).map_err(failed)
    }
}

impl Place {
    fn rename(mut self, target: &Path) -> io::Result<()> {
        if let Some(path) = &self.0 {
            std::fs::rename(path, target)?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // If it cannot be taken away there is nobody to tell.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Error {
    Error::validation("fileNotWritable", format!("cannot write {}: {error}", path.display()))
}
