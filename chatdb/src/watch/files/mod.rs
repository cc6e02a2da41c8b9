//! Waiting for a file to change. Only makes it quicker: the timer tells the truth.

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod system;
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
#[path = "other.rs"]
mod system;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

#[cfg(any(target_os = "linux", target_os = "macos"))]
use std::os::unix::net::UnixStream as Wake;

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
use std::sync::mpsc::SyncSender;

/// How long changes are merged: a commit touches several files.
#[cfg(any(target_os = "linux", target_os = "macos"))]
const MERGE: Duration = Duration::from_millis(5);

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// The time was over.
    Timer,
    /// A file changed.
    Files,
    /// A [`Waker`] was used.
    Waker,
}

/// Waits until a file of the database changes.
pub struct FileEvents {
    inner: system::Watch,
    waker: Waker,
}

/// Ends a wait from another thread.
#[derive(Clone)]
pub struct Waker {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    wake: Option<Arc<Wake>>,
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    wake: Arc<SyncSender<()>>,
}

impl FileEvents {
    /// Watches the folder and the files of a database. Where that is not possible, waiting takes as
    /// long as it is told to.
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    pub fn new(database: impl AsRef<Path>) -> Self {
        let (wake, woken) = Wake::pair().ok().unzip();
        for end in [&wake, &woken].into_iter().flatten() {
            // A full pipe wakes as well as one byte.
            let _ = end.set_nonblocking(true);
        }
        let inner = system::Watch::new(database.as_ref(), woken);
        Self { inner, waker: Waker { wake: wake.map(Arc::new) } }
    }

    /// Where files are not watched: waiting takes as long as it is told to.
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub fn new(_database: impl AsRef<Path>) -> Self {
        let (wake, woken) = std::sync::mpsc::sync_channel(1);
        Self { inner: system::Watch::new(woken), waker: Waker { wake: Arc::new(wake) } }
    }

    /// Whether files are watched at all.
    pub fn is_active(&self) -> bool {
        self.inner.is_active()
    }

    /// What ends a wait from another thread.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Waits for a change, no longer than this.
    pub fn wait(&mut self, timeout: Duration) -> Woken {
        if timeout.is_zero() { Woken::Timer } else { self.inner.wait(timeout) }
    }
}

impl Waker {
    /// Ends the wait, or the next one if nobody waits now.
    pub fn wake(&self) {
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        if let Some(mut wake) = self.wake.as_deref() {
            let _ = std::io::Write::write(&mut wake, &[1]);
        }
        #[cfg(not(any(target_os = "linux", target_os = "macos")))]
        let _ = self.wake.try_send(());
    }
}

/// Whether somebody woke us. Takes what was written.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn drained(mut wake: &Wake) -> bool {
    let mut bytes = [0; 64];
    let mut woken = false;
    while std::io::Read::read(&mut wake, &mut bytes).is_ok_and(|count| count > 0) {
        woken = true;
    }
    woken
}
