//! The thread that has the connection: it writes what threads wait for, several batches in one
//! transaction, and comes back after a break.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc as waiting};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use super::place::Place;
use super::session::{Changes, Entries, Session};
use super::trouble::Trouble;
use crate::error::{Error, Result};
use crate::observe;
use crate::store::Write;

/// So many batches wait at most, each with a thread.
pub(super) const WAITING: usize = 256;
/// Between attempts to come back, at first and at most.
const SOON: Duration = Duration::from_millis(50);
const LATEST: Duration = Duration::from_secs(5);
/// How long the lease may take to be given back at the end.
const CLOSING: Duration = Duration::from_secs(1);

/// A batch, and the thread that waits for it.
pub(super) struct Job {
    pub(super) batch: Vec<Write>,
    pub(super) until: Instant,
    pub(super) done: waiting::SyncSender<Result<()>>,
}

/// What the worker and the threads share.
pub(super) struct Shared {
    pub(super) place: Place,
    /// What is in the database.
    entries: Mutex<Entries>,
    /// Why nothing can be written now.
    trouble: Mutex<Option<Error>>,
}

/// Why a session is not used any more.
enum End {
    Lost(String),
    Taken,
    Closed,
}

/// What the thread works on.
pub(super) struct Worker {
    shared: Arc<Shared>,
    jobs: mpsc::Receiver<Job>,
    /// What is to be written, in its order.
    group: VecDeque<Job>,
    /// How many at the front may have been written.
    sent: usize,
    /// How many at the front are written one by one: as a group the server has refused them.
    alone: usize,
    /// Keys of batches that have failed and may have been written nevertheless.
    doubtful: HashSet<String>,
}

impl Shared {
    pub(super) fn new(place: Place) -> Self {
        Self { place, entries: Mutex::default(), trouble: Mutex::default() }
    }

