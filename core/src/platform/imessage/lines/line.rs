//! One line.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use spectrum_imessage_wire::v1;
use tokio_util::sync::CancellationToken;

use super::super::cache::{Cache, KnownPoll};
use super::super::quota::{Counter, Quotas};
use super::super::transport::Transport;
use super::Status;
use super::kept::Kept;
use crate::clock::Clock;
use crate::config::Config;
use crate::message::Message;
use crate::store::Store;

/// A line: a number that sends, and the way there.
pub(in super::super) struct Line {
    /// The project or relay, and which of its lines this is: names what is stored of it.
    key: String,
    status: Status,
    instance: Option<Arc<str>>,
    phone: RwLock<Arc<str>>,
    transport: Transport,
    detached: CancellationToken,
    cache: Mutex<Cache>,
    /// What was seen in earlier runs, if the store is durable.
    kept: Option<Kept>,
    quotas: Quotas,
}

/// What lines are told of the application.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) watchdog: Duration,
    /// Held by the application until it has stopped.
    pub(super) store: Weak<dyn Store>,
    pub(super) durable: bool,
    /// Whether what is beyond a quota is refused before it is sent.
    pub(super) refuses: bool,
    /// What the days of quotas go by.
    pub(super) clock: Clock,
    /// The count of the server's messages, if lines share one.
    pub(super) server: Option<Arc<Counter>>,
}

impl Settings {
    pub(super) fn of(config: &Config) -> Self {
        Self {
            watchdog: config.watchdog,
            store: Arc::downgrade(&config.store),
            durable: config.store.is_durable(),
            refuses: config.refuse_over_quota,
            clock: config.clock.clone(),
            server: None,
        }
    }
}

impl Line {
    pub(super) fn new(
        owner: &str,
        instance: Option<String>,
        phone: String,
        transport: Transport,
        settings: &Settings,
    ) -> Self {
        let name = instance.as_deref().unwrap_or(&phone);
        let key = format!("{owner}/{}", escape(name));
        // A dedicated instance is a server of its own, as the pool is; a relay has one for its lines.
        let server = settings.server.clone().unwrap_or_else(|| Quotas::of_server(&key));
        let store = &settings.store;
        Self {
            quotas: Quotas::new(
                store.clone(),
                settings.refuses,
                server,
                &key,
                settings.clock.clone(),
            ),
            kept: settings.durable.then(|| Kept::new(store, &key)),
            key,
            status: Status::new(settings.watchdog),
            instance: instance.map(Into::into),
            phone: RwLock::new(phone.into()),
            transport,
            detached: CancellationToken::new(),
            cache: Mutex::default(),
        }
    }

    /// What it may still send.
    pub(in super::super) fn quotas(&self) -> &Quotas {
        &self.quotas
    }

    /// The instance of a dedicated line; `None` for the shared pool and for relays.
    pub(super) fn instance(&self) -> Option<&str> {
        self.instance.as_deref()
    }

    /// What is stored of this line stands under this.
    pub(in super::super) fn key(&self) -> &str {
        &self.key
    }

    /// Which line this is, whatever its number: the instance, else the number.
    pub(in super::super) fn name(&self) -> Arc<str> {
        self.instance.clone().unwrap_or_else(|| self.phone())
    }

    /// How its streams are doing.
    pub(in super::super) fn status(&self) -> &Status {
        &self.status
    }

    /// The number, or `shared`.
    pub(in super::super) fn phone(&self) -> Arc<str> {
        Arc::clone(&self.phone.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_phone(&self, phone: &str) {
        if *self.phone() != *phone {
            *self.phone.write().unwrap_or_else(PoisonError::into_inner) = phone.into();
        }
    }

    /// Whether this is the shared pool, whose numbers are unknown.
    pub(in super::super) fn is_shared(&self) -> bool {
        *self.phone() == *super::SHARED
    }

    pub(in super::super) fn transport(&self) -> &Transport {
        &self.transport
    }

    /// The line is no longer used: its streams end. What it remembers holds the application.
    pub(in super::super) fn detach(&self) {
        self.detached.cancel();
        if let Some(kept) = &self.kept {
            kept.close();
        }
        self.quotas.close();
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).close();
    }

    /// Keeps a message for look-ups.
    pub(in super::super) fn remember(&self, message: &Message) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).insert(message);
    }

    /// As [`Line::keep`], with the encoded message.
    pub(in super::super) fn keep_wire(&self, guid: &str, message: &[u8]) {
        if let Some(kept) = &self.kept {
            kept.put_wire(guid, message.to_vec());
        }
    }

    /// Keeps a message as the service sent it, for the next runs of the program.
    pub(in super::super) fn keep(&self, message: &v1::Message) {
        if let Some(kept) = &self.kept {
            kept.put(message);
        }
    }

    /// A message as the service sent it, perhaps to an earlier run.
    pub(in super::super) fn kept(&self, guid: &str) -> Option<v1::Message> {
        self.kept.as_ref()?.message(guid)
    }

    /// A message that is kept is not what it was.
    pub(in super::super) fn forget_kept(&self, guid: &str) {
        if let Some(kept) = &self.kept {
            kept.forget(guid);
        }
    }

    /// Keeps a poll, so that votes can be understood.
    pub(in super::super) fn remember_poll(&self, guid: &str, poll: KnownPoll) {
        if let Some(kept) = &self.kept {
            kept.put_poll(guid, &poll);
        }
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert_poll(guid, poll);
    }

    /// A poll kept before.
    pub(in super::super) fn recall_poll(&self, guid: &str) -> Option<KnownPoll> {
        let poll = self.cache.lock().unwrap_or_else(PoisonError::into_inner).poll(guid);
        poll.or_else(|| self.kept.as_ref()?.poll(guid))
    }

    /// Keeps which message was sent with a key.
    pub(in super::super) fn remember_key(&self, key: &str, message: &Message) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert_key(key, message.id().to_owned());
    }

    /// The id of the message that was sent with a key.
    pub(in super::super) fn recall_key(&self, key: &str) -> Option<String> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).key(key)
    }

    /// A message kept before.
    pub(in super::super) fn recall(&self, id: &str) -> Option<Message> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(id)
    }

    /// Cancelled when the line is detached.
    pub(in super::super) fn detached(&self) -> &CancellationToken {
        &self.detached
    }
}

/// A name as one segment of a key.
pub(super) fn escape(name: &str) -> String {
    name.replace('%', "%25").replace('/', "%2F")
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("shared", &self.is_shared()).finish_non_exhaustive()
    }
}
