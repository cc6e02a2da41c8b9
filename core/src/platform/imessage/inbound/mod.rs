//! What the service sends becomes messages of this library.

mod changes;
mod contacts;
mod message;
mod metadata;
mod parts;
mod polls;

pub(super) use changes::Event;
pub(super) use message::{Mapper, Source, fetch, parse_id, part_id};
pub(super) use metadata::{native, system_time, user};
pub(super) use parts::attachment;
pub(super) use polls::known as known_poll;
