//! vCards: how contacts travel.
//!
//! Reading takes what address books really write: the versions 2.1, 3.0 and 4.0, any line ending,
//! folded lines, quoted-printable, base64, group prefixes. What has no field of its own stays in
//! `raw`. Writing is one fixed form, compared byte for byte with recordings of the public client,
//! except that text is escaped.
//!
//! Own code, because the lines must have the public client's form, and because the text comes from
//! strangers: the work is linear in its length and the result bounded.

mod encoding;
mod line;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use read::parse;
pub(crate) use write::{file_name, write};

/// Whether a text begins with the opening line of a vCard. A byte-order mark and empty lines may
/// come before it, any line ending after it. [`parse`] finds nothing in other texts.
pub(crate) fn is_vcard(text: &str) -> bool {
    line::is_card(text)
}
