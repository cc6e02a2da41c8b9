//! The command `spectrum`, for `python -m spectrum_imessage`.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command until it ends, without the interpreter's lock; answers its exit status. The first
/// argument is the name of the program as the help shows it. A Python handler of a signal would be
/// heard after the end only: the caller leaves signals to the system.
#[pyfunction]
pub(crate) fn run_command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| spectrum_imessage_cli::run(arguments))
}
