//! What stands within a block: styled text, code, links, images, line breaks.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::indent::{Container, Prefix};
use super::layout::{Frame, Layout};
use super::styled::{Styled, Styles};
use super::{Style, autolink, indent};

/// Where the text of a block stands.
#[derive(Default)]
pub(super) struct State {
    /// How often each style has been begun and not ended, since a document may nest one in itself.
    depths: [usize; Style::ALL.len()],
    link_depth: usize,
    /// Greater than zero within an image, whose description is taken from the source.
    image_depth: usize,
    /// Running text so far. The parser cuts it at every special character; an address needs it
    /// whole.
    passage: String,
    /// Where the last inline event ended. None at the start of a block.
    end: Option<usize>,
    /// Whether white space at this place begins a line and is to be kept.
    at_line_start: bool,
    /// Whether the text to come is separated from the box of a task.
    after_box: bool,
}

impl State {
    pub(super) fn begin_leaf(&mut self, keeps_blanks: bool) {
        self.end = None;
        self.at_line_start = keeps_blanks;
        self.after_box = false;
    }

    pub(super) fn begin_style(&mut self, style: Style) {
        self.depths[style as usize] += 1;
    }

    pub(super) fn end_style(&mut self, style: Style) {
        let depth = &mut self.depths[style as usize];
        *depth = depth.saturating_sub(1);
    }

    fn styles(&self) -> Styles {
        Style::ALL
            .into_iter()
            .filter(|style| self.depths[*style as usize] > 0)
            .fold(Styles::NONE, Styles::with)
    }
}

/// The start of an inline element.
pub(super) enum Start {
    Style(Style),
    Link { url: String },
    Mail { address: String },
    Image { url: String },
}

impl Start {
    /// Gives the tag back if it begins a block.
    pub(super) fn of(tag: Tag<'_>) -> Result<Self, Tag<'_>> {
        if let Some(style) = style_of(tag.to_end()) {
            return Ok(Self::Style(style));
        }
        match tag {
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                Ok(Self::Mail { address: dest_url.into_string() })
            }
            Tag::Link { dest_url, .. } => Ok(Self::Link { url: dest_url.into_string() }),
            Tag::Image { dest_url, .. } => Ok(Self::Image { url: dest_url.into_string() }),
            block => Err(block),
        }
    }
}

fn style_of(tag: TagEnd) -> Option<Style> {
    match tag {
        TagEnd::Strong => Some(Style::Bold),
        TagEnd::Emphasis => Some(Style::Italic),
        TagEnd::Strikethrough => Some(Style::Strikethrough),
        _ => None,
    }
}

