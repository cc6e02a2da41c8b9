//! The state of a partition at its holder: what was read, what programs have, what is handled. No
//! clock, no network: what is to be written is a [`Position`], and who calls writes it.

use std::collections::BTreeMap;

use super::position::Position;

/// At most so many events of a partition are out.
pub(crate) const WINDOW: usize = 256;

/// What is to be done with an event that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// Nothing: it is handled, or out already.
    Known,
    /// To be given to the program, which has had it `tries` times.
    Give { tries: u32 },
    /// It has been tried often enough.
    Exhausted { tries: u32 },
}

/// One event that is not handled.
#[derive(Debug)]
struct Open {
    state: State,
    /// Which delivery of it is meant: an earlier one says nothing any more.
    delivery: u64,
    generation: u64,
    /// How often a program had it before.
    tries: u32,
    given_up: Option<(String, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// On its way to the program.
    Out,
    /// The program has begun.
    Begun,
    /// It came back, to be given out once more.
    Returned { begun: bool },
    /// On its way to the dead letters.
    Dead,
}

/// What goes to the dead letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeadLetter {
    pub(crate) sequence: u64,
    pub(crate) reason: String,
    pub(crate) tries: u32,
}

/// The log of one partition.
#[derive(Debug)]
pub(crate) struct Log {
    position: Position,
    /// What is not handled up to here was with a program before the takeover.
    suspects_to: u64,
    /// Everything up to here was read.
    read: u64,
    open: BTreeMap<u64, Open>,
    deliveries: u64,
    /// What was given out in an earlier one and has not begun, may not begin any more.
    generation: u64,
    /// Counts the changes of the position.
    version: u64,
    /// Something came back, and was not taken back so far.
    stirred: bool,
    /// Nothing begins any more.
    closed: bool,
    max_tries: u32,
}

impl Log {
    /// Goes on from a position that another has written, or this one's own.
    pub(crate) fn new(position: Position, max_tries: u32) -> Self {
        Self {
            suspects_to: position.begun,
            read: position.floor,
            position,
            open: BTreeMap::new(),
            deliveries: 0,
            generation: 0,
            version: 0,
            stirred: false,
            closed: false,
            max_tries,
        }
    }

    /// Where reading goes on.
    pub(crate) fn next(&self) -> u64 {
        let returned = |open: &Open| matches!(open.state, State::Returned { .. });
        let first = self.open.iter().find(|(_, open)| returned(open));
        first.map_or(self.read + 1, |(sequence, _)| *sequence)
    }

    /// How many events may still go out.
    pub(crate) fn room(&self) -> usize {
        WINDOW.saturating_sub(self.open.len())
    }

    /// An event was read. They are read in their order.
    pub(crate) fn accept(&mut self, sequence: u64) -> Accepted {
        if sequence <= self.position.floor || self.position.done.contains(&sequence) {
            self.passed(sequence);
            return Accepted::Known;
        }
        let tries = match self.open.get(&sequence) {
            Some(Open { state: State::Returned { begun }, tries, .. }) => tries + u32::from(*begun),
            Some(_) => return Accepted::Known,
            None => self.tried(sequence),
        };
        if tries >= self.max_tries {
            return Accepted::Exhausted { tries };
        }
        Accepted::Give { tries }
    }

    fn tried(&self, sequence: u64) -> u32 {
        let once = u32::from(sequence <= self.suspects_to);
        self.position.tries.get(&sequence).copied().unwrap_or(once)
    }

    /// It is given to the program, which had it so often: the number of this delivery. The position
    /// has to be written before.
    pub(crate) fn give(&mut self, sequence: u64, tries: u32) -> u64 {
        self.deliveries += 1;
        let (delivery, generation) = (self.deliveries, self.generation);
        let again = self.open.contains_key(&sequence);
        let open = Open { state: State::Out, delivery, generation, tries, given_up: None };
        self.open.insert(sequence, open);
        self.position.begun = self.position.begun.max(sequence);
        if tries > 0 {
            self.position.tries.insert(sequence, tries + 1);
            if !again {
                self.position.redelivered += 1;
            }
        }
        self.passed(sequence);
        self.version += 1;
        delivery
    }

    /// It goes to the dead letters without the program.
    pub(crate) fn bury(&mut self, sequence: u64, reason: &str, tries: u32) {
        let open = Open {
            state: State::Dead,
            delivery: 0,
            generation: self.generation,
            tries,
            given_up: Some((reason.to_owned(), tries)),
        };
        self.open.insert(sequence, open);
        self.passed(sequence);
    }

    fn passed(&mut self, sequence: u64) {
        if sequence > self.read {
            self.read = sequence;
            self.advance();
        }
    }

