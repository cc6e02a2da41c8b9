//! What an archive holds: values, and the objects that they name by number.

use std::ops::Range;
use std::sync::Arc;

use super::reader::Fault;

/// One value of a group. Small and copyable: what is large lies in the archive's tables.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Nil,
    Int(i64),
    Unsigned(u64),
    Real(f64),
    /// A place in the archive.
    Bytes(Range<u32>),
    /// A number in the table of objects.
    Object(u32),
    /// A number in the table of lists: a struct or an array.
    List(u32),
    /// A class, a C string, a selector: nothing that a message needs.
    Other,
}

/// An object that was read completely.
#[derive(Clone, Debug)]
pub(super) enum Object {
    /// `units`: its length in UTF-16 code units, counted once.
    Text {
        text: Arc<str>,
        units: u32,
    },
    Attributed {
        text: Arc<str>,
        runs: Box<[RawRun]>,
    },
    Dictionary(Box<[(Value, Value)]>),
    Array(Box<[Value]>),
    /// A number, or whatever an `NSValue` wraps.
    Number(Value),
    Wrapped(Value),
    Data {
        bytes: u32,
    },
    /// Seconds since 2001.
    Date(f64),
    Url {
        url: Arc<str>,
        base: Option<Arc<str>>,
    },
    Null,
    /// An object of a class that nobody here knows, by the name of the class.
    Unknown {
        class: Arc<str>,
    },
}

/// A stretch of an attributed string.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawRun {
    /// In UTF-16 code units.
    pub(super) length: u32,
    /// The number of the object with its attributes.
    pub(super) attributes: u32,
}

/// The classes that can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Attributed,
    Dictionary,
    Array,
    Number,
    Wrapped,
    Data,
    Date,
    Url,
    Null,
    Unknown,
}

impl Kind {
    /// The kind of a class by its own name.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"NSString" => Self::Text,
            b"NSAttributedString" => Self::Attributed,
            b"NSDictionary" => Self::Dictionary,
            b"NSArray" | b"NSSet" => Self::Array,
            b"NSNumber" => Self::Number,
            b"NSValue" => Self::Wrapped,
            b"NSData" => Self::Data,
            b"NSDate" => Self::Date,
            b"NSURL" => Self::Url,
            b"NSNull" => Self::Null,
            _ => return None,
        })
    }
}

/// A class: its name as a number in the table of shared strings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    pub(super) name: usize,
    pub(super) kind: Kind,
}

/// UTF-8 as text. What is no UTF-8 becomes U+FFFD, half of a surrogate pair a single one, so that
/// positions in UTF-16 stay right.
pub(super) fn text(bytes: &[u8]) -> Arc<str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return text.into();
    }
    let mut out = String::with_capacity(bytes.len());
    // Bytes of a surrogate that are still to be stepped over.
    let mut skip = 0;
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        at += chunk.valid().len();
        if chunk.invalid().is_empty() {
            continue;
        }
        if !chunk.valid().is_empty() {
            skip = 0;
        }
        if skip > 0 {
            skip -= 1;
        } else {
            out.push(char::REPLACEMENT_CHARACTER);
            if let Some([0xed, 0xa0..=0xbf, 0x80..=0xbf]) = bytes.get(at..at + 3) {
                skip = 2;
            }
        }
        at += chunk.invalid().len();
    }
    out.into()
}

/// The length of a text in UTF-16 code units.
pub(super) fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// A number for a table: no archive has so many bytes that it does not fit.
pub(super) fn index(number: usize) -> Result<u32, Fault> {
    u32::try_from(number).map_err(|_| Fault { position: 0, reason: "too large" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_text_keeps_its_length() {
        assert_eq!(&*text(b"Th\xffs"), "Th\u{fffd}s");
        assert_eq!(&*text(b"a\xed\xa0\xbdb"), "a\u{fffd}b");
        assert_eq!(&*text(b"\xed\xa0\xbd\xed\xb8\x80"), "\u{fffd}\u{fffd}");
        assert_eq!(&*text(b"\xed\xa0"), "\u{fffd}\u{fffd}");
        assert_eq!(units(&text("a\u{1f600}".as_bytes())), 3);
    }
}
