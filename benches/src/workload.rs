//! The workloads: what every client is told to do, as arguments of its program.

use clap::{Args, ValueEnum};

/// The number of the line that every client plays.
pub const LINE: &str = "+15559990001";
/// Whom it writes to.
pub const ALICE: &str = "+15551230001";
/// The token that the server takes, as every other.
pub const TOKEN: &str = "bench";
/// The file that the server has.
pub const FILE_GUID: &str = "bench-file";

/// How many messages a batch of the workload `crossing` has.
pub const BATCH: usize = 256;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Workload {
    /// From nothing to the first acknowledged send.
    Cold,
    /// Sends, one after another.
    Sequential,
    /// Sends, with `--in-flight` on their way at any time.
    Parallel,
    /// Texts that are there at once, to the program's code.
    Inbound,
    /// Texts at a rate: from the server's hand to the program's.
    Latency,
    /// Texts that were missed, read after a break.
    CatchUp,
    /// Texts that wait while the program is busy with the first one.
    Slow,
    /// A file from a path.
    Upload,
    /// A file to a path.
    Download,
    /// Open lines on which nothing happens.
    Idle,
    /// One call in, one message out, [`BATCH`] messages out: what the border of a language costs.
    Crossing,
}

/// The arguments of a client's program. They are the same in every language.
#[derive(Args, Clone, Debug)]
pub struct Work {
    /// What to do
    pub workload: Workload,
    /// Where the server listens
    #[arg(long)]
    pub address: String,
    /// How many messages or lines
    #[arg(long, default_value_t = 1)]
    pub count: usize,
    /// Sends on their way at any time
    #[arg(long, default_value_t = 64)]
    pub in_flight: usize,
    /// The file to upload, or where the download goes
    #[arg(long, default_value = "")]
    pub path: String,
    /// How long the program is busy with the first message, in seconds
    #[arg(long, default_value_t = 10.0)]
    pub busy: f64,
    /// A file for the durable store; in memory if not given. The raw client has none.
    #[arg(long, default_value = "")]
    pub store: String,
}
