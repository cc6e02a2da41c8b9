//! The command `spectrum` as a function, so that the packages for Python and Node have it too.
//!
//! `sim` runs the simulator, `send` and `tail` send and receive, `lines` and `quota` say how the
//! project stands, `relay` holds the lines of a fleet, `fleet` looks at one, `doctor` says what is
//! missing, `local` looks into a database of Messages.

mod cloud;
mod command;
mod doctor;
mod failure;
mod fleet;
mod local;
mod log;
mod output;

use std::ffi::OsString;

use command::{Command, Options};
use failure::Failure;

/// Runs the command until it ends and answers its exit status; the help lists them. What it says is
/// on standard output and standard error.
///
/// The first argument is the name of the program as the help shows it: `spectrum`, or
/// `python -m spectrum_imessage`. It blocks, in a runtime of its own. Ctrl-C is left to the system
/// where nothing has to be closed: a program around it must not keep its own handler.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    let arguments = arguments.into_iter().map(Into::into).collect();
    let (name, options) = match Options::read(arguments) {
        Ok(read) => read,
        Err(told) => {
            // Help, the version or an error. Nobody is left to tell if its place is closed.
            let _ = told.print();
            return if told.use_stderr() { failure::USAGE } else { 0 };
        }
    };
    let json = options.command.json();
    let result = match options.command {
        Command::Sim { arguments } => return simulate(&name, arguments),
        Command::Send(options) => cloud::send(options),
        Command::Tail(options) => cloud::tail(options),
        Command::Lines(options) => cloud::lines(options),
        Command::Quota(options) => cloud::quota(options),
        Command::Relay(options) => fleet::relay(options),
        Command::Fleet { command } => fleet::run(command),
        Command::Doctor(options) => doctor::run(options),
        Command::Local { command } => local::run(command),
    };
    log::forward();
    match result {
        // Whoever read our output has seen enough.
        Ok(()) | Err(Failure::OutputClosed) => 0,
        Err(failure) => {
            failure.tell(json);
            failure.exit_code()
        }
    }
}

fn simulate(name: &str, arguments: Vec<OsString>) -> u8 {
    let name = OsString::from(format!("{name} sim"));
    spectrum_imessage_simulator::command::run(std::iter::once(name).chain(arguments))
}
