//! How a call runs: on the core's own I/O thread, until it is done or cancelled.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use spectrum_imessage::observe::{TraceContext, with_parent};
use spectrum_imessage::runtime;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::error::{NativeError, NativeResult};

/// Cancels calls. Swift's own cancellation does not reach Rust, so that every call takes one.
#[derive(Debug, Default, uniffi::Object)]
pub struct NativeCancel {
    token: CancellationToken,
    /// The program's span in which the call is made.
    parent: Option<TraceContext>,
}

#[uniffi::export]
impl NativeCancel {
    /// One that has not been cancelled.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// One for calls that are made in this span of the program, as `traceparent`.
    #[uniffi::constructor]
    pub fn within(traceparent: &str) -> Arc<Self> {
        Arc::new(Self { parent: TraceContext::parse(traceparent), ..Self::default() })
    }

    /// Cancels the calls that hold it, now and later.
    pub fn cancel(&self) {
        self.token.cancel();
    }
}

/// Ends the task when whoever waits for it goes away.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Writing to a connection that the other side has closed raises SIGPIPE, which ends the process unless
/// somebody minds it. Rust programs, Python and Node ignore it; a Swift program does not, and its
/// signals are its own. So it is blocked where it is raised, on the I/O thread, which then sees the
/// error of the write.
fn survive_closed_connections() {
    #[cfg(unix)]
    {
        use std::sync::Once;

        use nix::sys::signal::{SigSet, Signal};

        // The runtime has one thread for all tasks, so that the first one does it for all.
        static BLOCKED: Once = Once::new();
        BLOCKED.call_once(|| {
            let mut pipe = SigSet::empty();
            pipe.add(Signal::SIGPIPE);
            if let Err(error) = pipe.thread_block() {
                tracing::warn!("SIGPIPE is not blocked: {error}");
            }
        });
    }
}

/// Runs a call of the core on its runtime. A cancelled call is dropped before this returns: nothing
/// of it is left, and what it borrowed is free again.
pub(crate) async fn on_io<T, E>(
    cancel: Option<Arc<NativeCancel>>,
    call: impl Future<Output = Result<T, E>> + Send + 'static,
) -> NativeResult<T>
where
    T: Send + 'static,
    E: Into<NativeError> + 'static,
{
    let call = with_parent(cancel.as_ref().and_then(|cancel| cancel.parent), call);
    let work = async move {
        survive_closed_connections();
        let call = pin!(call);
        match cancel {
            Some(cancel) => tokio::select! {
                biased;
                () = cancel.token.cancelled() => Err(NativeError::Cancelled),
                result = call => result.map_err(Into::into),
            },
            None => call.await.map_err(Into::into),
        }
    };
    let mut task = AbortOnDrop(runtime::spawn(work)?);
    (&mut task.0).await.unwrap_or_else(|failed| {
        Err(if failed.is_cancelled() {
            NativeError::Cancelled
        } else {
            NativeError::internal("the call panicked; this is a bug of spectrum-imessage")
        })
    })
}
