//! Markdown in, plain text and formatting runs out.
//!
//! iMessage shows no headings, lists, tables or links behind words, only text with bold, italic and
//! strikethrough. So a document is laid out as text: blocks are separated by an empty line, lists
//! and quotes get a prefix a line, code becomes letters of the mathematical monospace alphabet, and
//! links show their target. What is left of the styles becomes [`Run`]s.
//!
//! A document passes through `source`, which hides what the parser must not interpret, `layout`,
//! which builds the blocks from the parser's events, `inline`, which fills them, and `styled`, which
//! turns styles into runs.

mod autolink;
mod indent;
mod inline;
mod layout;
mod monospace;
mod source;
mod styled;

#[cfg(test)]
mod tests;

/// One formatting run. Offsets and lengths count UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// How the text is shown.
    pub(crate) style: Style,
    /// Offset of the first code unit.
    pub(crate) start: u32,
    /// Number of code units, at least one.
    pub(crate) length: u32,
}

/// A text style that iMessage knows and Markdown can express.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Style {
    /// Strong emphasis, and headings.
    Bold,
    /// Emphasis.
    Italic,
    /// Text between tildes.
    Strikethrough,
}

impl Style {
    /// All styles, in the order in which runs with the same start are listed.
    pub(crate) const ALL: [Self; 3] = [Self::Bold, Self::Italic, Self::Strikethrough];

    /// The name on the wire.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Strikethrough => "strikethrough",
        }
    }
}

/// The text of a Markdown document and its formatting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// The text, without white space at either end. Empty if the document has nothing to show.
    pub(crate) text: String,
    /// The runs, ordered by start and then by style. Runs of one style neither overlap nor touch.
    pub(crate) runs: Vec<Run>,
}

/// Renders CommonMark with tables, task lists, strikethrough and bare addresses as text and runs.
///
/// Any input is valid Markdown, so nothing fails.
#[must_use]
pub(crate) fn render(source: &str) -> Rendered {
    layout::lay_out(source, layout::CodeStyle::Monospace).into_rendered()
}

/// The same layout where no formatting can be sent, as in an edit or on another platform: no runs,
/// and code stays as it is written.
#[must_use]
pub(crate) fn to_plain_text(source: &str) -> String {
    layout::lay_out(source, layout::CodeStyle::AsWritten).into_rendered().text
}
