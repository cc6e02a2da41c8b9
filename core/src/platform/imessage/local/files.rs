//! Files of messages, where they lie on this Mac.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use spectrum_imessage_chatdb::database::Database;
use spectrum_imessage_chatdb::record::{Attachment, Content as Said, TransferState};
use tokio::io::AsyncReadExt;

use super::look_up::blocking;
use super::refusal;
use super::settings::Places;
use crate::content::{Companion, File, RemoteChunks, RemoteFile};
use crate::error::{Error, ErrorKind, Result};

/// What one read takes.
const CHUNK: usize = 64 * 1024;

/// A file of a message. Where it lies is asked for again when it is read: Messages may have fetched
/// it meanwhile.
struct DiskFile {
    places: Arc<Places>,
    guid: Arc<str>,
    path: Option<PathBuf>,
    complete: bool,
    size: Option<u64>,
}

/// The bytes of a file of a message, and of its video if it is a Live Photo.
pub(super) fn of_attachment(
    places: &Arc<Places>,
    attachment: &Attachment,
) -> (File, Option<Companion>) {
    let path = path_of(&places.home, attachment);
    let complete = attachment.state == TransferState::Complete;
    let video = path.as_deref().filter(|_| complete && is_still(attachment)).and_then(video_of);
    let file = |path, size| {
        let (places, guid) = (Arc::clone(places), Arc::clone(&attachment.guid));
        File::remote(DiskFile { places, guid, path, complete, size })
    };
    let size = u64::try_from(attachment.bytes).ok().filter(|size| *size > 0);
    let companion = video.map(|video| Companion {
        size: std::fs::metadata(&video).ok().map(|found| found.len()),
        file: file(Some(video), None),
    });
    (file(path, size), companion)
}

/// Where a file lies: `~` is the home folder of the owner of the database.
pub(super) fn path_of(home: &Path, attachment: &Attachment) -> Option<PathBuf> {
    let stored = attachment.path.as_deref()?;
    match stored.strip_prefix("~/") {
        Some(rest) => Some(home.join(rest)),
        None => Some(PathBuf::from(stored)).filter(|path| path.is_absolute()),
    }
}

fn is_still(attachment: &Attachment) -> bool {
    let name = attachment.name.as_deref().or(attachment.path.as_deref()).unwrap_or_default();
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["heic", "jpg", "jpeg"].iter().any(|still| extension.eq_ignore_ascii_case(still))
    })
}

/// The video of a Live Photo lies beside the picture and has no row.
fn video_of(picture: &Path) -> Option<PathBuf> {
    ["MOV", "mov"].into_iter().map(|end| picture.with_extension(end)).find(|path| path.is_file())
}

impl DiskFile {
    /// Where it lies now, and how far it has come.
    async fn place(&self) -> Result<(Option<PathBuf>, TransferState)> {
        if self.complete {
            return Ok((self.path.clone(), TransferState::Complete));
        }
        let (places, guid) = (Arc::clone(&self.places), Arc::clone(&self.guid));
        blocking(move || {
            let read = Database::open(&places.database)
                .and_then(|mut database| database.record_of_attachment(&guid));
            let record = read.map_err(|error| refusal::database(&error))?;
            let files = match record.map(|record| record.content) {
                Some(Said::Message(message)) => message.attachments,
                Some(Said::Reaction { reaction }) => reaction.attachments,
                Some(Said::Target { attachments, .. }) => attachments,
                Some(Said::GroupEvent { group_event }) => group_event.attachments,
                _ => Vec::new(),
            };
            let file = files.into_iter().find(|file| file.guid == guid).ok_or_else(gone)?;
            Ok((path_of(&places.home, &file), file.state))
        })
        .await
    }
}

impl RemoteFile for DiskFile {
    fn size(&self) -> Option<u64> {
        self.size
    }

    fn open(&self) -> BoxFuture<'_, Result<Box<dyn RemoteChunks>>> {
        async {
            let (path, state) = self.place().await?;
            let file = match path {
                Some(path) => open(&path).await?,
                None => None,
            };
            match (file, state) {
                (_, TransferState::Pending | TransferState::Transferring) => Err(not_ready()),
                (Some((file, size)), _) => {
                    Ok(Box::new(DiskChunks { file, size }) as Box<dyn RemoteChunks>)
                }
                (None, _) => Err(gone()),
            }
        }
        .boxed()
    }
}

/// A regular file and its size; `None` if it is not there.
async fn open(path: &Path) -> Result<Option<(tokio::fs::File, u64)>> {
    let failed = |error: &std::io::Error| {
        let text = format!("the file of the message cannot be read: {error}");
        Error::new(ErrorKind::NotFound, "attachmentNotFound", text)
    };
    // A look first: to open a pipe would wait for ever.
    match tokio::fs::metadata(path).await {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error)),
    }
    let file = tokio::fs::File::open(path).await.map_err(|error| failed(&error))?;
    let size = file.metadata().await.map_err(|error| failed(&error))?.len();
    Ok(Some((file, size)))
}

fn gone() -> Error {
    Error::new(
        ErrorKind::NotFound,
        "attachmentNotFound",
        "the file is not on this Mac; open the conversation in Messages to load it",
    )
}

fn not_ready() -> Error {
    let text = "Messages is still loading the file; attachmentReady in app.events tells when";
    Error::new(ErrorKind::Other, "attachmentNotReady", text).with_retryable(true)
}

struct DiskChunks {
    file: tokio::fs::File,
    size: u64,
}

impl RemoteChunks for DiskChunks {
    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>>> {
        async {
            let mut buffer = BytesMut::with_capacity(CHUNK);
            let read = self.file.read_buf(&mut buffer).await.map_err(|error| {
                let text = format!("the file of the message cannot be read: {error}");
                Error::new(ErrorKind::NotFound, "attachmentNotFound", text)
            })?;
            Ok((read > 0).then(|| buffer.freeze()))
        }
        .boxed()
    }
}