impl Layout<'_> {
    pub(super) fn start_inline(&mut self, start: Start, range: Range<usize>) {
        self.begin_text(range.start);
        self.flush();
        match start {
            Start::Style(style) => {
                self.inline.begin_style(style);
                self.inline.end = Some(range.start);
            }
            Start::Link { url } => self.start_link(self.prepared.literal(&url).into_owned()),
            Start::Mail { address } => self.start_link(format!("mailto:{address}")),
            Start::Image { url } => {
                let url = self.prepared.literal(&url);
                let shown = match self.description(range.clone()) {
                    alt if alt.is_empty() => url.into_owned(),
                    alt => format!("{alt} ({url})"),
                };
                self.push(&shown);
                self.inline.image_depth = 1;
            }
        }
    }

    /// Whether the tag ended an inline element.
    pub(super) fn end_inline(&mut self, tag: TagEnd, end: usize) -> bool {
        if let Some(style) = style_of(tag) {
            self.flush();
            self.inline.end_style(style);
        } else if tag == TagEnd::Link {
            self.end_link();
        } else {
            return false;
        }
        self.inline.end = Some(end);
        true
    }

    /// Text, code, HTML and breaks.
    pub(super) fn take_inline(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) => {
                self.begin_text(range.start);
                self.inline.passage.push_str(&text);
                self.inline.end = Some(range.end);
            }
            Event::SoftBreak => {
                self.begin_text(range.start);
                self.flush();
                let blanks = self.trailing_blanks().to_owned();
                self.push(&blanks);
                self.push("\n");
                self.inline.at_line_start = true;
            }
            // The white space around a hard break goes with it.
            Event::HardBreak => self.push_at("\n", range),
            Event::Code(code) => {
                let code = self.code(&self.prepared.literal(&code));
                self.push_at(&code, range);
            }
            Event::InlineHtml(html) | Event::Html(html) => {
                let html = self.prepared.literal(&html).into_owned();
                self.push_at(&html, range);
            }
            Event::TaskListMarker(done) => {
                self.push_at(if done { "[x]" } else { "[ ]" }, range);
                self.inline.after_box = true;
            }
            // Blocks, and extensions that are not enabled.
            Event::Start(_)
            | Event::End(_)
            | Event::Rule
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_) => {}
        }
    }

    /// Whether the event is part of an image, which is shown already.
    pub(super) fn skip_in_image(&mut self, event: &Event<'_>, end: usize) -> bool {
        if self.inline.image_depth == 0 {
            return false;
        }
        match event {
            Event::Start(Tag::Image { .. }) => self.inline.image_depth += 1,
            Event::End(TagEnd::Image) => self.inline.image_depth -= 1,
            _ => {}
        }
        self.inline.end = Some(end);
        true
    }

    /// Shows the running text collected so far.
    pub(super) fn flush(&mut self) {
        let passage = std::mem::take(&mut self.inline.passage);
        let text = self.prepared.text(&passage);
        let mut rest = &*text;
        if self.inline.link_depth == 0 {
            while let Some(found) = autolink::find(rest) {
                let end = found.start + found.label.len();
                self.push(&rest[..end]);
                if found.url != found.label {
                    self.push(&format!(" ({})", found.url));
                }
                rest = &rest[end..];
            }
        }
        self.push(rest);
    }

    /// The white space between the last text and the end of its line.
    pub(super) fn trailing_blanks(&self) -> &str {
        let Some(end) = self.inline.end else {
            return "";
        };
        let rest = &self.prepared.text[end..];
        let line = rest.trim_start_matches([' ', '\t']);
        if line.is_empty() || line.starts_with('\n') {
            &rest[..rest.len() - line.len()]
        } else {
            ""
        }
    }

    fn start_link(&mut self, url: String) {
        self.inline.link_depth += 1;
        self.frames.push(Frame::Link { url, text: Styled::default() });
    }

    fn end_link(&mut self) {
        self.flush();
        self.inline.link_depth = self.inline.link_depth.saturating_sub(1);
        let Some(Frame::Link { url, mut text }) = self.frames.pop() else {
            return;
        };
        // The URL alone says as much, unless its label is styled.
        if !text.is_text(&url, self.inline.styles()) {
            text.push(&format!(" ({url})"), self.inline.styles());
        }
        if let Some(Frame::Leaf { text: outer, .. } | Frame::Link { text: outer, .. }) =
            self.frames.last_mut()
        {
            outer.append(text);
        }
    }

    /// The description of an image, as written between its brackets.
    fn description(&self, range: Range<usize>) -> String {
        let mut image = String::new();
        let mut line_start = range.start;
        for line in self.prepared.text[range].split_inclusive('\n') {
            // Quotes and lists have their marks before each further line.
            let prefix = match image.as_str() {
                "" => 0,
                _ => Prefix::of(line, line_start, self.containers()).len,
            };
            image.push_str(&line[prefix..]);
            line_start += line.len();
        }
        let image = self.prepared.literal(&image);
        let mut alt = String::new();
        let mut open = 0_usize;
        let mut characters = image.chars().skip("![".len());
        while let Some(c) = characters.next() {
            match c {
                '\\' => match characters.next() {
                    Some(escaped) if escaped.is_ascii_punctuation() => alt.push(escaped),
                    other => alt.extend(std::iter::once('\\').chain(other)),
                },
                ']' if open == 0 => break,
                _ => {
                    match c {
                        '[' => open += 1,
                        ']' => open -= 1,
                        _ => {}
                    }
                    alt.push(c);
                }
            }
        }
        alt
    }

    /// To be called before the text at `position`: opens a block for it, and keeps the white space
    /// that begins its line.
    fn begin_text(&mut self, position: usize) {
        self.begin_implied_leaf();
        if std::mem::take(&mut self.inline.after_box) {
            self.push(" ");
        }
        if std::mem::take(&mut self.inline.at_line_start) {
            let text = &self.prepared.text;
            let blanks = indent::own_blanks(text, position, self.containers());
            self.push(&blanks);
        }
    }

    /// From the outermost to the innermost.
    pub(super) fn containers(&self) -> impl Iterator<Item = &Container> {
        self.frames.iter().filter_map(|frame| match frame {
            Frame::Blocks { kind, .. } => Some(kind),
            _ => None,
        })
    }

    fn push_at(&mut self, text: &str, range: Range<usize>) {
        self.begin_text(range.start);
        self.flush();
        self.push(text);
        self.inline.end = Some(range.end);
    }

    fn push(&mut self, shown: &str) {
        let styles = self.inline.styles();
        if let Some(Frame::Leaf { text, .. } | Frame::Link { text, .. }) = self.frames.last_mut() {
            text.push(shown, styles);
        }
    }
}
