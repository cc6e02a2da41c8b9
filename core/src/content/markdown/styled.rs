//! Text whose pieces carry styles.

use super::{Rendered, Run, Style};

/// A set of styles, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Styles(u8);

impl Styles {
    pub(super) const NONE: Self = Self(0);

    const fn bit(style: Style) -> u8 {
        1 << style as u8
    }

    pub(super) const fn with(self, style: Style) -> Self {
        Self(self.0 | Self::bit(style))
    }

    const fn has(self, style: Style) -> bool {
        self.0 & Self::bit(style) != 0
    }
}

#[derive(Clone, Debug)]
struct Piece {
    text: String,
    styles: Styles,
}

/// A text in pieces of equal styles, in order. No piece is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Styled {
    pieces: Vec<Piece>,
    /// Bytes of unstyled white space at the end that go if a list ends there.
    loose_end: usize,
}

impl Styled {
    pub(super) fn plain(text: &str) -> Self {
        let mut styled = Self::default();
        styled.push(text, Styles::NONE);
        styled
    }

    pub(super) fn push(&mut self, text: &str, styles: Styles) {
        if text.is_empty() {
            return;
        }
        self.loose_end = 0;
        match self.pieces.last_mut() {
            Some(last) if last.styles == styles => last.text.push_str(text),
            _ => self.pieces.push(Piece { text: text.to_owned(), styles }),
        }
    }

    /// Adds unstyled white space that [`Self::without_loose_end`] takes away again.
    pub(super) fn push_loose_end(&mut self, blanks: &str) {
        self.push(blanks, Styles::NONE);
        self.loose_end = blanks.len();
    }

    pub(super) fn without_loose_end(mut self) -> Self {
        let cut = std::mem::take(&mut self.loose_end);
        if let Some(last) = self.pieces.last_mut() {
            last.text.truncate(last.text.len().saturating_sub(cut));
            if last.text.is_empty() {
                self.pieces.pop();
            }
        }
        self
    }

    pub(super) fn append(&mut self, other: Self) {
        for piece in other.pieces {
            self.push(&piece.text, piece.styles);
        }
        self.loose_end = other.loose_end;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether this is exactly `text`, all in these styles.
    pub(super) fn is_text(&self, text: &str, styles: Styles) -> bool {
        match self.pieces.as_slice() {
            [] => text.is_empty(),
            [piece] => piece.text == text && piece.styles == styles,
            _ => false,
        }
    }

    /// Puts an unstyled separator between the parts.
    pub(super) fn join(parts: Vec<Self>, separator: &str) -> Self {
        let mut joined = Self::default();
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                joined.push(separator, Styles::NONE);
            }
            joined.append(part);
        }
        joined
    }

    /// Begins the first line with `first` and the others with `rest`.
    ///
    /// Prefixes and the line feeds before them carry no style: a bold passage over two lines of a
    /// quote is two runs.
    pub(super) fn prefixed(self, first: &str, rest: &str) -> Self {
        let mut out = Self::plain(first);
        let loose_end = self.loose_end;
        for piece in self.pieces {
            for (index, line) in piece.text.split('\n').enumerate() {
                if index > 0 {
                    out.push("\n", Styles::NONE);
                    out.push(rest, Styles::NONE);
                }
                out.push(line, piece.styles);
            }
        }
        out.loose_end = loose_end;
        out
    }

    /// Begins every line with `> `, an empty one with `>` alone.
    pub(super) fn quoted(self) -> Self {
        let mut out = Self::default();
        let mut at_line_start = true;
        let loose_end = self.loose_end;
        for piece in self.pieces {
            for (index, line) in piece.text.split('\n').enumerate() {
                if index > 0 {
                    if at_line_start {
                        out.push(">", Styles::NONE);
                    }
                    out.push("\n", Styles::NONE);
                    at_line_start = true;
                }
                if at_line_start && !line.is_empty() {
                    out.push("> ", Styles::NONE);
                    at_line_start = false;
                }
                out.push(line, piece.styles);
            }
        }
        if at_line_start {
            out.push(">", Styles::NONE);
        }
        out.loose_end = loose_end;
        out
    }

    /// Cuts white space at both ends and counts the runs.
    pub(super) fn into_rendered(self) -> Rendered {
        let mut whole = String::new();
        for piece in &self.pieces {
            whole.push_str(&piece.text);
        }
        let text = whole.trim_matches(is_blank);
        let cut = whole.len() - whole.trim_start_matches(is_blank).len();
        let end = cut + text.len();

        let mut runs = Vec::new();
        let mut open = [None::<u32>; Style::ALL.len()];
        let mut at = 0; // in bytes of the untrimmed text
        let mut units = 0; // in UTF-16 code units of the trimmed text
        let close = |runs: &mut Vec<Run>, style, start, units| {
            if units > start {
                runs.push(Run { style, start, length: units - start });
            }
        };
        for piece in &self.pieces {
            let shown_from = cut.clamp(at, at + piece.text.len()) - at;
            let shown_to = end.clamp(at, at + piece.text.len()) - at;
            at += piece.text.len();
            for (style, open) in Style::ALL.into_iter().zip(&mut open) {
                if piece.styles.has(style) {
                    open.get_or_insert(units);
                } else if let Some(start) = open.take() {
                    close(&mut runs, style, start, units);
                }
            }
            let shown = piece.text.get(shown_from..shown_to).unwrap_or_default();
            let length = u32::try_from(shown.encode_utf16().count()).unwrap_or(u32::MAX);
            units = units.saturating_add(length);
        }
        for (style, open) in Style::ALL.into_iter().zip(open) {
            if let Some(start) = open {
                close(&mut runs, style, start, units);
            }
        }
        runs.sort_by_key(|run| (run.start, run.style));
        Rendered { text: text.to_owned(), runs }
    }
}

/// White space as JavaScript's `trim` counts it, so that all platforms cut alike.
fn is_blank(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{FEFF}'
}
