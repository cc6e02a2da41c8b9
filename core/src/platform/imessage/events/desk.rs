//! Events on their way to becoming messages. One that needs a look-up holds up its own conversation,
//! the others go on; within a conversation the order is kept.

use std::collections::{HashMap, VecDeque};

use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::{FuturesUnordered, StreamExt};

/// Events that wait for look-ups or behind one. With more nothing new is taken in.
const CAPACITY: usize = 256;

/// Work by conversation, with results of one kind. Owned by the reader of a line: what it holds ends
/// with that.
pub(super) struct Desk<T> {
    running: FuturesUnordered<BoxFuture<'static, (String, T)>>,
    /// The conversations that have work running, and what waits behind it.
    waiting: HashMap<String, VecDeque<BoxFuture<'static, T>>>,
    held: usize,
}

impl<T: Send + 'static> Desk<T> {
    pub(super) fn new() -> Self {
        Self { running: FuturesUnordered::new(), waiting: HashMap::new(), held: 0 }
    }

    /// Whether something of a conversation is here: then what comes next waits behind it.
    pub(super) fn holds(&self, conversation: &[u8]) -> bool {
        let known =
            || std::str::from_utf8(conversation).is_ok_and(|c| self.waiting.contains_key(c));
        !self.waiting.is_empty() && known()
    }

    pub(super) fn is_full(&self) -> bool {
        self.held >= CAPACITY
    }

    /// Takes work in. What nothing holds up and what needs no wait is done at once.
    pub(super) fn push(
        &mut self,
        conversation: &str,
        mut work: BoxFuture<'static, T>,
    ) -> Option<T> {
        if let Some(waiting) = self.waiting.get_mut(conversation) {
            waiting.push_back(work);
            self.held += 1;
            return None;
        }
        if let Some(done) = (&mut work).now_or_never() {
            return Some(done);
        }
        self.held += 1;
        self.waiting.insert(conversation.to_owned(), VecDeque::new());
        self.run(conversation.to_owned(), work);
        None
    }

    fn run(&self, conversation: String, work: BoxFuture<'static, T>) {
        self.running.push(work.map(|done| (conversation, done)).boxed());
    }

    /// The next work that is done; waits for ever while there is none. Its conversation goes on
    /// when [`Desk::release`] is called. Cancel-safe.
    pub(super) async fn next(&mut self) -> (String, T) {
        match self.running.next().await {
            Some(done) => done,
            None => std::future::pending().await,
        }
    }

    /// The next work that is done, if there is any.
    pub(super) fn poll_next(
        &mut self,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<(String, T)> {
        match self.running.poll_next_unpin(cx) {
            std::task::Poll::Ready(Some(done)) => std::task::Poll::Ready(done),
            // Without work there is nothing to wait for.
            std::task::Poll::Ready(None) | std::task::Poll::Pending => std::task::Poll::Pending,
        }
    }

    /// What was done has been handed over: the next of the conversation may run.
    pub(super) fn release(&mut self, conversation: &str) {
        let Some(waiting) = self.waiting.get_mut(conversation) else { return };
        self.held -= 1;
        match waiting.pop_front() {
            Some(work) => self.run(conversation.to_owned(), work),
            None => {
                self.waiting.remove(conversation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn one_conversation_waits_and_the_others_go_on() {
        let mut desk = Desk::new();
        let (answer, slow) = oneshot::channel();
        let slow = async move { slow.await.expect("answered") }.boxed();
        assert!(!desk.holds(b"a"));
        assert_eq!(desk.push("a", slow), None);
        assert!(desk.holds(b"a") && !desk.holds(b"b"));
        assert_eq!(desk.push("a", async { "second" }.boxed()), None, "behind the first");
        assert_eq!(desk.push("b", async { "other" }.boxed()), Some("other"));
        assert!(desk.next().now_or_never().is_none());
        answer.send("first").expect("taken");
        assert_eq!(desk.next().await, ("a".to_owned(), "first"));
        assert!(desk.next().now_or_never().is_none(), "not before the first is handed over");
        desk.release("a");
        assert_eq!(desk.next().await, ("a".to_owned(), "second"));
        desk.release("a");
        assert_eq!(desk.held, 0);
        assert!(!desk.holds(b"a"));
        assert_eq!(desk.push("a", async { "third" }.boxed()), Some("third"));
    }

    #[test]
    fn it_is_bounded() {
        let mut desk = Desk::new();
        for _ in 0..CAPACITY {
            assert!(!desk.is_full());
            desk.push("a", std::future::pending::<()>().boxed());
        }
        assert!(desk.is_full());
    }
}
