//! What needs a project: sending, receiving, lines, quotas.

mod connection;
mod credentials;
mod ending;
mod lines;
mod quota;
mod send;
mod simulator;
mod tail;

use std::future::Future;

pub(crate) use connection::Connection;
pub(crate) use ending::Ending;
pub(crate) use lines::{HELP as LINES, Options as LinesOptions, run as lines};
pub(crate) use quota::{HELP as QUOTA, Options as QuotaOptions, run as quota};
pub(crate) use send::{HELP as SEND, Options as SendOptions, run as send};
pub(crate) use tail::{HELP as TAIL, Options as TailOptions, run as tail};

use crate::failure::Failure;

/// Runs a future to its end. What it leaves behind in blocking calls is not waited for: a pipe that
/// nobody reads must not hold up the end.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::Runtime)?;
    let result = runtime.block_on(future);
    runtime.shutdown_background();
    result
}
