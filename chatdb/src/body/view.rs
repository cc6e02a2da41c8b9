//! From runs with attributes to parts, mentions, links, styles and effects.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::{Body, Effect, Link, Mention, OneTimeCode, Part, PartContent, Style};
use crate::typedstream::{Attribute, Attributed};

/// Apple's numbers of effects on text.
const EFFECTS: [(i64, &str); 8] = [
    (4, "ripple"),
    (5, "big"),
    (6, "bloom"),
    (8, "nod"),
    (9, "shake"),
    (10, "jitter"),
    (11, "small"),
    (12, "explode"),
];

/// The attributes of a run that mean something here.
#[derive(Default)]
struct Meaning {
    part: Option<i64>,
    transfer: Option<Arc<str>>,
    transcription: Option<Arc<str>>,
    mention: Option<Arc<str>>,
    link: Option<Arc<str>>,
    code: Option<Arc<str>>,
    effect: Option<i64>,
    styles: Vec<&'static str>,
}

/// The body that an attributed string describes.
pub(super) fn body(attributed: &Attributed<'_>) -> Body {
    let mut body = Body { text: attributed.text.clone(), ..Body::default() };
    let mut cut = Cut { rest: attributed.text, half: false };
    // Attributes that many runs share are looked at once.
    let mut known: HashMap<u32, Rc<Meaning>> = HashMap::new();
    let (mut start, mut index) = (0, 0);
    for (length, number) in attributed.runs() {
        let meaning = known.entry(number).or_insert_with(|| Rc::new(meaning(attributed, number)));
        index = meaning.part.unwrap_or(index);
        add(&mut body, meaning, index, start, length, cut.next(length));
        start += length;
    }
    body.utf16_length = start;
    body
}

fn add(body: &mut Body, meaning: &Meaning, index: i64, start: usize, length: usize, text: String) {
    if let Some(handle) = meaning.mention.clone() {
        body.mentions.push(Mention { start, length, text: text.clone(), handle });
    }
    if let Some(url) = meaning.link.clone() {
        body.links.push(Link { start, length, url });
    }
    if !meaning.styles.is_empty() {
        body.styles.push(Style { start, length, names: meaning.styles.clone() });
    }
    if let Some(id) = meaning.effect {
        let name =
            EFFECTS.iter().find(|(number, _)| *number == id).map_or("unknown", |(_, name)| name);
        body.effects.push(Effect { start, length, id, name });
    }
    if let Some(code) = meaning.code.clone() {
        body.codes.push(OneTimeCode { start, length, code });
    }
    if let Some(transfer_guid) = meaning.transfer.clone() {
        let transcription = meaning.transcription.clone();
        let content = PartContent::Attachment { transfer_guid, transcription };
        body.parts.push(Part { index, content, start, length });
        return;
    }
    match body.parts.last_mut() {
        Some(Part {
            index: same,
            content: PartContent::Text { text: before },
            length: so_far,
            ..
        }) if *same == index => {
            before.push_str(&text);
            *so_far += length;
        }
        _ => {
            body.parts.push(Part { index, content: PartContent::Text { text }, start, length });
        }
    }
}

fn meaning(attributed: &Attributed<'_>, number: u32) -> Meaning {
    let mut meaning = Meaning::default();
    for (name, value) in attributed.attributes(number) {
        let text = match &value {
            Attribute::Text(text) => Some(Arc::clone(text)),
            _ => None,
        };
        match (name, value) {
            ("__kIMMessagePartAttributeName", Attribute::Integer(part)) => {
                meaning.part = Some(part)
            }
            ("__kIMFileTransferGUIDAttributeName", _) => meaning.transfer = text,
            ("IMAudioTranscription", _) => meaning.transcription = text,
            ("__kIMMentionConfirmedMention", _) => meaning.mention = text,
            ("__kIMLinkAttributeName", Attribute::Url(url) | Attribute::Text(url)) => {
                meaning.link = Some(Arc::clone(url));
            }
            ("__kIMTextEffectAttributeName", Attribute::Integer(id)) => meaning.effect = Some(id),
            ("__kIMOneTimeCodeAttributeName", Attribute::Texts(texts)) => {
                meaning.code = texts
                    .iter()
                    .find(|(name, _)| *name == "code")
                    .map(|(_, code)| Arc::clone(code));
            }
            (_, value) => {
                if let Some(style) = style(name).filter(|_| is_on(&value)) {
                    meaning.styles.push(style);
                }
            }
        }
    }
    meaning.styles.sort_unstable();
    meaning.styles.dedup();
    meaning
}

fn style(name: &str) -> Option<&'static str> {
    Some(match name {
        "__kIMTextBoldAttributeName" => "bold",
        "__kIMTextItalicAttributeName" => "italic",
        "__kIMTextStrikethroughAttributeName" => "strikethrough",
        "__kIMTextUnderlineAttributeName" => "underline",
        _ => return None,
    })
}

fn is_on(value: &Attribute<'_>) -> bool {
    match value {
        Attribute::Integer(number) => *number != 0,
        Attribute::Real(number) => *number != 0.0,
        _ => false,
    }
}

/// Cuts a text into stretches of UTF-16 code units, from its beginning to its end.
struct Cut<'a> {
    rest: &'a str,
    /// Whether the second half of a surrogate pair stands before the rest.
    half: bool,
}

impl Cut<'_> {
    /// The next stretch. Half of a surrogate pair is U+FFFD.
    fn next(&mut self, units: usize) -> String {
        let mut left = units;
        let mut text = String::new();
        if self.half && left > 0 {
            text.push(char::REPLACEMENT_CHARACTER);
            self.half = false;
            left -= 1;
        }
        let mut end = 0;
        for character in self.rest.chars() {
            if left < character.len_utf16() {
                break;
            }
            left -= character.len_utf16();
            end += character.len_utf8();
        }
        let (stretch, rest) = self.rest.split_at(end);
        text.push_str(stretch);
        self.rest = rest;
        if left > 0
            && let Some(character) = rest.chars().next()
        {
            text.push(char::REPLACEMENT_CHARACTER);
            self.rest = &rest[character.len_utf8()..];
            self.half = true;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_code_units() {
        let mut cut = Cut { rest: "a\u{1f600}b\u{e9}", half: false };
        assert_eq!(cut.next(1), "a");
        assert_eq!(cut.next(1), "\u{fffd}");
        assert_eq!(cut.next(0), "");
        assert_eq!(cut.next(2), "\u{fffd}b");
        assert_eq!(cut.next(1), "\u{e9}");
        assert_eq!(cut.next(1), "");
    }
}
