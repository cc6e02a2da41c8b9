//! What is done to the source before it is parsed, and undone afterwards.
//!
//! Named character references are shown as written, and `*`, `_`, `~` and the backslash within a bare
//! address are part of it. So the characters that the parser would act on are replaced by stand-ins
//! that the source does not contain. A single tilde gets such a character beside it within a word,
//! where the parser would not let it begin or end strikethrough, as GitHub does.

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
    /// For nothing, but punctuation: puts a word's edge where a tilde stands within a word.
    edge: char,
    /// For [`DELIMITERS`], in their order.
    delimiters: [char; DELIMITERS.len()],
}

const DELIMITERS: [char; 4] = ['*', '_', '~', '\\'];

/// Rare punctuation, from the block Supplemental Punctuation.
const PUNCTUATION: [std::ops::RangeInclusive<char>; 2] =
    ['\u{2E3A}'..='\u{2E4F}', '\u{2E00}'..='\u{2E2E}'];
const PRIVATE_USE: std::ops::RangeInclusive<char> = '\u{E000}'..='\u{F8FF}';

impl StandIns {
    /// None if the source contains all candidates. It is then parsed as it is.
    fn choose(source: &str) -> Option<Self> {
        let mut punctuation = PUNCTUATION.into_iter().flatten().filter(|c| !source.contains(*c));
        let mut free = PRIVATE_USE.filter(|c| !source.contains(*c));
        Some(Self {
            ampersand: punctuation.next()?,
            edge: punctuation.next()?,
            delimiters: [free.next()?, free.next()?, free.next()?, free.next()?],
        })
    }

    fn contains(&self, c: char) -> bool {
        c == self.ampersand || c == self.edge || self.delimiters.contains(&c)
    }

    /// What a character stands for. None for an edge.
    fn original(&self, c: char) -> Option<char> {
        if c == self.ampersand {
            return Some('&');
        }
        if c == self.edge {
            return None;
        }
        match self.delimiters.iter().position(|d| *d == c) {
            Some(index) => Some(DELIMITERS[index]),
            None => Some(c),
        }
    }

    fn of_delimiter(&self, c: char) -> Option<char> {
        let index = DELIMITERS.iter().position(|d| *d == c)?;
        Some(self.delimiters[index])
    }

    /// A tilde with the edges that it needs to begin or end a style within a word.
    fn push_tilde(&self, text: &mut String, before: Option<char>, after: Option<char>) {
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if in_word(before) && is_flanked(before, after) {
            text.push(self.edge);
        }
        text.push('~');
        if in_word(after) && is_flanked(after, before) {
            text.push(self.edge);
        }
    }
}

/// Whether delimiters between these characters may begin a style (or end one, with the two
/// exchanged).
fn is_flanked(outside: Option<char>, inside: Option<char>) -> bool {
    let Some(inside) = inside.filter(|c| !c.is_whitespace()) else {
        return false;
    };
    !is_punctuation(inside) || outside.is_none_or(|c| c.is_whitespace() || is_punctuation(c))
}

/// The punctuation that is common in running text.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{A1}'..='\u{BF}' | '\u{2010}'..='\u{205E}' | '\u{3001}'..='\u{301F}' | '\u{FF01}'..='\u{FF0F}')
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
                    let stand_in = stand_ins.of_delimiter(c).filter(|_| before != Some(c));
                    text.push(match stand_in {
                        Some(stand_in) => stand_in,
                        None if is_reference(&rest[at..]) => stand_ins.ampersand,
                        None => c,
                    });
                }
            } else if c == '~' && before != Some('~') && !rest[1..].starts_with('~') {
                stand_ins.push_tilde(&mut text, before, rest[1..].chars().next());
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
            Some(stand_ins) if part.contains(|c| stand_ins.contains(c)) => {
                part.chars().filter_map(|c| stand_ins.original(c)).collect()
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
                    out.extend(stand_ins.original(c));
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
