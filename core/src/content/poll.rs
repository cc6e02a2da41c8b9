//! Polls.

use super::Content;
use crate::error::{Error, Result};

const MAX_TITLE: usize = 300;
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=10;

/// A poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The question, 1 to 300 characters.
    pub title: String,
    /// The 2 to 10 options.
    pub options: Vec<PollOption>,
}

/// An option of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollOption {
    /// The text of the option.
    pub title: String,
}

/// A vote in a poll, or one taken back. Only received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollVote {
    /// The poll.
    pub poll: Poll,
    /// The option that is meant.
    pub option: PollOption,
    /// Whether it was voted for (or the vote taken back).
    pub selected: bool,
}

/// A poll.
///
/// # Errors
/// `ValidationError` if the title is empty or longer than 300 characters, if there are fewer than
/// 2 or more than 10 options, or if one of them is empty.
pub fn poll<T: Into<String>>(
    title: impl Into<String>,
    options: impl IntoIterator<Item = T>,
) -> Result<Content> {
    let title = title.into();
    // Counted as the other languages do: in UTF-16 code units.
    if title.is_empty() || title.encode_utf16().count() > MAX_TITLE {
        return Err(Error::invalid(format!("the title of a poll has 1 to {MAX_TITLE} characters")));
    }
    let options: Vec<_> =
        options.into_iter().map(|title| PollOption { title: title.into() }).collect();
    if !OPTIONS.contains(&options.len()) {
        return Err(Error::invalid(format!(
            "a poll has {} to {} options, not {}",
            OPTIONS.start(),
            OPTIONS.end(),
            options.len()
        )));
    }
    if options.iter().any(|option| option.title.is_empty()) {
        return Err(Error::invalid("an option of a poll must not be empty"));
    }
    Ok(Content::Poll(Poll { title, options }))
}