    /// Whether the program may begin. `held`: the partition is this worker's.
    pub(crate) fn may_begin(&mut self, sequence: u64, delivery: u64, held: bool) -> bool {
        let (generation, closed) = (self.generation, self.closed);
        let Some(open) = self.of(sequence, delivery) else { return false };
        let current = match open.state {
            State::Out => open.generation == generation,
            State::Begun => true,
            State::Returned { .. } | State::Dead => return false,
        };
        if held && current && !closed {
            open.state = State::Begun;
            return true;
        }
        self.came_back(sequence, delivery);
        false
    }

    /// Nobody has it any more, and it is not handled. Whether there is something to give out.
    pub(crate) fn came_back(&mut self, sequence: u64, delivery: u64) -> bool {
        let generation = self.generation;
        let Some(open) = self.of(sequence, delivery) else { return false };
        let begun = match open.state {
            State::Out => false,
            State::Begun => true,
            State::Returned { .. } | State::Dead => return false,
        };
        open.state = State::Returned { begun };
        // What follows it in its conversation must not overtake it.
        if open.generation == generation {
            self.generation += 1;
        }
        self.stirred = true;
        true
    }

    /// It is handled. Whether that is news.
    pub(crate) fn handled(&mut self, sequence: u64) -> bool {
        let Some(open) = self.open.get_mut(&sequence) else { return false };
        if open.given_up.is_some() {
            open.state = State::Dead;
            return true;
        }
        self.settle(sequence);
        true
    }

    /// Handling it has failed so often, and it comes again in this process.
    pub(crate) fn failed(&mut self, sequence: u64, attempts: u32) {
        if self.open.contains_key(&sequence) {
            let tries = self.position.tries.entry(sequence).or_default();
            *tries = (*tries).max(attempts);
            self.version += 1;
        }
    }

    pub(crate) fn given_up(&mut self, sequence: u64, reason: &str, attempts: u32) {
        if let Some(open) = self.open.get_mut(&sequence) {
            open.given_up = Some((reason.to_owned(), attempts));
        }
    }

    /// What is on its way to the dead letters.
    pub(crate) fn dead_letters(&self) -> Vec<DeadLetter> {
        let dead = self.open.iter().filter(|(_, open)| open.state == State::Dead);
        dead.map(|(sequence, open)| {
            let (reason, tries) = open.given_up.clone().unwrap_or_default();
            DeadLetter { sequence: *sequence, reason, tries }
        })
        .collect()
    }

    /// It is among the dead letters.
    pub(crate) fn buried(&mut self, sequence: u64) {
        if self.open.contains_key(&sequence) {
            self.position.dead += 1;
            self.settle(sequence);
        }
    }

    fn settle(&mut self, sequence: u64) {
        self.open.remove(&sequence);
        self.position.tries.remove(&sequence);
        self.position.done.insert(sequence);
        self.version += 1;
        self.advance();
    }

    /// The floor rises to below the first event that is not handled.
    fn advance(&mut self) {
        let first = self.open.keys().next();
        let floor = first.map_or(self.read, |first| (first - 1).min(self.read));
        if floor > self.position.floor {
            self.position.floor = floor;
            self.position.done = self.position.done.split_off(&(floor + 1));
        }
    }

    /// Whether something came back: nothing may be given out before [`Log::take_back`].
    pub(crate) fn has_returned(&self) -> bool {
        self.stirred
    }

    /// Takes back what has not begun, to read it once more from [`Log::next`].
    pub(crate) fn take_back(&mut self) {
        self.stirred = false;
        self.generation += 1;
        for open in self.open.values_mut() {
            if open.state == State::Out {
                open.state = State::Returned { begun: false };
            }
        }
    }

    /// Nothing begins any more.
    pub(crate) fn close(&mut self) {
        self.closed = true;
        self.take_back();
    }

    /// How many events programs are busy with.
    pub(crate) fn busy(&self) -> usize {
        self.open.values().filter(|open| open.state == State::Begun).count()
    }

    /// How many events are on their way or with the program.
    pub(crate) fn out(&self) -> usize {
        let out = |open: &&Open| matches!(open.state, State::Out | State::Begun);
        self.open.values().filter(out).count()
    }

    /// Counts the changes.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// What is to be written.
    pub(crate) fn position(&self) -> &Position {
        &self.position
    }

    /// What is to be written when the partition is let go: what has not begun was never given out.
    pub(crate) fn last_position(&self) -> Position {
        let mut position = self.position.clone();
        if self.read >= self.suspects_to {
            position.begun = position.floor;
        }
        for (sequence, open) in &self.open {
            let begun = match open.state {
                State::Begun | State::Returned { begun: true } => 1,
                State::Out | State::Returned { begun: false } | State::Dead => 0,
            };
            match open.tries + begun {
                0 => position.tries.remove(sequence),
                tries => position.tries.insert(*sequence, tries),
            };
        }
        position
    }

    fn of(&mut self, sequence: u64, delivery: u64) -> Option<&mut Open> {
        self.open.get_mut(&sequence).filter(|open| open.delivery == delivery)
    }
}

#[cfg(test)]
mod tests;
