//! The log of everything that happened, with one growing sequence, and those who listen to it.

use std::sync::{Arc, Mutex, PoisonError};

use prost::Message as _;
use spectrum_imessage_wire::v1::{
    ChatChangeEvent, GroupChangeEvent, MessageChangeEvent, PollChangeEvent,
};
use tokio::sync::mpsc;

use super::{Author, ChatKey, LineId, State};
use crate::bounds::STREAMS;
use crate::config::Config;
use crate::refusal::Refusal;
use crate::ring::Ring;

/// One entry of the log.
#[derive(Debug)]
pub(crate) struct Logged {
    pub(crate) sequence: u64,
    pub(crate) line: LineId,
    pub(crate) change: Change,
}

/// What happened, in the shape of the wire.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Message(Box<MessageChangeEvent>),
    Chat(ChatChangeEvent),
    Group(GroupChangeEvent),
    Poll(PollChangeEvent),
}

/// The four kinds of live streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StreamKind {
    Message,
    Chat,
    Group,
    Poll,
}

impl Change {
    pub(super) fn kind(&self) -> StreamKind {
        match self {
            Self::Message(_) => StreamKind::Message,
            Self::Chat(_) => StreamKind::Chat,
            Self::Group(_) => StreamKind::Group,
            Self::Poll(_) => StreamKind::Poll,
        }
    }

    /// About how many bytes it takes.
    pub(super) fn weight(&self) -> usize {
        256 + 2 * match self {
            Self::Message(event) => event.encoded_len(),
            Self::Chat(event) => event.encoded_len(),
            Self::Group(event) => event.encoded_len(),
            Self::Poll(event) => event.encoded_len(),
        }
    }

    /// What a subscription may be narrowed to: a chat, or for polls the poll's message.
    fn subject(&self) -> &str {
        match self {
            Self::Message(event) => &event.chat_guid,
            Self::Chat(event) => &event.chat_guid,
            Self::Group(event) => &event.chat_guid,
            Self::Poll(event) => &event.poll_message_guid,
        }
    }
}

pub(crate) struct EventLog {
    /// The sequence that the first event follows.
    pub(super) before: u64,
    pub(super) events: Ring<Arc<Logged>>,
    /// Events that nobody may hear of before they are saved; nothing if nobody saves.
    pub(super) unsaved: Option<Vec<Arc<Logged>>>,
    subscribers: Vec<Subscriber>,
    next_subscriber: u64,
    buffer: usize,
}

struct Subscriber {
    id: u64,
    line: LineId,
    kind: StreamKind,
    subject: Option<String>,
    events: mpsc::Sender<u64>,
    end: EndReason,
}

/// Why a stream ended, left for it by whoever ended it.
type EndReason = Arc<Mutex<Option<Refusal>>>;

/// The receiving side of a live stream. The owner gives it back to [`EventLog::unsubscribe`].
pub(crate) struct Subscription {
    pub(crate) id: u64,
    /// Sequences of events: who reads slowly holds nothing back from being forgotten. Ends after the
    /// last one that fitted into the buffer.
    pub(crate) events: mpsc::Receiver<u64>,
    end: EndReason,
}

impl Subscription {
    /// Why the stream ended.
    pub(crate) fn end_reason(&self) -> Refusal {
        self.end
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .unwrap_or_else(|| Refusal::unavailable("the stream was ended"))
    }
}

impl Subscriber {
    fn wants(&self, event: &Logged) -> bool {
        self.line == event.line
            && self.kind == event.change.kind()
            && self.subject.as_deref().is_none_or(|subject| subject == event.change.subject())
    }

    fn end(&self, reason: Refusal) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
    }
}

impl EventLog {
    pub(crate) fn new(config: &Config) -> Self {
        let kept = config.bounds.events;
        Self {
            before: config.events_before,
            events: Ring::new(kept.number, kept.bytes),
            unsaved: None,
            subscribers: Vec::new(),
            next_subscriber: 0,
            buffer: config.stream_buffer.max(1),
        }
    }

    /// The sequence of the last event.
    pub(crate) fn head(&self) -> u64 {
        self.before + self.events.next()
    }

