//! Linux: inotify.

use std::ffi::{OsStr, OsString};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};

use super::Woken;

/// A watch on the folder: it hears of all files in it, and stays when they are made anew.
pub(super) struct Watch {
    inotify: Option<Inotify>,
    name: OsString,
    /// Readable when somebody wakes us.
    wake: Option<UnixStream>,
}

impl Watch {
    pub(super) fn new(database: &Path, wake: Option<UnixStream>) -> Self {
        let name = database.file_name().unwrap_or_default().to_owned();
        let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
        Self { inotify: open(folder.unwrap_or(Path::new("."))).ok(), name, wake }
    }

    pub(super) fn is_active(&self) -> bool {
        self.inotify.is_some()
    }

    pub(super) fn wait(&mut self, timeout: Duration) -> Woken {
        let end = Instant::now() + timeout;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.readable(left) {
                return Woken::Timer;
            }
            if self.wake.as_ref().is_some_and(super::drained) {
                return Woken::Waker;
            }
            if self.drain() {
                std::thread::sleep(super::MERGE);
                self.drain();
                return Woken::Files;
            }
        }
    }

    /// Waits until there is something to read.
    fn readable(&self, timeout: Duration) -> bool {
        let descriptors =
            [self.inotify.as_ref().map(AsFd::as_fd), self.wake.as_ref().map(AsFd::as_fd)];
        let mut waiting: Vec<_> = descriptors
            .into_iter()
            .flatten()
            .map(|fd| PollFd::new(fd, PollFlags::POLLIN))
            .collect();
        let timeout = PollTimeout::try_from(timeout).unwrap_or(PollTimeout::MAX);
        poll(&mut waiting, timeout).is_ok_and(|ready| ready > 0)
    }

    /// Reads what there is. Whether any of it is about the database.
    fn drain(&mut self) -> bool {
        let Some(inotify) = &self.inotify else { return false };
        let Ok(events) = inotify.read_events() else { return false };
        if events.iter().any(|event| event.mask.contains(AddWatchFlags::IN_IGNORED)) {
            // The folder is gone: the timer alone goes on.
            self.inotify = None;
            return true;
        }
        let about = |name: &OsStr| name.as_bytes().starts_with(self.name.as_bytes());
        events.iter().any(|event| event.name.as_deref().is_none_or(about))
    }
}

fn open(folder: &Path) -> nix::Result<Inotify> {
    let inotify = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC)?;
    let changes = AddWatchFlags::IN_MODIFY
        | AddWatchFlags::IN_CREATE
        | AddWatchFlags::IN_DELETE
        | AddWatchFlags::IN_MOVED_TO
        | AddWatchFlags::IN_DELETE_SELF
        | AddWatchFlags::IN_MOVE_SELF
        | AddWatchFlags::IN_ONLYDIR;
    inotify.add_watch(folder, changes)?;
    Ok(inotify)
}
