//! Idempotency: the same key gives the same answer, without a second effect.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use tokio::sync::Mutex as AsyncMutex;

use crate::bounds::ANSWERS;
use crate::ring::Ring;
use crate::state::LineId;

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

struct Known {
    /// The places, with their numbers in the order.
    answers: HashMap<Key, (u64, Slot)>,
    order: Ring<Key>,
    /// The message that came of a `client_message_id`.
    messages: HashMap<(LineId, String), Option<String>>,
    messages_in_order: Ring<(LineId, String)>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            answers: HashMap::new(),
            order: Ring::new(ANSWERS.number, ANSWERS.bytes),
            messages: HashMap::new(),
            messages_in_order: Ring::new(5 * ANSWERS.number, ANSWERS.bytes),
        }
    }
}

impl Idempotency {
    /// The place of a key.
    pub(crate) fn slot(&self, key: Key) -> Slot {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, slot)) = known.answers.get(&key) {
            return slot.clone();
        }
        let (number, slot) = (known.order.next(), Slot::default());
        for oldest in known.order.push(key.clone(), key.2.len()) {
            known.answers.remove(&oldest);
        }
        known.answers.insert(key, (number, slot.clone()));
        slot
    }

    /// Notes how large the answer of a key is: the oldest go if all are too large together.
    pub(crate) fn weigh(&self, key: &Key, bytes: usize) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((number, _)) = known.answers.get(key) {
            let number = *number;
            for oldest in known.order.weigh(number, key.2.len() + bytes) {
                known.answers.remove(&oldest);
            }
        }
    }

    /// Puts back what was saved.
    #[cfg(feature = "state")]
    pub(crate) fn restore(&self, aside: crate::state::Aside) {
        use crate::state::Aside;
        match aside {
            Aside::Answer { line, method, key, headers, body, trailers } => {
                let key = (LineId::new(&line), method, key);
                let bytes = body.len();
                let answer = Answer { headers: map(&headers), body, trailers: map(&trailers) };
                let slot = self.slot(key.clone());
                // Nobody else has it yet.
                if let Ok(mut place) = slot.try_lock() {
                    *place = Some(answer);
                }
                self.weigh(&key, bytes);
            }
            Aside::ClientId { line, id, message } => {
                let line = LineId::new(&line);
                if self.claim(&line, &id).is_ok() {
                    self.settle(&line, &id, Ok(message));
                }
            }
        }
    }

    /// Takes a `client_message_id`. An error if it was taken before, with the message that came of
    /// it, if it is known.
    pub(crate) fn claim(&self, line: &LineId, id: &str) -> Result<(), Option<String>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (line.clone(), id.to_owned());
        match known.messages.get(&place) {
            Some(message) => Err(message.clone()),
            None => {
                for oldest in known.messages_in_order.push(place.clone(), id.len()) {
                    known.messages.remove(&oldest);
                }
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

#[cfg(feature = "state")]
impl Answer {
    /// What is saved of it.
    pub(crate) fn aside(&self, (line, method, key): &Key) -> crate::state::Aside {
        let list = |map: &HeaderMap| {
            let pairs = map.iter();
            pairs.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect()
        };
        crate::state::Aside::Answer {
            line: line.to_string(),
            method: method.clone(),
            key: key.clone(),
            headers: list(&self.headers),
            body: self.body.clone(),
            trailers: list(&self.trailers),
        }
    }
}

#[cfg(feature = "state")]
fn map(pairs: &[(String, Vec<u8>)]) -> HeaderMap {
    let pairs = pairs.iter().filter_map(|(name, value)| {
        let name: http::HeaderName = name.parse().ok()?;
        Some((name, http::HeaderValue::from_bytes(value).ok()?))
    });
    pairs.collect()
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
