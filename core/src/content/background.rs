//! The picture behind a conversation (iMessage only).

use std::path::Path;

use bytes::Bytes;

use super::Content;
use super::file::{File, http_url, mime_type, name_of_path, name_of_url};
use super::mime;
use crate::error::{Error, Result};

/// The picture types that the service takes.
const ACCEPTED: [&str; 4] = ["image/jpeg", "image/png", "image/heic", "image/heif"];
/// The picture types that it is known to refuse.
const REFUSED: [&str; 6] =
    ["image/gif", "image/webp", "image/avif", "image/tiff", "image/bmp", "image/svg+xml"];

/// A change of the picture behind a conversation.
#[derive(Clone, Debug)]
pub enum Background {
    /// The default background.
    Clear,
    /// A picture.
    Set {
        /// The MIME type, as given or by the extension.
        mime_type: String,
        /// The picture.
        file: File,
    },
}

impl Background {
    fn build(file: File, name: &str, mime: Option<String>) -> Result<Content> {
        let mime_type = mime_type("the background", mime, name)?;
        Ok(Content::Background(Self::Set { mime_type, file }))
    }

    /// Reads and checks the picture. One behind a URL is checked when it was fetched.
    pub(super) async fn prepare(self) -> Result<Self> {
        if let Self::Set { mime_type, file } = &self
            && !file.is_url()
        {
            // A missing file or a folder is told before the read.
            file.size().await?;
            check_picture(mime_type, &file.read().await?)?;
        }
        Ok(self)
    }

    /// The picture, checked; `None` for [`Background::Clear`].
    pub(crate) async fn picture(&self) -> Result<Option<Bytes>> {
        let Self::Set { mime_type, file } = self else { return Ok(None) };
        let bytes = file.read().await?;
        check_picture(mime_type, &bytes)?;
        Ok(Some(bytes))
    }
}

/// Told by content, not by name: the service looks at the bytes too. What is unknown here passes,
/// unless its declared type is a refused one: the service has the last word.
fn check_picture(declared: &str, bytes: &[u8]) -> Result<()> {
    if bytes.is_empty() {
        return Err(Error::validation("emptyFile", "the picture of a background is empty"));
    }
    let declared = declared.to_ascii_lowercase();
    let actual = mime::of_picture(bytes).unwrap_or(&declared);
    if REFUSED.contains(&actual) {
        return Err(Error::validation(
            "unsupportedImageType",
            format!("a background cannot be {actual}; use one of {}", ACCEPTED.join(", ")),
        )
        .with_context("mimeType", actual));
    }
    Ok(())
}

/// A picture from a path. The bare word `clear` is reserved and returns to the default background;
/// a file of that name is `./clear`.
///
/// # Errors
/// `ValidationError` if the MIME type is neither given nor told by the extension; at the send, if
/// the file cannot be read, is empty, or is no JPEG, PNG, HEIC or HEIF.
pub fn background(path: impl AsRef<Path>, mime_type: Option<String>) -> Result<Content> {
    let path = path.as_ref();
    if path.as_os_str() == "clear" {
        return Ok(background_clear());
    }
    let name = name_of_path(path).unwrap_or_default();
    Background::build(File::path(path), &name, mime_type)
}

/// A picture from memory.
///
/// # Errors
/// `ValidationError` if the MIME type is missing or refused, or if there are no bytes.
pub fn background_bytes(bytes: impl Into<Bytes>, mime_type: Option<String>) -> Result<Content> {
    let bytes = bytes.into();
    let content = Background::build(File::bytes(bytes.clone()), "", mime_type)?;
    if let Content::Background(Background::Set { mime_type, .. }) = &content {
        check_picture(mime_type, &bytes)?;
    }
    Ok(content)
}

/// A picture from a URL, fetched when it is sent (10 s).
///
/// # Errors
/// `ValidationError` if the URL is none, or the MIME type is neither given nor told by the name.
pub fn background_url(url: &str, mime_type: Option<String>) -> Result<Content> {
    let url = http_url("a background", url)?;
    let name = name_of_url(&url).unwrap_or_default();
    Background::build(File::url(url), &name, mime_type)
}

/// The default background.
pub fn background_clear() -> Content {
    Content::Background(Background::Clear)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn bytes_need_a_type() {
        let error = background_bytes(PNG, None).expect_err("no type");
        assert_eq!(error.code(), "unknownMimeType");
        assert!(background_bytes(PNG, Some("image/png".into())).is_ok());
    }

    #[test]
    fn the_content_counts_and_not_the_name() {
        let code = |bytes: &'static [u8], mime: &str| {
            background_bytes(bytes, Some(mime.into())).err().map(|e| e.code().to_owned())
        };
        assert_eq!(code(b"GIF89a", "image/png").as_deref(), Some("unsupportedImageType"));
        assert_eq!(code(b"who knows", "image/webp").as_deref(), Some("unsupportedImageType"));
        assert_eq!(code(b"", "image/png").as_deref(), Some("emptyFile"));
        assert_eq!(code(PNG, "image/gif"), None);
        assert_eq!(code(b"who knows", "image/jpeg"), None);
    }

    #[test]
    fn only_the_bare_word_clears() {
        let clears = |path: &str, mime: Option<&str>| {
            matches!(
                background(path, mime.map(str::to_owned)),
                Ok(Content::Background(Background::Clear))
            )
        };
        assert!(clears("clear", None));
        assert!(clears("clear", Some("image/png")));
        assert!(!clears("./clear", Some("image/png")));
        assert_eq!(background("./clear", None).expect_err("no type").code(), "unknownMimeType");
    }
}
