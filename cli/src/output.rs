//! Standard output and standard error.

use std::io::{self, BufWriter, StdoutLock, Write, stderr, stdout};

use serde::Serialize;

/// Standard output, with a buffer.
pub(crate) struct Output {
    out: BufWriter<StdoutLock<'static>>,
}

impl Output {
    pub(crate) fn new() -> Self {
        Self { out: BufWriter::new(stdout().lock()) }
    }

    /// One JSON object on a line of its own.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        writeln!(self.out)
    }

    /// A line for people. Texts of messages come from strangers: what would steer the terminal is
    /// shown instead of done.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", harmless(text))
    }

    /// Whoever reads a pipe waits for this.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A line on standard error.
pub(crate) fn complain(text: &str) {
    // Nobody is left to tell if stderr is closed.
    let _ = writeln!(stderr(), "spectrum: {}", harmless(text));
}

/// A JSON object on standard error, for programs.
pub(crate) fn complain_json(value: &impl Serialize) {
    let text = serde_json::to_string(value).unwrap_or_default();
    let _ = writeln!(stderr(), "{text}");
}

/// A text without control characters and without marks that change the direction of a line.
pub(crate) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push('\u{23ce}'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.extend(character.escape_unicode());
            }
            character if character.is_control() => out.extend(character.escape_default()),
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(harmless("a\u{1b}[2Jb\nc\td"), "a\\u{1b}[2Jb\u{23ce}c\\td");
        assert_eq!(harmless("\u{202e}x\u{1f600}"), "\\u{202e}x\u{1f600}");
    }
}
