//! Plain text, and text with markdown.

use super::Content;
use crate::error::{Error, Result};

/// Plain text. Nothing in it is interpreted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text, as it appears. Never empty.
    pub text: String,
}

/// Markdown source: CommonMark with the GitHub extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markdown {
    /// The source, as given. Never empty.
    pub markdown: String,
}

/// Plain text.
///
/// # Errors
/// `ValidationError` if it is empty.
pub fn text(text: impl Into<String>) -> Result<Content> {
    let text = not_empty("text", text.into())?;
    Ok(Content::Text(Text { text }))
}

/// Markdown, rendered to text and formatting when it is sent.
///
/// # Errors
/// `ValidationError` if it is empty.
pub fn markdown(markdown: impl Into<String>) -> Result<Content> {
    let markdown = not_empty("markdown", markdown.into())?;
    Ok(Content::Markdown(Markdown { markdown }))
}

fn not_empty(what: &str, value: String) -> Result<String> {
    if value.is_empty() {
        return Err(Error::validation("emptyText", format!("{what} must not be empty")));
    }
    Ok(value)
}
