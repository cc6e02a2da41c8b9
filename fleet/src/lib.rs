//! The fleet of a company: relays hold the streams of many lines, workers handle what arrives, and
//! NATS with JetStream stands between them.
//!
//! ```no_run
//! use spectrum_imessage::fleet::Fleet;
//! use spectrum_imessage::{Options, Spectrum, imessage};
//! use spectrum_imessage_fleet::{FleetOptions, WorkerOptions};
//!
//! # async fn run() -> spectrum_imessage::Result<()> {
//! let nats = FleetOptions::new("nats://localhost:4222");
//! let worker = spectrum_imessage_fleet::worker(nats, &WorkerOptions::new("support"))?;
//! let options = Options { fleet: Some(Fleet::Worker(worker)), ..Options::default() };
//! let app = Spectrum::start(options, vec![imessage::Config::Cloud.into()]).await?;
//! let mut messages = app.messages()?;
//! while let Some((space, message)) = messages.next_message().await {
//!     message.reply("Hello from one of many.").await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What is kept where: events lie in one stream, by partition, platform, line and conversation. Who
//! holds which line and partition, and up to where it came, stands in key-value buckets; every write
//! there names the revision that it replaces.

mod bucket;
mod connect;
mod envelope;
mod error;
mod json;
mod members;
mod names;
mod options;
mod prometheus;
mod reader;
mod relay;
mod setup;
mod status;
mod worker;

pub use json::worker_from_json;
pub use options::{FleetOptions, From, WorkerOptions};
pub use relay::NatsRelay;
pub use status::{FleetStatus, FleetView, GroupStatus, LineStatus, MemberStatus, PartitionStatus};
pub use worker::NatsWorker;

use std::sync::Arc;

use spectrum_imessage::Result;

/// A relay, for [`spectrum_imessage::fleet::Fleet::Relay`]: see [`NatsRelay::new`].
///
/// # Errors
/// `ValidationError` for options that cannot be.
pub fn relay(options: FleetOptions) -> Result<Arc<NatsRelay>> {
    NatsRelay::new(options)
}

/// A worker, for [`spectrum_imessage::fleet::Fleet::Worker`]: see [`NatsWorker::new`].
///
/// # Errors
/// `ValidationError` for options that cannot be.
pub fn worker(options: FleetOptions, worker: &WorkerOptions) -> Result<Arc<NatsWorker>> {
    NatsWorker::new(options, worker)
}

#[cfg(test)]
#[allow(dead_code, unreachable_pub)]
#[path = "../tests/support/server.rs"]
mod server;
