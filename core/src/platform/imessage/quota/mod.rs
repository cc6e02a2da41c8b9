//! What a line may still send today: counted here, as far as this store has seen it.
//!
//! The service counts itself and has the last word; what it says of a limit is taken over. Counts are
//! written with each send: of messages under `quota/<server>`, of new conversations under
//! `quota/<line>/new`. The conversations that a line has seen are a cache of the store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::store::{Ring, Store, Write};

/// Messages of a server and day, all chats together.
const MESSAGES: u32 = 5000;
/// New conversations of a line and day.
const CONVERSATIONS: u32 = 50;
/// Conversations that are known to be none that is new. With more the first are forgotten.
const KNOWN: usize = 10_000;
const DAY: u64 = 24 * 60 * 60;

const DAILY: &str = "dailyLimitExceeded";
const RECIPIENTS: &str = "recipientLimitExceeded";

/// What a line may still send today, as it was counted here: with a durable store over restarts. What
/// other programs and the calls of `line` send is not in it, and conversations that the store has not
/// seen yet count as new; the service has the last word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The line: its phone number, or `shared`.
    pub line: String,
    /// Messages that its server takes a day, all chats together.
    pub messages_limit: u32,
    /// How many of them are left.
    pub messages_left: u32,
    /// Conversations that the line may begin a day.
    pub new_conversations_limit: u32,
    /// How many of them are left.
    pub new_conversations_left: u32,
    /// When the day is over: midnight in UTC, or as the service has said.
    pub resets_at: SystemTime,
}

/// The counts of a line.
pub(super) struct Quotas {
    store: Weak<dyn Store>,
    /// Whether a send beyond the limit is refused before it is made.
    refuses: bool,
    messages: Arc<Counter>,
    conversations: Counter,
    known: Arc<Ring>,
    clock: Clock,
}

/// One count, which begins anew with each day.
pub(super) struct Counter {
    key: String,
    limit: u32,
    /// Read from the store at the first use. No lock is held across an await.
    count: Mutex<Option<Count>>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Count {
    /// Seconds since 1970.
    resets_at: u64,
    used: u32,
    /// Another limit, as the service has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    /// Counted, and not confirmed yet.
    #[serde(skip)]
    waiting: u32,
}

/// A send that is counted. Dropped, it was none.
pub(super) struct Reserved<'a> {
    quotas: &'a Quotas,
    chat: Option<String>,
    done: bool,
}

impl Counter {
    fn new(key: String, limit: u32) -> Self {
        Self { key, limit, count: Mutex::default() }
    }

    /// The count of this day.
    fn today(&self, store: &dyn Store, now: u64) -> MutexGuard<'_, Option<Count>> {
        let mut held = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || serde_json::from_slice::<Count>(&store.get(&self.key).ok()??).ok();
        let count = held.or_else(read).filter(|count| now < count.resets_at);
        let waiting = held.map_or(0, |count| count.waiting);
        let resets_at = (now / DAY + 1) * DAY;
        let new = Count { resets_at, used: 0, limit: None, waiting };
        *held = Some(count.unwrap_or(new));
        held
    }

    fn change(
        &self,
        store: &dyn Store,
        now: u64,
        change: impl FnOnce(&mut Count),
    ) -> Option<Write> {
        let mut held = self.today(store, now);
        let count = held.as_mut()?;
        let before = (count.used, count.limit, count.resets_at);
        change(count);
        if before == (count.used, count.limit, count.resets_at) {
            return None;
        }
        let value = serde_json::to_vec(count).ok()?;
        Some(Write::Put { key: self.key.clone(), value })
    }

    /// How many are left, of how many, until when.
    fn left(&self, store: &dyn Store, now: u64) -> (u32, u32, u64) {
        let held = self.today(store, now);
        let Some(count) = held.as_ref() else { return (self.limit, self.limit, now) };
        let limit = count.limit.unwrap_or(self.limit);
        let used = count.used.saturating_add(count.waiting);
        (limit.saturating_sub(used), limit, count.resets_at)
    }
}

impl Quotas {
    /// `messages` is that of the server, which other lines may share.
    pub(super) fn new(
        store: Weak<dyn Store>,
        refuses: bool,
        messages: Arc<Counter>,
        line: &str,
        clock: Clock,
    ) -> Self {
        let known = Ring::new(store.clone(), format!("quota/{line}/known"), KNOWN);
        let conversations = Counter::new(format!("quota/{line}/new"), CONVERSATIONS);
        Self { store, refuses, messages, conversations, known, clock }
    }

    /// The count of a server's messages.
    pub(super) fn of_server(server: &str) -> Arc<Counter> {
        Arc::new(Counter::new(format!("quota/{server}"), MESSAGES))
    }

    /// Somebody has written in this conversation: an answer opens none.
    pub(super) fn knows(&self, chat: &str) {
        if !self.known.contains(chat) {
            self.known.put(chat, Vec::new());
        }
    }

