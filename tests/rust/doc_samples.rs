//! The Rust samples of the pages, compiled. The build script writes them.
#![allow(dead_code, unused_variables)]

use spectrum_imessage::content::FileOptions;
use spectrum_imessage::{
    Content, Message, MessageEffect, Options, Result, Space, Spectrum, SqliteStore, Tapback,
    content, imessage, observe,
};

include!(concat!(env!("OUT_DIR"), "/doc_samples.rs"));

#[test]
fn the_pages_have_rust_samples() {
    assert!(count() > 0);
}
