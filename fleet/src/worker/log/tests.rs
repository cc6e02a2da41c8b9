use proptest::prelude::*;

use super::*;

fn log(position: Position) -> Log {
    Log::new(position, 5)
}

/// Reads an event and gives it out.
fn give(log: &mut Log, sequence: u64) -> (u64, u32) {
    let Accepted::Give { tries } = log.accept(sequence) else {
        panic!("{sequence} is to be given out")
    };
    (log.give(sequence, tries), tries)
}

#[test]
fn the_floor_follows_what_is_handled() {
    let mut log = log(Position { floor: 10, begun: 10, ..Position::default() });
    for sequence in [12, 15, 20] {
        let (delivery, tries) = give(&mut log, sequence);
        assert_eq!(tries, 0);
        assert!(log.may_begin(sequence, delivery, true));
    }
    assert_eq!((log.position().floor, log.position().begun), (11, 20));
    assert!(log.handled(15));
    assert!(!log.handled(15), "it is handled already");
    assert_eq!(log.position().floor, 11);
    assert!(log.position().done.contains(&15));
    log.handled(12);
    assert_eq!(log.position().floor, 19);
    assert!(log.position().done.is_empty());
    log.handled(20);
    assert_eq!(log.position().floor, 20);
    assert_eq!(log.next(), 21);
}

#[test]
fn after_a_takeover_what_was_out_comes_again() {
    let mut before = log(Position::default());
    for sequence in 1..=4 {
        give(&mut before, sequence);
    }
    before.handled(2);
    let mut after = log(before.position().clone());
    assert_eq!(after.next(), 1);
    assert_eq!(give(&mut after, 1).1, 1);
    assert_eq!(after.accept(2), Accepted::Known);
    assert_eq!(give(&mut after, 3).1, 1);
    assert_eq!(give(&mut after, 4).1, 1);
    assert_eq!(give(&mut after, 5).1, 0, "nobody had it");
    assert_eq!(after.position().redelivered, 3);
    after.handled(1);
    assert_eq!(after.position().floor, 2);
}

#[test]
fn what_kills_its_workers_is_exhausted() {
    let mut position = Position::default();
    for tries in 0..5 {
        let mut log = log(position);
        assert_eq!(give(&mut log, 7).1, tries);
        position = log.position().clone();
    }
    let mut log = log(position);
    assert_eq!(log.accept(7), Accepted::Exhausted { tries: 5 });
    log.bury(7, "worker", 5);
    assert_eq!(log.position().floor, 6, "not before it is kept");
    assert_eq!(log.dead_letters().len(), 1);
    log.buried(7);
    assert_eq!((log.position().floor, log.position().dead), (7, 1));
    assert!(log.position().tries.is_empty());
}

#[test]
fn what_was_given_back_is_as_new() {
    let mut before = log(Position::default());
    let one = give(&mut before, 1).0;
    give(&mut before, 2);
    assert!(before.may_begin(1, one, true));
    before.close();
    assert!(!before.may_begin(2, 2, true));
    let mut after = log(before.last_position());
    assert_eq!(give(&mut after, 1).1, 1, "it had begun");
    assert_eq!(give(&mut after, 2).1, 0, "it had not");
    assert_eq!(after.accept(3), Accepted::Give { tries: 0 });
}

#[test]
fn what_was_not_read_again_stays_under_suspicion() {
    let mut first = log(Position::default());
    for sequence in 1..=3 {
        give(&mut first, sequence);
    }
    let mut second = log(first.position().clone());
    give(&mut second, 1);
    second.close();
    let mut third = log(second.last_position());
    for sequence in 1..=3 {
        assert_eq!(give(&mut third, sequence).1, 1, "{sequence}");
    }
}

