//! The name of a group.

use super::Content;
use crate::error::{Error, Result};

/// A new name for a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name, without white space around it. Never empty.
    pub display_name: String,
}

/// A new name for a group.
///
/// # Errors
/// `ValidationError` if it is empty.
pub fn rename(display_name: impl AsRef<str>) -> Result<Content> {
    let display_name = display_name.as_ref().trim();
    if display_name.is_empty() {
        return Err(Error::validation("emptyText", "the name of a group must not be empty"));
    }
    Ok(Content::Rename(Rename { display_name: display_name.to_owned() }))
}