    /// The event of that sequence, if it is kept.
    pub(crate) fn get(&self, sequence: u64) -> Option<Arc<Logged>> {
        self.events.get(sequence.checked_sub(self.before + 1)?).cloned()
    }

    /// Whether all events after a sequence are kept.
    pub(crate) fn keeps_after(&self, sequence: u64) -> bool {
        sequence.saturating_sub(self.before) >= self.events.first()
    }

    /// All events of a line after a sequence, in order; nothing if some of them are forgotten.
    #[cfg(test)]
    pub(crate) fn after(&self, line: &LineId, sequence: u64) -> Option<Vec<Arc<Logged>>> {
        let start = sequence.saturating_sub(self.before);
        let events = self.events.from(start).filter(|event| event.line == *line);
        self.keeps_after(sequence).then(|| events.cloned().collect())
    }

    /// The first event of a line after a sequence, up to the head that is given.
    ///
    /// # Errors
    /// If events right after the sequence are forgotten.
    pub(crate) fn next_after(
        &self,
        line: &LineId,
        sequence: u64,
        head: u64,
    ) -> Result<Option<Arc<Logged>>, Refusal> {
        if !self.keeps_after(sequence) {
            let message = format!("events right after {sequence} are not kept any more");
            return Err(Refusal::unavailable(message));
        }
        let start = sequence.saturating_sub(self.before);
        let mut events = self.events.from(start).take_while(|event| event.sequence <= head);
        Ok(events.find(|event| event.line == *line).cloned())
    }

    /// Whether one more may listen.
    ///
    /// # Errors
    /// If too many streams are open.
    pub(crate) fn has_room(&self) -> Result<(), Refusal> {
        match self.subscribers.len() < STREAMS {
            true => Ok(()),
            false => Err(Refusal::exhausted(format!("{STREAMS} streams are open"))),
        }
    }

    pub(crate) fn subscribe(
        &mut self,
        line: &LineId,
        kind: StreamKind,
        subject: Option<String>,
    ) -> Subscription {
        self.next_subscriber += 1;
        let (sender, events) = mpsc::channel(self.buffer);
        let end = EndReason::default();
        self.subscribers.push(Subscriber {
            id: self.next_subscriber,
            line: line.clone(),
            kind,
            subject,
            events: sender,
            end: end.clone(),
        });
        Subscription { id: self.next_subscriber, events, end }
    }

    pub(crate) fn unsubscribe(&mut self, id: u64) {
        self.subscribers.retain(|subscriber| subscriber.id != id);
    }

    /// Whether anybody listens to messages, on that line or on any.
    pub(crate) fn listens(&self, line: Option<&LineId>) -> bool {
        self.subscribers.iter().any(|subscriber| {
            subscriber.kind == StreamKind::Message
                && line.is_none_or(|line| subscriber.line == *line)
        })
    }

    pub(crate) fn open_streams(&self) -> usize {
        self.subscribers.len()
    }

    /// Ends the live streams of one line, or of all. Answers how many.
    pub(crate) fn end_streams(&mut self, line: Option<&LineId>, reason: &Refusal) -> usize {
        let before = self.subscribers.len();
        self.subscribers.retain(|subscriber| {
            let stays = line.is_some_and(|line| subscriber.line != *line);
            if !stays {
                subscriber.end(reason.clone());
            }
            stays
        });
        before - self.subscribers.len()
    }

    fn append(&mut self, line: LineId, change: Change) -> u64 {
        let sequence = self.head() + 1;
        let event = Arc::new(Logged { sequence, line, change });
        self.events.push(event.clone(), event.change.weight());
        match &mut self.unsaved {
            Some(unsaved) => unsaved.push(event),
            None => self.deliver(&event),
        }
        sequence
    }

    /// Hands on what is saved by now.
    #[cfg(feature = "state")]
    pub(super) fn saved(&mut self) {
        for event in self.unsaved.as_mut().map(std::mem::take).unwrap_or_default() {
            self.deliver(&event);
        }
    }

    fn deliver(&mut self, event: &Arc<Logged>) {
        self.subscribers.retain(|subscriber| {
            if !subscriber.wants(event) {
                return true;
            }
            // A reader that stays behind loses its stream, not events: it comes back and catches
            // up.
            match subscriber.events.try_send(event.sequence) {
                Ok(()) => true,
                Err(_) => {
                    subscriber.end(Refusal::unavailable("the subscriber fell too far behind"));
                    false
                }
            }
        });
    }
}

