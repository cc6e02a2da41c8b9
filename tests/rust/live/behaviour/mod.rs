//! Rules that a scenario cannot see: what goes over the wire, and what waits for what.
//! `tests/behaviour.toml` says which rule is held by which test.

mod arriving;
mod cards;
mod clock;
mod files;
mod responding;
mod routing;
mod sending;
#[cfg(target_os = "linux")]
mod signals;
mod spaces;
mod streaming;
mod watchdog;
mod web;

pub(crate) use clock::Clock;
pub(crate) use web::Web;

use spectrum_imessage::content::FileOptions;
use spectrum_imessage::{Content, Error, content};

/// A picture of a few bytes.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

pub(crate) fn named(name: &str) -> FileOptions {
    FileOptions { name: Some(name.to_owned()), ..FileOptions::default() }
}

pub(crate) fn picture(name: &str) -> Content {
    content::attachment_bytes(PNG, named(name)).expect("a picture")
}

pub(crate) fn code<T>(result: Result<T, Error>) -> String {
    result.err().map(|error| error.code().to_owned()).unwrap_or_default()
}
