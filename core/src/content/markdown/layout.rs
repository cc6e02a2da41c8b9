//! From the parser's events to blocks of text.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::indent::{self, Container};
use super::monospace;
use super::source::Prepared;
use super::styled::{Styled, Styles};
use super::{Style, inline};

/// How code is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeStyle {
    /// In mathematical monospace letters and digits.
    Monospace,
    /// As it stands in the source.
    AsWritten,
}

const BULLET: &str = "• ";
const RULE: &str = "———";
/// What each level of a list is indented by.
const INDENT: &str = "  ";
const BETWEEN_BLOCKS: &str = "\n\n";
const BETWEEN_CELLS: &str = " | ";

/// Lays a document out.
pub(super) fn lay_out(source: &str, code_style: CodeStyle) -> Styled {
    let prepared = Prepared::new(source);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(&prepared.text, options).into_offset_iter();
    let mut layout = Layout::new(&prepared, code_style);
    for (event, range) in events {
        layout.take(event, range);
    }
    layout.finish()
}

/// Something begun and not yet ended. A stack of these stands for recursion, which a hostile
/// document could drive too deep.
pub(super) enum Frame {
    /// The document, a quote or a list item.
    Blocks {
        kind: Container,
        blocks: Vec<Styled>,
        /// Whether the last block keeps its line feed before a further one.
        line_feed_due: bool,
    },
    List {
        /// The number of the next item, if they are counted.
        next: Option<u64>,
        /// The finished ones, but for the last.
        items: Vec<Styled>,
        /// The marker of the last item, and what is in it.
        last: Option<(String, Styled)>,
    },
    Table {
        rows: Vec<Styled>,
    },
    Row {
        cells: Vec<Styled>,
    },
    /// A paragraph, heading or cell.
    Leaf {
        kind: Leaf,
        text: Styled,
    },
    Link {
        url: String,
        text: Styled,
    },
    Code {
        text: String,
    },
    Html {
        text: String,
    },
}

impl Frame {
    fn container(kind: Container) -> Self {
        Self::Blocks { kind, blocks: Vec::new(), line_feed_due: false }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    Paragraph,
    /// The text of an item without empty lines around it: the parser announces no paragraph.
    Implied,
    Heading,
    Cell,
}

/// The state between two events.
pub(super) struct Layout<'s> {
    pub(super) prepared: &'s Prepared,
    pub(super) code_style: CodeStyle,
    pub(super) frames: Vec<Frame>,
    pub(super) inline: inline::State,
}

impl<'s> Layout<'s> {
    fn new(prepared: &'s Prepared, code_style: CodeStyle) -> Self {
        Self {
            prepared,
            code_style,
            frames: vec![Frame::container(Container::Document)],
            inline: inline::State::default(),
        }
    }

