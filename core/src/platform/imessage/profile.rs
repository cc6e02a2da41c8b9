//! The account's own name and photo, shared by itself: with a chat that writes for the first time,
//! if the project's profile is synchronised, at most once in 24 h for a chat and line.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use spectrum_imessage_wire::{methods, v1};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::cloud::Renewal;
use super::lines::Line;
use super::transport::Call;
use crate::error::{ErrorKind, Result};

/// How long an answer about the profile holds, and how long a failed question.
const KNOWN: Duration = Duration::from_secs(60);
const UNKNOWN: Duration = Duration::from_secs(30);
const PERIOD: Duration = Duration::from_secs(24 * 3600);
/// Chats that are kept before those of yesterday are forgotten.
const KEPT: usize = 10_000;

/// Shares the contact card of a project's account.
pub(super) struct Profile {
    renewal: Arc<Renewal>,
    stop: CancellationToken,
    flag: Mutex<Flag>,
    shared: Mutex<HashMap<String, Instant>>,
}

struct Flag {
    synchronised: bool,
    until: Instant,
}

impl Profile {
    /// With what the start has learned of the project.
    pub(super) fn new(renewal: Arc<Renewal>, project: &Value, stop: CancellationToken) -> Self {
        let flag = Flag { synchronised: is_synchronised(project), until: Instant::now() + KNOWN };
        Self { renewal, stop, flag: Mutex::new(flag), shared: Mutex::default() }
    }

    /// A message has come. The sharing goes on beside its handling; a failure is logged.
    pub(super) fn message_came(self: &Arc<Self>, line: &Arc<Line>, chat_guid: &str) {
        // The usual case: nothing to share, and no task for it.
        if self.known() == Some(false) {
            return;
        }
        let key = format!("{} {chat_guid}", line.phone());
        if !self.claim(&key) {
            return;
        }
        let (this, line, chat_guid) = (Arc::clone(self), Arc::clone(line), chat_guid.to_owned());
        let share = async move {
            let done = match this.synchronised().await {
                true => this.share(&line, chat_guid).await,
                // Not now: the next message asks again.
                false => false,
            };
            if !done {
                this.release(&key);
            }
        };
        tokio::spawn(self.stop.clone().run_until_cancelled_owned(share));
    }

    /// Whether nobody has shared here today, or is about to.
    fn claim(&self, key: &str) -> bool {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.get(key).is_some_and(|at| at.elapsed() < PERIOD) {
            return false;
        }
        if shared.len() >= KEPT {
            shared.retain(|_, at| at.elapsed() < PERIOD);
        }
        shared.insert(key.to_owned(), Instant::now());
        true
    }

    fn release(&self, key: &str) {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    /// What was learned of the profile, while it holds.
    fn known(&self) -> Option<bool> {
        let flag = self.flag.lock().unwrap_or_else(PoisonError::into_inner);
        (Instant::now() < flag.until).then_some(flag.synchronised)
    }

    async fn synchronised(&self) -> bool {
        if let Some(synchronised) = self.known() {
            return synchronised;
        }
        let (synchronised, holds) = match self.renewal.cloud().project().await {
            Ok(project) => (is_synchronised(&project), KNOWN),
            Err(error) => {
                crate::observe::debug!("the project's profile is unknown: {error}");
                (false, UNKNOWN)
            }
        };
        let mut flag = self.flag.lock().unwrap_or_else(PoisonError::into_inner);
        *flag = Flag { synchronised, until: Instant::now() + holds };
        synchronised
    }

    /// Whether this chat is done for today: shared, or refused for a reason that will not pass.
    async fn share(&self, line: &Arc<Line>, chat_guid: String) -> bool {
        let request = v1::ShareContactInfoRequest { chat_guid };
        let shared: Result<()> = line
            .transport()
            .unary(Call::mutating(None), request, methods::chat::SHARE_CONTACT_INFO)
            .await;
        match shared {
            Ok(()) => true,
            Err(error) => {
                crate::observe::warn!("the contact card was not shared: {error}");
                error.kind() == ErrorKind::Validation
            }
        }
    }
}

fn is_synchronised(project: &Value) -> bool {
    project.pointer("/profile/imessageSynced") == Some(&Value::Bool(true))
}
