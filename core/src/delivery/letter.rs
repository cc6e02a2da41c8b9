//! One message on its way to the program.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
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
    line: Arc<str>,
    origin: Origin,
    /// Changed under the lock of the books alone.
    out: AtomicBool,
    acknowledged: AtomicBool,
    /// Changed by the one consumer alone.
    redelivered: AtomicBool,
    /// The keys under which the store holds what was sent meanwhile, and how often it has failed.
    sent: OnceLock<Box<Mutex<Vec<String>>>>,
}

/// Where the message came from.
enum Origin {
    /// An event, which may have yielded several.
    Event {
        ticket: Ticket,
        /// How many of its messages are not acknowledged; `None` if there is just the one.
        unacknowledged: Option<Arc<AtomicUsize>>,
    },
    /// An event without a number: its acknowledgement moves nothing.
    Unnumbered(Arc<Books>),
}

/// What a message that was handed out, or sent while one was handled, knows besides itself.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// Another than the message's own.
    pub(crate) space: Option<Arc<Space>>,
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
            let origin = match &ticket {
                Some(ticket) => {
                    let unacknowledged = unacknowledged.clone();
                    Origin::Event { ticket: ticket.clone(), unacknowledged }
                }
                None => Origin::Unnumbered(Arc::clone(&books)),
            };
            Self::new(Arc::clone(&line), origin)
        };
        (0..count).map(letter)
    }

    /// For the only message of an event.
    pub(crate) fn of(line: Arc<str>, ticket: Ticket) -> Self {
        Self::new(line, Origin::Event { ticket, unacknowledged: None })
    }

    /// For a message of an event without a number.
    pub(crate) fn unnumbered(line: &Arc<str>, books: &Arc<Books>) -> Self {
        Self::new(Arc::clone(line), Origin::Unnumbered(Arc::clone(books)))
    }

    fn new(line: Arc<str>, origin: Origin) -> Self {
        let redelivered = match &origin {
            Origin::Event { ticket, .. } => ticket.redelivered,
            Origin::Unnumbered(_) => false,
        };
        Self(Arc::new(Inner {
            line,
            origin,
            out: AtomicBool::new(false),
            acknowledged: AtomicBool::new(false),
            redelivered: AtomicBool::new(redelivered),
            sent: OnceLock::new(),
        }))
    }

    fn books(&self) -> &Arc<Books> {
        match &self.0.origin {
            Origin::Event { ticket, .. } => ticket.books(),
            Origin::Unnumbered(books) => books,
        }
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
        self.keys().push(key.clone());
        self.books().keep(key, message);
    }

    pub(super) fn sent_before(&self, id: &str) -> Option<String> {
        self.books().kept(&sent_key(id))
    }

    /// Keeps how often the handling of the message has failed until it is acknowledged, if the store
    /// is durable.
    pub(crate) fn failed(&self, message: &str, attempts: u32) {
        if let Some(shared) = self.ticket().and_then(Ticket::shared) {
            return shared.outcome.failed(attempts);
        }
        let key = self.failures_key(message);
        self.note_key(&key);
        self.books().keep(key, &attempts.to_string());
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
        let Some(kept) = self.books().kept(&key) else { return 0 };
        self.note_key(&key);
        kept.parse().unwrap_or_default()
    }

    fn failures_key(&self, message: &str) -> String {
        format!("failed/{}/{message}", self.line())
    }

    /// The store's entry goes with the acknowledgement.
    fn note_key(&self, key: &str) {
        let mut keys = self.keys();
        if !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }

    fn keys(&self) -> MutexGuard<'_, Vec<String>> {
        let keys = self.0.sent.get_or_init(Box::default);
        keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys of what the store holds until the acknowledgement.
    pub(super) fn take_sent(&self) -> Vec<String> {
        if self.0.sent.get().is_none() {
            return Vec::new();
        }
        std::mem::take(&mut *self.keys())
    }

    pub(super) fn ticket(&self) -> Option<&Ticket> {
        match &self.0.origin {
            Origin::Event { ticket, .. } => Some(ticket),
            Origin::Unnumbered(_) => None,
        }
    }

    /// Marks it as handed out; whether it was not before. Under the lock of the books.
    pub(super) fn hand_out(&self) -> bool {
        let before = self.0.out.load(Ordering::Relaxed);
        self.0.out.store(true, Ordering::Relaxed);
        !before
    }

    /// Whether it was handed out, and the event if this was its last message. Under the lock of the
    /// books.
    pub(super) fn acknowledge(&self) -> (bool, Option<&Ticket>) {
        if self.is_acknowledged() {
            return (false, None);
        }
        self.0.acknowledged.store(true, Ordering::Relaxed);
        let out = self.0.out.load(Ordering::Relaxed);
        self.0.out.store(false, Ordering::Relaxed);
        let last = match &self.0.origin {
            Origin::Event { ticket, unacknowledged: Some(others) } => {
                (others.fetch_sub(1, Ordering::Relaxed) == 1).then_some(ticket)
            }
            Origin::Event { ticket, unacknowledged: None } => Some(ticket),
            Origin::Unnumbered(_) => None,
        };
        (out, last)
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
        self.books().settle([self], [])
    }

    /// The program has not seen the message; `redelivered` says what it had before.
    pub(crate) fn recall(&self, redelivered: bool) {
        self.0.redelivered.store(redelivered, Ordering::Relaxed);
    }

    /// The message as it is given to the program. With a context, and always in a fleet, what is sent
    /// while it is handled gets derived ids, counted from the first.
    pub(crate) fn deliver(&self, message: &Message, with_context: bool) -> Message {
        let redelivered = self.0.redelivered.load(Ordering::Relaxed);
        self.0.redelivered.store(true, Ordering::Relaxed);
        let letter = Some(self.clone());
        let with_context = with_context || self.is_shared();
        let context = with_context.then(|| Arc::new(Context::new(self.clone(), message.id())));
        let handled = observe::handled();
        if context.is_none() && handled.is_none() {
            return message.bound(Bound { space: None, letter, redelivered });
        }
        let space = message.own_space().handling(context, handled);
        let bound = |message: &Message, space: Space| {
            message.bound(Bound { space: Some(Arc::new(space)), letter, redelivered })
        };
        match within(message.content(), &space) {
            Some(content) => bound(&Message::new(MessageData { content, ..message.data() }), space),
            None => bound(message, space),
        }
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
