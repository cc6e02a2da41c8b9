//! macOS: kqueue. Checked by the compiler, never run on a Mac by us.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::libc::timespec;
use nix::sys::event::{EvFlags, EventFilter, FilterFlag, KEvent, Kqueue};

use super::Woken;

/// Watches on the folder and on the log. Not on the database itself: to close a file that
/// SQLite has open would take its locks away.
pub(super) struct Watch {
    queue: Option<Kqueue>,
    folder: PathBuf,
    log: PathBuf,
    /// Open as long as they are watched.
    files: Vec<File>,
    /// Readable when somebody wakes us.
    wake: Option<UnixStream>,
}

impl Watch {
    pub(super) fn new(database: &Path, wake: Option<UnixStream>) -> Self {
        let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        let mut watch = Self {
            queue: Kqueue::new().ok(),
            folder: folder.unwrap_or(Path::new(".")).to_owned(),
            log: log.into(),
            files: Vec::new(),
            wake,
        };
        if let Some(wake) = &watch.wake {
            watch.add(wake.as_raw_fd(), EventFilter::EVFILT_READ, FilterFlag::empty());
        }
        watch.renew();
        watch
    }

    pub(super) fn is_active(&self) -> bool {
        self.queue.is_some() && !self.files.is_empty()
    }

    pub(super) fn wait(&mut self, timeout: Duration) -> Woken {
        let Some(seen) = self.events(timeout) else { return Woken::Timer };
        if self.wake.as_ref().is_some_and(super::drained) {
            return Woken::Waker;
        }
        std::thread::sleep(super::MERGE);
        let flags = seen | self.events(Duration::ZERO).unwrap_or(FilterFlag::empty());
        let other_files = FilterFlag::NOTE_DELETE | FilterFlag::NOTE_RENAME;
        // The log may be a new one.
        if flags.intersects(other_files) || self.files.len() < 2 {
            self.renew();
        }
        Woken::Files
    }

    /// What happened within this time; nothing if nothing did.
    fn events(&self, timeout: Duration) -> Option<FilterFlag> {
        let queue = self.queue.as_ref()?;
        let mut events = [event(0, EventFilter::EVFILT_VNODE, FilterFlag::empty()); 8];
        let timeout = timespec {
            tv_sec: timeout.as_secs().try_into().unwrap_or(1),
            tv_nsec: timeout.subsec_nanos().into(),
        };
        let count = queue.kevent(&[], &mut events, Some(timeout)).ok()?;
        events.iter().take(count).map(KEvent::fflags).reduce(|all, flags| all | flags)
    }

    fn renew(&mut self) {
        self.files.clear();
        let changes = FilterFlag::NOTE_WRITE
            | FilterFlag::NOTE_EXTEND
            | FilterFlag::NOTE_DELETE
            | FilterFlag::NOTE_RENAME;
        for path in [&self.folder, &self.log] {
            if let Ok(file) = File::open(path)
                && self.add(file.as_raw_fd(), EventFilter::EVFILT_VNODE, changes)
            {
                self.files.push(file);
            }
        }
    }

    /// Adds a file to the queue, which forgets it when it is closed.
    fn add(&self, file: i32, filter: EventFilter, flags: FilterFlag) -> bool {
        let now = timespec { tv_sec: 0, tv_nsec: 0 };
        let (Some(queue), Ok(number)) = (&self.queue, usize::try_from(file)) else { return false };
        queue.kevent(&[event(number, filter, flags)], &mut [], Some(now)).is_ok()
    }
}

fn event(number: usize, filter: EventFilter, flags: FilterFlag) -> KEvent {
    KEvent::new(number, filter, EvFlags::EV_ADD | EvFlags::EV_CLEAR, flags, 0, 0)
}
