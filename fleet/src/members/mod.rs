//! The members of a fleet, and the leases that they hold.
//!
//! A member writes one heartbeat every two seconds, however many leases it has: a lease needs no
//! renewal of its own. It is taken with a write that compares revisions, which fences; it is dead
//! with its holder. A holder whose heartbeats are not confirmed for four seconds stops by itself,
//! two seconds before others may take over; when they are confirmed again, each lease is written
//! again, and goes on only if nobody has taken it.

mod assign;
mod board;
mod heart;
mod keeper;
mod lease;
mod pulse;
mod watch;

pub(crate) use assign::{rightful, shares};
pub(crate) use board::{LeaseRecord, Member};
pub(crate) use keeper::{Keeper, Kind};
pub(crate) use lease::{Held, Lease};

#[cfg(test)]
mod tests;
