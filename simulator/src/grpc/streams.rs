//! Live streams: heartbeats from the first moment on, events from the log, and an end that says
//! why.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::stream;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tonic::Status;

use super::Answers;
use crate::hub::Hub;
use crate::refusal::Refusal;
use crate::state::{LineId, Logged, StreamKind, Subscription};

/// A subscription that leaves the log when its reader goes.
struct Live {
    hub: Arc<Hub>,
    subscription: Subscription,
    heartbeats: Interval,
    stalled: watch::Receiver<bool>,
    ahead: watch::Receiver<Duration>,
    /// The last event, if it is to be sent again.
    again: Option<Arc<Logged>>,
    ended: bool,
    /// Whether the heartbeat with which a stream begins has gone out.
    greeted: bool,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.hub.change(|state| state.log.unsubscribe(self.subscription.id));
    }
}

enum Next {
    Event(Arc<Logged>),
    Heartbeat,
    End(Refusal),
}

impl Live {
    async fn next(&mut self) -> Next {
        if let Some(event) = self.again.take() {
            return Next::Event(event);
        }
        loop {
            let open = !*self.stalled.borrow_and_update();
            // A timer is late by up to a millisecond: an event must not come before the first one.
            if open && !self.greeted {
                self.greeted = true;
                self.heartbeats.reset();
                return Next::Heartbeat;
            }
            tokio::select! {
                biased;
                () = self.hub.shutdown.cancelled() => return Next::End(Refusal::unavailable("the service stops")),
                // The sender lives in the hub, which this stream keeps alive.
                _ = self.stalled.changed() => {}
                _ = self.heartbeats.tick(), if open => return Next::Heartbeat,
                // In the time that was left out there would have been some.
                _ = self.ahead.changed(), if open => {
                    self.heartbeats.reset();
                    return Next::Heartbeat;
                }
                event = self.subscription.events.recv(), if open => return match event {
                    Some(sequence) => {
                        let Some(event) = self.hub.state().log.get(sequence) else {
                            return Next::End(Refusal::unavailable("the subscriber fell too far behind"));
                        };
                        self.again =
                            self.hub.doubled.load(Ordering::Relaxed).then(|| event.clone());
                        Next::Event(event)
                    }
                    None => Next::End(self.subscription.end_reason()),
                },
            }
        }
    }
}

/// The live events of one kind, from now on.
///
/// # Errors
/// If too many streams are open.
pub(crate) fn live<T: Send + 'static>(
    hub: &Arc<Hub>,
    line: &LineId,
    kind: StreamKind,
    subject: Option<String>,
    event: fn(&Logged) -> Option<T>,
    heartbeat: fn() -> T,
) -> Result<Answers<T>, Status> {
    let subscription = hub.change(|state| {
        state.log.has_room()?;
        Ok::<_, Refusal>(state.log.subscribe(line, kind, subject))
    })?;
    let live = Live {
        subscription,
        heartbeats: heartbeats(hub),
        stalled: hub.stalled.subscribe(),
        ahead: hub.ahead.subscribe(),
        hub: hub.clone(),
        again: None,
        greeted: false,
        ended: false,
    };
    Ok(Box::pin(stream::unfold(live, move |mut live| async move {
        if live.ended {
            return None;
        }
        loop {
            let answer = match live.next().await {
                Next::Heartbeat => Ok(heartbeat()),
                Next::Event(logged) => match event(&logged) {
                    Some(event) => Ok(event),
                    None => continue,
                },
                Next::End(refusal) => {
                    live.ended = true;
                    Err(Status::from(refusal))
                }
            };
            return Some((answer, live));
        }
    })))
}

/// Ticks at once, and then in the interval that is set.
pub(crate) fn heartbeats(hub: &Hub) -> Interval {
    let mut heartbeats = interval(hub.config.heartbeat);
    heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeats
}
