//! From an event to what the program sees.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use prost::Message as _;
use spectrum_imessage_wire::v1;
use tokio::time::sleep;

use super::super::inbound::{self, Event as Source, Mapper, unmappable};
use super::super::lines::Line;
use super::live::Change;
use super::relay::publish;
use super::stream::{Reader, Unwanted};
use crate::app::Inbox;
use crate::delivery::{GivenUp, Ticket};
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Event, StreamKind};
use crate::message::Message;

/// The waits between the tries of a look-up that failed for a reason that may pass. They hold up one
/// conversation.
const RETRIES: [Duration; 3] =
    [Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(8)];

/// An event that was not seen before.
pub(super) type Accepted = (Option<u64>, Change, Option<Ticket>);

/// What an event became.
pub(super) struct Taken {
    kind: StreamKind,
    sequence: Option<u64>,
    ticket: Option<Ticket>,
    outcome: Result<Outcome, Box<Failed>>,
}

/// An event that is stepped over.
struct Failed {
    error: Error,
    space_id: String,
    event: Vec<u8>,
}

enum Outcome {
    Message(Message),
    /// The message is there for programs that ask for events among their messages.
    Event(Box<Event>, Option<Message>),
    Nothing,
    /// The line is not held any more: the event is another relay's.
    Lost,
}

impl Reader {
    /// Takes in what of `events` has not been seen. What it becomes may follow later.
    pub(super) async fn take_all(&mut self) -> Result<(), Unwanted> {
        self.conversations.check(&self.line);
        let mut events = std::mem::take(&mut self.events);
        let mut accepted = std::mem::take(&mut self.accepted);
        self.accept(&mut events, &mut accepted);
        // Kept for the next ones.
        self.events = events;
        // From here on the events are in the book: should this be dropped, they come again.
        for (sequence, change, mut ticket) in accepted.drain(..) {
            let change = match change {
                Change::Plain(plain) if self.hold.is_none() && !self.desk.holds(plain.chat()) => {
                    match self.text(plain, ticket) {
                        Ok(()) => continue,
                        Err((plain, back)) => {
                            ticket = back;
                            Change::Plain(plain)
                        }
                    }
                }
                change => change,
            };
            // What came before it in its conversation goes before it.
            self.flush().await?;
            self.take(sequence, change, ticket).await?;
        }
        self.accepted = accepted;
        self.flush().await
    }

    /// Accepts what has not been seen, in one go for events of the same kind.
    fn accept(&mut self, events: &mut Vec<(Option<u64>, Change)>, accepted: &mut Vec<Accepted>) {
        let mut events = events.drain(..).peekable();
        let mut head = None;
        while let Some((_, first)) = events.peek() {
            let kind = first.kind();
            let of_kind = std::iter::from_fn(|| {
                let next = events.next_if(|(_, change)| change.kind() == kind)?;
                head = next.0.max(head);
                Some(next)
            });
            let Some(slot) = self.slots.iter_mut().find(|slot| slot.kind == kind) else {
                of_kind.for_each(drop);
                continue;
            };
            let before = accepted.len();
            slot.book.accept_all(of_kind, |sequence, change, ticket| {
                accepted.push((sequence, change, ticket));
            });
            if accepted.len() > before {
                slot.backoff.reset();
            }
        }
        self.line.status().seen(head);
    }

    /// Takes an event in that is in the book.
    async fn take(
        &mut self,
        sequence: Option<u64>,
        change: Change,
        ticket: Option<Ticket>,
    ) -> Result<(), Unwanted> {
        while self.desk.is_full() {
            let (conversation, taken) = self.desk.next().await;
            self.hand_over(Some(&conversation), taken).await?;
        }
        let conversation = change.place().0.to_owned();
        let (line, mapper) = (Arc::clone(&self.line), Arc::clone(&self.mapper));
        let work = match &self.hold {
            Some(hold) => publish(hold, &line, ticket, sequence, &change),
            None => work(line, mapper, ticket, sequence, change),
        };
        match self.desk.push(&conversation, work) {
            Some(taken) => self.hand_over(None, taken).await,
            None => Ok(()),
        }
    }

    /// Gives the program what an event became; then its conversation goes on.
    pub(super) async fn hand_over(
        &mut self,
        conversation: Option<&str>,
        taken: Taken,
    ) -> Result<(), Unwanted> {
        let kind = taken.kind;
        give(&self.inbox, &self.line, &self.line.name(), taken).await?;
        if let Some(hold) = &self.hold
            && let Some(slot) = self.slots.iter().find(|slot| slot.kind == kind)
            && let Some(reached) = slot.book.cursor()
        {
            hold.reached(kind, reached);
        }
        if let Some(conversation) = conversation {
            self.desk.release(conversation);
        }
        Ok(())
    }
}

impl Taken {
    /// What was published, or not.
    pub(super) fn published(
        kind: StreamKind,
        sequence: Option<u64>,
        ticket: Option<Ticket>,
        published: Result<()>,
    ) -> Self {
        let outcome = if published.is_ok() { Outcome::Nothing } else { Outcome::Lost };
        Self { kind, sequence, ticket, outcome: Ok(outcome) }
    }
}

