//! What is sent while a message is handled gets ids of its own, the same ones when the message comes
//! again: then the service takes each send once.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use super::Letter;

/// The namespace of derived ids. It must never change: a message may come again after an update.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0f_9a3c_52f1_4c5e_9d0b_7a1f_2c48_e6b5);

/// The handling of one message, from its hand-over to its acknowledgement.
#[derive(Debug)]
pub(crate) struct Context {
    letter: Letter,
    /// The line, and the id of the message.
    name: String,
    sends: AtomicU64,
}

impl Context {
    pub(super) fn new(letter: Letter, message: &str) -> Self {
        let name = format!("{}\n{message}", letter.line());
        Self { letter, name, sends: AtomicU64::new(0) }
    }

    /// Whether the message is not acknowledged: should the program end, it comes again.
    pub(crate) fn is_live(&self) -> bool {
        !self.letter.is_acknowledged()
    }

    /// The id of the next send; `None` after the acknowledgement.
    pub(crate) fn next_id(&self) -> Option<String> {
        if self.letter.is_acknowledged() {
            return None;
        }
        let ordinal = self.sends.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}\n{ordinal}", self.name);
        Some(Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string())
    }

    /// Keeps what came of a send until the message is acknowledged, if the store is durable: the
    /// service may say only that it has had the id.
    pub(crate) fn sent(&self, id: &str, message: &str) {
        self.letter.sent(id, message);
    }

    /// The message that came of a send in an earlier run of the program.
    pub(crate) fn sent_before(&self, id: &str) -> Option<String> {
        self.letter.sent_before(id)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Books;
    use super::*;
    use crate::store::{MemoryStore, Store};

    fn letter(line: &str) -> Letter {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let books = Arc::new(Books::new(&store));
        Letter::of_event(&books, &line.into(), None, 1).next().expect("one")
    }

    #[test]
    fn ids_are_the_same_again_and_differ_within() {
        let ids = |line: &str, message: &str| {
            let context = Context::new(letter(line), message);
            [context.next_id(), context.next_id()]
        };
        let first = ids("a", "m");
        assert_eq!(first, ids("a", "m"));
        assert_ne!(first[0], first[1]);
        assert_ne!(first, ids("b", "m"));
        assert_ne!(first, ids("a", "n"));
        // Fixed for ever.
        assert_eq!(first[0].as_deref(), Some("6bff00aa-84d4-512c-8fd3-df63cdb97e23"));
    }

    #[test]
    fn after_the_acknowledgement_there_are_none() {
        let letter = letter("a");
        let context = Context::new(letter.clone(), "m");
        letter.settle().expect("nothing to store");
        assert_eq!(context.next_id(), None);
    }
}
