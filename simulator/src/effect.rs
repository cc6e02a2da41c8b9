//! The names of effects and tapbacks.

use spectrum_imessage_wire::v1::{MessageReaction, MessageReactionKind};

const IMPACT: &str = "com.apple.MobileSMS.expressivesend.";
const SCREEN: &str = "com.apple.messages.effect.CK";
/// Name, and what follows the prefix in the identifier.
const EFFECTS: [(&str, &str, &str); 13] = [
    ("slam", IMPACT, "impact"),
    ("loud", IMPACT, "loud"),
    ("gentle", IMPACT, "gentle"),
    ("invisible", IMPACT, "invisibleink"),
    ("confetti", SCREEN, "ConfettiEffect"),
    ("fireworks", SCREEN, "FireworksEffect"),
    ("heart", SCREEN, "HeartEffect"),
    ("lasers", SCREEN, "LasersEffect"),
    ("sparkles", SCREEN, "SparklesEffect"),
    ("spotlight", SCREEN, "SpotlightEffect"),
    ("echo", SCREEN, "EchoEffect"),
    ("balloons", SCREEN, "BalloonEffect"),
    ("celebration", SCREEN, "HappyBirthdayEffect"),
];

/// The short name of an effect, or the identifier itself if it has none.
pub(crate) fn short_name(id: &str) -> &str {
    EFFECTS
        .iter()
        .find(|(_, prefix, rest)| id.strip_prefix(prefix) == Some(rest))
        .map_or(id, |(name, _, _)| name)
}

/// The identifier of an effect that is given by its short name; anything else as it is.
pub(crate) fn identifier(name: &str) -> String {
    let known = EFFECTS.iter().find(|(known, _, _)| *known == name);
    known.map_or_else(|| name.to_owned(), |(_, prefix, rest)| format!("{prefix}{rest}"))
}

/// Whether it is the short name of an effect.
pub(crate) fn is_name(name: &str) -> bool {
    EFFECTS.iter().any(|(known, _, _)| *known == name)
}

/// The short names, for a message.
pub(crate) fn names() -> String {
    EFFECTS.map(|(name, _, _)| name).join(", ")
}

/// Whether Messages knows this effect.
pub(crate) fn is_known(id: &str) -> bool {
    short_name(id) != id
}

const TAPBACKS: [(MessageReactionKind, &str, &str); 6] = [
    (MessageReactionKind::Love, "love", "❤️"),
    (MessageReactionKind::Like, "like", "👍"),
    (MessageReactionKind::Dislike, "dislike", "👎"),
    (MessageReactionKind::Laugh, "laugh", "😂"),
    (MessageReactionKind::Emphasize, "emphasize", "‼️"),
    (MessageReactionKind::Question, "question", "❓"),
];

/// A reaction from the name of a tapback, its emoji, or any other emoji.
pub(crate) fn reaction(text: &str) -> MessageReaction {
    let plain = |emoji: &str| emoji.replace('\u{fe0f}', "");
    let known =
        TAPBACKS.iter().find(|(_, name, emoji)| text == *name || plain(text) == plain(emoji));
    match known {
        Some((kind, _, _)) => MessageReaction { kind: *kind as i32, emoji: None },
        None => MessageReaction {
            kind: MessageReactionKind::Emoji as i32,
            emoji: Some(text.to_owned()),
        },
    }
}

/// The name of the tapback, or nothing for an emoji or a sticker.
pub(crate) fn tapback(reaction: &MessageReaction) -> Option<&'static str> {
    TAPBACKS.iter().find(|(kind, _, _)| *kind == reaction.kind()).map(|(_, name, _)| *name)
}

/// The emoji as Messages shows it.
pub(crate) fn emoji(reaction: &MessageReaction) -> String {
    TAPBACKS
        .iter()
        .find(|(kind, _, _)| *kind == reaction.kind())
        .map(|(_, _, emoji)| (*emoji).to_owned())
        .or_else(|| reaction.emoji.clone())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_have_short_names() {
        assert_eq!(short_name("com.apple.messages.effect.CKConfettiEffect"), "confetti");
        assert_eq!(short_name("com.apple.messages.effect.CKHappyBirthdayEffect"), "celebration");
        assert_eq!(short_name("com.apple.MobileSMS.expressivesend.impact"), "slam");
        assert!(!is_known("com.apple.messages.effect.CKNothing"));
        assert_eq!(identifier("confetti"), "com.apple.messages.effect.CKConfettiEffect");
        assert_eq!(identifier("com.apple.x"), "com.apple.x");
    }

    #[test]
    fn a_reaction_is_named_or_shown() {
        assert_eq!(tapback(&reaction("❤")), Some("love"));
        assert_eq!(tapback(&reaction("question")), Some("question"));
        assert_eq!(tapback(&reaction("👍🏽")), None);
        assert_eq!(emoji(&reaction("🎉")), "🎉");
    }
}
