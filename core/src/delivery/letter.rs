//! One message on its way to the program.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::{Books, Context, GivenUp, Ticket};
use crate::content::{Content, Edit, Group, Reaction, Read, Reply, Unsend};
use crate::error::Result;
use crate::message::{Message, MessageData};
use crate::observe;
use crate::space::Space;
use crate::webhook::Fate;

/// One message on its way: what its acknowledgement concerns. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Letter(Arc<Inner>);

struct Inner {
    books: Arc<Books>,
    line: Arc<str>,
    event: Option<Event>,
    redelivered: AtomicBool,
    out: AtomicBool,
    acknowledged: AtomicBool,
    /// The keys under which the store holds what was sent meanwhile, and how often it has failed.
    sent: Mutex<Vec<String>>,
}

/// The event that the message came of, which may have yielded several.
struct Event {
    ticket: Ticket,
    /// How many of its messages are not acknowledged; `None` if there is just the one.
    unacknowledged: Option<Arc<AtomicUsize>>,
}

/// What a message that was handed out, or sent while one was handled, knows besides itself.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    pub(crate) space: Space,
    pub(crate) letter: Option<Letter>,
    pub(crate) redelivered: bool,
}

impl Letter {
    /// One for each message of an event. Without a ticket the event has no number, and its
    /// acknowledgement moves nothing.
    pub(crate) fn of_event(
        books: &Arc<Books>,
        line: &Arc<str>,
        ticket: Option<&Ticket>,
        count: usize,
    ) -> impl Iterator<Item = Self> {
        let unacknowledged = (count > 1).then(|| Arc::new(AtomicUsize::new(count)));
        let (books, line, ticket) = (Arc::clone(books), Arc::clone(line), ticket.cloned());
        let letter = move |_| {
            let event = ticket.as_ref().map(|ticket| Event {
                ticket: ticket.clone(),
                unacknowledged: unacknowledged.clone(),
            });
            Self(Arc::new(Inner {
                books: Arc::clone(&books),
                line: Arc::clone(&line),
                event,
                redelivered: AtomicBool::new(
                    ticket.as_ref().is_some_and(|ticket| ticket.redelivered),
                ),
                out: AtomicBool::new(false),
                acknowledged: AtomicBool::new(false),
                sent: Mutex::default(),
            }))
        };
        (0..count).map(letter)
    }

    /// As what is given up when its job has failed for the last time.
    pub(crate) fn dead(&self, message: &Message, reason: String, attempts: u32) -> GivenUp {
        self.became(Fate::GivenUp);
        if let Some(shared) = self.ticket().and_then(Ticket::shared) {
            shared.outcome.given_up(&reason, attempts);
        }
        let place = self.ticket().map(Ticket::place);
        GivenUp {
            id: format!("{}/{}", self.line(), message.id()),
            line: message.space().phone().to_owned(),
            stream: place.and_then(|(stream, _)| stream),
            sequence: place.and_then(|(_, sequence)| sequence),
            message_id: Some(message.id().to_owned()),
            space_id: Some(message.space().id().to_owned()),
            reason,
            attempts: Some(attempts),
            time: SystemTime::now(),
            event: None,
        }
    }

    pub(super) fn line(&self) -> &str {
        &self.0.line
    }

    pub(super) fn sent(&self, id: &str, message: &str) {
        if self.is_acknowledged() {
            return;
        }
        let key = sent_key(id);
        self.0.sent.lock().unwrap_or_else(PoisonError::into_inner).push(key.clone());
        self.0.books.keep(key, message);
    }

    pub(super) fn sent_before(&self, id: &str) -> Option<String> {
        self.0.books.kept(&sent_key(id))
    }

    /// Keeps how often the handling of the message has failed until it is acknowledged, if the store
    /// is durable.
    pub(crate) fn failed(&self, message: &str, attempts: u32) {
        if let Some(shared) = self.ticket().and_then(Ticket::shared) {
            return shared.outcome.failed(attempts);
        }
        let key = self.failures_key(message);
        self.note_key(&key);
        self.0.books.keep(key, &attempts.to_string());
        self.became(Fate::Failed);
    }

    /// Tells the webhook that has brought it.
    fn became(&self, fate: Fate) {
        if let Some(ticket) = self.ticket() {
            ticket.became(fate);
        }
    }

    /// How often the handling of the message has failed in earlier runs of the program.
    pub(crate) fn failures(&self, message: &str) -> u32 {
        // What the program has not had before cannot have failed.
        if !self.0.redelivered.load(Ordering::Relaxed) {
            return 0;
        }
        if let Some(shared) = self.ticket().and_then(Ticket::shared) {
            return shared.attempts;
        }
        let key = self.failures_key(message);
        let Some(kept) = self.0.books.kept(&key) else { return 0 };
        self.note_key(&key);
        kept.parse().unwrap_or_default()
    }

