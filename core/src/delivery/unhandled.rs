//! The events of a stream that are not handled, by their numbers.
//!
//! Events come in the order of their numbers, and most are handled in it: what is added stands at the
//! end, what is removed at the front. One that is removed from the middle leaves a gap, which goes with
//! those before it, or when there are more gaps than events.

use std::collections::VecDeque;

/// An event that is not handled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) stage: Stage,
    /// It has been handed to the program, in this run or an earlier one.
    pub(super) handed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It has to come once more: the service is asked for it.
    Wanted,
    /// It is being mapped.
    Mapping,
    /// It waits for the program, or the program has it.
    Kept,
}

/// Events by their numbers, the lowest first.
#[derive(Debug, Default)]
pub(super) struct Unhandled {
    /// The first is never a gap.
    events: VecDeque<(u64, Option<Open>)>,
    gaps: usize,
    /// Whether any may be wanted: what asks for them first looks here.
    any_wanted: bool,
}

impl Unhandled {
    pub(super) fn len(&self) -> usize {
        self.events.len() - self.gaps
    }

    /// The lowest number.
    pub(super) fn first(&self) -> Option<u64> {
        self.events.front().map(|(number, _)| *number)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Open)> {
        self.events.iter().filter_map(|(number, open)| Some((*number, (*open)?)))
    }

    /// The lowest number that is wanted.
    pub(super) fn first_wanted(&self) -> Option<u64> {
        let wanted = |(_, open): &(u64, Open)| open.stage == Stage::Wanted;
        if self.any_wanted { self.iter().find(wanted).map(|(number, _)| number) } else { None }
    }

    /// Adds an event with a number above all others.
    pub(super) fn push(&mut self, number: u64, open: Open) {
        self.any_wanted |= open.stage == Stage::Wanted;
        self.events.push_back((number, Some(open)));
    }

    fn place(&self, number: u64) -> Option<usize> {
        // Numbers without holes: the usual case.
        let guess = usize::try_from(number.checked_sub(self.first()?)?).ok()?;
        if self.events.get(guess).is_some_and(|(found, _)| *found == number) {
            return Some(guess);
        }
        self.events.binary_search_by_key(&number, |(number, _)| *number).ok()
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Open> {
        let place = self.place(number)?;
        self.events.get_mut(place)?.1.as_mut()
    }

    /// Takes an event away; whether it was there.
    pub(super) fn remove(&mut self, number: u64) -> bool {
        let Some(place) = self.place(number) else { return false };
        let Some((_, open)) = self.events.get_mut(place) else { return false };
        if open.take().is_none() {
            return false;
        }
        self.gaps += 1;
        self.close_gaps();
        true
    }

    fn close_gaps(&mut self) {
        while let Some((_, None)) = self.events.front() {
            self.events.pop_front();
            self.gaps -= 1;
        }
        if self.gaps > self.len() {
            self.events.retain(|(_, open)| open.is_some());
            self.gaps = 0;
        }
    }

    /// Keeps those for which that holds.
    pub(super) fn retain(&mut self, keep: impl Fn(u64, &Open) -> bool) {
        self.events.retain(|(number, open)| open.is_some_and(|open| keep(*number, &open)));
        self.gaps = 0;
        let any_wanted = self.iter().any(|(_, open)| open.stage == Stage::Wanted);
        self.any_wanted = any_wanted;
    }

    /// What was being mapped has to come once more.
    pub(super) fn mapping_is_wanted(&mut self) {
        for open in self.events.iter_mut().filter_map(|(_, open)| open.as_mut()) {
            if open.stage == Stage::Mapping {
                open.stage = Stage::Wanted;
                self.any_wanted = true;
            }
        }
    }
}

impl FromIterator<(u64, Open)> for Unhandled {
    fn from_iter<I: IntoIterator<Item = (u64, Open)>>(events: I) -> Self {
        let mut events: Vec<_> = events.into_iter().collect();
        // What is stored was in order; what was written by hand need not be.
        events.sort_by_key(|(number, _)| *number);
        events.dedup_by_key(|(number, _)| *number);
        let mut all = Self::default();
        events.into_iter().for_each(|(number, open)| all.push(number, open));
        all
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn kept() -> Open {
        Open { stage: Stage::Kept, handed: false }
    }

    #[test]
    fn gaps_do_not_pile_up_behind_one_that_is_not_handled() {
        let mut events = Unhandled::default();
        for number in 0..10_000 {
            events.push(number, kept());
            if number > 0 {
                assert!(events.remove(number));
            }
        }
        assert_eq!((events.len(), events.first()), (1, Some(0)));
        assert!(events.events.len() < 4);
        assert!(events.remove(0) && events.events.is_empty());
    }

    proptest! {
        /// As a map would have it.
        #[test]
        fn it_holds_what_a_map_holds(
            steps in proptest::collection::vec((0_u8..4, 0_u64..40, 1_u64..3), 0..120),
        ) {
            let (mut events, mut map) = (Unhandled::default(), BTreeMap::new());
            let mut next = 0;
            for (what, number, step) in steps {
                match what {
                    0 | 1 => {
                        next += step;
                        events.push(next, kept());
                        map.insert(next, false);
                    }
                    2 => prop_assert_eq!(events.remove(number), map.remove(&number).is_some()),
                    _ => {
                        let found = events.get_mut(number).map(|open| open.handed = true);
                        let known = map.get_mut(&number).map(|handed| *handed = true);
                        prop_assert_eq!(found, known);
                    }
                }
                prop_assert_eq!(events.first(), map.keys().next().copied());
                prop_assert_eq!(events.len(), map.len());
            }
            let held: Vec<_> = events.iter().map(|(number, open)| (number, open.handed)).collect();
            prop_assert_eq!(held, map.into_iter().collect::<Vec<_>>());
        }
    }
}
