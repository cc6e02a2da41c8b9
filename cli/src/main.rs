//! `spectrum`: a look at what an agent would see.

mod doctor;
mod failure;
mod local;
mod output;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

const EXAMPLES: &str = "\
Examples:
  spectrum local dump ~/Library/Messages/chat.db
      Every message of this Mac, one line each.
  spectrum local dump chat.db --json | jq 'select(.category == \"message\") | .text'
      The same for programs: one JSON object a line.
  spectrum local watch ~/Library/Messages/chat.db --json
      What arrives from now on.
  spectrum local decode body.bin
      One typedstream body.
  spectrum doctor
      What an agent lacks on this machine, and what to do.

Exit codes:
  0  done
  1  the body is malformed, or something else went wrong
  2  the command line makes no sense
  3  no access: Full Disk Access is missing, or the file is another user's
  4  there is no such file
  5  the file is not a database of Messages, or damaged
  6  the database is locked
  7  a check of the doctor failed";

/// A look at what an agent would see, without an agent.
#[derive(Parser)]
#[command(name = "spectrum", version, about, after_help = EXAMPLES)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Apple's Messages database: dump it, watch it, decode a body of it
    Local {
        #[command(subcommand)]
        command: local::Command,
    },
    /// Check what an agent needs on this machine, and say what to do
    #[command(after_help = doctor::HELP)]
    Doctor(doctor::Options),
}

fn main() -> ExitCode {
    let result = match Options::parse().command {
        Command::Local { command } => local::run(command),
        Command::Doctor(options) => doctor::run(options),
    };
    match result {
        // Whoever read our output has seen enough.
        Ok(()) | Err(Failure::OutputClosed) => ExitCode::SUCCESS,
        // The report has said what is wrong.
        Err(failure @ Failure::Unhealthy) => ExitCode::from(failure.exit_code()),
        Err(failure) => {
            output::complain(&failure.to_string());
            ExitCode::from(failure.exit_code())
        }
    }
}
