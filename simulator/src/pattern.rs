//! A regular expression in an expectation.

use std::fmt;

use regex::Regex;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::SimError;

/// A regular expression, as the crate `regex` reads it. It is looked for anywhere in a text; `^` and
/// `$` bind it to the ends.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads one.
    ///
    /// # Errors
    /// [`SimError::Option`] if it is none.
    pub fn new(text: &str) -> Result<Self, SimError> {
        Regex::new(text).map(Self).map_err(|error| {
            // The library draws a picture of several lines; its last one says what is wrong.
            let told = error.to_string();
            let why = told.lines().last().unwrap_or_default().trim_start_matches("error: ");
            SimError::Option(format!("{text:?} is no regular expression: {why}"))
        })
    }

    /// Whether it is found in a text.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_anywhere_and_a_wrong_one_is_told() {
        let pattern: Pattern = serde_json::from_str(r#""^To(day|morrow)""#).expect("a pattern");
        assert!(pattern.is_in("Tomorrow!") && !pattern.is_in("not Today"));
        assert_eq!(serde_json::to_string(&pattern).expect("JSON"), r#""^To(day|morrow)""#);
        let error = serde_json::from_str::<Pattern>(r#""a(b""#).expect_err("wrong").to_string();
        assert!(error.contains("\"a(b\" is no regular expression: unclosed group"), "{error}");
    }
}
