//! What ends the command: signals, and the end of standard input.

use crate::error::SimError;

/// Completes at the first signal that asks for the end.
#[cfg(unix)]
pub(super) fn end_signals() -> Result<impl Future<Output = ()>, SimError> {
    use tokio::signal::unix::{SignalKind, signal};
    let wrong = |source| SimError::Io { what: "cannot wait for signals".to_owned(), source };
    let mut interrupt = signal(SignalKind::interrupt()).map_err(wrong)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(wrong)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes at Ctrl-C.
#[cfg(not(unix))]
pub(super) fn end_signals() -> Result<impl Future<Output = ()>, SimError> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Completes when standard input closes. A thread of its own: a blocked read inside the runtime
/// would hold up its end.
pub(super) async fn stdin_closed() {
    let (open, closed) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _open = open;
        // An input that cannot be read is as good as a closed one.
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
    });
    let _ = closed.await;
}
