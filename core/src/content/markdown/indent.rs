//! Which white space at the start of a line belongs to lists and quotes, and which to the text.

/// What holds blocks.
pub(super) enum Container {
    Document,
    Quote,
    Item {
        /// Byte offset of the item.
        start: usize,
        /// Columns by which its further lines are indented.
        width: usize,
    },
}

/// White space before code in an item, beyond the one space after the marker.
const CODE_INDENT: usize = 4;
const TAB_STOP: usize = 4;
const BLANKS: [char; 2] = [' ', '\t'];

/// The item that begins at `start` within the containers.
pub(super) fn item<'c>(
    source: &str,
    start: usize,
    containers: impl Iterator<Item = &'c Container>,
) -> Container {
    let start = at_marker(source, start);
    let line_start = line_start(source, start);
    let line = source[line_start..].lines().next().unwrap_or_default();
    let outer = Prefix::of(line, line_start, containers);
    let rest = &line[outer.len..];
    let (marker, gap) = rest.split_at(marker_len(rest));
    let text = gap.trim_start_matches(BLANKS);
    let marker_end = marker.chars().fold(outer.column, next_column);
    let text_start = gap[..gap.len() - text.len()].chars().fold(marker_end, next_column);
    // An item that begins with code or an empty line is indented by one space after the marker.
    let content = if text.is_empty() || text_start - marker_end > CODE_INDENT {
        marker_end + 1
    } else {
        text_start
    };
    Container::Item { start, width: content - (outer.column - outer.surplus) }
}

/// Where an item really starts. If its marker is indented by a tab, the parser takes columns for
/// bytes, and may point into the line above.
fn at_marker(source: &str, start: usize) -> usize {
    let rest = &source[start..];
    let line = rest.lines().next().unwrap_or_default();
    if line.trim_start_matches(BLANKS).is_empty() || marker_len(line) == 0 {
        rest.find('\n').map_or(start, |end| start + end + 1)
    } else {
        start
    }
}

/// Length of a bullet or number with the white space before it; 0 if there is none.
fn marker_len(line: &str) -> usize {
    let marker = line.trim_start_matches(BLANKS);
    let mark = marker.trim_start_matches(|c: char| c.is_ascii_digit());
    match mark.strip_prefix(['-', '+', '*', '.', ')']) {
        Some(after) => line.len() - after.len(),
        None => 0,
    }
}

fn line_start(source: &str, position: usize) -> usize {
    source[..position].rfind('\n').map_or(0, |at| at + 1)
}

/// The white space before the text at `position` that is the text's own.
pub(super) fn own_blanks<'c>(
    source: &str,
    position: usize,
    containers: impl Iterator<Item = &'c Container>,
) -> String {
    let line_start = line_start(source, position);
    let line = &source[line_start..position];
    let prefix = Prefix::of(line, line_start, containers);
    let rest = &line[prefix.len..];
    let blanks = &rest[..rest.len() - rest.trim_start_matches(BLANKS).len()];
    if !prefix.in_item {
        return blanks.to_owned();
    }
    // Lists have no tabs.
    let columns = blanks.chars().fold(prefix.column, next_column) - prefix.column;
    " ".repeat(prefix.surplus + columns)
}

/// What belongs to the containers at the start of a line.
pub(super) struct Prefix {
    /// Its length in bytes.
    pub(super) len: usize,
    /// The column after it.
    column: usize,
    /// Columns of a tab that reaches beyond the indentation of an item.
    surplus: usize,
    in_item: bool,
}

impl Prefix {
    pub(super) fn of<'c>(
        line: &str,
        line_start: usize,
        containers: impl Iterator<Item = &'c Container>,
    ) -> Self {
        let mut prefix = Self { len: 0, column: 0, surplus: 0, in_item: false };
        for container in containers {
            let rest = &line[prefix.len..];
            match container {
                Container::Document => {}
                Container::Quote => prefix.skip(line, prefix.len + quote_marker(rest)),
                Container::Item { start, .. } if *start >= line_start => {
                    prefix.in_item = true;
                    let content = rest[marker_len(rest)..].trim_start_matches(BLANKS);
                    prefix.skip(line, line.len() - content.len());
                }
                Container::Item { width, .. } => {
                    prefix.in_item = true;
                    prefix.skip_columns(rest, *width);
                }
            }
        }
        prefix
    }

    fn skip(&mut self, line: &str, to: usize) {
        if to > self.len {
            self.column = line[self.len..to].chars().fold(self.column, next_column);
            self.len = to;
            self.surplus = 0;
        }
    }

    fn skip_columns(&mut self, rest: &str, width: usize) {
        let end = (self.column - self.surplus) + width;
        for c in rest.chars().take_while(|c| BLANKS.contains(c)) {
            if self.column >= end {
                break;
            }
            self.column = next_column(self.column, c);
            self.len += 1;
        }
        self.surplus = self.column.saturating_sub(end);
    }
}

/// The column after a character. Tabs stop at every fourth.
fn next_column(column: usize, c: char) -> usize {
    match c {
        '\t' => (column / TAB_STOP + 1) * TAB_STOP,
        _ => column + 1,
    }
}

/// Length of `>` with the white space that belongs to it; 0 in a line that continues a quote
/// without it.
fn quote_marker(line: &str) -> usize {
    match line.trim_start_matches(' ').strip_prefix('>') {
        Some(rest) => line.len() - rest.strip_prefix(' ').unwrap_or(rest).len(),
        None => 0,
    }
}
