//! The archives of `NSArchiver`, in which Messages keeps the text of a message with its attributes.
//!
//! Written from the observed format alone. Input is hostile: nothing is allocated for a length that
//! the archive does not have, objects and types have a depth of at most 64, and the time is linear.

mod archive;
mod header;
mod objects;
mod plain;
mod reader;
mod types;
mod value;

use std::sync::Arc;

use archive::Parser;
use header::header;
use reader::Reader;
use value::{Object, RawRun, Value};

/// The largest archive that is read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// An archive that cannot be read. Never holds a text of the message in its words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed typedstream at byte {position}: {reason}")]
pub struct DecodeError {
    /// The byte at which reading stopped.
    pub position: usize,
    /// What is wrong there.
    pub reason: &'static str,
    /// The text that was read completely before the fault: better than none, but to be marked.
    pub salvaged: Option<Salvaged>,
}

/// A text saved from a broken archive. Its debug form does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Salvaged(pub Arc<str>);

impl std::fmt::Debug for Salvaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Salvaged({} bytes)", self.0.len())
    }
}

/// An archive that was read completely.
pub struct Archive {
    objects: Vec<Option<Object>>,
    lists: Vec<Box<[Value]>>,
    root: u32,
}

/// Reads an archive.
///
/// # Errors
///
/// [`DecodeError`] if it is larger than [`MAX_BYTES`] or not exactly one sound archive.
pub fn decode(data: &[u8]) -> Result<Archive, DecodeError> {
    let failed = |fault: reader::Fault, salvaged| DecodeError {
        position: fault.position,
        reason: fault.reason,
        salvaged,
    };
    let mut reader = Reader::new(data);
    if data.len() > MAX_BYTES {
        return Err(failed(reader.fault("larger than 16 MiB"), None));
    }
    let wrong = header(&mut reader).map_err(|fault| failed(fault, None))?;
    let mut parser = Parser::new(reader);
    let fault = match (parser.root(), wrong) {
        (Ok(root), None) => {
            let (objects, lists) = parser.into_tables();
            let archive = Archive { objects, lists, root };
            return match archive.object(root) {
                Some(Object::Unknown { .. }) => {
                    let fault =
                        reader::Fault { position: 0, reason: "the root is of no known class" };
                    Err(failed(fault, None))
                }
                _ => Ok(archive),
            };
        }
        (_, Some(wrong)) => wrong,
        (Err(fault), None) => fault,
    };
    let first = parser.first_text.map(Value::Object);
    let salvaged = first.and_then(|text| parser.text_of(&text).map(|(text, _)| text.clone()));
    Err(failed(fault, salvaged.map(Salvaged)))
}

impl Archive {
    /// The text of the root: of an attributed string, or the string itself.
    pub fn text(&self) -> Option<Arc<str>> {
        match self.object(self.root)? {
            Object::Attributed { text, .. } | Object::Text { text, .. } => Some(text.clone()),
            _ => None,
        }
    }

    /// The attributed string that the root is, with its runs.
    pub(crate) fn attributed(&self) -> Option<Attributed<'_>> {
        match self.object(self.root)? {
            Object::Attributed { text, runs } => Some(Attributed { archive: self, text, runs }),
            _ => None,
        }
    }

    fn object(&self, number: u32) -> Option<&Object> {
        self.objects.get(number as usize)?.as_ref()
    }
}

/// An attributed string of an archive.
pub(crate) struct Attributed<'a> {
    archive: &'a Archive,
    pub(crate) text: &'a Arc<str>,
    runs: &'a [RawRun],
}

impl<'a> Attributed<'a> {
    /// The runs: length in UTF-16 code units, and the number of their attributes.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (usize, u32)> {
        self.runs.iter().map(|run| (run.length as usize, run.attributes))
    }

    /// The attributes with this number, by their names.
    pub(crate) fn attributes(&self, number: u32) -> impl Iterator<Item = (&'a str, Attribute<'a>)> {
        self.archive.pairs(number)
    }
}

/// The value of an attribute, as far as messages use it.
#[derive(Debug)]
pub(crate) enum Attribute<'a> {
    Integer(i64),
    Real(f64),
    Text(&'a Arc<str>),
    /// The text of a link, without its base.
    Url(&'a Arc<str>),
    /// The texts of a dictionary by their names.
    Texts(Vec<(&'a str, &'a Arc<str>)>),
    Other,
}

/// How many entries of a dictionary inside an attribute are looked at.
const MAX_TEXTS: usize = 16;

impl Archive {
    /// The entries of a dictionary whose keys are texts.
    fn pairs(&self, number: u32) -> impl Iterator<Item = (&str, Attribute<'_>)> {
        let pairs = match self.object(number) {
            Some(Object::Dictionary(pairs)) => &pairs[..],
            _ => &[],
        };
        pairs.iter().filter_map(|(key, value)| Some((&**self.text_of(key)?, self.attribute(value))))
    }

    fn text_of(&self, value: &Value) -> Option<&Arc<str>> {
        let Value::Object(number) = value else { return None };
        match self.object(*number)? {
            Object::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    fn attribute(&self, value: &Value) -> Attribute<'_> {
        let Value::Object(number) = value else { return Attribute::Other };
        match self.object(*number) {
            Some(Object::Text { text, .. }) => Attribute::Text(text),
            Some(Object::Url { url, .. }) => Attribute::Url(url),
            Some(Object::Number(Value::Int(number))) => Attribute::Integer(*number),
            Some(Object::Number(Value::Unsigned(number))) => {
                i64::try_from(*number).map_or(Attribute::Real(*number as f64), Attribute::Integer)
            }
            Some(Object::Number(Value::Real(number))) => Attribute::Real(*number),
            Some(Object::Dictionary(pairs)) => Attribute::Texts(
                pairs
                    .iter()
                    .take(MAX_TEXTS)
                    .filter_map(|(key, value)| Some((&**self.text_of(key)?, self.text_of(value)?)))
                    .collect(),
            ),
            _ => Attribute::Other,
        }
    }
}
