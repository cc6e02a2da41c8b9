//! What is sent while a message is handled gets ids of its own, the same ones when the message comes
//! again: then the service takes each send once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use uuid::Uuid;

/// The namespace of derived ids. It must never change: a message may come again after an update.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0f_9a3c_52f1_4c5e_9d0b_7a1f_2c48_e6b5);

/// The handling of one message, from its hand-over to its acknowledgement.
#[derive(Debug)]
pub(crate) struct Context {
    /// The line, and the id of the message.
    name: String,
    sends: AtomicU64,
    /// Whether the message is acknowledged.
    ended: Arc<AtomicBool>,
}

impl Context {
    pub(super) fn new(line: &str, message: &str, ended: Arc<AtomicBool>) -> Self {
        Self { name: format!("{line}\n{message}"), sends: AtomicU64::new(0), ended }
    }

    /// The id of the next send; `None` after the acknowledgement.
    pub(crate) fn next_id(&self) -> Option<String> {
        if self.ended.load(Ordering::Relaxed) {
            return None;
        }
        let ordinal = self.sends.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}\n{ordinal}", self.name);
        Some(Uuid::new_v5(&NAMESPACE, name.as_bytes()).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_the_same_again_and_differ_within() {
        let ids = |line: &str, message: &str| {
            let context = Context::new(line, message, Arc::default());
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
    fn after_the_end_there_are_none() {
        let ended = Arc::new(AtomicBool::new(true));
        let context = Context::new("a", "m", ended);
        assert_eq!(context.next_id(), None);
    }
}
