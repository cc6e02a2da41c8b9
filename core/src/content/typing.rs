//! The typing indicator.

use std::str::FromStr;

use super::Content;
use crate::error::{Error, Result};

/// Whether the indicator shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// It shows.
    Start,
    /// It is gone.
    Stop,
}

impl Typing {
    /// `start` or `stop`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
        }
    }
}

impl FromStr for Typing {
    type Err = Error;

    /// # Errors
    /// `ValidationError` for any other word than [`Typing::as_str`] gives.
    fn from_str(word: &str) -> Result<Self> {
        let states = [Self::Start, Self::Stop];
        let found = states.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| Error::invalid("typing is \"start\" or \"stop\""))
    }
}

/// Shows or hides the typing indicator. Nothing is repeated by itself.
pub fn typing(state: Typing) -> Content {
    Content::Typing(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_words_and_no_other() {
        for state in [Typing::Start, Typing::Stop] {
            assert_eq!(state.as_str().parse::<Typing>().expect("its word"), state);
        }
        for word in ["", "Start", "maybe"] {
            let error = word.parse::<Typing>().expect_err("no such state");
            assert_eq!(error.message(), "typing is \"start\" or \"stop\"");
        }
    }
}
