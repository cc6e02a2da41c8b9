//! The Rust client in local mode: a database that is written while it is watched, and a stand-in for
//! `osascript`. Nothing here needs a Mac, and nothing here is one.
#![cfg(unix)]

mod durable;
mod events;
mod fixtures;
mod looking_up;
mod mac;
mod receiving;
mod scenarios;
mod sending;
mod starting;
mod trouble;
