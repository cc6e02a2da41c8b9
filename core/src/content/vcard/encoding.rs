//! How a value is packed: backslash escapes, quoted-printable, base64.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Address books leave the padding away, or bits set in the last group.
const LENIENT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The encoding of a property's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// As it stands.
    Plain,
    /// Quoted-printable, vCard 2.1.
    QuotedPrintable,
    /// `b` in vCard 3.0, `BASE64` in 2.1.
    Base64,
}

/// Escapes a text value as RFC 2426 section 5 says. What a reader might take for the end of the
/// line becomes `\n`; other control characters, which no vCard may hold, are left out.
pub(super) fn escape(text: &str) -> String {
    escape_chars(text, true)
}

/// Escapes a value that is no text (a URL): only what would break the line or the escapes.
pub(super) fn escape_uri(text: &str) -> String {
    escape_chars(text, false)
}

fn escape_chars(text: &str, separators: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                out.push_str("\\n");
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            '\\' => out.push_str("\\\\"),
            ';' | ',' if separators => {
                out.push('\\');
                out.push(c);
            }
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The text behind the escapes, with `\n` as the only line ending. A backslash before anything
/// else stands for itself: vCard 2.1 does not escape it.
pub(super) fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n' | 'N')) => {
                chars.next();
                out.push('\n');
            }
            ('\\', Some(&escaped @ ('\\' | ';' | ',' | ':'))) => {
                chars.next();
                out.push(escaped);
            }
            ('\r', Some('\n')) => {}
            ('\r', _) => out.push('\n'),
            _ => out.push(c),
        }
    }
    out
}

/// The parts between separators that no backslash precedes.
pub(super) fn split_unescaped(value: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    value.split(move |c| {
        let was_escaped = escaped;
        escaped = c == '\\' && !was_escaped;
        c == separator && !was_escaped
    })
}

/// Decodes quoted-printable. An `=` without two hexadecimal digits stands for itself.
pub(super) fn quoted_printable(value: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first == b'='
            && let [high, low, after @ ..] = tail
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            out.push(high << 4 | low);
            rest = after;
        } else {
            out.push(first);
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Decodes base64, white space within and padding left away included. `None` if it is none.
pub(super) fn base64(value: &str) -> Option<Vec<u8>> {
    let packed: Vec<u8> = value.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    LENIENT_BASE64.decode(packed).ok()
}

/// Bytes as text. UTF-8 whatever the label says, for labels are often wrong; else Latin-1 if the
/// label is that or missing. `None` for other character sets.
pub(super) fn text_of(bytes: Vec<u8>, charset: Option<&str>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => match charset.map(str::to_ascii_uppercase).as_deref() {
            None | Some("ISO-8859-1" | "LATIN1" | "WINDOWS-1252" | "US-ASCII") => {
                Some(error.as_bytes().iter().copied().map(char::from).collect())
            }
            Some(_) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_no_line_break_gets_through() {
        assert_eq!(escape("a;b,c\\d:e"), "a\\;b\\,c\\\\d:e");
        assert_eq!(escape("a\r\nb\rc\nd\u{2028}e\u{85}f"), "a\\nb\\nc\\nd\\ne\\nf");
        assert_eq!(escape("a\0b\u{1b}c\td"), "abc\td");
        assert_eq!(
            escape_uri("https://a.example/?b=1,2;3\nX:y"),
            "https://a.example/?b=1,2;3\\nX:y"
        );
    }

    #[test]
    fn unknown_escapes_stand_for_themselves() {
        assert_eq!(unescape(r"a\;b\,c\\d\ne\Nf\:g"), "a;b,c\\d\ne\nf:g");
        assert_eq!(unescape(r"C:\temp\"), r"C:\temp\");
        assert_eq!(unescape("a\r\nb\rc"), "a\nb\nc");
    }

    #[test]
    fn a_separator_counts_only_unescaped() {
        let parts: Vec<_> = split_unescaped(r"a\;b;c\\;d;;", ';').collect();
        assert_eq!(parts, [r"a\;b", r"c\\", "d", "", ""]);
    }

    #[test]
    fn broken_quoted_printable_stands_for_itself() {
        assert_eq!(quoted_printable("=C3=abx=3"), b"\xc3\xabx=3");
        assert_eq!(quoted_printable("a=zz=4"), b"a=zz=4");
        assert_eq!(quoted_printable("="), b"=");
    }

    #[test]
    fn character_sets_other_than_latin_are_not_guessed() {
        assert_eq!(text_of(b"Zo\xeb".to_vec(), None).as_deref(), Some("Zo\u{eb}"));
        assert_eq!(text_of(b"Zo\xeb".to_vec(), Some("iso-8859-1")).as_deref(), Some("Zo\u{eb}"));
        assert_eq!(text_of("Zo\u{eb}".into(), Some("SHIFT_JIS")).as_deref(), Some("Zo\u{eb}"));
        assert_eq!(text_of(b"\x83\x65".to_vec(), Some("SHIFT_JIS")), None);
    }

    #[test]
    fn base64_is_read_with_white_space_and_without_padding() {
        assert_eq!(base64("aGVs\r\n bG8"), Some(b"hello".to_vec()));
        assert_eq!(base64("aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(base64("https://a.example/"), None);
    }
}
