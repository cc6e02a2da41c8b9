//! Apple's numbers and identifiers, and the names for them.

/// What a reaction is, by the last digit of its number.
const REACTIONS: [&str; 8] =
    ["love", "like", "dislike", "laugh", "emphasize", "question", "emoji", "sticker"];

/// Effects of a whole message.
const SEND_EFFECTS: [(&str, &str); 13] = [
    ("com.apple.MobileSMS.expressivesend.gentle", "gentle"),
    ("com.apple.MobileSMS.expressivesend.impact", "slam"),
    ("com.apple.MobileSMS.expressivesend.invisibleink", "invisible_ink"),
    ("com.apple.MobileSMS.expressivesend.loud", "loud"),
    ("com.apple.messages.effect.CKConfettiEffect", "confetti"),
    ("com.apple.messages.effect.CKEchoEffect", "echo"),
    ("com.apple.messages.effect.CKFireworksEffect", "fireworks"),
    ("com.apple.messages.effect.CKHappyBirthdayEffect", "balloons"),
    ("com.apple.messages.effect.CKHeartEffect", "heart"),
    ("com.apple.messages.effect.CKLasersEffect", "lasers"),
    ("com.apple.messages.effect.CKShootingStarEffect", "shooting_star"),
    ("com.apple.messages.effect.CKSparklesEffect", "celebration"),
    ("com.apple.messages.effect.CKSpotlightEffect", "spotlight"),
];

/// The kind of a reaction and whether it was taken away, by `associated_message_type`.
pub(super) fn reaction(kind: i64) -> Option<(&'static str, bool)> {
    let (number, removed) = match kind {
        2000..=2007 => (kind - 2000, false),
        3000..=3007 => (kind - 3000, true),
        _ => return None,
    };
    let name = usize::try_from(number).ok().and_then(|number| REACTIONS.get(number))?;
    Some((name, removed))
}

/// The name of an effect of a whole message; `unknown` for new ones.
pub(super) fn send_effect(id: &str) -> &'static str {
    SEND_EFFECTS.iter().find(|(known, _)| *known == id).map_or("unknown", |(_, name)| name)
}

/// The name of a group event; `unknown` for pairs of numbers that are not known.
pub(super) fn group_event(item_type: i64, action: i64, share_status: i64) -> &'static str {
    match (item_type, action) {
        (1, 0) => "member_added",
        (1, 1) => "member_removed",
        (2, 0) => "renamed",
        (3, 0) => "left",
        (3, 1) => "icon_changed",
        (3, 2) => "icon_removed",
        (4, 0) if share_status == 0 => "location_started",
        (4, 0) if share_status == 1 => "location_stopped",
        (5, 0) => "audio_kept",
        (6, 0) => "shareplay",
        _ => "unknown",
    }
}

/// The message that `associated_message_guid` names, without its prefix, and the part.
pub(super) fn target(stored: &str) -> (&str, Option<i64>) {
    if let Some(guid) = stored.strip_prefix("bp:") {
        return (guid, None);
    }
    match stored.strip_prefix("p:").and_then(|rest| rest.split_once('/')) {
        Some((part, guid)) => (guid, part.parse().ok()),
        None => (stored, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reactions_and_targets() {
        assert_eq!(reaction(2003), Some(("laugh", false)));
        assert_eq!(reaction(3007), Some(("sticker", true)));
        assert_eq!(reaction(2008), None);
        assert_eq!(reaction(1000), None);
        assert_eq!(target("p:2/ABC"), ("ABC", Some(2)));
        assert_eq!(target("bp:ABC"), ("ABC", None));
        assert_eq!(target("ABC"), ("ABC", None));
        assert_eq!(target("p:x/ABC"), ("ABC", None));
    }
}
