//! The picture behind a conversation (iMessage only).

use std::path::Path;

use bytes::Bytes;

use super::Content;
use super::picture::{PictureChange, Rules};
use crate::error::Result;

/// What the service takes.
pub(crate) const RULES: Rules = Rules {
    what: "a background",
    accepted: &["image/jpeg", "image/png", "image/heic", "image/heif"],
    refused: &["image/gif", "image/webp", "image/avif", "image/tiff", "image/bmp", "image/svg+xml"],
};

/// A picture from a path. The bare word `clear` is reserved and returns to the default background;
/// a file of that name is `./clear`.
///
/// # Errors
/// `ValidationError` if the MIME type is neither given nor told by the extension; at the send, if
/// the file cannot be read, is empty, or is no JPEG, PNG, HEIC or HEIF.
pub fn background(path: impl AsRef<Path>, mime_type: Option<String>) -> Result<Content> {
    PictureChange::from_path(&RULES, path.as_ref(), mime_type).map(Content::Background)
}

/// A picture from memory.
///
/// # Errors
/// `ValidationError` if the MIME type is missing or refused, or if there are no bytes.
pub fn background_bytes(bytes: impl Into<Bytes>, mime_type: Option<String>) -> Result<Content> {
    PictureChange::from_bytes(&RULES, bytes.into(), mime_type).map(Content::Background)
}

/// A picture from a URL, fetched when it is sent (10 s).
///
/// # Errors
/// `ValidationError` if the URL is none, or the MIME type is neither given nor told by the name.
pub fn background_url(url: &str, mime_type: Option<String>) -> Result<Content> {
    PictureChange::from_url(&RULES, url, mime_type).map(Content::Background)
}

/// The default background.
pub fn background_clear() -> Content {
    Content::Background(PictureChange::Clear)
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
                Ok(Content::Background(PictureChange::Clear))
            )
        };
        assert!(clears("clear", None));
        assert!(clears("clear", Some("image/png")));
        assert!(!clears("./clear", Some("image/png")));
        assert_eq!(background("./clear", None).expect_err("no type").code(), "unknownMimeType");
    }
}
