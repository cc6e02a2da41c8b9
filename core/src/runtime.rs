//! The one runtime of a process that uses this library from another language.
//!
//! A current-thread runtime on one named I/O thread: measured with tonic, it needs half the CPU a
//! send of the multi-thread default. It is made on first use, never when a module is imported.
//! Rust programs have a runtime of their own and do not need this module.

use std::future::Future;
use std::process;

use once_cell::sync::OnceCell;
use tokio::runtime::{Builder, Handle};
use tokio::task::JoinHandle;

use crate::error::{Error, ErrorKind, Result};

/// Completions in other languages may use the blocking pool; more threads there bring nothing.
const MAX_BLOCKING_THREADS: usize = 4;

struct Runtime {
    handle: Handle,
    owner: u32,
}

static RUNTIME: OnceCell<Runtime> = OnceCell::new();

/// The handle of the process's runtime.
///
/// # Errors
/// In a process forked from one that already used the library: threads do not survive a fork, so
/// waiting would hang. Start the library after the fork.
pub fn handle() -> Result<Handle> {
    let runtime = RUNTIME.get_or_try_init(start)?;
    if runtime.owner != process::id() {
        return Err(Error::new(
            ErrorKind::Other,
            "forked",
            "this process was forked from one that already uses spectrum-imessage; \
             use it after the fork only, or start processes with \"spawn\"",
        ));
    }
    Ok(runtime.handle.clone())
}

/// Runs a future on the process's runtime.
///
/// # Errors
/// As [`handle`].
pub fn spawn<F>(future: F) -> Result<JoinHandle<F::Output>>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Ok(handle()?.spawn(future))
}

fn start() -> Result<Runtime> {
    let failed = |e: std::io::Error| {
        Error::new(ErrorKind::Other, "internalError", format!("cannot start the I/O thread: {e}"))
    };
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(MAX_BLOCKING_THREADS)
        .thread_name("spectrum-blocking")
        .build()
        .map_err(failed)?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("spectrum-io".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))
        .map_err(failed)?;
    Ok(Runtime { handle, owner: process::id() })
}
