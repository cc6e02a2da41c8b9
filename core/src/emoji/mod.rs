//! Emoji by name, for reactions and texts: `message.react(emoji::PARTY_POPPER)`.

/// Constants, and all of them as a list.
macro_rules! table {
    ($($constant:ident $name:literal $emoji:literal;)*) => {
        $(
            #[doc = $emoji]
            pub const $constant: &str = $emoji;
        )*

        /// Every name as the other languages have it, with its emoji.
        pub const ALL: &[(&str, &str)] = &[$(($name, $emoji)),*];
    };
}

mod table;

pub use table::*;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ALL;
    use crate::content::Tapback;

    #[test]
    fn the_tapbacks_have_their_emoji() {
        let six = Tapback::ALL.map(|tapback| (tapback.name(), tapback.emoji()));
        assert_eq!(ALL[..6], six);
    }

    #[test]
    fn names_are_unique_and_emoji_are_no_text() {
        let names: BTreeSet<_> = ALL.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), ALL.len());
        for (name, emoji) in ALL {
            assert!(!name.is_empty() && !emoji.is_ascii(), "{name}");
        }
    }
}
