//! The picture of a group.

use std::path::Path;

use bytes::Bytes;

use super::Content;
use super::picture::{PictureChange, Rules};
use crate::error::Result;

/// What the service takes.
pub(crate) const RULES: Rules = Rules {
    what: "an avatar",
    accepted: &["image/png", "image/jpeg", "image/gif", "image/heic", "image/heif"],
    refused: &["image/webp", "image/avif", "image/tiff", "image/bmp", "image/svg+xml"],
};

/// A picture from a path. The bare word `clear` is reserved and takes the picture away; a file of
/// that name is `./clear`.
///
/// # Errors
/// `ValidationError` if the MIME type is neither given nor told by the extension; at the send, if
/// the file cannot be read, is empty, or is of a type that the service refuses.
pub fn avatar(path: impl AsRef<Path>, mime_type: Option<String>) -> Result<Content> {
    PictureChange::from_path(&RULES, path.as_ref(), mime_type).map(Content::Avatar)
}

/// A picture from memory.
///
/// # Errors
/// `ValidationError` if the MIME type is missing or refused, or if there are no bytes.
pub fn avatar_bytes(bytes: impl Into<Bytes>, mime_type: Option<String>) -> Result<Content> {
    PictureChange::from_bytes(&RULES, bytes.into(), mime_type).map(Content::Avatar)
}

/// A picture from a URL, fetched when it is sent (10 s).
///
/// # Errors
/// `ValidationError` if the URL is none, or the MIME type is neither given nor told by the name.
pub fn avatar_url(url: &str, mime_type: Option<String>) -> Result<Content> {
    PictureChange::from_url(&RULES, url, mime_type).map(Content::Avatar)
}

/// No picture.
pub fn avatar_clear() -> Content {
    Content::Avatar(PictureChange::Clear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_avatar_may_be_a_gif() {
        assert!(avatar_bytes("GIF89a", Some("image/gif".into())).is_ok());
        let error = avatar_bytes("RIFF....WEBP", Some("image/png".into())).expect_err("WebP");
        assert_eq!(error.code(), "unsupportedImageType");
        assert_eq!(avatar_bytes("GIF89a", None).expect_err("no type").code(), "unknownMimeType");
    }
}
