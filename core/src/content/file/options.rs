//! What a caller may say about a file, and what its name says.

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use url::Url;

use super::super::mime;
use super::File;
use crate::error::{Error, Result};
use crate::progress::OnProgress;

/// What a caller may say about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileOptions {
    /// The id of the content; a random UUID if not given.
    pub id: Option<String>,
    /// The name that the receiver sees; by the path or the URL if not given.
    pub name: Option<String>,
    /// The MIME type; by the extension of the name if not given.
    pub mime_type: Option<String>,
    /// The video that makes a picture a Live Photo.
    pub companion: Option<CompanionSource>,
}

/// The video that makes a picture a Live Photo: where its bytes are.
#[derive(Clone, PartialEq, Eq)]
pub enum CompanionSource {
    /// A file by its path, read when it is sent.
    Path(PathBuf),
    /// A file from memory.
    Bytes(Bytes),
}

impl CompanionSource {
    pub(in super::super) fn into_file(self) -> File {
        match self {
            Self::Path(path) => File::path(path),
            Self::Bytes(bytes) => File::bytes(bytes),
        }
    }
}

impl fmt::Debug for CompanionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "Path({})", path.display()),
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
        }
    }
}

/// How the bytes of a file are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The most bytes that are taken. A file that is known to be larger is refused before its
    /// download begins, any other one when it exceeds this.
    pub max_size: Option<u64>,
    /// Told how far the transfer is.
    pub progress: Option<OnProgress>,
}

/// The name of a file by its path.
pub(in super::super) fn name_of_path(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_string_lossy().into_owned())
}

/// The name of a file by its URL: the last segment of the path.
pub(in super::super) fn name_of_url(url: &Url) -> Option<String> {
    let last = url.path_segments()?.next_back()?;
    (!last.is_empty()).then(|| last.to_owned())
}

/// The MIME type: as given, else by the name.
pub(in super::super) fn mime_type(what: &str, given: Option<String>, name: &str) -> Result<String> {
    given.filter(|mime| !mime.is_empty()).or_else(|| mime::of_name(name)).ok_or_else(|| {
        Error::validation(
            "unknownMimeType",
            format!("cannot tell the MIME type of {what} by its name \"{name}\"; give mimeType"),
        )
    })
}

/// A URL that can be fetched.
pub(in super::super) fn http_url(what: &str, url: &str) -> Result<Url> {
    let invalid = || Error::validation("invalidUrl", format!("{what} needs an http(s) URL"));
    let url = Url::parse(url).map_err(|_| invalid())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(invalid());
    }
    Ok(url)
}
