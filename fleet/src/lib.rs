//! The fleet of a company: relays hold the streams of many lines, workers handle what arrives, and
//! NATS with JetStream stands between them.

mod bucket;
mod connect;
mod envelope;
mod error;
mod json;
mod members;
mod names;
mod options;
mod reader;
mod relay;
mod setup;
mod worker;

pub use json::worker_from_json;
pub use options::{FleetOptions, From, WorkerOptions};
pub use relay::NatsRelay;
pub use worker::NatsWorker;

#[cfg(test)]
#[allow(dead_code, unreachable_pub)]
#[path = "../tests/support/server.rs"]
mod server;
