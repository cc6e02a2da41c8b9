//! Addresses as they may stand in a log.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::sync::atomic::{AtomicU8, Ordering};

/// Set to `1`, addresses are not masked.
const SHOW: &str = "SPECTRUM_LOG_ADDRESSES";
/// Digits of a phone number, without a country code and in full.
const SHORTEST: usize = 7;
const LONGEST: usize = 15;
/// Digits without a plus that are taken for a number.
const BARE: usize = 10;
/// What stands for what is left out.
const DOTS: &str = "…";

const UNKNOWN: u8 = 0;
const HIDDEN: u8 = 1;
const SHOWN: u8 = 2;
static ADDRESSES: AtomicU8 = AtomicU8::new(UNKNOWN);

/// Whether phone numbers and e-mail addresses stand in full in log records, spans and metrics, for the
/// whole process; otherwise `SPECTRUM_LOG_ADDRESSES=1` says so.
pub fn show_addresses(show: bool) {
    ADDRESSES.store(if show { SHOWN } else { HIDDEN }, Ordering::Relaxed);
}

fn are_shown() -> bool {
    match ADDRESSES.load(Ordering::Relaxed) {
        UNKNOWN => {
            let show = std::env::var(SHOW).is_ok_and(|value| value == "1");
            show_addresses(show);
            show
        }
        known => known == SHOWN,
    }
}

/// A text with its phone numbers (`+1555…01`), its e-mail addresses (`j…@example.com`) and what looks
/// like a token masked, also inside of the ids of conversations. The same address always has the same
/// mask; a masked text stays as it is.
pub fn mask(text: &str) -> Cow<'_, str> {
    let text = each(Cow::Borrowed(text), text.contains('@'), email);
    let text = each(text, true, token);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    each(text, digits >= SHORTEST, phone)
}

/// As [`mask`]; addresses stay if the program wants to see them, tokens never.
pub(crate) fn for_log(text: &str) -> Cow<'_, str> {
    if are_shown() { each(Cow::Borrowed(text), true, token) } else { mask(text) }
}

/// Something as a log shows it.
pub(crate) struct Masked<T>(pub(crate) T);

impl<T: Display> Display for Masked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&for_log(&self.0.to_string()))
    }
}

/// A find: where it begins and ends, and what stands for it.
type Found = (usize, usize, String);

