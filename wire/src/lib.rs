//! The wire of Spectrum's iMessage service.
//!
//! Everything here is generated at build time from `proto/photon/imessage/v1`. Names and numbers
//! are fixed by the service; a test compares them with its tables. This crate has no logic: the
//! client and the simulator both build on it, and share nothing else.

mod method;
mod mini_app_layout;

pub use method::{Streamed, Unary};
pub use mini_app_layout::MiniAppLayout;

/// Messages, clients (feature `client`) and server traits (feature `server`) of the package
/// `photon.imessage.v1`.
#[allow(missing_docs, clippy::all, unreachable_pub)]
pub mod v1 {
    pub use crate::MiniAppLayout;
    tonic::include_proto!("photon.imessage.v1");
}

/// The calls of all services, for who makes them without a generated client.
pub mod methods {
    include!(concat!(env!("OUT_DIR"), "/methods.rs"));
}

/// The encoded `FileDescriptorSet` of all files, for reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
