//! What arrives: from the definition into the inbox.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rand::Rng;
use tokio::time::sleep;

use super::bridge;
use super::platform::CustomPlatform;
use super::record::Record;
use crate::app::Inbox;
use crate::event::{Event, StreamKind};

const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Where a definition puts what arrives. Cheap to clone.
#[derive(Clone)]
pub struct Arrivals(Arc<Inner>);

struct Inner {
    platform: Arc<CustomPlatform>,
    inbox: Inbox,
    line: Arc<str>,
}

impl Arrivals {
    pub(super) fn new(platform: Arc<CustomPlatform>, inbox: Inbox) -> Self {
        let line = platform.name().into();
        Self(Arc::new(Inner { platform, inbox, line }))
    }

    /// Hands over a message; waits while the program is behind. What makes no sense, such as a message
    /// without an id, is logged, told in the application's events and stepped over. False when nobody
    /// will read any more.
    ///
    /// Cancel-safe: all of the message goes over, or nothing.
    pub async fn put(&self, record: Record) -> bool {
        let stop = self.0.platform.app.stop_token();
        stop.run_until_cancelled(self.take(record)).await.unwrap_or(false)
    }

    async fn take(&self, record: Record) -> bool {
        let Inner { platform, inbox, line } = &*self.0;
        platform.watch.arrived();
        match platform.received(record).await {
            Ok(Some(message)) => {
                platform.kept.insert(&message, None);
                inbox.put(line, message, None).await
            }
            Ok(None) => {
                crate::observe::debug!(platform = %line, "a reaction to an unknown message was dropped");
                true
            }
            Err(error) => {
                crate::observe::warn!(platform = %line, "a message was stepped over: {error}");
                platform.watch.stepped_over();
                self.tell(Event::Unmappable {
                    line: line.to_string(),
                    stream: StreamKind::Messages,
                    sequence: None,
                    reason: error.to_string(),
                });
                true
            }
        }
    }

    fn tell(&self, event: Event) {
        self.0.platform.app.events().put(event);
    }

    /// Reads the definition's messages to their end, again after an error.
    pub(super) async fn receive(self) {
        let Inner { platform, line, .. } = &*self.0;
        let stream = StreamKind::Messages;
        let mut longest = FIRST_WAIT;
        loop {
            platform.watch.opened();
            self.tell(Event::StreamConnected { line: line.to_string(), stream });
            let ended = platform.network.messages(&self).await;
            let heard = platform.watch.closed(ended.as_ref().err());
            let code = ended.as_ref().err().map(|error| error.code().to_owned());
            self.tell(Event::StreamDisconnected { line: line.to_string(), stream, code });
            let error = match ended {
                // The program's own event loop has ended, say: there is nobody to ask again.
                Err(error) if error.code() != bridge::ENDED => error,
                _ => return crate::observe::info!(platform = %line, "nothing will arrive any more"),
            };
            if heard {
                longest = FIRST_WAIT;
            }
            let wait = longest.mul_f64(rand::rng().random_range(0.5..=1.0));
            crate::observe::error!(platform = %line, "its messages broke off, again in {wait:?}: {error}");
            sleep(wait).await;
            longest = (longest * 2).min(LONGEST_WAIT);
        }
    }
}

impl fmt::Debug for Arrivals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrivals").field("platform", &self.0.line).finish_non_exhaustive()
    }
}
