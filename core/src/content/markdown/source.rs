//! What is done to the source before it is parsed, and undone afterwards.
//!
//! Two things must not be interpreted by the parser: named character references, which are shown
//! as written, and `*`, `_`, `~` and the backslash within a bare address. The characters that would
//! start them are replaced by stand-ins that the source does not contain.

use std::borrow::Cow;

use super::autolink;

/// A source ready for the parser.
pub(super) struct Prepared {
    /// The text to parse. Lines end with a line feed alone.
    pub(super) text: String,
    stand_ins: Option<StandIns>,
}

/// Characters that the source does not contain.
struct StandIns {
    /// For the `&` of a character reference. Punctuation like the original, since that decides
    /// whether a neighbouring delimiter opens or closes.
    ampersand: char,
    /// For [`DELIMITERS`], in their order.
    delimiters: [char; DELIMITERS.len()],
}

const DELIMITERS: [char; 4] = ['*', '_', '~', '\\'];

/// Rare punctuation (Supplemental Punctuation, Old Hungarian and the like come last in a block).
const PUNCTUATION: [std::ops::RangeInclusive<char>; 2] =
    ['\u{2E3A}'..='\u{2E4F}', '\u{2E00}'..='\u{2E2E}'];
const PRIVATE_USE: std::ops::RangeInclusive<char> = '\u{E000}'..='\u{F8FF}';

impl StandIns {
    /// None if the source contains all candidates. It is then parsed as it is.
    fn choose(source: &str) -> Option<Self> {
        let ampersand = PUNCTUATION.into_iter().flatten().find(|c| !source.contains(*c))?;
        let mut free = PRIVATE_USE.filter(|c| !source.contains(*c));
        Some(Self {
            ampersand,
            delimiters: [free.next()?, free.next()?, free.next()?, free.next()?],
        })
    }

    fn original(&self, c: char) -> Option<char> {
        if c == self.ampersand {
            return Some('&');
        }
        let index = self.delimiters.iter().position(|d| *d == c)?;
        Some(DELIMITERS[index])
    }
}

impl Prepared {
    pub(super) fn new(source: &str) -> Self {
        let source = unix_lines(source);
        let Some(stand_ins) = StandIns::choose(&source) else {
            return Self { text: source.into_owned(), stand_ins: None };
        };

        let mut text = String::with_capacity(source.len());
        let mut rest: &str = &source;
        let mut before = None;
        while let Some(c) = rest.chars().next() {
            let mut taken = c.len_utf8();
            if c == '\\' && rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) {
                // An escaped character starts nothing.
                taken = 2;
                text.push_str(&rest[..taken]);
            } else if is_reference(rest) {
                text.push(stand_ins.ampersand);
            } else if let Some(length) = autolink::url_in_source(rest, before) {
                taken = length;
                for (at, c) in rest[..length].char_indices() {
                    // A style begun right before the address may end within it.
                    let delimiter = DELIMITERS.iter().position(|d| *d == c && before != Some(c));
                    match delimiter {
                        Some(index) => text.push(stand_ins.delimiters[index]),
                        None if is_reference(&rest[at..]) => text.push(stand_ins.ampersand),
                        None => text.push(c),
                    }
                }
            } else {
                text.push(c);
            }
            before = rest[..taken].chars().next_back();
            rest = &rest[taken..];
        }
        Self { text, stand_ins: Some(stand_ins) }
    }

    /// The original of a part that shows character references as written: code, addresses, HTML.
    pub(super) fn literal<'t>(&self, part: &'t str) -> Cow<'t, str> {
        match &self.stand_ins {
            Some(stand_ins) if part.contains(|c| stand_ins.original(c).is_some()) => {
                part.chars().map(|c| stand_ins.original(c).unwrap_or(c)).collect()
            }
            _ => Cow::Borrowed(part),
        }
    }

    /// The original of running text, where numeric character references are characters.
    pub(super) fn text<'t>(&self, part: &'t str) -> Cow<'t, str> {
        let Some(stand_ins) = &self.stand_ins else {
            return Cow::Borrowed(part);
        };
        if !part.contains(stand_ins.ampersand) {
            return self.literal(part);
        }
        let mut out = String::with_capacity(part.len());
        let mut rest = part;
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            match numeric_reference(after) {
                Some((character, length)) if c == stand_ins.ampersand => {
                    // A decoded ampersand could be read as the start of another reference.
                    match character {
                        '&' => out.push_str("&amp;"),
                        other => out.push(other),
                    }
                    rest = &after[length..];
                }
                _ => {
                    out.push(stand_ins.original(c).unwrap_or(c));
                    rest = after;
                }
            }
        }
        Cow::Owned(out)
    }
}

fn unix_lines(source: &str) -> Cow<'_, str> {
    if source.contains('\r') {
        Cow::Owned(source.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(source)
    }
}

/// Whether the text begins with something that looks like a character reference.
fn is_reference(text: &str) -> bool {
    let Some(body) = text.strip_prefix('&') else {
        return false;
    };
    let name = body.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    numeric_reference(body).is_some() || (name.len() < body.len() && name.starts_with(';'))
}

/// The character of `#65;` or `#x41;`, and the length of that.
fn numeric_reference(body: &str) -> Option<(char, usize)> {
    let digits = body.strip_prefix('#')?;
    let (digits, radix, most) = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 6),
        None => (digits, 10, 7),
    };
    let count = digits.find(|c: char| !c.is_digit(radix))?;
    if count == 0 || count > most || !digits[count..].starts_with(';') {
        return None;
    }
    let code = u32::from_str_radix(&digits[..count], radix).ok()?;
    let character = match code {
        0 => char::REPLACEMENT_CHARACTER,
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((character, body.len() - digits.len() + count + 1))
}
