//! Requests of webhooks become messages in the inbox.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Inbox, Spectrum};
use crate::delivery::Ticket;
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::platform::{Platform, Platforms};
use crate::secret::Secret;
use crate::webhook::{
    self, Accepted, Fate, WebhookAck, WebhookAnswer, WebhookRequest, Wire, message_key,
};

/// How long a request waits for room in the inbox.
const ROOM: Duration = Duration::from_secs(10);
/// How long it waits for the handling: the service waits 30 s for an answer.
const HANDLING: Duration = Duration::from_secs(25);

impl Spectrum {
    /// Takes a request of a webhook and says what to answer to it. The message goes to
    /// [`Spectrum::messages`] or [`Spectrum::handle`], like one from a stream; one that came on a
    /// stream too is handed over once. Before the answer 200 it is on disk if the store is durable,
    /// and comes again after a crash until it is handled. A delivery that was accepted before is
    /// answered 200 without a second run.
    ///
    /// Never fails: 400 for what is not understood, 401 for a wrong signature, 500 without a secret or
    /// with [`WebhookAck::After`] for a failed handling, 503 for a platform that is not among the
    /// providers, for a store that cannot be written, and after the stop.
    ///
    /// Cancel-safe: a request whose connection breaks is accepted or not, and comes again.
    pub async fn webhook(&self, request: WebhookRequest) -> WebhookAnswer {
        self.take_webhook(request).await.unwrap_or_else(|error| {
            crate::observe::warn!("a webhook was refused: {error}");
            WebhookAnswer::new(error.http_status().unwrap_or(503), error.code())
        })
    }

    async fn take_webhook(&self, request: WebhookRequest) -> Result<WebhookAnswer> {
        let (app, begun) = (&self.0, Instant::now());
        app.handle.check_running()?;
        let journal = app.handle.webhooks();
        let none = Secret::new("");
        let secret = journal.secret().unwrap_or(&none);
        let signed = webhook::verify(secret, &request.headers, &request.body, SystemTime::now())?;
        let wire = match webhook::parse(&request.body)? {
            Wire::Message(wire) => wire,
            Wire::Unknown { event } => {
                crate::observe::info!(?event, "a webhook told of an event that is not known here");
                return Ok(WebhookAnswer::new(200, "unknownEvent"));
            }
        };
        let message = self.webhook_message(&wire)?;
        let (delivery, key) = (signed.webhook_id, message_key(&message));
        let delivery = format!("{delivery}\n{key}");
        if let Some(known) = journal.find(&delivery, &key)? {
            return self.answer(known, request.ack, begun).await;
        }
        let inbox = app.inbox.for_webhooks(app).ok_or_else(busy)?;
        let line = line_of(&message);
        let accept = || journal.accept(delivery, key, &request.body);
        let accepted = timeout(ROOM, inbox.put_accepted(&line, message, accept)).await;
        self.answer(accepted.map_err(|_| busy())??, request.ack, begun).await
    }

    fn webhook_message(&self, wire: &webhook::WireMessage) -> Result<Message> {
        let found = mapped(&self.0.platforms, wire);
        if let Err(error) = &found {
            self.0.handle.webhooks().note_unrouted();
            crate::observe::error!(platform = ?wire.platform, "a webhook's message has no place: {error}");
        }
        found
    }

    async fn answer(
        &self,
        accepted: Accepted,
        ack: WebhookAck,
        begun: Instant,
    ) -> Result<WebhookAnswer> {
        let (mut fate, word) = match accepted {
            Accepted::New(_, entry) => (entry.watch(), "ok"),
            Accepted::Again(entry) => (entry.watch(), "duplicate"),
            Accepted::Streamed => return Ok(WebhookAnswer::new(200, "duplicate")),
        };
        if ack == WebhookAck::Accepted {
            return Ok(WebhookAnswer::new(200, word));
        }
        let stopped = self.0.handle.stop_token();
        tokio::select! {
            answer = timeout_at(begun + HANDLING, handled(&mut fate, word)) => {
                Ok(answer.unwrap_or_else(|_| WebhookAnswer::new(500, "notHandledInTime")))
            }
            () = stopped.cancelled() => Ok(WebhookAnswer::new(503, "stopped")),
        }
    }
}

/// The end of the handling that runs, or that begins next.
async fn handled(fate: &mut watch::Receiver<Fate>, word: &str) -> WebhookAnswer {
    let mut now = *fate.borrow_and_update();
    if now == Fate::GivenUp {
        // It is among the dead letters: sending it again would not help.
        return WebhookAnswer::new(200, word);
    }
    loop {
        if now == Fate::Handled {
            return WebhookAnswer::new(200, word);
        }
        if fate.changed().await.is_err() {
            return WebhookAnswer::new(503, "stopped");
        }
        now = *fate.borrow_and_update();
        if matches!(now, Fate::Failed | Fate::GivenUp) {
            return WebhookAnswer::new(500, "handlingFailed");
        }
    }
}

fn mapped(platforms: &Platforms, wire: &webhook::WireMessage) -> Result<Message> {
    let platform = platforms.iter().find(|platform| platform.id().is(&wire.platform));
    let platform = platform.ok_or_else(|| {
        Error::validation(
            "platformNotRegistered",
            "a webhook brought a message of a platform that is not among the providers",
        )
        .with_http_status(503)
    })?;
    let space = platform.webhook_space(&wire.space);
    let space = space.map_err(|error| error.with_http_status(503))?;
    Ok(webhook::message(wire, &space))
}

fn line_of(message: &Message) -> Arc<str> {
    match message.space().phone() {
        "" => message.platform().as_str().into(),
        phone => phone.into(),
    }
}

fn busy() -> Error {
    Error::new(ErrorKind::Other, "webhookBusy", "the messages that wait are not being read")
        .with_http_status(503)
}

/// Puts what an earlier run has left into the inbox, the oldest first.
pub(super) async fn resume(inbox: Inbox, platforms: Vec<Arc<dyn Platform>>) {
    let left = match inbox.app().webhooks().take_left() {
        Ok(left) => left,
        Err(error) => {
            return crate::observe::error!("what webhooks left is not to be had: {error}");
        }
    };
    for ticket in left {
        // What has no place now stays, for a start with its platform.
        if let Err(error) = put_again(&inbox, &platforms, &ticket).await {
            crate::observe::error!(
                "a message of a webhook does not come again in this run: {error}"
            );
        }
    }
}

async fn put_again(inbox: &Inbox, platforms: &Platforms, ticket: &Ticket) -> Result<()> {
    let Some(entry) = ticket.entry() else { return Ok(()) };
    let Some(body) = inbox.app().webhooks().body(entry)? else { return Ok(()) };
    if let Wire::Message(wire) = webhook::parse(&body)? {
        let message = mapped(platforms, &wire)?;
        let line = line_of(&message);
        inbox.put_known(&line, message, Some(ticket)).await;
    }
    Ok(())
}
