//! The buffer between the platforms and the program.

mod consumer;
mod source;

use std::sync::Arc;

use tokio::sync::mpsc::{PermitIterator, Sender};

pub(super) use consumer::Consumer;
pub(super) use source::Source;

use super::AppHandle;
use crate::content::Content;
use crate::delivery::{Letter, Ticket};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::observe;
use crate::webhook::Accepted;

/// Messages that wait for the program. When they are not read the streams stand still: the
/// service's flow control holds the rest back, and memory stays flat.
const WAITING: usize = 1024;
/// So many of them are taken out of the buffer at a time: one look for all of them.
const FETCH: usize = 128;
const CAPACITY: usize = WAITING - FETCH;

/// A message that waits, with what its acknowledgement concerns.
#[derive(Clone)]
pub(super) struct Incoming {
    pub(super) message: Message,
    pub(super) letter: Letter,
}

/// What is in the buffer.
enum Waiting {
    Message(Incoming),
    /// The only message of an event on a line. Its letter is written when it is taken out: until then
    /// it would only take up room.
    Event(Message, Arc<str>, Ticket),
}

impl Waiting {
    /// `None` if it is handled already, or another worker's by now.
    fn open(self) -> Option<Incoming> {
        match self {
            Self::Message(incoming) => {
                Some(incoming).filter(|i| !i.letter.is_acknowledged() && i.letter.may_begin())
            }
            Self::Event(message, line, ticket) => {
                Some(Incoming { message, letter: Letter::of(line, ticket) })
            }
        }
    }
}

/// Where platforms put what arrives. Putting waits while the buffer is full.
#[derive(Clone)]
pub(crate) struct Inbox {
    app: AppHandle,
    sender: Sender<Waiting>,
}

impl Inbox {
    pub(crate) fn app(&self) -> &AppHandle {
        &self.app
    }

    /// Hands over what came of an event on a line; false when nobody will read it any more.
    /// Cancel-safe: all of an event goes over, or nothing.
    pub(crate) async fn put(
        &self,
        line: &Arc<str>,
        message: Message,
        ticket: Option<&Ticket>,
    ) -> bool {
        if !self.app.webhooks().admits(&message) {
            // A webhook has brought it already.
            if let Some(ticket) = ticket {
                ticket.handled();
            }
            return true;
        }
        self.put_known(line, message, ticket).await
    }

    /// As [`Inbox::put`], for what is known not to have come otherwise.
    pub(crate) async fn put_known(
        &self,
        line: &Arc<str>,
        message: Message,
        ticket: Option<&Ticket>,
    ) -> bool {
        let Some(room) = self.room(message).await else { return false };
        self.fill(room, line, ticket);
        true
    }

    /// As [`Inbox::put`], for messages that each are all that came of their event. They are taken out
    /// of `arrivals` as they go over; all of them if nobody will read them any more.
    pub(crate) async fn put_all(
        &self,
        line: &Arc<str>,
        arrivals: &mut Vec<(Message, Option<Ticket>)>,
    ) -> bool {
        if self.app.webhooks().secret().is_some() {
            for (message, ticket) in arrivals.drain(..) {
                if !self.put(line, message, ticket.as_ref()).await {
                    return false;
                }
            }
            return true;
        }
        while !arrivals.is_empty() {
            let places = arrivals.len().min(CAPACITY);
            let Ok(permits) = self.sender.reserve_many(places).await else { return false };
            let tickets = arrivals[..places].iter().filter_map(|(_, ticket)| ticket.as_ref());
            self.app.books().keep_all(tickets);
            for (permit, (message, ticket)) in permits.zip(arrivals.drain(..places)) {
                observe::count(&observe::RECEIVED, || observe::place(message.space()));
                permit.send(match ticket {
                    Some(ticket) => Waiting::Event(message, Arc::clone(line), ticket),
                    None => {
                        let letter = Letter::unnumbered(line, self.app.books());
                        Waiting::Message(Incoming { message, letter })
                    }
                });
            }
        }
        true
    }

    /// Accepts what a webhook has brought as soon as there is room for it, and hands it over if it is
    /// new. Cancel-safe: it is accepted and handed over, or nothing.
    pub(super) async fn put_accepted(
        &self,
        line: &Arc<str>,
        message: Message,
        accept: impl FnOnce() -> Result<Accepted>,
    ) -> Result<Accepted> {
        let room = self.room(message).await.ok_or_else(Error::stopped)?;
        let accepted = accept()?;
        if let Accepted::New(ticket, _) = &accepted {
            self.fill(room, line, Some(ticket));
        }
        Ok(accepted)
    }

    /// Waits for room; `None` when nobody will read any more.
    async fn room(&self, message: Message) -> Option<Room<'_>> {
        let messages = match message.content() {
            Content::Group(group) if self.app.flatten_groups() => group.items.clone(),
            _ => vec![message],
        };
        let places = messages.len().min(CAPACITY);
        let permits = self.sender.reserve_many(places).await.ok()?;
        Some(Room { permits, places, messages })
    }

    fn fill(&self, room: Room<'_>, line: &Arc<str>, ticket: Option<&Ticket>) {
        let Room { permits, places, messages } = room;
        if let Some(ticket) = ticket {
            ticket.keep();
        }
        let letters = Letter::of_event(self.app.books(), line, ticket, places);
        for (permit, (message, letter)) in permits.zip(messages.into_iter().zip(letters)) {
            observe::count(&observe::RECEIVED, || observe::place(message.space()));
            permit.send(Waiting::Message(Incoming { message, letter }));
        }
    }
}

/// Places that are taken for messages.
struct Room<'a> {
    permits: PermitIterator<'a, Waiting>,
    places: usize,
    messages: Vec<Message>,
}
