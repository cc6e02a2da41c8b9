//! iMessage effects.

use std::fmt;
use std::str::FromStr;

use super::{Content, IntoContent};
use crate::error::{Error, Result};

/// The 13 effects of iMessage: four of the bubble, nine of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageEffect {
    /// The bubble slams down.
    Slam,
    /// The bubble shouts.
    Loud,
    /// The bubble whispers.
    Gentle,
    /// Invisible ink.
    Invisible,
    /// Confetti falls.
    Confetti,
    /// Fireworks.
    Fireworks,
    /// Balloons rise.
    Balloons,
    /// A heart grows.
    Heart,
    /// Lasers.
    Lasers,
    /// The celebration of a birthday.
    Celebration,
    /// Sparkles.
    Sparkles,
    /// A spotlight on the bubble.
    Spotlight,
    /// The bubble echoes over the screen.
    Echo,
}

impl MessageEffect {
    /// All effects, in the order of the documents.
    pub const ALL: [Self; 13] = [
        Self::Slam,
        Self::Loud,
        Self::Gentle,
        Self::Invisible,
        Self::Confetti,
        Self::Fireworks,
        Self::Balloons,
        Self::Heart,
        Self::Lasers,
        Self::Celebration,
        Self::Sparkles,
        Self::Spotlight,
        Self::Echo,
    ];

    /// The name of the constant: `slam`, `confetti`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slam => "slam",
            Self::Loud => "loud",
            Self::Gentle => "gentle",
            Self::Invisible => "invisible",
            Self::Confetti => "confetti",
            Self::Fireworks => "fireworks",
            Self::Balloons => "balloons",
            Self::Heart => "heart",
            Self::Lasers => "lasers",
            Self::Celebration => "celebration",
            Self::Sparkles => "sparkles",
            Self::Spotlight => "spotlight",
            Self::Echo => "echo",
        }
    }

    /// Apple's identifier, the value of the constant.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Slam => "com.apple.MobileSMS.expressivesend.impact",
            Self::Loud => "com.apple.MobileSMS.expressivesend.loud",
            Self::Gentle => "com.apple.MobileSMS.expressivesend.gentle",
            Self::Invisible => "com.apple.MobileSMS.expressivesend.invisibleink",
            Self::Confetti => "com.apple.messages.effect.CKConfettiEffect",
            Self::Fireworks => "com.apple.messages.effect.CKFireworksEffect",
            Self::Balloons => "com.apple.messages.effect.CKBalloonEffect",
            Self::Heart => "com.apple.messages.effect.CKHeartEffect",
            Self::Lasers => "com.apple.messages.effect.CKLasersEffect",
            Self::Celebration => "com.apple.messages.effect.CKHappyBirthdayEffect",
            Self::Sparkles => "com.apple.messages.effect.CKSparklesEffect",
            Self::Spotlight => "com.apple.messages.effect.CKSpotlightEffect",
            Self::Echo => "com.apple.messages.effect.CKEchoEffect",
        }
    }
}

impl FromStr for MessageEffect {
    type Err = Error;

    /// The effect with this identifier. A constant's name is not one: the values are what
    /// programs hold.
    fn from_str(id: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|effect| effect.id() == id).ok_or_else(|| {
            Error::validation(
                "unknownEffect",
                format!(
                    "\"{id}\" is no iMessage effect; use a constant of imessage.effect.message"
                ),
            )
        })
    }
}

impl fmt::Display for MessageEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Content with an effect. Other platforms see the content unchanged.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Text, markdown or an attachment.
    pub content: Content,
    /// The effect.
    pub effect: MessageEffect,
}

/// Content with an iMessage effect.
///
/// # Errors
/// `ValidationError` if the content is neither text nor markdown nor an attachment.
pub fn effect(content: impl IntoContent, effect: MessageEffect) -> Result<Content> {
    let content = content.into_content()?;
    match content {
        Content::Text(_) | Content::Markdown(_) | Content::Attachment(_) => {
            Ok(Content::Effect(Box::new(Effect { content, effect })))
        }
        other => Err(Error::invalid(format!(
            "an effect goes with text, markdown or an attachment, not with \"{}\"",
            other.type_name()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::text;

    #[test]
    fn an_identifier_leads_back_to_its_effect() {
        for effect in MessageEffect::ALL {
            assert_eq!(effect.id().parse::<MessageEffect>().ok(), Some(effect));
            assert!(effect.name().parse::<MessageEffect>().is_err());
        }
    }

    #[test]
    fn an_effect_takes_no_effect() {
        let inner = effect("wow", MessageEffect::Slam);
        assert!(effect(inner, MessageEffect::Echo).is_err());
        assert!(effect(text("wow"), MessageEffect::Echo).is_ok());
        assert!(effect("", MessageEffect::Echo).is_err());
    }
}
