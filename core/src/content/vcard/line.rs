//! From text to properties: lines, folding, soft line breaks, names and parameters.

use std::iter::Peekable;

use super::encoding::{self, Encoding};

/// Parameters beyond this many are not looked at: a line of nothing but `;` would become a list
/// that needs many times its memory.
const MOST_PARAMETERS: usize = 64;

/// One property: `item1.TEL;TYPE=CELL,VOICE:+15551230001`.
#[derive(Debug)]
pub(super) struct Property {
    /// The name in upper case, without its group.
    pub(super) name: String,
    /// Names and values, both in upper case. A bare value (vCard 2.1) counts as a `TYPE`.
    parameters: Vec<(String, String)>,
    value: String,
}

impl Property {
    /// Takes a whole line apart. `None` if it is no property.
    fn of_line(line: &str) -> Option<Self> {
        // A quote that never ends is no quote.
        let colon = head_end(line).or_else(|| line.find(':'))?;
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let mut parts = split_unquoted(head, ';');
        let name = parts.next()?;
        let name = name.rsplit_once('.').map_or(name, |(_group, name)| name).trim();
        let parameters = parts
            .flat_map(|part| {
                let (name, values) = part.split_once('=').unwrap_or(("TYPE", part));
                // `TYPE="work,voice"` is a list too, in practice.
                values.split(',').map(move |value| (name.trim(), value))
            })
            .map(|(name, value)| {
                let value = value.trim_matches(|c: char| c == '"' || c.is_whitespace());
                (name.to_ascii_uppercase(), value.to_ascii_uppercase())
            })
            .take(MOST_PARAMETERS)
            .collect();
        Some(Self { name: name.to_ascii_uppercase(), parameters, value: value.to_owned() })
    }

    /// The values of a parameter, in upper case.
    pub(super) fn parameter<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.parameters.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether one of the types is this one, given in upper case.
    pub(super) fn is_type(&self, wanted: &str) -> bool {
        self.parameter("TYPE").any(|value| value == wanted)
    }

    /// How the value is packed.
    pub(super) fn encoding(&self) -> Encoding {
        let is = |wanted| self.parameter("ENCODING").any(|value| value == wanted);
        if is("QUOTED-PRINTABLE") || self.is_type("QUOTED-PRINTABLE") {
            Encoding::QuotedPrintable
        } else if is("B") || is("BASE64") || self.is_type("BASE64") {
            Encoding::Base64
        } else {
            Encoding::Plain
        }
    }

    /// The value as it stands in the line.
    pub(super) fn value(&self) -> &str {
        &self.value
    }

    /// The value as text, unpacked and without escapes. `None` if it cannot be understood.
    pub(super) fn text(&self) -> Option<String> {
        self.unpack(&self.value)
    }

    /// The parts of a structured value. A part that cannot be understood is empty.
    pub(super) fn components(&self) -> impl Iterator<Item = String> {
        // Before unpacking: a `;` that quoted-printable hides belongs to its part.
        encoding::split_unescaped(&self.value, ';')
            .map(|part| self.unpack(part).unwrap_or_default().trim().to_owned())
    }

    fn unpack(&self, value: &str) -> Option<String> {
        let charset = self.parameter("CHARSET").next();
        let text = match self.encoding() {
            Encoding::Plain => return Some(encoding::unescape(value)),
            Encoding::QuotedPrintable => {
                encoding::text_of(encoding::quoted_printable(value), charset)
            }
            Encoding::Base64 => encoding::text_of(encoding::base64(value)?, charset),
        };
        text.map(|text| encoding::unescape(&text))
    }
}

/// Whether a text begins with the opening line.
pub(super) fn is_card(text: &str) -> bool {
    PhysicalLines { rest: Some(card(text)) }.next().is_some_and(|line| is_mark(line, "BEGIN"))
}

fn card(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_start()
}