    pub(super) fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn trouble(&self) -> MutexGuard<'_, Option<Error>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>, jobs: mpsc::Receiver<Job>) -> Self {
        let (group, doubtful) = Default::default();
        Self { shared, jobs, group, sent: 0, alone: 0, doubtful }
    }

    /// Until the store is dropped, or another application has it.
    pub(super) async fn run(mut self, mut session: Session) {
        loop {
            match self.serve(&mut session).await {
                End::Lost(why) => {
                    observe::warn!("the store {} is away: {why}", self.shared.place);
                    let Some(next) = self.come_back(session).await else { return };
                    observe::info!("the store {} is back", self.shared.place);
                    session = next;
                }
                End::Taken => return self.fenced(),
                End::Closed => {
                    // Without an answer the server frees it when it notices.
                    let _ = timeout(CLOSING, session.close()).await;
                    return;
                }
            }
        }
    }

    async fn serve(&mut self, session: &mut Session) -> End {
        loop {
            if self.group.is_empty() {
                tokio::select! {
                    job = self.jobs.recv() => match job {
                        Some(job) => self.group.push_back(job),
                        None => return End::Closed,
                    },
                    () = session.ended() => return End::Lost("the connection has ended".into()),
                }
            }
            while self.group.len() < WAITING
                && let Ok(job) = self.jobs.try_recv()
            {
                self.group.push_back(job);
            }
            let count = if self.alone > 0 { 1 } else { self.group.len() };
            let Some(until) = self.group.front().map(|job| job.until) else { continue };
            self.sent = count;
            let changes = fold(self.group.iter().take(count).map(|job| &job.batch));
            match timeout_at(until, session.write(&changes)).await {
                Ok(Ok(())) => self.written(count),
                Ok(Err(Trouble::Taken)) => return End::Taken,
                Ok(Err(Trouble::Away(why))) => return End::Lost(why),
                Ok(Err(Trouble::Refused(_) | Trouble::Unusable(_))) if count > 1 => {
                    (self.sent, self.alone) = (0, count);
                }
                Ok(Err(refused)) => {
                    self.sent = 0;
                    self.alone = self.alone.saturating_sub(1);
                    self.answer(Err(refused.of_writing(&self.shared.place)));
                }
                Err(_) => return End::Lost("no answer to a write".into()),
            }
        }
    }

    /// The first of the group are in the database.
    fn written(&mut self, count: usize) {
        self.sent = 0;
        self.alone = self.alone.saturating_sub(count);
        let jobs: Vec<_> = self.group.drain(..count).collect();
        let mut entries = self.shared.entries();
        let mut answers = Vec::with_capacity(count);
        for Job { batch, done, .. } in jobs {
            for write in batch {
                match write {
                    Write::Put { key, value } => entries.insert(key, value),
                    Write::Delete { key } => entries.remove(&key),
                };
            }
            answers.push(done);
        }
        drop(entries);
        for done in answers {
            // Who waits has a place for it.
            let _ = done.try_send(Ok(()));
        }
    }

    /// Answers the first of the group.
    fn answer(&mut self, result: Result<()>) {
        let Some(job) = self.group.pop_front() else { return };
        if self.sent > 0 {
            self.sent -= 1;
            let keys = job.batch.into_iter().map(|write| match write {
                Write::Put { key, .. } | Write::Delete { key } => key,
            });
            self.doubtful.extend(keys);
        }
        let _ = job.done.try_send(result);
    }

    /// Tries until there is a connection with the lease. `None` if there is nothing more to do.
    async fn come_back(&mut self, lost: Session) -> Option<Session> {
        let (generation, former) = (lost.generation, Arc::clone(&lost.identity));
        drop(lost);
        let shared = Arc::clone(&self.shared);
        let since = Instant::now();
        let mut wait = SOON;
        loop {
            let attempt = async {
                let session = Session::resume(&shared.place, generation, &former).await;
                if session.is_err() {
                    sleep(wait).await;
                }
                session
            };
            let session = tokio::select! {
                session = attempt => session,
                () = self.hold() => return None,
            };
            wait = (wait * 2).min(LATEST);
            let session = match session {
                Ok(session) => self.repair(session).await,
                Err(trouble) => Err(trouble),
            };
            match session {
                Ok(session) => {
                    *self.shared.trouble() = None;
                    return Some(session);
                }
                Err(Trouble::Taken) => {
                    self.fenced();
                    return None;
                }
                Err(trouble) => {
                    observe::debug!("the store {} is still away: {trouble:?}", self.shared.place);
                    if since.elapsed() >= self.shared.place.write_within {
                        self.down(trouble);
                    }
                }
            }
        }
    }

    /// Takes jobs in and lets none wait too long, while there is no connection. Ends when there will be
    /// no more. Cancel-safe.
    async fn hold(&mut self) {
        loop {
            let until = self.group.front().map(|job| job.until);
            let late = async {
                match until {
                    Some(until) => sleep_until(until).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                job = self.jobs.recv(), if self.group.len() < WAITING => match job {
                    Some(job) => self.group.push_back(job),
                    None => return,
                },
                () = late => self.down(Trouble::Away("it does not answer".to_owned())),
            }
        }
    }

    /// From now on nobody waits: a write fails at once until there is a connection.
    fn down(&mut self, trouble: Trouble) {
        let error = trouble.of_writing(&self.shared.place);
        *self.shared.trouble() = Some(error.clone());
        while !self.group.is_empty() {
            self.answer(Err(error.clone()));
        }
        self.alone = 0;
    }

    /// What has failed has not changed anything, also where the answer was lost.
    async fn repair(&mut self, session: Session) -> Result<Session, Trouble> {
        if !self.doubtful.is_empty() {
            let entries = self.shared.entries().clone();
            let keys = self.doubtful.iter().map(String::as_str);
            let changes = keys.map(|key| (key, entries.get(key).map(Vec::as_slice))).collect();
            let written = timeout(self.shared.place.write_within, session.write(&changes)).await;
            written.unwrap_or_else(|_| Err(Trouble::Away("no answer to a write".to_owned())))?;
            self.doubtful.clear();
        }
        Ok(session)
    }

    /// Another application has the store: there is nothing more to do here.
    fn fenced(&mut self) {
        let error = Trouble::Taken.of_writing(&self.shared.place);
        observe::error!("{error}");
        self.down(Trouble::Taken);
        self.jobs.close();
        while let Ok(job) = self.jobs.try_recv() {
            let _ = job.done.try_send(Err(error.clone()));
        }
    }
}

/// The last change of each key.
fn fold<'a>(batches: impl Iterator<Item = &'a Vec<Write>>) -> Changes<'a> {
    let mut changes = Changes::new();
    for write in batches.flatten() {
        match write {
            Write::Put { key, value } => changes.insert(key, Some(value)),
            Write::Delete { key } => changes.insert(key, None),
        };
    }
    changes
}
