//! Which line serves a conversation.

use std::sync::Arc;

use rand::seq::IndexedRandom;

use super::{Line, Lines, SHARED};
use crate::error::{Error, ErrorKind, Result};

impl Lines {
    /// Whether the one entry is the shared pool.
    pub(in super::super) fn is_shared(&self) -> bool {
        self.all().first().is_some_and(|line| line.is_shared())
    }

    /// The line that a space names.
    ///
    /// # Errors
    /// `NotFoundError` that lists the present lines, if it is none of them.
    pub(in super::super) fn serving(&self, phone: &str) -> Result<Arc<Line>> {
        let lines = self.all();
        let found = lines.iter().find(|line| *line.phone() == *phone);
        found.cloned().ok_or_else(|| unknown(&lines, phone))
    }

    /// The line for a new conversation: the one that is asked for, else one at random.
    pub(in super::super) fn pick(&self, phone: Option<&str>) -> Result<Arc<Line>> {
        let lines = self.all();
        match phone {
            // The pool has one entry whatever is asked for.
            Some(phone) if !self.is_shared() => self.serving(phone),
            _ => lines.choose(&mut rand::rng()).cloned().ok_or_else(no_lines),
        }
    }

    /// The number for a known conversation: the shared pool, the only line, or the one asked for,
    /// which need not be present yet.
    pub(in super::super) fn phone_for(&self, phone: Option<&str>) -> Result<Arc<str>> {
        let lines = self.all();
        match (lines.as_slice(), phone) {
            ([], _) => Err(no_lines()),
            ([only], _) if only.is_shared() => Ok(SHARED.into()),
            (_, Some(phone)) => Ok(phone.into()),
            ([only], None) => Ok(only.phone()),
            (_, None) => Err(Error::validation(
                "phoneRequired",
                format!("there are several lines: give phone, one of {}", listed(&lines)),
            )),
        }
    }
}

fn no_lines() -> Error {
    Error::new(ErrorKind::NotFound, "lineNotFound", "this project has no line")
}

fn unknown(lines: &[Arc<Line>], phone: &str) -> Error {
    if lines.is_empty() {
        return no_lines();
    }
    Error::new(
        ErrorKind::NotFound,
        "lineNotFound",
        format!("no line serves {phone}; there is {}", listed(lines)),
    )
}

fn listed(lines: &[Arc<Line>]) -> String {
    lines.iter().map(|line| line.phone().to_string()).collect::<Vec<_>>().join(", ")
}