/// The properties of the first card in a text, without those of cards within it. Nothing if the
/// text does not begin with the opening line.
pub(super) fn properties(text: &str) -> impl Iterator<Item = Property> {
    let mut lines = Lines::new(card(text)).skip(1);
    let mut depth = usize::from(is_card(text));
    std::iter::from_fn(move || {
        while depth > 0 {
            let line = lines.next()?;
            if is_mark(&line, "BEGIN") {
                depth += 1;
            } else if is_mark(&line, "END") {
                depth -= 1;
            } else if depth == 1
                && let Some(property) = Property::of_line(&line)
            {
                return Some(property);
            }
        }
        None
    })
}

/// Whether a line is `BEGIN:VCARD` or `END:VCARD`.
fn is_mark(line: &str, mark: &str) -> bool {
    line.split_once(':').is_some_and(|(name, value)| {
        name.trim().eq_ignore_ascii_case(mark) && value.trim().eq_ignore_ascii_case("VCARD")
    })
}

/// Lines ended by CRLF, LF or CR.
struct PhysicalLines<'a> {
    rest: Option<&'a str>,
}

impl<'a> Iterator for PhysicalLines<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let Some(end) = rest.find(['\r', '\n']) else {
            self.rest = None;
            return Some(rest);
        };
        let (line, tail) = rest.split_at(end);
        self.rest = Some(tail.strip_prefix("\r\n").unwrap_or(&tail[1..]));
        Some(line)
    }
}

/// Whole lines: folded ones and soft line breaks are joined, empty ones left out.
struct Lines<'a> {
    physical: Peekable<PhysicalLines<'a>>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { physical: PhysicalLines { rest: Some(text) }.peekable() }
    }
}

impl Iterator for Lines<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let mut last = self.physical.find(|line| !line.trim().is_empty())?;
        let mut line = last.to_owned();
        let mut head = Head::default();
        while let Some(&next) = self.physical.peek() {
            let encoding = head.encoding(&line);
            if encoding == Some(Encoding::QuotedPrintable)
                && let Some(joined) = last.trim_end().strip_suffix('=')
            {
                // Some writers end the last line with a soft break too.
                if is_mark(next, "END") {
                    break;
                }
                line.truncate(line.len() - (last.len() - joined.len()));
                line.push_str(next);
                last = next;
                self.physical.next();
                if next.trim().is_empty() {
                    break;
                }
                continue;
            }
            if let Some(folded) = next.strip_prefix([' ', '\t']) {
                line.push_str(folded);
                last = folded;
            } else if encoding == Some(Encoding::Base64)
                && !next.contains(':')
                && !next.trim().is_empty()
            {
                // vCard 2.1 in the wild: base64 goes on without the space.
                line.push_str(next);
                last = next;
            } else {
                break;
            }
            self.physical.next();
        }
        Some(line)
    }
}

/// Looks for the end of a growing line's head, each byte once: a hostile text may fold its head
/// over a million lines.
#[derive(Default)]
struct Head {
    scanned: usize,
    quoted: bool,
    encoding: Option<Encoding>,
}

impl Head {
    /// The encoding that the head tells; `None` while the head goes on.
    fn encoding(&mut self, line: &str) -> Option<Encoding> {
        if self.encoding.is_none() {
            let end = scan_head(&line[self.scanned..], &mut self.quoted);
            if let Some(end) = end {
                let head = &line[..=self.scanned + end];
                self.encoding = Property::of_line(head).map(|property| property.encoding());
            }
            self.scanned = line.len();
        }
        self.encoding
    }
}

/// The place of the colon that ends the name and its parameters.
fn head_end(line: &str) -> Option<usize> {
    scan_head(line, &mut false)
}

fn scan_head(text: &str, quoted: &mut bool) -> Option<usize> {
    text.bytes().position(|byte| {
        *quoted ^= byte == b'"';
        byte == b':' && !*quoted
    })
}

