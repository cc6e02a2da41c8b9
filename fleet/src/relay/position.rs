//! Up to where a line is published, as it is kept in the bucket.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use spectrum_imessage::{Result, StreamKind};

use crate::error::unknown_form;

/// What the bucket says of a line.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct LinePosition {
    /// Counts the takeovers.
    pub(crate) epoch: u64,
    /// The key of the line, for people.
    pub(crate) line: String,
    /// The number, for people.
    pub(crate) phone: String,
    /// By stream of the line, the number up to which everything is published.
    #[serde(default)]
    pub(crate) reached: BTreeMap<String, u64>,
    /// What is published beyond those numbers stands at this number of the stream of events, or
    /// after it.
    pub(crate) at: u64,
}

impl LinePosition {
    pub(crate) fn key(token: &str) -> String {
        format!("line.{token}")
    }

    pub(crate) fn read(value: &[u8]) -> Result<Self> {
        serde_json::from_slice(value).map_err(|_| unknown_form("the position of a line"))
    }

    pub(crate) fn write(&self) -> Bytes {
        // Of a plain record, which always can be written.
        serde_json::to_vec(self).unwrap_or_default().into()
    }
}

/// What is known of a line at its holder.
#[derive(Debug)]
pub(crate) struct Progress {
    position: LinePosition,
    /// What earlier holders have published beyond what was reached.
    published: HashSet<(StreamKind, u64)>,
    /// What is published beyond what is reached, and where it stands.
    beyond: BTreeMap<(StreamKind, u64), u64>,
    /// Everything published so far stands before this.
    end: u64,
}

impl Progress {
    /// `found`: what stands in the stream since [`LinePosition::at`], with its number there.
    pub(crate) fn new(position: LinePosition, found: &[(StreamKind, u64, u64)]) -> Self {
        let mut progress =
            Self { end: position.at, position, published: HashSet::new(), beyond: BTreeMap::new() };
        for (stream, sequence, at) in found {
            if progress.reached(*stream).is_none_or(|reached| *sequence > reached) {
                progress.published.insert((*stream, *sequence));
            }
            progress.note(*stream, *sequence, *at);
        }
        progress
    }

    fn reached(&self, stream: StreamKind) -> Option<u64> {
        self.position.reached.get(stream.as_str()).copied()
    }

    /// From where a stream is to be read. One that was never reached begins with the first event
    /// that was published of it.
    pub(crate) fn from(&self, stream: StreamKind) -> Option<u64> {
        let first = || {
            let of = self.published.iter().filter(|(kind, _)| *kind == stream);
            of.map(|(_, sequence)| sequence.saturating_sub(1)).min()
        };
        self.reached(stream).or_else(first)
    }

    /// Whether an earlier holder has published it.
    pub(crate) fn is_published(&self, stream: StreamKind, sequence: u64) -> bool {
        self.published.contains(&(stream, sequence))
    }

    /// It is published, with this number in the stream of events.
    pub(crate) fn note(&mut self, stream: StreamKind, sequence: u64, at: u64) {
        if self.reached(stream).is_none_or(|reached| sequence > reached) {
            self.beyond.insert((stream, sequence), at);
        }
        self.end = self.end.max(at + 1);
    }

    /// Everything of a stream is published up to here. Whether that is news. A lower number than
    /// before: the service counts anew.
    pub(crate) fn reach(&mut self, stream: StreamKind, sequence: u64) -> bool {
        let before = self.reached(stream);
        if before == Some(sequence) {
            return false;
        }
        if before.is_some_and(|before| sequence < before) {
            self.beyond.retain(|(kind, _), _| *kind != stream);
            self.published.retain(|(kind, _)| *kind != stream);
        }
        self.position.reached.insert(stream.as_str().to_owned(), sequence);
        self.beyond.retain(|(kind, number), _| *kind != stream || *number > sequence);
        self.published.retain(|(kind, number)| *kind != stream || *number > sequence);
        true
    }

    /// What is to be written.
    pub(crate) fn position(&mut self) -> &LinePosition {
        self.position.at = self.beyond.values().min().copied().unwrap_or(self.end);
        &self.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const M: StreamKind = StreamKind::Messages;
    const P: StreamKind = StreamKind::Polls;

    #[test]
    fn a_number_that_is_published_says_nothing_about_a_lower_one() {
        let mut first = Progress::new(LinePosition { at: 10, ..LinePosition::default() }, &[]);
        assert_eq!(first.from(M), None);
        first.note(M, 101, 10);
        first.note(M, 103, 11);
        first.note(P, 50, 12);
        assert!(first.reach(M, 101));
        assert!(!first.reach(M, 101));
        let position = first.position().clone();
        assert_eq!(position.at, 11, "103 stands there, and is not reached");
        let second = Progress::new(position, &[(M, 103, 11), (P, 50, 12)]);
        assert_eq!(second.from(M), Some(101));
        assert!(!second.is_published(M, 102));
        assert!(second.is_published(M, 103));
        assert!(second.is_published(P, 50));
        assert_eq!(second.from(P), Some(49), "never reached: from its first event");
    }

    #[test]
    fn what_is_reached_is_not_looked_for_again() {
        let mut progress = Progress::new(LinePosition { at: 10, ..LinePosition::default() }, &[]);
        progress.note(M, 1, 20);
        progress.note(M, 2, 21);
        progress.reach(M, 2);
        assert_eq!(progress.position().at, 22);
        progress.note(M, 5, 30);
        assert!(progress.reach(M, 1), "the service counts anew");
        assert_eq!((progress.from(M), progress.position().at), (Some(1), 31));
        assert_eq!(LinePosition::read(&progress.position().write()).ok(), Some(progress.position));
    }
}