    fn failures_key(&self, message: &str) -> String {
        format!("failed/{}/{message}", self.line())
    }

    /// The store's entry goes with the acknowledgement.
    fn note_key(&self, key: &str) {
        let mut keys = self.0.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }

    /// The keys of what the store holds until the acknowledgement.
    pub(super) fn take_sent(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn ticket(&self) -> Option<&Ticket> {
        self.0.event.as_ref().map(|event| &event.ticket)
    }

    /// Marks it as handed out; whether it was not before.
    pub(super) fn hand_out(&self) -> bool {
        !self.0.out.swap(true, Ordering::Relaxed)
    }

    /// Whether it was handed out, and the event if this was its last message.
    pub(super) fn acknowledge(&self) -> (bool, Option<&Ticket>) {
        if self.0.acknowledged.swap(true, Ordering::Relaxed) {
            return (false, None);
        }
        let out = self.0.out.swap(false, Ordering::Relaxed);
        let event = self.0.event.as_ref();
        let last = event.filter(|event| match &event.unacknowledged {
            Some(others) => others.fetch_sub(1, Ordering::Relaxed) == 1,
            None => true,
        });
        (out, last.map(|event| &event.ticket))
    }

    /// Whether the program may have it. What a fleet has given to another worker meanwhile, it may
    /// not: then it is dropped without a word.
    pub(crate) fn may_begin(&self) -> bool {
        self.ticket().is_none_or(Ticket::may_begin)
    }

    /// Whether it comes again if this process ends before the acknowledgement, whatever its store.
    fn is_shared(&self) -> bool {
        self.ticket().and_then(Ticket::shared).is_some()
    }

    pub(crate) fn is_acknowledged(&self) -> bool {
        self.0.acknowledged.load(Ordering::Relaxed)
    }

    /// Acknowledges the message, durably if the store is.
    pub(crate) fn settle(&self) -> Result<()> {
        if self.is_acknowledged() {
            return Ok(());
        }
        self.0.books.settle(&[self], &[])
    }

    /// The program has not seen the message; `redelivered` says what it had before.
    pub(crate) fn recall(&self, redelivered: bool) {
        self.0.redelivered.store(redelivered, Ordering::Relaxed);
    }

    /// The message as it is given to the program. With a context, and always in a fleet, what is sent while it is handled
    /// gets derived ids, counted from the first.
    pub(crate) fn deliver(&self, message: &Message, with_context: bool) -> Message {
        let redelivered = self.0.redelivered.swap(true, Ordering::Relaxed);
        let mut message = message.unbound();
        let mut space = message.space().clone();
        let with_context = with_context || self.is_shared();
        let context = with_context.then(|| Arc::new(Context::new(self.clone(), message.id())));
        let handled = observe::handled();
        if context.is_some() || handled.is_some() {
            space = space.handling(context, handled);
            if let Some(content) = within(message.content(), &space) {
                message = Message::new(MessageData { content, ..message.data() });
            }
        }
        message.bound(Bound { space, letter: Some(self.clone()), redelivered })
    }
}

fn sent_key(id: &str) -> String {
    format!("sent/{id}")
}

/// The content with its messages as the handling sees them: answers to a part, or to the target of
/// a reaction, count too. `None` if there are none.
fn within(content: &Content, space: &Space) -> Option<Content> {
    Some(match content {
        Content::Group(group) => {
            let items = group.items.iter().map(|item| item.within(space)).collect();
            Content::Group(Group { items })
        }
        Content::Reply(reply) => {
            let content = within(&reply.content, space).unwrap_or_else(|| reply.content.clone());
            let target = reply.target.within(space);
            Content::Reply(Box::new(Reply { content, target }))
        }
        Content::Reaction(reaction) => {
            let target = reaction.target.within(space);
            Content::Reaction(Box::new(Reaction { target, ..(**reaction).clone() }))
        }
        Content::Edit(edit) => {
            let target = edit.target.within(space);
            Content::Edit(Box::new(Edit { content: edit.content.clone(), target }))
        }
        Content::Unsend(unsend) => Content::Unsend(Unsend { target: unsend.target.within(space) }),
        Content::Read(read) => Content::Read(Read { target: read.target.within(space) }),
        _ => return None,
    })
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("acknowledged", &self.is_acknowledged()).finish()
    }
}
