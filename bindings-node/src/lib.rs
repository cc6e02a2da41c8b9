//! The native part of the npm package `spectrum-imessage`: conversions and promises, no logic.
//!
//! It is private. The public API is the TypeScript beside it, which wraps these classes.
//!
//! Two rules hold everywhere. No function throws a typed error: a failed call *returns* (or its
//! promise resolves to) a [`failure::Failure`], which the TypeScript side turns into an error
//! of the right class, with a stack that leads to the caller. And no future runs on a runtime of
//! Node's binding: all of them run on the core's one I/O thread (see [`call`]).

pub mod app;
pub mod batch;
pub mod build;
pub mod call;
pub mod card;
pub mod command;
pub mod config;
pub mod contact;
pub mod custom;
pub mod events;
pub mod failure;
pub mod fields;
pub mod file;
pub mod handling;
pub mod imessage;
pub mod line;
pub mod log;
pub mod message;
pub mod messages;
pub mod people;
pub mod reading;
pub mod simulator;
pub mod space;
pub mod stream;
pub mod telemetry;
pub mod transfer;
pub mod view;
pub mod webhook;
