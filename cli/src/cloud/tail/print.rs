//! Lines on standard output, one after another.

use std::io::{Write, stdout};

use spectrum_imessage::{Event, Message};

use super::{line, shape};
use crate::failure::Failure;
use crate::output::harmless;

/// Prints what arrives.
pub(super) struct Printer {
    json: bool,
}

impl Printer {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(super) async fn message(&self, message: &Message) -> Result<(), Failure> {
        let text = match self.json {
            true => shape::message_line(message).to_string(),
            false => harmless(&line::of_message(message)),
        };
        print(text).await
    }

    pub(super) async fn event(&self, event: &Event) -> Result<(), Failure> {
        let text = match self.json {
            true => shape::event(event).to_string(),
            false => harmless(&line::of_event(event)),
        };
        print(text).await
    }
}

/// On another thread: a pipe that nobody reads must not hold up Ctrl-C. Whole once begun, also if
/// it is dropped.
async fn print(text: String) -> Result<(), Failure> {
    let write = move || {
        let mut out = stdout().lock();
        writeln!(out, "{text}")?;
        out.flush()
    };
    let written = tokio::task::spawn_blocking(write).await;
    Ok(written.unwrap_or_else(|error| Err(std::io::Error::other(error)))?)
}
