//! Values without a kind of their own.

use super::Content;

/// A JSON value for platforms that know what to do with it. iMessage does not: it is skipped.
pub fn custom(value: serde_json::Value) -> Content {
    Content::Custom(value)
}
