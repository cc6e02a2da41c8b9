//! Pictures of a conversation: its background, a group's avatar.

use std::path::Path;

use bytes::Bytes;

use super::file::{File, http_url, mime_type, name_of_path, name_of_url};
use super::mime;
use crate::error::{Error, Result};

/// The word that takes a picture away. A file of that name is `./clear`.
const CLEAR: &str = "clear";

/// A picture and its MIME type.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The MIME type, as given or by the extension.
    pub mime_type: String,
    /// The picture.
    pub file: File,
}

/// A change of a picture.
#[derive(Clone, Debug)]
pub enum PictureChange {
    /// No picture, or the default one.
    Clear,
    /// A picture.
    Set(Picture),
}

/// What the service takes for one use of pictures.
pub(crate) struct Rules {
    /// The use, in errors.
    pub(super) what: &'static str,
    pub(super) accepted: &'static [&'static str],
    pub(super) refused: &'static [&'static str],
}

impl PictureChange {
    /// From a path, or the reserved word.
    pub(super) fn from_path(rules: &Rules, path: &Path, mime: Option<String>) -> Result<Self> {
        if path.as_os_str() == CLEAR {
            return Ok(Self::Clear);
        }
        let name = name_of_path(path).unwrap_or_default();
        Picture::new(rules, File::path(path), &name, mime).map(Self::Set)
    }

    pub(super) fn from_bytes(rules: &Rules, bytes: Bytes, mime: Option<String>) -> Result<Self> {
        let picture = Picture::new(rules, File::bytes(bytes.clone()), "", mime)?;
        rules.check(&picture.mime_type, &bytes)?;
        Ok(Self::Set(picture))
    }

    pub(super) fn from_url(rules: &Rules, url: &str, mime: Option<String>) -> Result<Self> {
        let url = http_url(rules.what, url)?;
        let name = name_of_url(&url).unwrap_or_default();
        Picture::new(rules, File::url(url), &name, mime).map(Self::Set)
    }

    /// Reads and checks the picture. One behind a URL is checked when it was fetched.
    pub(super) async fn prepare(self, rules: &Rules) -> Result<Self> {
        if let Self::Set(picture) = &self
            && !picture.file.is_url()
        {
            // A missing file or a folder is told before the read.
            picture.file.size().await?;
            picture.read(rules).await?;
        }
        Ok(self)
    }

    /// The picture, checked; `None` if it is to be cleared.
    pub(crate) async fn picture(&self, rules: &Rules) -> Result<Option<Bytes>> {
        match self {
            Self::Clear => Ok(None),
            Self::Set(picture) => picture.read(rules).await.map(Some),
        }
    }
}

impl Picture {
    fn new(rules: &Rules, file: File, name: &str, mime: Option<String>) -> Result<Self> {
        Ok(Self { mime_type: mime_type(rules.what, mime, name)?, file })
    }

    /// A picture that the service gave.
    pub(crate) fn received(mime_type: String, bytes: Bytes) -> Self {
        Self { mime_type, file: File::bytes(bytes) }
    }

    /// The picture, checked.
    async fn read(&self, rules: &Rules) -> Result<Bytes> {
        let bytes = self.file.read().await?;
        rules.check(&self.mime_type, &bytes)?;
        Ok(bytes)
    }
}

impl Rules {
    /// Told by content, not by name: the service looks at the bytes too. What is unknown here
    /// passes, unless its declared type is a refused one: the service has the last word.
    fn check(&self, declared: &str, bytes: &[u8]) -> Result<()> {
        let what = self.what;
        if bytes.is_empty() {
            return Err(Error::validation("emptyFile", format!("the picture of {what} is empty")));
        }
        let declared = declared.to_ascii_lowercase();
        let actual = mime::of_picture(bytes).unwrap_or(&declared);
        if self.refused.contains(&actual) {
            return Err(Error::validation(
                "unsupportedImageType",
                format!("{what} cannot be {actual}; use one of {}", self.accepted.join(", ")),
            )
            .with_context("mimeType", actual));
        }
        Ok(())
    }
}
