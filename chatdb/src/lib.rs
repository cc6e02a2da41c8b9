#![doc = include_str!("../README.md")]

pub mod body;
pub mod database;
mod edits;
mod plist;
pub mod record;
pub mod typedstream;
pub mod watch;

pub use edits::Edit;
