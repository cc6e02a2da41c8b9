//! How far one stream of events has been received, and how far it has been handled.

use serde::{Deserialize, Serialize};

use super::unhandled::{Open, Stage, Unhandled};
use crate::error::Result;
use crate::store::unknown_form;

/// The position in one stream of one line.
///
/// Everything up to `received` has been seen; what of it is not handled stands in `open`.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Counts the times that the numbering began anew: what is older concerns nothing here.
    pub(super) epoch: u64,
    received: Option<u64>,
    /// The highest event that was handed out or handled.
    reached: u64,
    open: Unhandled,
}

/// What is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// Everything up to here is handled but for what is open.
    upto: u64,
    /// Events that are not handled, and whether the program has had them.
    #[serde(default)]
    open: Vec<(u64, bool)>,
}

impl Record {
    pub(super) fn decode(bytes: &[u8]) -> Result<Self> {
        let stored: Stored =
            serde_json::from_slice(bytes).map_err(|_| unknown_form("a stored position"))?;
        let wanted = |handed| Open { stage: Stage::Wanted, handed };
        Ok(Self {
            epoch: 0,
            received: Some(stored.upto),
            reached: stored.upto,
            open: stored.open.into_iter().map(|(n, handed)| (n, wanted(handed))).collect(),
        })
    }

    /// What is to be stored; `None` before the first position.
    pub(super) fn encode(&self) -> Option<Vec<u8>> {
        let upto = match self.open.first() {
            None => self.received?,
            Some(first) => self.reached.max(first.saturating_sub(1)),
        };
        let open = self.open.iter().take_while(|(n, _)| *n <= upto);
        let open = open.map(|(n, open)| (n, open.handed)).collect();
        serde_json::to_vec(&Stored { upto, open }).ok()
    }

    /// The position to go on from after a break: everything up to here has been received.
    pub(super) fn position(&self) -> Option<u64> {
        let wanted = self.open.first_wanted();
        wanted.map(|n| n.saturating_sub(1)).or(self.received)
    }

    /// The position below which everything is handled.
    pub(super) fn cursor(&self) -> Option<u64> {
        self.open.first().map(|first| first.saturating_sub(1)).or(self.received)
    }

    /// How many events are not handled.
    pub(super) fn unhandled(&self) -> usize {
        self.open.len()
    }

    /// The events that have to come once more.
    pub(super) fn wanted(&self) -> Vec<u64> {
        let wanted = self.open.iter().filter(|(_, open)| open.stage == Stage::Wanted);
        wanted.map(|(n, _)| n).collect()
    }

    /// Takes an event in; `None` if it has been seen. Else whether the program has had it before.
    pub(super) fn accept(&mut self, sequence: u64) -> Option<bool> {
        if self.received.is_none_or(|received| sequence > received) {
            self.received = Some(sequence);
            self.open.push(sequence, Open { stage: Stage::Mapping, handed: false });
            return Some(false);
        }
        let open = self.open.get_mut(sequence)?;
        if open.stage != Stage::Wanted {
            return None;
        }
        open.stage = Stage::Mapping;
        Some(open.handed)
    }

    /// The event waits for the program.
    pub(super) fn keep(&mut self, sequence: u64) {
        if let Some(open) = self.open.get_mut(sequence) {
            open.stage = Stage::Kept;
        }
    }

    /// The event goes to the program.
    pub(super) fn hand_out(&mut self, sequence: u64) {
        if let Some(open) = self.open.get_mut(sequence) {
            open.handed = true;
            self.reached = self.reached.max(sequence);
        }
    }

    /// The event is handled.
    pub(super) fn handled(&mut self, sequence: u64) {
        if self.open.remove(sequence) {
            self.reached = self.reached.max(sequence);
        }
    }

    /// Everything up to the head has been told. What was asked for once more and did not come is
    /// no longer there.
    pub(super) fn caught_up(&mut self, head: u64) {
        self.received = self.received.max(Some(head));
        self.open.retain(|n, open| n > head || open.stage != Stage::Wanted);
    }

    /// Who was mapping has gone: those events have to come once more.
    pub(super) fn reader_gone(&mut self) {
        self.open.mapping_is_wanted();
    }

    /// The service does not know the position any more: the next one is the first.
    pub(super) fn begin_anew(&mut self) {
        *self = Self { epoch: self.epoch + 1, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn restart(record: &Record) -> Record {
        Record::decode(&record.encode().expect("a position")).expect("it decodes")
    }

    #[test]
    fn what_is_not_handled_comes_again_and_nothing_else() {
        let mut record = Record::default();
        record.caught_up(10);
        for n in 11..=15 {
            assert_eq!(record.accept(n), Some(false));
            record.keep(n);
        }
        assert_eq!(record.accept(12), None, "seen");
        for n in 11..=13 {
            record.hand_out(n);
        }
        record.handled(11);
        record.handled(13);
        assert_eq!((record.cursor(), record.position()), (Some(11), Some(15)));

        let mut after = restart(&record);
        assert_eq!(after.position(), Some(11));
        let again: Vec<_> = (11..=15).map(|n| after.accept(n)).collect();
        assert_eq!(again, [None, Some(true), None, Some(false), Some(false)]);
    }

    #[test]
    fn what_the_service_no_longer_has_holds_nothing_up() {
        let mut record = Record::default();
        record.caught_up(1);
        record.accept(2);
        record.hand_out(2);
        let mut after = restart(&record);
        assert_eq!(after.cursor(), Some(1));
        after.caught_up(9);
        assert_eq!((after.cursor(), after.unhandled()), (Some(9), 0));
    }

    #[test]
    fn a_reader_that_goes_leaves_its_events_to_the_next() {
        let mut record = Record::default();
        record.caught_up(0);
        record.accept(1);
        record.accept(2);
        record.keep(1);
        record.reader_gone();
        assert_eq!(record.position(), Some(1));
        assert_eq!((record.accept(1), record.accept(2)), (None, Some(false)));
    }

    #[test]
    fn another_form_is_an_error() {
        assert_eq!(Record::decode(b"7").expect_err("no form").code(), "storeUnusable");
    }

    proptest! {
        /// Whatever is handed out and handled, and whenever the program is killed: what is handled
        /// does not come again, and everything else does.
        #[test]
        fn nothing_is_lost_and_nothing_twice(
            steps in proptest::collection::vec((1_u64..20, 0_u8..3), 0..60),
        ) {
            let mut record = Record::default();
            record.caught_up(0);
            for n in 1..20 {
                record.accept(n);
                record.keep(n);
            }
            let mut handled = std::collections::BTreeSet::new();
            for (n, what) in steps {
                match what {
                    0 => record.hand_out(n),
                    1 => {
                        record.handled(n);
                        handled.insert(n);
                    }
                    _ => {
                        record = restart(&record);
                        let from = record.position().unwrap_or_default();
                        for again in from + 1..20 {
                            prop_assert_eq!(record.accept(again).is_some(), !handled.contains(&again));
                            record.keep(again);
                        }
                    }
                }
            }
        }
    }
}