    /// Counts a message before it is sent.
    ///
    /// # Errors
    /// `RateLimitError` if it is beyond the limit, and the program wants to hear that beforehand.
    pub(super) fn reserve(&self, chat: &str) -> Result<Reserved<'_>> {
        let new = (!self.known.contains(chat)).then(|| chat.to_owned());
        let mut reserved = Reserved { quotas: self, chat: new, done: true };
        let Some(store) = self.store.upgrade() else { return Ok(reserved) };
        let now = self.now();
        if self.refuses {
            check(&self.messages, &*store, now, DAILY, "messages")?;
            if reserved.chat.is_some() {
                check(&self.conversations, &*store, now, RECIPIENTS, "new conversations")?;
            }
        }
        for counter in reserved.counters() {
            counter.change(&*store, now, |count| count.waiting += 1);
        }
        reserved.done = false;
        Ok(reserved)
    }

    /// What the service says of a limit.
    pub(super) fn refused(&self, error: &Error) {
        let counter = match error.code() {
            DAILY => &*self.messages,
            RECIPIENTS => &self.conversations,
            _ => return,
        };
        let Some(store) = self.store.upgrade() else { return };
        let limit = error.context().get("limit").and_then(|limit| limit.parse().ok());
        let until = error.context().get("resetsat").or_else(|| error.context().get("resetsAt"));
        let until = until.and_then(|time| time.parse::<jiff::Timestamp>().ok());
        let until = until.and_then(|time| u64::try_from(time.as_second()).ok());
        let write = counter.change(&*store, self.now(), |count| {
            count.limit = limit.or(count.limit);
            count.used = count.used.max(count.limit.unwrap_or(counter.limit));
            count.resets_at = until.unwrap_or(count.resets_at);
        });
        keep(&*store, write.into_iter().collect());
    }

    fn now(&self) -> u64 {
        self.clock.date().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
    }

    /// How many messages its server has taken today.
    pub(super) fn used(&self) -> u32 {
        let Some(store) = self.store.upgrade() else { return 0 };
        self.messages.today(&*store, self.now()).as_ref().map_or(0, |count| count.used)
    }

    /// What is left on the line of this name.
    pub(super) fn left(&self, line: String) -> Quota {
        let now = self.now();
        let of = |counter: &Counter| match self.store.upgrade() {
            Some(store) => counter.left(&*store, now),
            None => (0, counter.limit, now),
        };
        let (messages_left, messages_limit, resets_at) = of(&self.messages);
        let (new_conversations_left, new_conversations_limit, _) = of(&self.conversations);
        Quota {
            line,
            messages_limit,
            messages_left,
            new_conversations_limit,
            new_conversations_left,
            resets_at: UNIX_EPOCH + Duration::from_secs(resets_at),
        }
    }

    /// Writes what is not written yet.
    pub(super) fn close(&self) {
        self.known.close();
    }
}

impl Reserved<'_> {
    fn counters(&self) -> impl Iterator<Item = &Counter> {
        let conversations = self.chat.as_ref().map(|_| &self.quotas.conversations);
        std::iter::once(&*self.quotas.messages).chain(conversations)
    }

    /// The service has taken it.
    pub(super) fn sent(mut self) {
        self.settle(1);
        if let Some(chat) = &self.chat {
            self.quotas.knows(chat);
        }
    }

    fn settle(&mut self, used: u32) {
        if std::mem::replace(&mut self.done, true) {
            return;
        }
        let Some(store) = self.quotas.store.upgrade() else { return };
        let now = self.quotas.now();
        let change = |count: &mut Count| {
            count.waiting = count.waiting.saturating_sub(1);
            count.used = count.used.saturating_add(used);
        };
        let counters = self.counters();
        let writes = counters.filter_map(|counter| counter.change(&*store, now, change)).collect();
        keep(&*store, writes);
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        self.settle(0);
    }
}

fn check(
    counter: &Counter,
    store: &dyn Store,
    now: u64,
    code: &'static str,
    what: &str,
) -> Result<()> {
    let (left, limit, resets_at) = counter.left(store, now);
    if left > 0 {
        return Ok(());
    }
    let resets_at = UNIX_EPOCH + Duration::from_secs(resets_at);
    let resets_at = jiff::Timestamp::try_from(resets_at).map(|time| time.to_string());
    let error = Error::new(
        ErrorKind::RateLimit,
        code,
        format!("the limit of {limit} {what} a day is used up, as it was counted here"),
    );
    Err(error
        .with_context("limit", limit.to_string())
        .with_context("resetsAt", resets_at.unwrap_or_default()))
}

/// A count that is not kept is too low after a restart: the service refuses what is beyond.
fn keep(store: &dyn Store, writes: Vec<Write>) {
    if writes.is_empty() {
        return;
    }
    if let Err(error) = store.write(writes) {
        crate::observe::warn!("what was sent is not counted over a restart: {error}");
    }
}

impl Quota {
    /// Several as the other languages read them.
    pub fn list_to_json(quotas: &[Self]) -> String {
        let each = quotas.iter().map(|quota| {
            let resets_at = jiff::Timestamp::try_from(quota.resets_at).map(|time| time.to_string());
            json!({
                "line": quota.line,
                "messagesLimit": quota.messages_limit,
                "messagesLeft": quota.messages_left,
                "newConversationsLimit": quota.new_conversations_limit,
                "newConversationsLeft": quota.new_conversations_left,
                "resetsAt": resets_at.unwrap_or_default(),
            })
        });
        Value::from_iter(each).to_string()
    }
}

#[cfg(test)]
mod tests;