/// Replaces everything that `find` finds from a place on.
fn each(text: Cow<'_, str>, worth: bool, find: fn(&str, usize) -> Option<Found>) -> Cow<'_, str> {
    if !worth {
        return text;
    }
    let mut masked = String::new();
    let mut done = 0;
    let mut at = 0;
    while at < text.len() {
        match find(&text, at).filter(|(begin, _, _)| *begin >= done) {
            Some((begin, end, mask)) => {
                masked.push_str(&text[done..begin]);
                masked.push_str(&mask);
                done = end;
                at = end;
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    if done == 0 {
        return text;
    }
    masked.push_str(&text[done..]);
    Cow::Owned(masked)
}

/// The address around an `@` at this place.
fn email(text: &str, at: usize) -> Option<Found> {
    if text.as_bytes()[at] != b'@' {
        return None;
    }
    let local = |c: &char| c.is_alphanumeric() || "._%+-".contains(*c);
    let before: usize = text[..at].chars().rev().take_while(local).map(char::len_utf8).sum();
    let host = |c: &char| c.is_alphanumeric() || ".-".contains(*c);
    let after: usize = text[at + 1..].chars().take_while(host).map(char::len_utf8).sum();
    let domain = text[at + 1..at + 1 + after].trim_end_matches(['.', '-']);
    let name = &text[at - before..at];
    if !domain.contains('.') {
        return None;
    }
    let first = name.chars().next()?;
    Some((at - before, at + 1 + domain.len(), format!("{first}{DOTS}@{domain}")))
}

/// A header with a token, or a JSON web token.
fn token(text: &str, at: usize) -> Option<Found> {
    let rest = &text[at..];
    let part = |c: &char| c.is_ascii_alphanumeric() || "-_.~+/=".contains(*c);
    let length = |text: &str| text.chars().take_while(part).count();
    let bearer = rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("bearer "));
    if bearer && length(&rest[7..]) > 0 {
        return Some((at, at + 7 + length(&rest[7..]), format!("{}{DOTS}", &rest[..7])));
    }
    let inside = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
    let is_jwt = !inside && rest.starts_with("eyJ");
    is_jwt.then(|| (at, at + length(rest), DOTS.to_owned())).filter(|found| found.1 - at > 20)
}

/// A phone number that begins at this place.
fn phone(text: &str, at: usize) -> Option<Found> {
    let rest = &text[at..];
    let escaped = ["%2B", "%2b"].iter().any(|plus| text[..at].ends_with(plus));
    let plus = rest.starts_with('+') || escaped;
    if !escaped && inside_of_a_word(&text[..at]) {
        return None;
    }
    let bytes = rest.as_bytes();
    let start = usize::from(bytes[0] == b'+');
    let end = if plus {
        spaced_end(bytes, start)
    } else {
        let run = run_of_digits(bytes, 0);
        if run > 0 && run < BARE { national_end(bytes)? } else { run }
    };
    let digits: String = rest[start..end].chars().filter(char::is_ascii_digit).collect();
    let least = if plus { SHORTEST } else { BARE };
    if !(least..=LONGEST).contains(&digits.len()) || goes_on_as_a_word(&rest[end..], plus) {
        return None;
    }
    let shown = digits.len().saturating_sub(SHORTEST).min(4);
    let tail = &digits[digits.len() - 2..];
    let sign = &rest[..start];
    Some((at, at + end, format!("{sign}{}{DOTS}{tail}", &digits[..shown])))
}

/// Part of an id, such as a UUID, or of a number that has begun.
fn inside_of_a_word(before: &str) -> bool {
    let mut before = before.chars().rev();
    match before.next() {
        Some('-' | '.') => before.next().is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() || c == '+',
        None => false,
    }
}

fn goes_on_as_a_word(after: &str, plus: bool) -> bool {
    let mut after = after.chars();
    match after.next() {
        // Digits beyond the longest number: none.
        Some(c) if c.is_alphabetic() => !plus,
        Some('-') => !plus && after.next().is_some_and(char::is_alphanumeric),
        Some(c) => c.is_ascii_digit() && !plus,
        None => false,
    }
}

fn run_of_digits(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The end of an international number: digits, with blanks and the like between.
fn spaced_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    let mut digits = 0;
    let mut at = start;
    while at < bytes.len() {
        let run = run_of_digits(bytes, at);
        if run == 0 || digits + run > LONGEST {
            break;
        }
        digits += run;
        end = at + run;
        let between = bytes[end..].iter().take_while(|byte| b" -.()/".contains(byte)).count();
        let blank = bytes[end..end + between].contains(&b' ');
        if between == 0 || between > 2 || (blank && digits >= BARE) {
            break;
        }
        at = end + between;
    }
    // Digits without end are no number, but may begin with one.
    if end == start { start + run_of_digits(bytes, start).min(LONGEST) } else { end }
}

/// The end of `555-123-0001`, with `-`, `.` or a blank, or of `555) 123-0001`.
fn national_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    for (index, length) in [3, 3, 4].into_iter().enumerate() {
        if run_of_digits(bytes, at) != length {
            return None;
        }
        at += length;
        if index < 2 {
            let between = bytes[at..].iter().take_while(|byte| b" -.)".contains(byte)).count();
            if !(1..=2).contains(&between) {
                return None;
            }
            at += between;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_masked_wherever_they_stand() {
        for (text, masked) in [
            ("+15551230001", "+1555…01"),
            ("to +15551230001 failed", "to +1555…01 failed"),
            ("any;-;+15551230001", "any;-;+1555…01"),
            ("spaces/any%3B-%3B%2B15551230001/x", "spaces/any%3B-%3B%2B1555…01/x"),
            ("line=15551230001,", "line=1555…01,"),
            ("+49 170 1234567 and 3 more", "+4917…67 and 3 more"),
            ("+1 (555) 123-0001", "+1555…01"),
            ("(555) 123-0001", "(555…01"),
            ("call 555-123-0001.", "call 555…01."),
            ("+1234567", "+…67"),
            ("+155512300011555123000199", "+1555…55123000199"),
            ("any;-;jane.doe@example.com", "any;-;j…@example.com"),
            ("15551230001@icloud.com, b@c.de.", "1…@icloud.com, b…@c.de."),
            ("é@exämple.de", "é…@exämple.de"),
            ("authorization: bearer abc.def-1", "authorization: bearer …"),
            ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "got …"),
        ] {
            assert_eq!(mask(text), masked);
        }
    }

    #[test]
    fn what_is_no_address_stays() {
        for text in [
            "event 123456 of 1024",
            "2026-11-20T15:24:39Z",
            "2026-11-20 15:24:39",
            "127.0.0.1:50051",
            "6bff00aa-84d4-512c-8fd3-123456789012",
            "p:0/12345678-9012-3456-7890-123456789012",
            "chat123456789012345",
            "me@host",
            "in 12 s, 5 s at most",
            "grüße+",
            "",
        ] {
            assert!(matches!(mask(text), Cow::Borrowed(_)), "{text}: {}", mask(text));
        }
    }

    #[test]
    fn lines_can_be_told_apart() {
        assert_ne!(mask("+15559990001"), mask("+15559990002"));
    }

    proptest! {
        #[test]
        fn no_number_comes_through(
            before in "[ =\"(;:/]?", digits in "[1-9][0-9]{9,13}", after in "[ ,;)\"]?",
        ) {
            let text = format!("{before}+{digits}{after}");
            let masked = mask(&text).into_owned();
            prop_assert!(!masked.contains(&digits));
            prop_assert_eq!(mask(&masked), masked.as_str());
        }

        #[test]
        fn any_text_can_be_masked(text in "\\PC{0,60}") {
            let masked = mask(&text).into_owned();
            prop_assert_eq!(mask(&masked), masked.as_str());
        }
    }
}
