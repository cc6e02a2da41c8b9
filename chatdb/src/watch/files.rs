//! Waiting for a file to change. Only makes it quicker: the timer tells the truth.

use std::path::Path;
use std::time::Duration;

/// Waits until a file of the database changes.
pub struct FileEvents {
    inner: system::Watch,
}

impl FileEvents {
    /// Watches the folder and the files of a database. Where that is not possible, waiting takes as
    /// long as it is told to.
    pub fn new(database: impl AsRef<Path>) -> Self {
        Self { inner: system::Watch::new(database.as_ref()) }
    }

    /// Whether files are watched at all.
    pub fn is_active(&self) -> bool {
        self.inner.is_active()
    }

    /// Waits for a change, no longer than this. Returns whether there was one.
    pub fn wait(&mut self, timeout: Duration) -> bool {
        if timeout.is_zero() {
            return false;
        }
        if self.inner.is_active() {
            return self.inner.wait(timeout);
        }
        std::thread::sleep(timeout);
        false
    }
}

/// How long changes are merged: a commit touches several files.
#[cfg(any(target_os = "linux", target_os = "macos"))]
const MERGE: Duration = Duration::from_millis(5);

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::{OsStr, OsString};
    use std::os::fd::AsFd;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};

    /// A watch on the folder: it hears of all files in it, and stays when they are made anew.
    pub(super) struct Watch {
        inotify: Option<Inotify>,
        name: OsString,
    }

    impl Watch {
        pub(super) fn new(database: &Path) -> Self {
            let name = database.file_name().unwrap_or_default().to_owned();
            let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
            Self { inotify: open(folder.unwrap_or(Path::new("."))).ok(), name }
        }

        pub(super) fn is_active(&self) -> bool {
            self.inotify.is_some()
        }

        pub(super) fn wait(&mut self, timeout: Duration) -> bool {
            let end = Instant::now() + timeout;
            loop {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() || !self.readable(left) {
                    return false;
                }
                if self.drain() {
                    std::thread::sleep(super::MERGE);
                    self.drain();
                    return true;
                }
            }
        }

        fn readable(&self, timeout: Duration) -> bool {
            let Some(inotify) = &self.inotify else { return false };
            let mut waiting = [PollFd::new(inotify.as_fd(), PollFlags::POLLIN)];
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
}

#[cfg(target_os = "macos")]
mod system {
    use std::fs::File;
    use std::os::fd::AsRawFd;
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use nix::libc::timespec;
    use nix::sys::event::{EvFlags, EventFilter, FilterFlag, KEvent, Kqueue};

    /// Watches on the folder and on the log. Not on the database itself: to close a file that
    /// SQLite has open would take its locks away.
    pub(super) struct Watch {
        queue: Option<Kqueue>,
        folder: PathBuf,
        log: PathBuf,
        /// Open as long as they are watched.
        files: Vec<File>,
    }

    impl Watch {
        pub(super) fn new(database: &Path) -> Self {
            let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty());
            let mut log = database.as_os_str().to_owned();
            log.push("-wal");
            let mut watch = Self {
                queue: Kqueue::new().ok(),
                folder: folder.unwrap_or(Path::new(".")).to_owned(),
                log: log.into(),
                files: Vec::new(),
            };
            watch.renew();
            watch
        }

        pub(super) fn is_active(&self) -> bool {
            self.queue.is_some() && !self.files.is_empty()
        }

        pub(super) fn wait(&mut self, timeout: Duration) -> bool {
            let Some(seen) = self.events(timeout) else { return false };
            std::thread::sleep(super::MERGE);
            let more = self.events(Duration::ZERO);
            let other_files = FilterFlag::NOTE_DELETE | FilterFlag::NOTE_RENAME;
            let flags = seen | more.unwrap_or(FilterFlag::empty());
            // Something in the folder: the log may be a new one.
            if flags.intersects(other_files) || self.files.len() < 2 {
                self.renew();
            }
            true
        }

        /// What happened to the files within this time.
        fn events(&self, timeout: Duration) -> Option<FilterFlag> {
            let queue = self.queue.as_ref()?;
            let nothing = KEvent::new(
                0,
                EventFilter::EVFILT_VNODE,
                EvFlags::empty(),
                FilterFlag::empty(),
                0,
                0,
            );
            let mut events = [nothing; 8];
            let timeout = timespec {
                tv_sec: timeout.as_secs().try_into().unwrap_or(1),
                tv_nsec: timeout.subsec_nanos().into(),
            };
            let count = queue.kevent(&[], &mut events, Some(timeout)).ok()?;
            let flags = events.iter().take(count).map(KEvent::fflags);
            flags.reduce(|all, flags| all | flags)
        }

        fn renew(&mut self) {
            let Some(queue) = &self.queue else { return };
            self.files.clear();
            for path in [&self.folder, &self.log] {
                let Ok(file) = File::open(path) else { continue };
                let Ok(number) = usize::try_from(file.as_raw_fd()) else { continue };
                let change = KEvent::new(
                    number,
                    EventFilter::EVFILT_VNODE,
                    EvFlags::EV_ADD | EvFlags::EV_CLEAR,
                    FilterFlag::NOTE_WRITE
                        | FilterFlag::NOTE_EXTEND
                        | FilterFlag::NOTE_DELETE
                        | FilterFlag::NOTE_RENAME,
                    0,
                    0,
                );
                let now = timespec { tv_sec: 0, tv_nsec: 0 };
                if queue.kevent(&[change], &mut [], Some(now)).is_ok() {
                    self.files.push(file);
                }
            }
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod system {
    use std::path::Path;
    use std::time::Duration;

    /// No watch: the timer alone.
    pub(super) struct Watch;

    impl Watch {
        pub(super) fn new(_database: &Path) -> Self {
            Self
        }

        pub(super) fn is_active(&self) -> bool {
            false
        }

        pub(super) fn wait(&mut self, _timeout: Duration) -> bool {
            false
        }
    }
}
