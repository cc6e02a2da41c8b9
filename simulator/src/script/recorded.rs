//! Steps as a recording has them: written to be read by people, and by `read`.

use std::fmt::Write;
use std::time::Duration;

/// One step, field by field.
pub(super) struct Written(String);

impl Written {
    pub(super) fn new() -> Self {
        Self(String::new())
    }

    fn key(&mut self, key: &str) {
        self.0.push_str(if self.0.is_empty() { "- " } else { "  " });
        self.0.push_str(key);
        self.0.push(':');
    }

    /// A field with a text.
    pub(super) fn text(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        self.0.push(' ');
        self.0.push_str(&scalar(value));
        self.0.push('\n');
        self
    }

    /// A field with a text, if there is one.
    pub(super) fn maybe(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    /// A field with something that needs no quotation marks.
    pub(super) fn plain(mut self, key: &str, value: impl std::fmt::Display) -> Self {
        self.key(key);
        // Writing to a text does not fail.
        let _ = writeln!(self.0, " {value}");
        self
    }

    /// A field with several texts.
    pub(super) fn list(self, key: &str, values: &[String]) -> Self {
        let values: Vec<String> = values.iter().map(|value| scalar(value)).collect();
        self.plain(key, format_args!("[{}]", values.join(", ")))
    }

    /// A field with fields of its own.
    pub(super) fn fields(mut self, key: &str, fields: &[(&str, String)]) -> Self {
        self.key(key);
        self.0.push('\n');
        for (name, value) in fields {
            let _ = writeln!(self.0, "    {name}: {value}");
        }
        self
    }

    /// How long after the step before it was.
    pub(super) fn after(self, after: Duration) -> Self {
        match seconds(after) {
            after if after == "0" => self,
            after => self.plain("after", after),
        }
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Seconds to the millisecond.
pub(super) fn seconds(time: Duration) -> String {
    let text = format!("{:.3}", time.as_secs_f64());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A text as YAML: plain words as they are, all else in quotation marks.
pub(super) fn scalar(text: &str) -> String {
    let word = text.len() > 2
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        && !["null", "true", "false", "yes", "off"].contains(&text);
    if word {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // What YAML does not count as printable, and what changes how others are shown.
            '\u{fffc}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(char));
            }
            char if char.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(char));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_as_it_was_written() {
        for text in [
            "",
            "hi",
            "yes",
            "null",
            "slam",
            "a: b",
            "# no",
            "- x",
            "line\nline\r\n\ttab",
            "\"\\\"",
            "❤️ 👩‍👩‍👧",
            "\u{7}\u{7f}\u{85}\u{2028}\u{feff}\u{fffc}\u{ffff}",
            "{x}",
            "1.0",
            "~",
            "'",
            "%",
        ] {
            let yaml = format!("- {}\n", scalar(text));
            let read: Vec<String> = serde_saphyr::from_str(&yaml).expect(&yaml);
            assert_eq!(read, [text], "{yaml}");
        }
    }

    #[test]
    fn times_are_short() {
        for (millis, text) in [(0, "0"), (1, "0.001"), (1500, "1.5"), (10_000, "10")] {
            assert_eq!(seconds(Duration::from_millis(millis)), text);
        }
    }
}
