//! The native side of the Swift package `SpectrumIMessage`: objects and records that UniFFI carries
//! over, nothing else. Nobody's public interface: that is `Sources/SpectrumIMessage`, written by
//! hand.
//!
//! Conversions match exhaustively, so that a new kind in the core breaks this build until it has
//! its place here.

// UniFFI's scaffolding is the C interface; no other code here is unsafe.
#![allow(unsafe_code)]
// Errors cross the boundary by value.
#![allow(clippy::result_large_err)]

pub mod app;
pub mod batch;
pub mod content;
pub mod custom;
pub mod dead;
pub mod doctor;
pub mod error;
pub mod event;
pub mod fields;
pub mod health;
pub mod imessage;
pub mod job;
pub mod line;
pub mod log;
pub mod message;
mod mirror;
pub mod outbox;
pub mod progress;
pub mod run;
pub mod simulator;
pub mod space;
pub mod telemetry;
pub mod user;
pub mod webhook;

uniffi::setup_scaffolding!();
