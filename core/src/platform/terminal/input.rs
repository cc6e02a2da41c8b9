//! What is typed: lines become content.

use std::io::{self, BufRead, Read};
use std::thread;

use serde_json::json;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::Reader;
use crate::content::{Content, Text};
use crate::error::{Error, ErrorKind, Result};

/// Lines that wait to be handed over; the reader waits meanwhile.
const CAPACITY: usize = 16;
/// What is longer comes as several lines, so that an endless line cannot fill the memory.
const MAX_LINE: u64 = 64 * 1024;

/// Reads lines on a thread of its own, so that neither a task nor the end of the process waits for a
/// key. Nothing can interrupt a read: when nobody wants lines any more the thread stays until the next
/// line, which is lost, or until the process ends, which does not wait for it. The lines end with the
/// input.
pub(super) fn read(input: Reader) -> Result<Receiver<String>> {
    let (sender, lines) = mpsc::channel(CAPACITY);
    let pump = move || {
        if let Err(error) = pump(input, &sender) {
            crate::observe::warn!("the terminal's input ended: {error}");
        }
    };
    // Detached: see above.
    thread::Builder::new().name("spectrum-terminal-in".to_owned()).spawn(pump).map_err(
        |error| {
            let message = format!("cannot start the thread that reads the terminal: {error}");
            Error::new(ErrorKind::Other, "internalError", message)
        },
    )?;
    Ok(lines)
}

fn pump(mut input: Reader, sender: &Sender<String>) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end_matches(['\r', '\n']);
        if !line.trim().is_empty() && sender.blocking_send(line.to_owned()).is_err() {
            return Ok(());
        }
    }
}

/// What a line answers with, if it is an answer: `> ` and some text.
pub(super) fn answer(line: &str) -> Option<&str> {
    line.strip_prefix("> ").map(str::trim_start).filter(|text| !text.is_empty())
}

/// Text, or a command: a slash and letters, digits, `_`, `-`, and nothing else.
pub(super) fn content(line: &str) -> Content {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match line.trim_end().strip_prefix('/') {
        Some(command) if !command.is_empty() && command.chars().all(is_part) => {
            Content::Custom(json!({ "command": command }))
        }
        _ => Content::Text(Text { text: line.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_and_one_word_is_a_command() {
        for (line, command) in [("/help", "help"), ("/a_b-2 ", "a_b-2"), ("/X", "X")] {
            let Content::Custom(value) = content(line) else { panic!("{line} is a command") };
            assert_eq!(value, json!({ "command": command }));
        }
        for line in ["/", "help", "/two words", "/a/b", "/é", " /help", "//"] {
            let Content::Text(text) = content(line) else { panic!("{line} is text") };
            assert_eq!(text.text, line);
        }
    }

    #[test]
    fn lines_end_with_the_input_and_empty_ones_are_left_out() {
        let long = "x".repeat(usize::try_from(MAX_LINE).expect("it fits") + 3);
        let typed = format!("one\r\n\n  \n two \nü\u{1f600}\n{long}\nlast");
        let mut lines = read(Box::new(io::Cursor::new(typed))).expect("a thread");
        let mut seen = Vec::new();
        while let Some(line) = lines.blocking_recv() {
            seen.push(line);
        }
        assert_eq!(seen[..3], ["one", " two ", "ü\u{1f600}"]);
        assert_eq!((seen[3].len() as u64, &*seen[4], &*seen[5]), (MAX_LINE, "xxx", "last"));
        assert_eq!(seen.len(), 6);
    }
}
