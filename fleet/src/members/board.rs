//! What is known of the members and of the leases: what the watch has told, and when.
//!
//! No two clocks are compared. That somebody is silent is measured here, and by what is seen in the
//! same place: a heartbeat of this member, written at a time and seen since, proves that nobody else
//! has written one in between that was not seen.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::assign::Candidate;

/// A member that has not been seen to write for so long is dead.
pub(crate) const DEAD: Duration = Duration::from_secs(6);

/// What a member says of itself, every two seconds.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Member {
    /// For people.
    pub(crate) name: String,
    /// The newest envelope that it reads.
    pub(crate) version: u32,
    /// Counts its heartbeats.
    pub(crate) beat: u64,
    /// It takes nothing more.
    #[serde(default)]
    pub(crate) leaving: bool,
    /// How many leases it has.
    #[serde(default)]
    pub(crate) held: usize,
}

/// What a lease says.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct LeaseRecord {
    /// The member that holds it; empty: nobody.
    pub(crate) holder: String,
    /// The version of envelope that is needed to hold it.
    #[serde(default)]
    pub(crate) needs: u32,
    /// What makes each write another, so that it is known again.
    #[serde(default)]
    pub(crate) mark: u64,
}

#[derive(Debug)]
struct Seen {
    member: Member,
    /// When its last heartbeat was seen here.
    at: Instant,
    dead: bool,
}

/// A lease as it was seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lease {
    pub(crate) record: LeaseRecord,
    pub(crate) revision: u64,
}

/// The board of one member.
#[derive(Debug)]
pub(crate) struct Board {
    me: String,
    members: HashMap<String, Seen>,
    leases: HashMap<String, Lease>,
    /// When the heartbeats were sent that have not been seen yet.
    sent: Vec<(u64, Instant)>,
    /// Everything that happened before this has been seen.
    clear: Instant,
    /// Silence before this is not counted: nobody could write, or this member was not there.
    since: Instant,
}

impl Board {
    pub(crate) fn new(me: &str, now: Instant) -> Self {
        Self {
            me: me.to_owned(),
            members: HashMap::new(),
            leases: HashMap::new(),
            sent: Vec::new(),
            clear: now,
            since: now,
        }
    }

    /// A heartbeat of this member goes out.
    pub(crate) fn sends(&mut self, beat: u64, now: Instant) {
        // With NATS away nothing is seen for long.
        if self.sent.len() > 64 {
            self.sent.remove(0);
        }
        self.sent.push((beat, now));
    }

    /// This member was cut off: what others wrote meanwhile may not have been possible either.
    pub(crate) fn was_away(&mut self, now: Instant) {
        self.since = now;
    }

    /// A member was heard. Whether that changes who should hold what.
    pub(crate) fn member(&mut self, id: &str, member: Option<Member>, now: Instant) -> bool {
        let Some(member) = member else { return self.members.remove(id).is_some() };
        let mut changed = false;
        if id == self.me {
            let position = self.sent.iter().position(|(beat, _)| *beat == member.beat);
            if let Some(position) = position {
                self.clear = self.sent[position].1;
                self.sent.drain(..=position);
                changed |= self.bury();
            }
        }
        let before = self
            .members
            .insert(id.to_owned(), Seen { member: member.clone(), at: now, dead: false });
        changed
            | before.is_none_or(|before| {
                before.dead
                    || before.member.leaving != member.leaving
                    || before.member.version != member.version
            })
    }

    /// Marks those that have been silent for too long.
    fn bury(&mut self) -> bool {
        let mut changed = false;
        for (id, seen) in &mut self.members {
            let silent = self.clear.saturating_duration_since(seen.at.max(self.since));
            if *id != self.me && !seen.dead && silent >= DEAD {
                seen.dead = true;
                changed = true;
            }
        }
        changed
    }

    /// A lease was written. Whether that changes something.
    pub(crate) fn lease(&mut self, name: &str, lease: Lease, now: Instant) -> bool {
        let holder = &lease.record.holder;
        // Who is named and was never heard gets the time that the others have.
        if !holder.is_empty() && !self.members.contains_key(holder) {
            let member =
                Member { name: String::new(), version: 0, beat: 0, leaving: true, held: 0 };
            self.members.insert(holder.clone(), Seen { member, at: now, dead: false });
        }
        match self.leases.get(name) {
            Some(before) if before.revision >= lease.revision => false,
            before => {
                let changed = before.is_none_or(|before| before.record != lease.record);
                self.leases.insert(name.to_owned(), lease);
                changed
            }
        }
    }

