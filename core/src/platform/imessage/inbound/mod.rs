//! What the service sends becomes messages of this library.

mod changes;
mod contacts;
mod handed;
mod happenings;
mod message;
mod metadata;
mod parts;
mod plain;
mod polls;

pub(super) use changes::{Event, icon, part_of};
pub(super) use contacts::is_vcard;
pub(super) use happenings::{of_chat as happening_of_chat, of_message as happening_of_message};
pub(super) use message::{MAX_CHAIN, Mapper, Source, fetch, group, parse_id, part_id, stub};
pub(super) use metadata::{
    address_info, item_type, native, reaction_kind, service, system_time, transfer_state, user,
};
pub(super) use parts::attachment;
pub(super) use plain::Plain;
pub(crate) use plain::Unread;
pub(super) use polls::known as known_poll;

use crate::error::{Error, ErrorKind};

/// What the service sent lacks something without which it cannot be shown.
pub(super) fn unmappable(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Other, "unmappable", what)
}
