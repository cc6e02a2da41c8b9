//! What the server, the raw client and ours share: the workloads, the measures, the frames.
//!
//! `benches/README.md` says what each workload is, `docs/performance.md` how to read the figures.

pub mod frames;
pub mod measure;
pub mod workload;
