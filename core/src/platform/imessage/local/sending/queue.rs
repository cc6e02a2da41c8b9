//! The order of calls: Messages handles one at a time, and those of one conversation come one after
//! another with a pause. One queue for the whole process, whoever sends.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as TurnMutex, OwnedMutexGuard, Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

/// Conversations that are kept before idle ones are forgotten.
const KEPT: usize = 256;
/// How long after its last call a conversation is idle.
const IDLE: Duration = Duration::from_secs(60);

static CALLS: Semaphore = Semaphore::const_new(1);
static LANES: LazyLock<Lanes> = LazyLock::new(Lanes::default);

/// When the last call ended.
type Last = Option<Instant>;

#[derive(Default)]
struct Lanes(Mutex<HashMap<String, Arc<TurnMutex<Last>>>>);

/// The turn of a conversation. Those who wait for it come in the order in which they asked.
pub(super) struct Lane(OwnedMutexGuard<Last>);

impl Lane {
    /// Waits for the turn of a conversation. Cancel-safe: who is dropped loses the place.
    pub(super) async fn of(conversation: &str) -> Self {
        Self(LANES.of(conversation).lock_owned().await)
    }

    /// Waits until so much time has passed since the last call.
    pub(super) async fn pause(&self, pause: Duration) {
        if let Some(last) = *self.0 {
            sleep_until(last + pause).await;
        }
    }

    /// Notes that a call ended, and lets the next one come.
    pub(super) fn called(mut self) {
        *self.0 = Some(Instant::now());
    }
}

/// The turn for a call of the program.
pub(super) async fn call() -> Option<SemaphorePermit<'static>> {
    // Never closed.
    CALLS.acquire().await.ok()
}

impl Lanes {
    fn of(&self, conversation: &str) -> Arc<TurnMutex<Last>> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() >= KEPT {
            lanes.retain(|_, lane| {
                Arc::strong_count(lane) > 1
                    || lane.try_lock().is_ok_and(|last| last.is_some_and(|l| l.elapsed() < IDLE))
            });
        }
        Arc::clone(lanes.entry(conversation.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_conversation_pauses_and_others_do_not_wait() {
        let pause = Duration::from_millis(20);
        let first = Lane::of("queue a").await;
        first.pause(pause).await;
        let mut second = std::pin::pin!(Lane::of("queue a"));
        let mut third = std::pin::pin!(Lane::of("queue a"));
        assert!(second.as_mut().now_or_never().is_none());
        assert!(third.as_mut().now_or_never().is_none());
        assert!(Lane::of("queue b").now_or_never().is_some());
        let ended = Instant::now();
        first.called();
        assert!(third.as_mut().now_or_never().is_none(), "it asked later");
        let second = second.await;
        second.pause(pause).await;
        assert!(ended.elapsed() >= pause);
        drop(second);
        assert!(third.now_or_never().is_some());
    }

    #[test]
    fn idle_conversations_are_forgotten() {
        let lanes = Lanes::default();
        let busy = lanes.of("busy");
        for number in 0..10 * KEPT {
            lanes.of(&number.to_string());
        }
        let map = lanes.0.lock().expect("not poisoned");
        assert!(map.len() <= KEPT + 1 && map.contains_key("busy"));
        drop(busy);
    }
}