/// The parts between separators outside quotes.
fn split_unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        Lines::new(text).collect()
    }

    #[test]
    fn lines_end_in_any_way_and_fold_by_space_or_tab() {
        assert_eq!(lines("A:1\r\nB:2\nC:3\rD:4\r\n\r\nE:5"), ["A:1", "B:2", "C:3", "D:4", "E:5"]);
        assert_eq!(lines("NOTE:a\r\n b\n\tc\r  d\r\nFN:x"), ["NOTE:abc d", "FN:x"]);
    }

    #[test]
    fn soft_line_breaks_join_only_quoted_printable() {
        let text = "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\nb =\r\n c\r\nTEL:1=\r\nFN:x";
        assert_eq!(lines(text), ["NOTE;ENCODING=QUOTED-PRINTABLE:ab  c", "TEL:1=", "FN:x"]);
        let open = "NOTE;QUOTED-PRINTABLE:a=\nEND:VCARD";
        assert_eq!(lines(open), ["NOTE;QUOTED-PRINTABLE:a=", "END:VCARD"]);
        let empty = "NOTE;QUOTED-PRINTABLE:a=\n\nFN:x";
        assert_eq!(lines(empty), ["NOTE;QUOTED-PRINTABLE:a", "FN:x"]);
    }

    #[test]
    fn a_folded_head_still_tells_the_encoding() {
        let text = "NOTE;ENCODING=QUOTED-\r\n PRINTABLE:a=\r\nb";
        assert_eq!(lines(text), ["NOTE;ENCODING=QUOTED-PRINTABLE:ab"]);
    }

    #[test]
    fn base64_may_go_on_without_a_space() {
        let text = "PHOTO;JPEG;ENCODING=BASE64:\r\nAAAA\r\nBBBB\r\n\r\nFN:x";
        assert_eq!(lines(text), ["PHOTO;JPEG;ENCODING=BASE64:AAAABBBB", "FN:x"]);
    }

    #[test]
    fn names_and_parameters_are_taken_apart() {
        let property = Property::of_line("item1.tel;type=\"cell,voice\";Pref;LABEL=\"a:b;c\":+1:2")
            .expect("a property");
        assert_eq!(property.name, "TEL");
        assert_eq!(property.value(), "+1:2");
        assert!(property.is_type("CELL") && property.is_type("VOICE") && property.is_type("PREF"));
        assert_eq!(property.parameter("LABEL").collect::<Vec<_>>(), ["A:B;C"]);
    }

    #[test]
    fn an_open_quote_is_no_quote() {
        let property = Property::of_line("TEL;TYPE=\"cell:+1").expect("a property");
        assert_eq!(property.value(), "+1");
        assert!(Property::of_line("no colon").is_none());
    }

    #[test]
    fn the_opening_line_may_be_written_in_any_way() {
        for text in ["BEGIN:VCARD", "\u{feff}begin:vcard\rFN:a", "\r\n\nBegin:VCard \n"] {
            assert!(is_card(text), "{text:?}");
        }
        for text in ["", "BEGIN:VCALENDAR", "BEGIN:VCARDS", "FN:a\nBEGIN:VCARD", "BEGIN"] {
            assert!(!is_card(text), "{text:?}");
        }
    }

    #[test]
    fn only_the_first_card_counts_without_cards_within() {
        let text = "BEGIN:VCARD\nFN:a\nAGENT:\nbegin:vcard\nFN:b\nend:vcard\nNOTE:c\nEND:VCARD\n\
                    BEGIN:VCARD\nFN:d\nEND:VCARD";
        let names: Vec<_> = properties(text).map(|p| (p.name.clone(), p.value)).collect();
        let expected = [("FN", "a"), ("AGENT", ""), ("NOTE", "c")];
        assert_eq!(names, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(properties("FN:a\nBEGIN:VCARD\nFN:b").count(), 0);
    }
}
