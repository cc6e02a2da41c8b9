//! Fleets: holding lines for one, and looking at one.

mod metrics;
mod nats;
mod relay;
mod status;

use clap::Subcommand;

use self::nats::Nats;
pub(crate) use self::relay::{HELP as RELAY, Options as RelayOptions, run as relay};
use crate::failure::Failure;

/// What to do with a fleet.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Who holds which line, and what waits
    #[command(after_help = status::HELP)]
    Status(status::Options),
    /// Serve the same to Prometheus, until Ctrl-C
    #[command(after_help = metrics::HELP)]
    Metrics(metrics::Options),
}

impl Command {
    /// Whether programs read the output.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Status(options) => options.json,
            Self::Metrics(_) => false,
        }
    }
}

/// Runs the command.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Status(options) => status::run(options),
        Command::Metrics(options) => metrics::run(options),
    }
}