impl State {
    /// Adds an event to the log and hands it to those who listen. Nobody hears of a group that the
    /// line has left.
    pub(crate) fn emit(&mut self, key: &ChatKey, author: Author<'_>, change: Change) {
        self.touch_by(&key.0, &change);
        if author == Author::Agent || self.chats.get(key).is_none_or(|chat| !chat.agent_left) {
            self.log.append(key.0.clone(), change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::{Bounds, Kept};

    fn chat(guid: &str) -> Change {
        Change::Chat(ChatChangeEvent { chat_guid: guid.into(), ..ChatChangeEvent::default() })
    }

    #[test]
    fn a_line_sees_its_own_events_in_order() {
        let mut log = EventLog::new(&Config { stream_buffer: 8, ..Config::default() });
        let (a, b) = (LineId::new("a"), LineId::new("b"));
        for (line, guid) in [(&a, "1"), (&b, "2"), (&a, "3")] {
            log.append(line.clone(), chat(guid));
        }
        let after =
            |sequence| log.next_after(&a, sequence, 3).expect("kept").map(|event| event.sequence);
        assert_eq!([after(0), after(1), after(3)], [Some(1), Some(3), None]);
        assert!(log.next_after(&a, 1, 2).expect("kept").is_none());
        assert_eq!((log.head(), log.get(2).map(|event| event.line.clone())), (3, Some(b)));
        assert!(log.get(0).is_none() && log.get(4).is_none());
    }

    #[test]
    fn what_is_forgotten_cannot_be_read() {
        let bounds = Bounds { events: Kept { number: 2, bytes: usize::MAX }, ..Bounds::default() };
        let mut log = EventLog::new(&Config { bounds, ..Config::default() });
        let line = LineId::new("a");
        let mut subscription = log.subscribe(&line, StreamKind::Chat, None);
        for guid in ["1", "2", "3"] {
            log.append(line.clone(), chat(guid));
        }
        let first = subscription.events.try_recv().expect("the first");
        assert!(log.get(first).is_none(), "a slow reader keeps nothing");
        let gone = log.next_after(&line, 0, 3).map(|_| ()).expect_err("gone");
        assert_eq!(gone.error_code, "serviceUnavailable");
        assert!(log.next_after(&line, 1, 3).expect("kept").is_some());
    }

    #[test]
    fn there_is_an_end_to_open_streams() {
        let mut log = EventLog::new(&Config { stream_buffer: 1, ..Config::default() });
        let line = LineId::new("a");
        let open: Vec<_> =
            (0..STREAMS - 1).map(|_| log.subscribe(&line, StreamKind::Chat, None)).collect();
        log.has_room().expect("for one more");
        let last = log.subscribe(&line, StreamKind::Chat, None);
        let refused = log.has_room().expect_err("too many");
        assert_eq!(refused.error_code, "simulatorFull");
        log.unsubscribe(last.id);
        log.has_room().expect("again");
        drop(open);
    }

    #[test]
    fn a_full_buffer_ends_the_stream() {
        let mut log = EventLog::new(&Config { stream_buffer: 1, ..Config::default() });
        let line = LineId::new("a");
        let mut subscription = log.subscribe(&line, StreamKind::Chat, None);
        log.append(line.clone(), chat("1"));
        log.append(line.clone(), chat("2"));
        assert_eq!(log.open_streams(), 0);
        assert_eq!(subscription.events.try_recv().expect("the first"), 1);
        assert!(subscription.events.try_recv().is_err());
        assert_eq!(subscription.end_reason().error_code, "serviceUnavailable");
    }

    #[test]
    fn a_subscription_can_be_narrowed() {
        let mut log = EventLog::new(&Config { stream_buffer: 8, ..Config::default() });
        let line = LineId::new("a");
        let mut subscription = log.subscribe(&line, StreamKind::Chat, Some("2".into()));
        log.append(line.clone(), chat("1"));
        log.append(line, chat("2"));
        assert_eq!(subscription.events.try_recv().expect("the second"), 2);
    }
}
