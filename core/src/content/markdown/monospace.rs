//! Code in letters that look like code where no font can be chosen.

/// Replaces A–Z, a–z and 0–9 by their mathematical monospace forms (U+1D670 and following).
pub(super) fn letters(code: &str) -> String {
    code.chars().map(letter).collect()
}

fn letter(c: char) -> char {
    let (first, monospace) = match c {
        'A'..='Z' => ('A', '\u{1D670}'),
        'a'..='z' => ('a', '\u{1D68A}'),
        '0'..='9' => ('0', '\u{1D7F6}'),
        _ => return c,
    };
    let offset = u32::from(c) - u32::from(first);
    char::from_u32(u32::from(monospace) + offset).unwrap_or(c)
}