/// Gives the program what an event became. `name` stands for the line in what is derived from it.
/// Cancel-safe but for the event.
pub(super) async fn give(
    inbox: &Inbox,
    line: &Arc<Line>,
    name: &Arc<str>,
    taken: Taken,
) -> Result<(), Unwanted> {
    let Taken { kind, sequence, ticket, outcome } = taken;
    let events = inbox.app().events();
    let message = match outcome {
        Ok(Outcome::Message(message)) => Some(message),
        Ok(Outcome::Event(event, message)) => {
            events.put(*event);
            message
        }
        Ok(Outcome::Nothing) => None,
        Ok(Outcome::Lost) => return Err(Unwanted),
        // One bad event never stops a stream.
        Err(failed) => {
            let Failed { error, space_id, event } = *failed;
            crate::observe::warn!(sequence, stream = %kind, "an event was stepped over: {error}");
            line.status().stepped_over(kind);
            let (reason, phone) = (error.to_string(), line.phone());
            keep_dead(inbox, (line.key(), &phone), (kind, sequence), (&space_id, event), &reason);
            let line = phone.to_string();
            events.put(Event::Unmappable { line, stream: kind, sequence, reason });
            None
        }
    };
    if let Some(message) = message {
        let put = inbox.put(name, message, ticket.as_ref()).await;
        return if put { Ok(()) } else { Err(Unwanted) };
    }
    if let Some(ticket) = ticket {
        ticket.handled();
    }
    Ok(())
}

/// Keeps an event that is stepped over among the dead letters.
pub(super) fn keep_dead(
    inbox: &Inbox,
    (key, phone): (&str, &str),
    (stream, sequence): (StreamKind, Option<u64>),
    (space_id, event): (&str, Vec<u8>),
    reason: &str,
) {
    // The same event has the same name whenever it comes.
    let number =
        sequence.map_or_else(|| uuid::Uuid::new_v4().to_string(), |sequence| sequence.to_string());
    let letter = GivenUp {
        id: format!("{key}/{stream}/{number}"),
        line: phone.to_owned(),
        stream: Some(stream),
        sequence,
        message_id: None,
        space_id: Some(space_id.to_owned()).filter(|id| !id.is_empty()),
        reason: reason.to_owned(),
        attempts: None,
        time: SystemTime::now(),
        event: Some(event),
    };
    if let Err(error) = inbox.app().books().dead().add(letter) {
        crate::observe::error!(
            "an event that was stepped over is not among the dead letters: {error}"
        );
    }
}

/// Maps one event, also with several tries of a look-up.
pub(super) fn work(
    line: Arc<Line>,
    mapper: Arc<Mapper>,
    ticket: Option<Ticket>,
    sequence: Option<u64>,
    change: Change,
) -> BoxFuture<'static, Taken> {
    async move {
        let mut retries = RETRIES.into_iter();
        let outcome = loop {
            match map(&line, &mapper, sequence, &change).await {
                Err(error) if may_pass(&error) => match retries.next() {
                    Some(wait) => sleep(wait).await,
                    None => break Err(error),
                },
                outcome => break outcome,
            }
        };
        let outcome = outcome.map_err(|error| {
            let space_id = change.place().0.to_owned();
            Box::new(Failed { error, space_id, event: change.encode() })
        });
        Taken { kind: change.kind(), sequence, ticket, outcome }
    }
    .boxed()
}

/// A call without an answer has held up its conversation for long enough.
fn may_pass(error: &Error) -> bool {
    error.is_retryable() || (error.kind() == ErrorKind::Connection && error.code() != "timeout")
}

async fn map(
    line: &Arc<Line>,
    mapper: &Mapper,
    sequence: Option<u64>,
    change: &Change,
) -> Result<Outcome> {
    let whole;
    let change = match change {
        Change::Plain(plain) => {
            let event = v1::MessageChangeEvent::decode(plain.event())
                .map_err(|error| unmappable(format!("the event cannot be read: {error}")))?;
            whole = Change::Message(Box::new(event));
            &whole
        }
        change => change,
    };
    let (chat_guid, occurred_at) = change.place();
    if occurred_at.is_none() {
        return Err(unmappable("the event has no time"));
    }
    let space = mapper.space(chat_guid, line.phone())?;
    let source = Source { line, sequence, space, occurred_at };
    let event = match change {
        Change::Message(change) => inbound::happening_of_message(&source, change),
        Change::Chat(change) => inbound::happening_of_chat(&source, change),
        Change::Plain(_) | Change::Poll(_) | Change::Group(_) => None,
    };
    if let Some(event) = event {
        let message = match mapper.hands_over() {
            true => mapper.handed_over(&source, &event).await,
            false => None,
        };
        return Ok(Outcome::Event(Box::new(event), message));
    }
    let message = match change {
        Change::Message(change) => mapper.message_change(source, change).await?,
        Change::Poll(change) => mapper.poll_change(source, change).await?,
        Change::Group(change) => mapper.group_change(source, change).await?,
        Change::Plain(_) | Change::Chat(_) => None,
    };
    Ok(message.map_or(Outcome::Nothing, Outcome::Message))
}
