//! Links with a preview.

use super::Content;
use super::file::http_url;
use crate::error::Result;

/// A link that is shown with a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Richlink {
    /// The absolute http(s) URL, as given.
    pub url: String,
}

/// A link with a preview.
///
/// # Errors
/// `ValidationError` if it is no absolute http(s) URL.
pub fn richlink(url: impl Into<String>) -> Result<Content> {
    let url = url.into();
    http_url("a rich link", &url)?;
    Ok(Content::Richlink(Richlink { url }))
}
