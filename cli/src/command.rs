//! The command line.

use std::ffi::OsString;
use std::path::Path;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::{cloud, doctor, fleet, local};

/// The name under which the examples speak of the program.
const NAME: &str = "spectrum";

const HELP: &str = "\
Examples:
  spectrum sim
      The whole service on this machine, with Messages in a browser.
  spectrum send --to +15551230001 \"The train is late\"
      A message; what it prints is its id.
  spectrum tail --json | jq -r 'select(.type == \"message\") | .content.text'
      What arrives, until Ctrl-C.
  spectrum lines
      The lines of the project, and whether they answer.
  spectrum doctor
      What an agent lacks on this machine, and what to do.
  spectrum local dump ~/Library/Messages/chat.db
      Every message of this Mac, one line each.

Credentials: SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET, or a file that only its owner can
read (--credentials FILE, else ~/.config/spectrum/credentials.toml):
  project_id = \"…\"
  project_secret = \"…\"

SPECTRUM_LOG sets what is logged to standard error: error, warn, info, debug or off, also for a part
(warn,imessage.events=debug).

Exit codes:
   0  done
   1  something else went wrong; a body is malformed
   2  the command line, or what was to be sent, cannot be accepted
   3  no access: credentials are missing, refused or readable by others; Full Disk Access is missing
   4  there is no such file, message, conversation or line
   5  the file is not a database of Messages or a store, or damaged
   6  the database is locked, or the store is in use
   7  a check of the doctor failed, or a line does not answer
   8  the service cannot be reached, or did not answer in time
   9  a quota or a rate limit is used up
  10  the platform, the mode or the kind of conversation cannot do this";

/// Agents in iMessage from the command line: send, receive, simulate, find out what is wrong
#[derive(Parser)]
#[command(name = NAME, version, about, after_help = HELP)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the simulator: the whole service on this machine
    #[command(disable_help_flag = true)]
    Sim {
        /// As those of spectrum-sim
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Send a message
    #[command(after_help = cloud::SEND)]
    Send(cloud::SendOptions),
    /// Print what arrives, until Ctrl-C
    #[command(after_help = cloud::TAIL)]
    Tail(cloud::TailOptions),
    /// The project's lines, and whether they answer
    #[command(after_help = cloud::LINES)]
    Lines(cloud::LinesOptions),
    /// What the lines may still send today
    #[command(after_help = cloud::QUOTA)]
    Quota(cloud::QuotaOptions),
    /// Hold the lines of a fleet: publish what arrives on NATS JetStream, until Ctrl-C
    #[command(after_help = fleet::RELAY)]
    Relay(fleet::RelayOptions),
    /// Look at a fleet: who holds what, and what waits
    Fleet {
        #[command(subcommand)]
        command: fleet::Command,
    },
    /// Check what an agent needs, and say what to do
    #[command(after_help = doctor::HELP)]
    Doctor(doctor::Options),
    /// Apple's Messages database: dump it, watch it, decode a body of it
    Local {
        #[command(subcommand)]
        command: local::Command,
    },
}

impl Command {
    /// Whether programs read the output.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Sim { .. } => false,
            Self::Send(options) => options.json,
            Self::Tail(options) => options.json,
            Self::Lines(options) => options.json,
            Self::Quota(options) => options.json,
            Self::Relay(options) => options.json,
            Self::Fleet { command } => command.json(),
            Self::Doctor(options) => options.json,
            Self::Local { command } => command.json(),
        }
    }
}

impl Options {
    /// Reads the arguments; the first is the name under which the help speaks of the program.
    ///
    /// # Errors
    /// What is to be printed instead: help, the version, or what cannot be used.
    pub(crate) fn read(arguments: Vec<OsString>) -> Result<(String, Self), clap::Error> {
        let name = name(arguments.first());
        let mut command = renamed(Self::command(), &name).bin_name(&name);
        let read = command.try_get_matches_from_mut(arguments);
        let options = read.and_then(|mut matches| Self::from_arg_matches_mut(&mut matches));
        options.map(|options| (name, options)).map_err(|error| error.format(&mut command))
    }
}

/// Of a path the last part; other names stay as they are.
fn name(first: Option<&OsString>) -> String {
    let first = first.map(|first| first.to_string_lossy()).unwrap_or_default();
    let last = Path::new(&*first).file_name().map(|name| name.to_string_lossy().into_owned());
    let last = last.filter(|name| !name.is_empty()).unwrap_or_else(|| NAME.to_owned());
    last.strip_suffix(".exe").map(str::to_owned).unwrap_or(last)
}

/// The command with examples that work as they stand.
fn renamed(mut command: clap::Command, name: &str) -> clap::Command {
    if name == NAME {
        return command;
    }
    if let Some(help) = command.get_after_help() {
        let help = help.to_string();
        let help = help.replace(&format!("{NAME} "), &format!("{name} "));
        command = command.after_help(help);
    }
    command.mut_subcommands(|command| renamed(command, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(arguments: &[&str]) -> String {
        match Options::read(arguments.iter().map(OsString::from).collect()) {
            Ok(_) => panic!("not help"),
            Err(told) => told.to_string(),
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Options::command().debug_assert();
    }

    #[test]
    fn help_speaks_of_the_program_by_its_name() {
        let text = help(&["python -m spectrum_imessage", "send", "--help"]);
        assert!(text.contains("Usage: python -m spectrum_imessage send "), "{text}");
        assert!(text.contains("\n  python -m spectrum_imessage send --to "), "{text}");
        assert!(!text.contains("\n  spectrum send"), "{text}");
        assert!(help(&["/usr/bin/spectrum", "--help"]).contains("Usage: spectrum <COMMAND>"));
    }

    #[test]
    fn every_command_has_examples_and_exit_codes() {
        for command in Options::command().get_subcommands() {
            let nested = command.get_subcommands().next().is_some();
            if nested || command.get_name() == "sim" {
                continue;
            }
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Examples:"), "{}", command.get_name());
            assert!(help.contains("Exit codes:"), "{}", command.get_name());
        }
    }
}
