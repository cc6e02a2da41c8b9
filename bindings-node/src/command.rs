//! The command `spectrum`, for `npx spectrum-imessage`.

use napi_derive::napi;

/// Runs the command until it ends, on the thread that calls; answers its exit status. The first
/// argument is the name of the program as the help shows it. A JavaScript handler of a signal would be
/// heard after the end only: the caller leaves signals to the system.
#[napi]
pub fn run_command(arguments: Vec<String>) -> u32 {
    u32::from(spectrum_imessage_cli::run(arguments))
}
