//! Local mode: this Mac's own Messages.

#[allow(dead_code, reason = "the rest follows")]
pub(crate) mod doctor;
#[allow(dead_code, reason = "the platform that sends with it follows")]
mod sending;