#[test]
fn nothing_overtakes_what_came_back() {
    let mut log = log(Position::default());
    let (one, two) = (give(&mut log, 1).0, give(&mut log, 2).0);
    assert!(!log.may_begin(1, one, false), "the lease is in doubt");
    assert!(!log.may_begin(2, two, true), "it would overtake");
    assert!(log.has_returned());
    log.take_back();
    assert!(!log.has_returned(), "it can be given out again");
    assert_eq!(log.next(), 1);
    let again = give(&mut log, 1).0;
    assert!(log.may_begin(1, again, true));
    assert!(!log.came_back(1, one), "the first delivery says nothing any more");
    assert_eq!(give(&mut log, 2).1, 0);
    assert_eq!(log.next(), 3);
}

#[test]
fn what_has_begun_goes_on_when_the_rest_is_taken_back() {
    let mut log = log(Position::default());
    let (one, _two) = (give(&mut log, 1).0, give(&mut log, 2).0);
    assert!(log.may_begin(1, one, true));
    log.take_back();
    assert_eq!(log.next(), 2);
    assert_eq!(log.accept(1), Accepted::Known);
    assert!(log.may_begin(1, one, true), "the program asks once more for its second try");
    log.handled(1);
    assert_eq!(log.position().floor, 1);
}

#[test]
fn what_is_given_up_goes_to_the_dead_letters_first() {
    let mut log = log(Position::default());
    let one = give(&mut log, 1).0;
    assert!(log.may_begin(1, one, true));
    log.failed(1, 1);
    log.failed(1, 2);
    assert_eq!(log.position().tries.get(&1), Some(&2));
    log.given_up(1, "the handler failed", 3);
    log.handled(1);
    assert_eq!(log.position().floor, 0);
    let letter = DeadLetter { sequence: 1, reason: "the handler failed".into(), tries: 3 };
    assert_eq!(log.dead_letters(), [letter]);
    log.buried(1);
    assert_eq!(log.position().floor, 1);
}

#[test]
fn the_window_is_bounded() {
    let mut log = log(Position::default());
    for sequence in 1..=WINDOW as u64 {
        give(&mut log, sequence);
    }
    assert_eq!(log.room(), 0);
    log.handled(9);
    assert_eq!(log.room(), 1);
}

proptest! {
    /// Whatever is handled, given back, and taken over in between: each event is handled once as far
    /// as the positions know, none is left out, and none comes after it was written as handled.
    #[test]
    fn nothing_is_lost_and_nothing_written_comes_again(
        steps in prop::collection::vec((0_u8..6, 0_usize..8), 1..200),
    ) {
        let last = 40_u64;
        let mut kept = Position::default();
        let mut written = std::collections::BTreeSet::new();
        let mut log = Log::new(kept.clone(), 1000);
        let mut out: Vec<(u64, u64)> = Vec::new();
        for (step, which) in steps {
            match step {
                0..=1 => {
                    let sequence = log.next();
                    if sequence <= last
                        && let Accepted::Give { tries } = log.accept(sequence)
                    {
                        prop_assert!(!written.contains(&sequence));
                        out.push((sequence, log.give(sequence, tries)));
                        kept = log.position().clone();
                    }
                }
                2 | 3 if !out.is_empty() => {
                    let (sequence, delivery) = out.swap_remove(which % out.len());
                    if log.may_begin(sequence, delivery, step == 2) {
                        log.handled(sequence);
                    }
                }
                4 => {
                    kept = log.position().clone();
                    written.extend((1..=last).filter(|n| *n <= kept.floor));
                    written.extend(kept.done.iter().copied());
                }
                5 => {
                    // Killed, or let go.
                    if which % 2 == 0 {
                        kept = log.last_position();
                    }
                    out.clear();
                    log = Log::new(kept.clone(), 1000);
                }
                _ => {}
            }
        }
        log = Log::new(kept, 1000);
        let mut rest = std::collections::BTreeSet::new();
        while log.next() <= last {
            let sequence = log.next();
            match log.accept(sequence) {
                Accepted::Give { tries } => {
                    log.give(sequence, tries);
                    rest.insert(sequence);
                    log.handled(sequence);
                }
                Accepted::Known => {}
                Accepted::Exhausted { .. } => prop_assert!(false),
            }
        }
        prop_assert!(rest.is_disjoint(&written));
        prop_assert_eq!(log.position().floor, last);
    }
}
