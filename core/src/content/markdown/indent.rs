//! Which white space at the start of a line belongs to lists and quotes, and which to the text.

/// What holds blocks.
pub(super) enum Container {
    Document,
    Quote,
    Item {
        /// Byte offset of the item.
        start: usize,
        /// Byte offset of its content in the same line.
        content: usize,
        /// Columns by which its further lines are indented.
        width: usize,
    },
}

/// White space before code in an item, beyond the one space after the marker.
const CODE_INDENT: usize = 4;
/// A tab counts as this many columns at most.
const TAB: usize = 4;

/// The item that begins at `start`, white space before its marker included.
pub(super) fn item(source: &str, start: usize) -> Container {
    let line = source[start..].lines().next().unwrap_or_default();
    let marker = line.trim_start_matches([' ', '\t']);
    let digits = marker.find(|c: char| !c.is_ascii_digit()).unwrap_or(marker.len());
    let after = marker.get(digits + 1..).unwrap_or_default();
    let text = after.trim_start_matches([' ', '\t']);
    let gap = after.len() - text.len();
    // An item that begins with code or an empty line is indented by one space after the marker.
    let gap = if text.is_empty() || gap > CODE_INDENT { 1 } else { gap };
    let width = line.len() - after.len() + gap;
    Container::Item { start, content: start + width, width }
}

/// The white space before the text at `position` that is the text's own.
pub(super) fn own_blanks<'s, 'c>(
    source: &'s str,
    position: usize,
    containers: impl Iterator<Item = &'c Container>,
) -> &'s str {
    let line_start = source[..position].rfind('\n').map_or(0, |at| at + 1);
    let line = &source[line_start..position];
    let rest = &line[prefix_len(line, line_start, containers)..];
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}

/// How much of a line that starts at `line_start` belongs to the containers.
pub(super) fn prefix_len<'c>(
    line: &str,
    line_start: usize,
    containers: impl Iterator<Item = &'c Container>,
) -> usize {
    let mut at = 0;
    for container in containers {
        let rest = &line[at..];
        at += match container {
            Container::Document => 0,
            Container::Quote => quote_marker(rest),
            Container::Item { start, content, .. } if *start >= line_start => {
                content.saturating_sub(line_start + at).min(rest.len())
            }
            Container::Item { width, .. } => columns(rest, *width),
        };
    }
    at
}

/// Length of `>` with the white space that belongs to it; 0 in a line that continues a quote
/// without it.
fn quote_marker(line: &str) -> usize {
    match line.trim_start_matches(' ').strip_prefix('>') {
        Some(rest) => line.len() - rest.strip_prefix(' ').unwrap_or(rest).len(),
        None => 0,
    }
}

/// Length of the white space at the start of a line that fills `width` columns.
fn columns(line: &str, width: usize) -> usize {
    let mut column = 0;
    for (at, c) in line.char_indices() {
        column += match c {
            ' ' => 1,
            '\t' => TAB,
            _ => return at,
        };
        if column >= width {
            return at + 1;
        }
    }
    line.len()
}
