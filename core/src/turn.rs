//! The order of sends: what is sent to one conversation leaves in the order of the calls, also when
//! several tasks send. Other conversations are not held up.
//!
//! A send takes its turn when it is called, and passes it on when its last message has been handed
//! to the connection; it does not wait for answers. Uploads go on side by side meanwhile. A send that
//! fails or is dropped passes its turn on by that.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

/// Conversations that are kept before those without a send are forgotten.
const KEPT: usize = 256;

/// The last turn of each conversation.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<String, oneshot::Receiver<()>>>);

/// A place in the row of sends to one conversation.
pub(crate) struct Turn {
    previous: Option<oneshot::Receiver<()>>,
    /// Its end tells the next one; nothing is ever sent.
    passes: Option<oneshot::Sender<()>>,
    /// Whether the next message is the last one of the call.
    last: bool,
}

impl Turns {
    /// The next place in the row of a conversation.
    pub(crate) fn take(&self, conversation: &str) -> Turn {
        let (passes, passed) = oneshot::channel();
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= KEPT {
            turns.retain(|_, last| {
                matches!(last.try_recv(), Err(oneshot::error::TryRecvError::Empty))
            });
        }
        let previous = turns.insert(conversation.to_owned(), passed);
        Turn { previous, passes: Some(passes), last: false }
    }
}

impl Turn {
    /// Says whether the message that is sent next is the last one of the call.
    pub(crate) fn set_last(&mut self, last: bool) {
        self.last = last;
    }

    /// Waits until everything before has left. Cancel-safe.
    pub(crate) async fn wait(&mut self) {
        if let Some(previous) = &mut self.previous {
            // The end without a word is the word.
            let _ = previous.await;
            self.previous = None;
        }
    }

    /// A message has been handed to the connection.
    pub(crate) fn left(&mut self) {
        if self.last {
            self.passes = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn a_turn_comes_when_the_one_before_has_left() {
        let turns = Turns::default();
        let mut first = turns.take("a");
        let mut second = turns.take("a");
        let mut other = turns.take("b");
        first.wait().await;
        other.wait().await;
        assert!(second.wait().now_or_never().is_none());
        first.left();
        assert!(second.wait().now_or_never().is_none(), "another message follows");
        first.set_last(true);
        first.left();
        second.wait().await;

        let third = turns.take("a");
        let mut fourth = turns.take("a");
        drop(third);
        assert!(fourth.wait().now_or_never().is_some(), "what is dropped holds nothing up");
    }

    #[test]
    fn idle_conversations_are_forgotten() {
        let turns = Turns::default();
        let kept = turns.take("busy");
        for index in 0..10 * KEPT {
            drop(turns.take(&index.to_string()));
        }
        let map = turns.0.lock().expect("not poisoned");
        assert!(map.len() <= KEPT + 1);
        assert!(map.contains_key("busy"));
        drop(kept);
    }
}
