//! Tapbacks and emoji on a message.

use super::Content;
use crate::error::{Error, Result};
use crate::message::Message;

/// The variation selector that asks for the coloured picture of a character.
const EMOJI_PRESENTATION: char = '\u{fe0f}';

/// The six reactions that every version of Messages knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tapback {
    /// ❤️
    Love,
    /// 👍
    Like,
    /// 👎
    Dislike,
    /// 😂
    Laugh,
    /// ‼️
    Emphasize,
    /// ❓
    Question,
}

impl Tapback {
    /// All tapbacks, in the order of the documents.
    pub const ALL: [Self; 6] =
        [Self::Love, Self::Like, Self::Dislike, Self::Laugh, Self::Emphasize, Self::Question];

    /// The name, the value of the constant: `love`, `like`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Love => "love",
            Self::Like => "like",
            Self::Dislike => "dislike",
            Self::Laugh => "laugh",
            Self::Emphasize => "emphasize",
            Self::Question => "question",
        }
    }

    /// The emoji.
    pub const fn emoji(self) -> &'static str {
        match self {
            Self::Love => "❤️",
            Self::Like => "👍",
            Self::Dislike => "👎",
            Self::Laugh => "😂",
            Self::Emphasize => "‼️",
            Self::Question => "❓",
        }
    }

    /// The tapback of a name or of an emoji, with or without variation selector. A skin tone makes
    /// it an emoji of its own.
    pub fn parse(value: &str) -> Option<Self> {
        let bare = |emoji: &str| emoji.trim_end_matches(EMOJI_PRESENTATION).to_owned();
        Self::ALL
            .into_iter()
            .find(|tapback| tapback.name() == value || bare(tapback.emoji()) == bare(value))
    }
}

/// A reaction to a message, or to one of its parts.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// The emoji; of a tapback, the one that stands for it.
    pub emoji: String,
    /// The tapback, if it is one.
    pub tapback: Option<Tapback>,
    /// The message that is reacted to.
    pub target: Message,
}

/// A reaction: one of the six tapbacks, by name or emoji, or any other emoji.
///
/// # Errors
/// `ValidationError` if the reaction is empty, or if its target is a reaction itself.
pub fn reaction(value: &str, target: &Message) -> Result<Content> {
    if value.is_empty() {
        return Err(Error::invalid("a reaction must not be empty"));
    }
    if matches!(target.content(), Content::Reaction(_)) {
        return Err(Error::invalid("a reaction cannot be reacted to"));
    }
    let tapback = Tapback::parse(value);
    let emoji = tapback.map_or_else(|| value.to_owned(), |tapback| tapback.emoji().to_owned());
    Ok(Content::Reaction(Box::new(Reaction { emoji, tapback, target: target.clone() })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_emoji_are_tapbacks() {
        for tapback in Tapback::ALL {
            assert_eq!(Tapback::parse(tapback.name()), Some(tapback));
            assert_eq!(Tapback::parse(tapback.emoji()), Some(tapback));
        }
        assert_eq!(Tapback::parse("❤"), Some(Tapback::Love));
        assert_eq!(Tapback::parse("‼"), Some(Tapback::Emphasize));
        assert_eq!(Tapback::parse("👍\u{fe0f}"), Some(Tapback::Like));
    }

    #[test]
    fn everything_else_is_an_emoji() {
        for other in ["👍🏽", "🎉", "Love", "", "\u{fe0f}", "lol"] {
            assert_eq!(Tapback::parse(other), None, "{other}");
        }
    }
}
