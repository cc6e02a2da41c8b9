//! What ends a command that runs until somebody ends it.

use std::io;

use crate::failure::Failure;

/// Signals that ask for the end: Ctrl-C, and the system's own. Listened to from the moment of the
/// making; none is lost.
pub(crate) struct Ending {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Ending {
    #[cfg(unix)]
    pub(crate) fn new() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen = |kind| signal(kind).map_err(failed);
        let interrupt = listen(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: listen(SignalKind::terminate())? })
    }

    #[cfg(windows)]
    pub(crate) fn new() -> Result<Self, Failure> {
        Ok(Self { interrupt: tokio::signal::windows::ctrl_c().map_err(failed)? })
    }

    /// Completes at the next signal. Cancel-safe.
    #[cfg(unix)]
    pub(crate) async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Completes at the next signal. Cancel-safe.
    #[cfg(windows)]
    pub(crate) async fn asked(&mut self) {
        let _ = self.interrupt.recv().await;
    }
}

fn failed(error: io::Error) -> Failure {
    Failure::Runtime(error)
}
