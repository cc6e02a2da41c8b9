//! The store in a Postgres database.
//!
//! A call must be short, and a database is a network away. So everything is read at the opening and
//! kept in memory, and a write is one round trip of one statement, which a thread of the store makes
//! (`worker`). Who writes waits for the answer, and never longer than 3 s: then the store counts as
//! away, and writes fail at once until it is back. What has failed has not changed anything.

mod password;
mod place;
mod session;
mod tls;
mod trouble;
mod worker;

use std::fmt;
use std::sync::mpsc as waiting;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use self::place::Place;
pub(in crate::store) use self::place::is_url;
use self::session::{Entries, Session};
use self::trouble::Trouble;
use self::worker::{Job, Shared, WAITING, Worker};
use super::{IN_USE, Store, Write};
use crate::error::{Error, ErrorKind, Result};

/// The worker answers in time; this is for one that has gone.
const GRACE: Duration = Duration::from_secs(2);

/// Keeps everything in a Postgres database (11 or newer), in the tables `spectrum_store` and
/// `spectrum_store_entries`, which are made if they are not there.
///
/// A write is there when it returns, as far as the database keeps what it has confirmed. One opening
/// of a namespace at a time: a second one, in this process or another, fails with `storeInUse`. The
/// lease is an advisory lock of the connection, so that a pooler must keep sessions.
///
/// A break of the connection is mended by itself. A write waits 3 s at most, then it fails with
/// `storeFailed`, and so does each at once until the database is back; what is read comes from
/// memory. If another application has opened the namespace meanwhile, everything fails with
/// `storeInUse`.
pub struct PostgresStore {
    shared: Arc<Shared>,
    /// `None` once it closes.
    jobs: Option<mpsc::Sender<Job>>,
    /// Says when the worker has ended.
    ended: Mutex<waiting::Receiver<()>>,
    /// Threads do not live on in a process that was forked.
    owner: u32,
}

impl PostgresStore {
    /// Opens a store: `postgres://user:password@host:port/database?namespace=agent`.
    ///
    /// The password may also be in `PGPASSWORD`, or in a file as psql reads it (`passfile=`,
    /// `PGPASSFILE`, `~/.pgpass`). Other hosts are reached with TLS, their certificate and name are
    /// checked (`sslmode=disable` asks for plain text, `sslrootcert=` names more roots); this machine
    /// without, unless `sslmode=require`. The other parameters: `host` (a folder for a socket),
    /// `port`, `user`, `password`, `dbname`, `connect_timeout` (seconds, 10 if not given),
    /// `application_name`, and `options` for settings of the session.
    ///
    /// Waits for the network: see [`crate::open_store`] for async programs.
    ///
    /// # Errors
    /// `ValidationError` for a wrong URL, before anything is connected; `storeInUse` if the namespace
    /// is open already; `storeUnusable` if the database refuses the user or lacks a right, or the
    /// namespace is of another version of this library; `ConnectionError` if it cannot be reached.
    pub fn open(url: &str) -> Result<Self> {
        Self::of(Place::parse(url)?)
    }

    fn of(place: Place) -> Result<Self> {
        let shared = Arc::new(Shared::new(place));
        let (jobs, queue) = mpsc::channel(WAITING);
        let (opened, opening) = waiting::sync_channel(1);
        let (ends, ended) = waiting::sync_channel(0);
        let worker = Worker::new(Arc::clone(&shared), queue);
        let of_worker = Arc::clone(&shared);
        let work = move || {
            // Dropped with the thread.
            let _ends: waiting::SyncSender<()> = ends;
            work(&of_worker, worker, &opened);
        };
        let thread = std::thread::Builder::new().name("spectrum-store".to_owned()).spawn(work);
        thread.map_err(|error| internal(&format!("a thread cannot be started: {error}")))?;
        let answer = opening.recv().map_err(|_| internal("the thread of the store has ended"))?;
        *shared.entries() = answer.map_err(|trouble| trouble.of_opening(&shared.place))?;
        Ok(Self { shared, jobs: Some(jobs), ended: Mutex::new(ended), owner: std::process::id() })
    }
}

/// The whole life of the thread.
fn work(shared: &Shared, worker: Worker, opened: &waiting::SyncSender<Result<Entries, Trouble>>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return drop(opened.try_send(Err(Trouble::Refused(error.to_string())))),
    };
    runtime.block_on(async {
        match Session::open(&shared.place).await {
            Ok((session, entries)) => {
                // Who opens it waits for this.
                let _ = opened.try_send(Ok(entries));
                worker.run(session).await;
            }
            Err(trouble) => drop(opened.try_send(Err(trouble))),
        }
    });
}

fn internal(why: &str) -> Error {
    Error::new(ErrorKind::Other, "internalError", why)
}

impl Store for PostgresStore {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let taken = self.shared.trouble().as_ref().filter(|e| e.code() == IN_USE).cloned();
        taken.map_or_else(|| Ok(self.shared.entries().get(key).cloned()), Err)
    }

    fn write(&self, batch: Vec<Write>) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        if let Some(error) = &*self.shared.trouble() {
            return Err(error.clone());
        }
        let failed = |why: &str| Trouble::Away(why.to_owned()).of_writing(&self.shared.place);
        let within = self.shared.place.write_within;
        let (done, answer) = waiting::sync_channel(1);
        // By the real clock, which is the worker's: a test may have stopped that of its runtime.
        let until = Instant::from_std(std::time::Instant::now() + within);
        let job = Job { batch, until, done };
        let jobs = self.jobs.as_ref().ok_or_else(Error::stopped)?;
        jobs.try_send(job).map_err(|_| failed("too much waits to be written"))?;
        answer.recv_timeout(within + GRACE).unwrap_or_else(|_| Err(failed("no answer")))
    }

    fn is_durable(&self) -> bool {
        true
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = format_args!("{}", self.shared.place);
        f.debug_struct("PostgresStore").field("place", &place).finish()
    }
}

impl Drop for PostgresStore {
    /// Waits until the lease is given back, so that the next one may have it.
    fn drop(&mut self) {
        self.jobs = None;
        if self.owner == std::process::id() {
            let ended = self.ended.get_mut().unwrap_or_else(PoisonError::into_inner);
            let _ = ended.recv_timeout(GRACE);
        }
    }
}

#[cfg(all(test, unix))]
mod tests;
