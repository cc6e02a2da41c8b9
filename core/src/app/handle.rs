//! What spaces and messages know of their application.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::events::EventBus;
use crate::clock::Clock;
use crate::config::{AckMode, Config};
use crate::delivery::Books;
use crate::error::{Error, Result};
use crate::fleet::Fleet;
use crate::outbox::Outbox;
use crate::platform::PlatformIds;
use crate::send::UnsupportedPolicy;
use crate::store::IN_USE;
use crate::webhook::Journal;

/// How long calls in flight may take after a stop.
const DRAIN: Duration = Duration::from_secs(5);

/// A light handle: it does not keep the platforms alive.
#[derive(Clone)]
pub(crate) struct AppHandle(Arc<Shared>);

struct Shared {
    stop: CancellationToken,
    /// Whether `stop` is cancelled: looked at for every message.
    stopped: AtomicBool,
    calls: TaskTracker,
    /// Jobs that run, and the word that no new ones begin.
    jobs: TaskTracker,
    closing: CancellationToken,
    unsupported: UnsupportedPolicy,
    ack: AckMode,
    flatten_groups: bool,
    events_in_messages: bool,
    platform_ids: PlatformIds,
    books: Arc<Books>,
    outbox: Outbox,
    events: Arc<EventBus>,
    webhooks: Journal,
    clock: Clock,
    fleet: Option<Fleet>,
}

impl AppHandle {
    pub(super) fn new(config: &Config) -> Self {
        let books = Arc::new(Books::new(&config.store));
        Self(Arc::new(Shared {
            stop: CancellationToken::new(),
            stopped: AtomicBool::new(false),
            calls: TaskTracker::new(),
            jobs: TaskTracker::new(),
            closing: CancellationToken::new(),
            unsupported: config.unsupported,
            ack: config.ack,
            flatten_groups: config.flatten_groups,
            events_in_messages: config.events_in_messages,
            platform_ids: config.platform_ids,
            webhooks: Journal::new(&books, config.webhook_secret.clone()),
            books,
            outbox: Outbox::new(&config.store),
            clock: config.clock.clone(),
            fleet: config.fleet.clone(),
            events: Arc::default(),
        }))
    }

    /// The positions in the streams.
    pub(crate) fn books(&self) -> &Arc<Books> {
        &self.0.books
    }

    /// What timers go by.
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Its part in a fleet.
    pub(crate) fn fleet(&self) -> Option<&Fleet> {
        self.0.fleet.as_ref()
    }

    /// Sends that are on their way, and those that were.
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    /// What webhooks have brought.
    pub(crate) fn webhooks(&self) -> &Journal {
        &self.0.webhooks
    }

    /// What happens besides messages.
    pub(crate) fn events(&self) -> &Arc<EventBus> {
        &self.0.events
    }

    pub(crate) fn flatten_groups(&self) -> bool {
        self.0.flatten_groups
    }

    /// Whether the program wants events among its messages.
    pub(crate) fn events_in_messages(&self) -> bool {
        self.0.events_in_messages
    }

    pub(crate) fn platform_ids(&self) -> PlatformIds {
        self.0.platform_ids
    }

    pub(super) fn ack(&self) -> AckMode {
        self.0.ack
    }

    /// Cancelled when no new job is to begin.
    pub(super) fn closing(&self) -> &CancellationToken {
        &self.0.closing
    }

    /// Notes a running job until the token is dropped.
    pub(super) fn enter_job(&self) -> TaskTrackerToken {
        self.0.jobs.token()
    }

    /// No new job begins; those that run get 5 s.
    pub(super) async fn finish_jobs(&self) {
        self.0.closing.cancel();
        self.0.jobs.close();
        if timeout(DRAIN, self.0.jobs.wait()).await.is_err() {
            crate::observe::warn!("{} jobs were not finished at the stop", self.0.jobs.len());
        }
    }

    pub(crate) fn unsupported(&self) -> UnsupportedPolicy {
        self.0.unsupported
    }

    /// Cancelled when the application stops.
    pub(crate) fn stop_token(&self) -> &CancellationToken {
        &self.0.stop
    }

    pub(crate) fn is_running(&self) -> bool {
        !self.0.stop.is_cancelled()
    }

    pub(crate) fn check_running(&self) -> Result<()> {
        if self.is_running() {
            return Ok(());
        }
        Err(Error::stopped())
    }

    /// Notes a call in flight until the token is dropped.
    ///
    /// # Errors
    /// After the stop.
    pub(crate) fn enter(&self) -> Result<TaskTrackerToken> {
        self.check_running()?;
        Ok(self.0.calls.token())
    }

    /// Whether the stop has begun.
    pub(super) fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::Acquire)
    }

    pub(super) fn begin_stop(&self) {
        self.0.closing.cancel();
        self.0.stopped.store(true, Ordering::Release);
        self.0.stop.cancel();
        self.0.calls.close();
    }

    /// Begins the stop if another application has taken over the store: that one goes on.
    pub(super) fn stop_if_replaced(&self, error: &Error) {
        if error.code() == IN_USE {
            self.begin_stop();
        }
    }

    /// Waits for the calls in flight, 5 s at most.
    pub(super) async fn drained(&self) {
        if timeout(DRAIN, self.0.calls.wait()).await.is_err() {
            crate::observe::warn!("{} calls were not finished at the stop", self.0.calls.len());
        }
    }
}
