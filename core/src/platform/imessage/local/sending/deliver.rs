//! One send from the call to the proof.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::SemaphorePermit;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::confirm::{self, Expected, Found};
use super::outcome::{Outcome, outcome};
use super::queue::{self, Lane};
use super::run::{Ran, run};
use super::script::{self, Payload, Route, SCRIPT};
use super::staging::{Staged, stage};
use super::{Inner, Sender, Sent, Target, failure};
use crate::error::{Error, Result};

/// How long the program that starts Messages may take.
const OPEN_LIMIT: Duration = Duration::from_secs(15);

/// What is to be sent.
pub(super) enum Load {
    Text(String),
    File { path: PathBuf, name: String },
}

/// What is ready to be sent.
struct Ready {
    payload: Payload,
    expected: Expected,
    staged: Option<Staged>,
    limit: Duration,
    /// What Messages may quote in an error.
    quoted: String,
}

/// A send that has its turn. Nothing is locked for longer than it lives.
struct Go {
    target: Target,
    ready: Ready,
    lane: Lane,
    call: SemaphorePermit<'static>,
}

impl Sender {
    /// Waits for the turn of a send, and has it done.
    pub(super) async fn deliver(&self, target: &Target, load: Load) -> Result<Sent> {
        target.check()?;
        script::check_argument("target", target.name())?;
        let inner = &self.0;
        let waiting = inner.closed.run_until_cancelled(inner.turn(target, load));
        let go = waiting.await.ok_or_else(Error::stopped)??;
        if inner.closed.is_cancelled() {
            return Err(Error::stopped());
        }
        // From here on it happens, whatever becomes of the caller.
        let task = inner.tasks.spawn(Arc::clone(inner).hand_over(go));
        let mut caller = Caller { heard: false };
        let sent = task.await;
        caller.heard = true;
        sent.map_err(|error| failure::internal(&error))?
    }
}

/// Who sends.
struct Caller {
    heard: bool,
}

impl Drop for Caller {
    fn drop(&mut self) {
        if !self.heard {
            crate::observe::warn!(
                "a send was given up after it began: it is finished, and nobody is told how it ended"
            );
        }
    }
}

impl Inner {
    /// All that comes before anything leaves. Cancel-safe.
    async fn turn(&self, target: &Target, load: Load) -> Result<Go> {
        let lane = Lane::of(&target.key()).await;
        let settings = Arc::clone(&self.settings);
        let ready = spawn_blocking(move || -> Result<Ready> {
            Ok(match load {
                Load::Text(text) => Ready {
                    payload: Payload::text(&text)?,
                    expected: confirm::text(&text),
                    staged: None,
                    limit: settings.text_limit,
                    quoted: text,
                },
                Load::File { path, name } => {
                    let staged = stage(&path, &name, &settings.staging, settings.max_file)?;
                    let (name, id) = (staged.name().to_owned(), staged.id().to_owned());
                    Ready {
                        payload: Payload::file(&staged.path()),
                        expected: Expected::File { name: name.clone(), id },
                        staged: Some(staged),
                        limit: settings.file_limit,
                        quoted: name,
                    }
                }
            })
        });
        let ready = ready.await.map_err(|error| failure::internal(&error))??;
        lane.pause(self.settings.pause).await;
        let call = queue::call().await.ok_or_else(Error::stopped)?;
        Ok(Go { target: target.clone(), ready, lane, call })
    }

    /// Calls the script and looks for the row.
    async fn hand_over(self: Arc<Self>, go: Go) -> Result<Sent> {
        let Go { target, ready, lane, call } = go;
        let Ready { payload, expected, mut staged, limit, quoted } = ready;
        let mut ticket = self.confirmer.expect(target.clone(), expected).await?;
        if let Some(staged) = &mut staged {
            staged.hand_over();
        }
        let outcome = self.call(&target, &payload, &quoted, limit).await;
        drop((call, payload));
        let unknown = match outcome {
            Outcome::NotLeft(trouble) => {
                // Before the next send to the conversation: it must not claim that one's row.
                drop(ticket);
                lane.called();
                if let Some(staged) = staged {
                    discard(staged).await;
                }
                return Err(trouble.not_sent());
            }
            Outcome::Unknown(trouble) => Some(trouble),
            Outcome::Taken => None,
        };
        lane.called();
        let found = ticket.wait(self.settings.confirm_limit, &self.stop).await;
        drop(ticket);
        match (found, unknown) {
            (Some(found), _) => self.found(found, staged).await,
            // A copy stays: Messages may still come to it.
            (None, Some(trouble)) => Err(trouble.unknown()),
            (None, None) => Ok(Sent::Unconfirmed),
        }
    }

    async fn found(&self, found: Found, staged: Option<Staged>) -> Result<Sent> {
        let failed = failure::of_row(&found);
        match (staged, &found) {
            (Some(staged), Found::Row { rowid, done: false, .. }) => {
                self.confirmer.follow(*rowid, staged);
            }
            (Some(staged), _) => discard(staged).await,
            (None, _) => {}
        }
        match (found, failed) {
            (_, Some(failed)) => Err(failed),
            (Found::Row { guid, rowid, timestamp, .. }, None) => {
                Ok(Sent::Confirmed { guid, rowid, timestamp })
            }
            // Both are failures.
            (Found::Failed { .. } | Found::GroupNotReached { .. }, None) => Ok(Sent::Unconfirmed),
        }
    }

    /// Calls the script; again where the first call cannot have sent anything, and another way may.
    async fn call(
        &self,
        target: &Target,
        payload: &Payload,
        quoted: &str,
        limit: Duration,
    ) -> Outcome {
        let route = match target {
            Target::Chat { guid, .. } => Route::Chat(guid),
            Target::Person { address } => Route::Person(address),
        };
        let first = self.once(route, payload, quoted, limit).await;
        let first = match first {
            Outcome::NotLeft(trouble) if trouble.is_not_running() => {
                if !self.open_messages().await {
                    return Outcome::NotLeft(trouble);
                }
                self.once(route, payload, quoted, limit).await
            }
            first => first,
        };
        match (first, target.instead()) {
            (Outcome::NotLeft(trouble), Some(address)) if trouble.is_no_such_object() => {
                self.once(Route::Person(address), payload, quoted, limit).await
            }
            (first, _) => first,
        }
    }

    async fn once(
        &self,
        route: Route<'_>,
        payload: &Payload,
        quoted: &str,
        limit: Duration,
    ) -> Outcome {
        let arguments = payload.arguments(route);
        let ran = run(&self.settings.program, &arguments, SCRIPT, limit, &self.stop).await;
        let outcome = outcome(&ran, route, &[route.target(), quoted]);
        if let Outcome::NotLeft(trouble) | Outcome::Unknown(trouble) = &outcome {
            crate::observe::debug!(
                code = trouble.code,
                number = trouble.number,
                "osascript failed"
            );
        }
        outcome
    }

    /// Starts Messages, in the background. Whether that may have worked.
    async fn open_messages(&self) -> bool {
        let arguments = ["-g", "-a", "Messages"].map(Into::into);
        let ran = run(&self.settings.opener, &arguments, "", OPEN_LIMIT, &self.stop).await;
        if !matches!(ran, Ran::Ended(output) if output.status.success()) {
            return false;
        }
        self.stop.run_until_cancelled(sleep(self.settings.launch)).await.is_some()
    }
}

/// Removes a copy without holding up others.
async fn discard(staged: Staged) {
    // What cannot be removed is a leftover.
    let _ = spawn_blocking(move || staged.discard()).await;
}
