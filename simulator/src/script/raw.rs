//! A script as it is written, before it is checked.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

use crate::pattern::Pattern;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScript {
    #[serde(default)]
    pub(super) people: BTreeMap<String, Spanned<RawActor>>,
    pub(super) steps: Vec<Spanned<RawStep>>,
}

/// An address alone, or with a line.
pub(super) struct RawActor {
    pub(super) address: String,
    pub(super) line: Option<String>,
}

/// Everything that a step may have.
#[derive(Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawStep {
    pub(super) person: Option<String>,
    /// The line to which they write.
    pub(super) line: Option<String>,
    #[serde(rename = "in")]
    pub(super) chat: Option<String>,
    pub(super) id: Option<String>,
    pub(super) after: Option<f64>,

    pub(super) text: Option<String>,
    pub(super) attachment: Option<String>,
    pub(super) voice: Option<String>,
    pub(super) react: Option<String>,
    pub(super) unreact: Option<String>,
    pub(super) sticker: Option<String>,
    pub(super) edit: Option<String>,
    pub(super) unsend: Option<String>,
    pub(super) read: Option<String>,
    pub(super) typing: Option<bool>,
    pub(super) background: Option<String>,
    pub(super) poll: Option<String>,
    pub(super) vote: Option<String>,
    pub(super) unvote: Option<bool>,
    pub(super) add_option: Option<String>,
    pub(super) group: Option<Vec<String>>,
    pub(super) rename: Option<String>,
    pub(super) add: Option<Vec<String>>,
    pub(super) remove: Option<Vec<String>>,
    pub(super) leave: Option<bool>,
    pub(super) icon: Option<String>,
    pub(super) malformed: Option<bool>,
    pub(super) location: Option<[f64; 2]>,
    pub(super) focus: Option<bool>,
    pub(super) imessage: Option<bool>,
    pub(super) wait: Option<f64>,
    pub(super) advance: Option<f64>,
    pub(super) listening: Option<f64>,
    pub(super) expect: Option<RawExpect>,

    pub(super) effect: Option<String>,
    pub(super) reply_to: Option<String>,
    pub(super) files: Option<Vec<String>>,
    pub(super) name: Option<String>,
    pub(super) video: Option<String>,
    pub(super) on: Option<String>,
    pub(super) part: Option<i32>,
    pub(super) at: Option<[f64; 2]>,
    pub(super) options: Option<Vec<String>>,
}

/// What is waited for: a text alone, or fields.
#[derive(Default, Serialize)]
pub(super) struct RawExpect {
    pub(super) text: Option<String>,
    pub(super) contains: Option<String>,
    pub(super) matches: Option<Pattern>,
    pub(super) effect: Option<String>,
    pub(super) attachment: Option<String>,
    pub(super) mime_type: Option<String>,
    pub(super) reply_to: Option<String>,
    pub(super) reaction: Option<String>,
    pub(super) removed: Option<bool>,
    pub(super) on: Option<String>,
    pub(super) typing: Option<String>,
    pub(super) background: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) within: Option<f64>,
}

/// Reads either a text or the fields of another type: an untagged enum would not say which field
/// is wrong.
macro_rules! text_or_fields {
    ($name:ident, $what:literal, $text:ident, { $($field:ident: $type:ty),* $(,)? }) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(Default, Deserialize)]
                #[serde(default, deny_unknown_fields)]
                struct Fields { $($field: $type),* }

                struct Either;
                impl<'de> Visitor<'de> for Either {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($what)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        Ok($name::$text(text))
                    }
                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<$name, A::Error> {
                        let fields = Fields::deserialize(MapAccessDeserializer::new(map))?;
                        Ok($name { $($field: fields.$field),* })
                    }
                }
                deserializer.deserialize_any(Either)
            }
        }
    };
}

text_or_fields!(RawActor, "an address, or `address` and `line`", of_address, {
    address: String,
    line: Option<String>,
});
text_or_fields!(RawExpect, "a text, or what to expect", of_text, {
    text: Option<String>,
    contains: Option<String>,
    matches: Option<Pattern>,
    effect: Option<String>,
    attachment: Option<String>,
    mime_type: Option<String>,
    reply_to: Option<String>,
    reaction: Option<String>,
    removed: Option<bool>,
    on: Option<String>,
    typing: Option<String>,
    background: Option<String>,
    kind: Option<String>,
    within: Option<f64>,
});

impl RawActor {
    fn of_address(address: &str) -> Self {
        Self { address: address.to_owned(), line: None }
    }
}

impl RawExpect {
    fn of_text(text: &str) -> Self {
        Self { text: Some(text.to_owned()), ..Self::default() }
    }
}
