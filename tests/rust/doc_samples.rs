//! The Rust samples of the pages, compiled. The build script writes them.
#![allow(
    dead_code,
    unused_imports,
    unused_variables,
    clippy::print_stdout,
    reason = "nobody calls them, not each uses all that is at hand, and some show what they know"
)]

use std::time::Duration;

use spectrum_imessage::content::FileOptions;
use spectrum_imessage::{
    Content, Message, MessageEffect, Options, Space, Spectrum, SqliteStore, Tapback, content,
    imessage, observe,
};
use spectrum_imessage_simulator::{Expect, Fault, Simulator};

/// Of the client, of the simulator.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

include!(concat!(env!("OUT_DIR"), "/doc_samples.rs"));

#[test]
fn the_pages_have_rust_samples() {
    assert!(count() > 0);
}
