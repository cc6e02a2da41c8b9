//! Addresses written without brackets: `https://…`, `www.…` and mail addresses.
//!
//! GitHub's extension makes links of them. A web address shows itself; `www.` and mail addresses
//! are followed by the address they stand for.

/// An address within a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<'t> {
    /// Byte offset of the address.
    pub(super) start: usize,
    /// The address as written.
    pub(super) label: &'t str,
    /// What it stands for. Equal to the label if that is complete.
    pub(super) url: String,
}

const WEB_SCHEMES: [&str; 3] = ["http://", "https://", "ftp://"];
const MAIL_SCHEMES: [&str; 2] = ["mailto:", "xmpp:"];
const WWW: &str = "www.";
/// What is longer than this many bytes is text. It bounds the work that a line of addresses within
/// addresses could make.
const LONGEST_URL: usize = 4096;

/// The first address in a text. What stands before the text is no part of an address.
pub(super) fn find(text: &str) -> Option<Found<'_>> {
    let mut before = None;
    for (start, c) in text.char_indices() {
        let rest = &text[start..];
        let found = |length: usize, scheme: &str| Found {
            start,
            label: &rest[..length],
            url: format!("{scheme}{}", &rest[..length]),
        };
        if may_precede_url(before)
            && let Some(length) = url_len(rest)
        {
            let scheme = if rest.starts_with(WWW) { "http://" } else { "" };
            return Some(found(length, scheme));
        }
        if !before.is_some_and(is_mailbox) {
            if let Some(scheme) = MAIL_SCHEMES.into_iter().find(|s| rest.starts_with(s))
                && let Some(length) = mail_len(&rest[scheme.len()..])
            {
                return Some(found(scheme.len() + length, ""));
            }
            if let Some(length) = mail_len(rest) {
                return Some(found(length, "mailto:"));
            }
        }
        before = Some(c);
    }
    None
}

/// A web address stands alone, in brackets, or where a style begins or ends.
fn may_precede_url(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '('))
}

/// Length of the web address at the start of unparsed source, where code, labels and table cells
/// may end it early.
pub(super) fn url_in_source(source: &str, before: Option<char>) -> Option<usize> {
    let in_cell = before == Some('|');
    if !(may_precede_url(before) || in_cell) || scheme_len(source).is_none() {
        return None;
    }
    let mut open = 0_usize;
    let end = end_before(source, |c| match c {
        '(' => {
            open += 1;
            false
        }
        ')' if open > 0 => {
            open -= 1;
            false
        }
        // The last one ends the target of a link, or a remark around the address.
        c => c.is_whitespace() || matches!(c, '`' | ']' | '|' | '<' | ')'),
    })?;
    url_len(&source[..end])
}

/// Where the first of certain characters stands, or the text ends. None if that is too far.
fn end_before(text: &str, mut stops: impl FnMut(char) -> bool) -> Option<usize> {
    let end = text.char_indices().take_while(|(at, _)| *at <= LONGEST_URL).find(|(_, c)| stops(*c));
    match end {
        Some((end, _)) => Some(end),
        None => (text.len() <= LONGEST_URL).then_some(text.len()),
    }
}

fn scheme_len(text: &str) -> Option<usize> {
    let mut schemes = WEB_SCHEMES.into_iter().chain([WWW]);
    schemes.find(|scheme| text.starts_with(scheme)).map(str::len)
}

/// Length of the web address that the text begins with.
fn url_len(text: &str) -> Option<usize> {
    let scheme = scheme_len(text)?;
    if !text[scheme..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') {
        return None;
    }
    let end = end_before(text, |c| c.is_whitespace() || c == '<')?;
    let length = without_trailing_punctuation(&text[..end]);
    (length > scheme).then_some(length)
}

/// Punctuation at the end belongs to the sentence; so do a bracket without its counterpart and a
/// character reference.
fn without_trailing_punctuation(address: &str) -> usize {
    let mut open = Vec::new();
    let mut closed_too_often = 0_usize;
    for (at, c) in address.char_indices() {
        match c {
            '(' => open.push(at),
            ')' => match open.pop() {
                Some(_) => {}
                None => closed_too_often += 1,
            },
            _ => {}
        }
    }
    let mut kept = open.first().map_or(address, |at| &address[..*at]);
    while let Some(last) = kept.chars().next_back() {
        let cut = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '\'' | '"' | '~' => 1,
            ')' if closed_too_often > 0 => {
                closed_too_often -= 1;
                1
            }
            ';' => trailing_reference(kept).unwrap_or(1),
            _ => break,
        };
        kept = &kept[..kept.len() - cut];
    }
    kept.len()
}

/// Length of the character reference that the text ends with.
fn trailing_reference(text: &str) -> Option<usize> {
    let name = text.strip_suffix(';')?;
    let before = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    (before.len() < name.len() && before.ends_with('&')).then(|| text.len() - before.len() + 1)
}

fn is_mailbox(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-')
}

/// Length of the mail address that the text begins with.
fn mail_len(text: &str) -> Option<usize> {
    let at = text.find(|c| !is_mailbox(c))?;
    if at == 0 || !text[at..].starts_with('@') {
        return None;
    }
    let domain = &text[at + 1..];
    let end = domain
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(domain.len());
    // A full stop at the end belongs to the sentence, a hyphen or underscore spoils the address.
    let domain = domain[..end].trim_end_matches('.');
    let whole = domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
        && domain.ends_with(|c: char| c.is_ascii_alphanumeric());
    whole.then_some(at + 1 + domain.len())
}