    fn finish(mut self) -> Styled {
        match self.frames.pop() {
            Some(Frame::Blocks { blocks, .. }) => Styled::join(blocks, BETWEEN_BLOCKS),
            _ => Styled::default(),
        }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skip_in_image(&event, range.end) {
            return;
        }
        match (event, self.frames.last_mut()) {
            (Event::Text(part), Some(Frame::Code { text } | Frame::Html { text }))
            | (Event::Html(part), Some(Frame::Code { text } | Frame::Html { text })) => {
                text.push_str(&part);
            }
            (Event::Start(tag), _) => match inline::Start::of(tag) {
                Ok(start) => self.start_inline(start, range),
                Err(tag) => self.start_block(tag, range),
            },
            (Event::End(tag), _) => {
                if !self.end_inline(tag, range.end) {
                    self.end_block(tag, range);
                }
            }
            (Event::Rule, _) => {
                self.end_implied_leaf();
                self.push_block(Styled::plain(RULE));
            }
            (event, _) => self.take_inline(event, range),
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        self.end_implied_leaf();
        let frame = match tag {
            Tag::BlockQuote(_) => Frame::container(Container::Quote),
            Tag::Item => {
                let item = indent::item(&self.prepared.text, range.start, self.containers());
                Frame::container(item)
            }
            Tag::List(next) => Frame::List { next, items: Vec::new(), last: None },
            Tag::Table(_) => Frame::Table { rows: Vec::new() },
            Tag::TableHead | Tag::TableRow => Frame::Row { cells: Vec::new() },
            Tag::CodeBlock(_) => Frame::Code { text: String::new() },
            Tag::HtmlBlock => Frame::Html { text: String::new() },
            Tag::TableCell => return self.start_leaf(Leaf::Cell),
            Tag::Heading { .. } => return self.start_leaf(Leaf::Heading),
            // Besides paragraphs, blocks of extensions that are not enabled.
            _ => return self.start_leaf(Leaf::Paragraph),
        };
        self.frames.push(frame);
    }

    fn end_block(&mut self, tag: TagEnd, range: Range<usize>) {
        if tag != TagEnd::Paragraph {
            self.end_implied_leaf();
        }
        if matches!(self.frames.last(), Some(Frame::Leaf { .. })) {
            return self.end_leaf();
        }
        match self.frames.pop() {
            Some(Frame::Row { cells }) => {
                if let Some(Frame::Table { rows }) = self.frames.last_mut() {
                    rows.push(Styled::join(cells, BETWEEN_CELLS));
                }
            }
            Some(Frame::Table { rows }) => self.push_block(Styled::join(rows, "\n")),
            Some(Frame::List { mut items, last, .. }) => {
                items.extend(
                    last.map(|(marker, item)| item.without_loose_end().prefixed(&marker, INDENT)),
                );
                self.push_block(Styled::join(items, "\n"));
            }
            Some(Frame::Blocks { kind, blocks, .. }) => self.end_container(kind, blocks),
            Some(Frame::Code { text }) => {
                let text = self.code(&self.prepared.literal(&text));
                self.push_block(Styled::plain(without_last_line_feed(&text)));
            }
            Some(Frame::Html { text }) => self.end_html(&text, range.end),
            Some(Frame::Leaf { .. } | Frame::Link { .. }) | None => {}
        }
    }

    fn end_container(&mut self, kind: Container, blocks: Vec<Styled>) {
        match kind {
            Container::Document => {}
            Container::Quote => {
                self.push_block(Styled::join(blocks, BETWEEN_BLOCKS).quoted());
            }
            Container::Item { .. } => {
                if let Some(Frame::List { next, items, last }) = self.frames.last_mut() {
                    let marker = match next {
                        Some(number) => {
                            let marker = format!("{number}. ");
                            *number = number.saturating_add(1);
                            marker
                        }
                        None => BULLET.to_owned(),
                    };
                    let item = (marker, Styled::join(blocks, "\n"));
                    items.extend(
                        last.replace(item).map(|(marker, item)| item.prefixed(&marker, INDENT)),
                    );
                }
            }
        }
    }

    fn end_html(&mut self, text: &str, end: usize) {
        let text = self.prepared.literal(text);
        self.push_block(Styled::plain(text.trim_end_matches('\n')));
        // HTML that ends by itself, with more in the very next line, keeps its line feed.
        let next_line = self.prepared.text[end..].lines().next();
        let next_line_is_empty =
            next_line.is_none_or(|line| line.trim_matches([' ', '\t', '>']).is_empty());
        if let Some(Frame::Blocks { line_feed_due, .. }) = self.frames.last_mut() {
            *line_feed_due = text.ends_with('\n') && !next_line_is_empty;
        }
    }

    fn start_leaf(&mut self, kind: Leaf) {
        if kind == Leaf::Heading {
            self.inline.begin_style(Style::Bold);
        }
        self.inline.begin_leaf(matches!(kind, Leaf::Paragraph | Leaf::Implied));
        self.frames.push(Frame::Leaf { kind, text: Styled::default() });
    }

    fn end_leaf(&mut self) {
        self.flush();
        if let Some(Frame::Leaf { kind: Leaf::Paragraph | Leaf::Implied, .. }) = self.frames.last()
        {
            let blanks = self.trailing_blanks().to_owned();
            if let Some(Frame::Leaf { text, .. }) = self.frames.last_mut() {
                text.push_loose_end(&blanks);
            }
        }
        let Some(Frame::Leaf { kind, text }) = self.frames.pop() else {
            return;
        };
        match kind {
            Leaf::Cell => {
                if let Some(Frame::Row { cells }) = self.frames.last_mut() {
                    cells.push(text);
                }
            }
            Leaf::Heading => {
                self.inline.end_style(Style::Bold);
                self.push_block(text);
            }
            Leaf::Paragraph | Leaf::Implied => self.push_block(text),
        }
    }

    /// Makes sure that inline content has a block to stand in.
    pub(super) fn begin_implied_leaf(&mut self) {
        if !matches!(self.frames.last(), Some(Frame::Leaf { .. } | Frame::Link { .. })) {
            self.start_leaf(Leaf::Implied);
        }
    }

    fn end_implied_leaf(&mut self) {
        if let Some(Frame::Leaf { kind: Leaf::Implied, .. }) = self.frames.last() {
            self.end_leaf();
        }
    }

    /// Adds a block to the innermost container. A block without text leaves no gap.
    fn push_block(&mut self, block: Styled) {
        if block.is_empty() {
            return;
        }
        if let Some(Frame::Blocks { blocks, line_feed_due, .. }) = self.frames.last_mut() {
            if std::mem::take(line_feed_due)
                && let Some(last) = blocks.last_mut()
            {
                last.push("\n", Styles::NONE);
            }
            blocks.push(block);
        }
    }

    /// Code as it is shown.
    pub(super) fn code(&self, code: &str) -> String {
        match self.code_style {
            CodeStyle::Monospace => monospace::letters(code),
            CodeStyle::AsWritten => code.to_owned(),
        }
    }
}

/// Code without the line feed of its last line. Empty lines at the end are part of the code, and
/// keep it.
fn without_last_line_feed(code: &str) -> &str {
    match code.strip_suffix('\n') {
        Some(rest) if !rest.is_empty() && !rest.ends_with('\n') => rest,
        _ => code,
    }
}
