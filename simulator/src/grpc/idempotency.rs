//! Idempotency: the same key gives the same answer, without a second effect.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use tokio::sync::Mutex as AsyncMutex;

use crate::state::LineId;

/// Answers of more keys than this are forgotten, the oldest first.
const KEPT: usize = 20_000;

/// A line, a method and a key.
pub(crate) type Key = (LineId, String, String);

/// An answer as it went over the wire.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) trailers: HeaderMap,
}

/// The place of one key: locked while its first call runs, so that a second one waits for the
/// answer.
pub(crate) type Slot = Arc<AsyncMutex<Option<Answer>>>;

#[derive(Default)]
pub(crate) struct Idempotency {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    answers: HashMap<Key, Slot>,
    order: VecDeque<Key>,
    /// The message that came of a `client_message_id`.
    messages: HashMap<(LineId, String), Option<String>>,
}

impl Idempotency {
    /// The place of a key.
    pub(crate) fn slot(&self, key: Key) -> Slot {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = known.answers.get(&key) {
            return slot.clone();
        }
        if known.order.len() == KEPT
            && let Some(oldest) = known.order.pop_front()
        {
            known.answers.remove(&oldest);
        }
        let slot = Slot::default();
        known.order.push_back(key.clone());
        known.answers.insert(key, slot.clone());
        slot
    }

    /// Takes a `client_message_id`. An error if it was taken before, with the message that came of
    /// it, if it is known.
    pub(crate) fn claim(&self, line: &LineId, id: &str) -> Result<(), Option<String>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (line.clone(), id.to_owned());
        match known.messages.get(&place) {
            Some(message) => Err(message.clone()),
            None => {
                known.messages.insert(place, None);
                Ok(())
            }
        }
    }

    /// Notes what came of a `client_message_id`; a call that failed gives it back.
    pub(crate) fn settle(&self, line: &LineId, id: &str, outcome: Result<Option<String>, ()>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (line.clone(), id.to_owned());
        match outcome {
            Ok(message) => known.messages.insert(place, message),
            Err(()) => known.messages.remove(&place),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_claimed_once_and_given_back_by_a_failure() {
        let idempotency = Idempotency::default();
        let line = LineId::new("a");
        assert_eq!(idempotency.claim(&line, "x"), Ok(()));
        assert_eq!(idempotency.claim(&line, "x"), Err(None));
        idempotency.settle(&line, "x", Ok(Some("guid".into())));
        assert_eq!(idempotency.claim(&line, "x"), Err(Some("guid".into())));
        assert_eq!(idempotency.claim(&LineId::new("b"), "x"), Ok(()));
        assert_eq!(idempotency.claim(&line, "y"), Ok(()));
        idempotency.settle(&line, "y", Err(()));
        assert_eq!(idempotency.claim(&line, "y"), Ok(()));
    }
}
