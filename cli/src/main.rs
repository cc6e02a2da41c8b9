//! `spectrum`, the program: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    spectrum_imessage_cli::run(std::env::args_os()).into()
}