    /// The lease as it was seen last.
    pub(crate) fn seen(&self, name: &str) -> Option<&Lease> {
        self.leases.get(name)
    }

    /// The revision with which a lease may be taken: nobody holds it, or who did is dead or gone.
    pub(crate) fn free(&self, name: &str) -> Option<u64> {
        let Some(lease) = self.leases.get(name) else { return Some(0) };
        let holder = &lease.record.holder;
        let free = holder.is_empty()
            || *holder == self.me
            || self.members.get(holder).is_none_or(|seen| seen.dead);
        free.then_some(lease.revision)
    }

    /// The leases that say that this member has them.
    pub(crate) fn held_by_me(&self) -> Vec<(String, Lease)> {
        let mine = self.leases.iter().filter(|(_, lease)| lease.record.holder == self.me);
        mine.map(|(key, lease)| (key.clone(), lease.clone())).collect()
    }

    /// Those that live and stay.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        let living = self.members.iter().filter(|(_, seen)| !seen.dead && !seen.member.leaving);
        let candidate = |(id, seen): (&String, &Seen)| Candidate {
            id: id.clone(),
            version: seen.member.version,
        };
        living.map(candidate).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(beat: u64) -> Option<Member> {
        Some(Member { name: "m".into(), version: 1, beat, leaving: false, held: 0 })
    }

    fn lease(holder: &str, revision: u64) -> Lease {
        let record = LeaseRecord { holder: holder.into(), ..LeaseRecord::default() };
        Lease { record, revision }
    }

    struct Time(Instant);

    impl Time {
        fn at(&self, seconds: u64) -> Instant {
            self.0 + Duration::from_secs(seconds)
        }
    }

    fn board() -> (Board, Time) {
        let now = Instant::now();
        let mut board = Board::new("me", now);
        board.member("you", member(1), now);
        board.lease("x", lease("you", 7), now);
        (board, Time(now))
    }

    #[test]
    fn who_is_silent_long_enough_is_dead() {
        let (mut board, time) = board();
        board.sends(1, time.at(5));
        assert!(board.member("me", member(1), time.at(8)));
        assert_eq!(board.free("x"), None, "seen at 8, but written at 5");
        board.sends(2, time.at(6));
        assert!(board.member("me", member(2), time.at(9)));
        assert_eq!(board.free("x"), Some(7));
        assert_eq!(board.candidates().len(), 1);
        assert!(board.member("you", member(2), time.at(10)), "it lives after all");
        assert_eq!(board.free("x"), None);
    }

    #[test]
    fn nobody_dies_while_nats_is_away() {
        let (mut board, time) = board();
        board.sends(1, time.at(30));
        board.was_away(time.at(29));
        board.member("me", member(1), time.at(30));
        assert_eq!(board.free("x"), None);
        board.sends(2, time.at(35));
        board.member("me", member(2), time.at(35));
        assert_eq!(board.free("x"), Some(7), "six seconds after NATS came back");
    }

    #[test]
    fn who_goes_leaves_its_leases_at_once() {
        let (mut board, time) = board();
        assert!(board.member("you", None, time.at(1)));
        assert_eq!(board.free("x"), Some(7));
        assert_eq!(board.free("unknown"), Some(0));
    }

    #[test]
    fn a_holder_that_was_never_heard_gets_its_time() {
        let (mut board, time) = board();
        board.lease("y", lease("stranger", 9), time.at(1));
        assert_eq!(board.free("y"), None);
        board.sends(1, time.at(7));
        board.member("me", member(1), time.at(7));
        assert_eq!(board.free("y"), Some(9));
        assert!(board.candidates().iter().all(|one| one.id != "stranger"));
    }

    #[test]
    fn an_older_write_changes_nothing() {
        let (mut board, time) = board();
        assert!(!board.lease("x", lease("", 6), time.at(1)));
        assert!(board.lease("x", lease("", 8), time.at(1)));
        assert_eq!(board.free("x"), Some(8));
        assert!(!board.lease("x", lease("", 9), time.at(1)), "the same, written again");
    }
}
