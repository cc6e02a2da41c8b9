//! The steps about what arrives besides messages, and how messages are handled: events, health,
//! acknowledgement, jobs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use spectrum_imessage::{AckMode, Content, HandleOptions, Options, SqliteStore, Store};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::calls::covers;
use super::{Outcome, PATIENCE, Run, Stored, nothing};

/// The waits of `handle` between attempts.
const BACKOFF: Duration = Duration::from_millis(20);

impl Run {
    /// What a step says about delivery.
    pub(super) fn delivery(
        &self,
        step: &Value,
        options: &mut Options,
    ) -> Result<(), spectrum_imessage::Error> {
        if let Some(name) = step["store"].as_str() {
            let store: Arc<dyn Store> = Arc::new(SqliteStore::open(self.folder.path().join(name))?);
            options.store = Some(store);
        }
        if step["ack"] == "manual" {
            options.ack = AckMode::Manual;
        }
        options.flatten_groups = step["flattenGroups"] == true;
        Ok(())
    }

    /// Reads events in the background, in order.
    pub(super) fn watch(&mut self) -> Outcome {
        let mut events = self.app()?.events().map_err(|e| e.to_string())?;
        let (sender, receiver) = mpsc::channel(256);
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                let mut shown: Value = serde_json::from_str(&event.to_json()).unwrap_or_default();
                if let Some(space) = event.space() {
                    shown["chat"] = json!(space.id());
                }
                if sender.send(shown).await.is_err() {
                    return;
                }
            }
        });
        self.events = Some(receiver);
        Ok(nothing())
    }

    /// The next event of the type that is expected.
    pub(super) async fn event(&mut self, step: &Value) -> Outcome {
        let wanted = step["expect"]["type"].clone();
        let events = self.events.as_mut().ok_or("nobody watches")?;
        let next = async {
            while let Some(event) = events.recv().await {
                if event["type"] == wanted {
                    return Ok(event);
                }
            }
            Err("the events have ended".to_owned())
        };
        let event = timeout(PATIENCE, next).await.map_err(|_| format!("no event {wanted}"))??;
        Ok(Ok(vec![Stored::Value(event)]))
    }

    /// The health, as soon as it is as expected.
    pub(super) async fn health(&self, step: &Value) -> Outcome {
        let wanted = self.resolve(&step["expect"])?;
        let app = self.app()?;
        let health = || serde_json::from_str(&app.health().to_json()).unwrap_or_default();
        let holds = async {
            while !covers(&health(), &wanted) {
                sleep(Duration::from_millis(20)).await;
            }
        };
        // What it is instead is told by the comparison.
        let _ = timeout(PATIENCE, holds).await;
        Ok(Ok(vec![Stored::Value(health())]))
    }

    /// Handles messages in the background with answers, until enough are handled.
    pub(super) async fn handle(&mut self, step: &Value) -> Outcome {
        let number = |name: &str, default: u64| step[name].as_u64().unwrap_or(default);
        let options = HandleOptions {
            concurrency: usize::try_from(number("concurrency", 4)).map_err(|e| e.to_string())?,
            attempts: u32::try_from(number("attempts", 3)).map_err(|e| e.to_string())?,
            backoff: BACKOFF,
            max_backoff: BACKOFF,
        };
        let (left, take) = (Arc::new(AtomicU64::new(number("fail", 0))), number("take", 1));
        let (done, dead) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let app = self.app()?.clone();
        let (succeeded, buried) = (Arc::clone(&done), Arc::clone(&dead));
        let handling = tokio::spawn(async move {
            let handler = |space: spectrum_imessage::Space, message: spectrum_imessage::Message| {
                let (left, succeeded) = (Arc::clone(&left), Arc::clone(&succeeded));
                async move {
                    let fails =
                        left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
                    if fails.is_ok() {
                        return Err("on purpose".to_owned());
                    }
                    if let Content::Text(text) = message.content() {
                        let answer = format!("re: {}", text.text);
                        space.send(answer.as_str()).await.map_err(|e| e.to_string())?;
                    }
                    succeeded.fetch_add(1, Ordering::SeqCst);
                    Ok(())
                }
            };
            let dead_letter = |_, _| {
                buried.fetch_add(1, Ordering::SeqCst);
                std::future::ready(())
            };
            app.handle(options, handler, dead_letter).await
        });
        let count = || (done.load(Ordering::SeqCst), dead.load(Ordering::SeqCst));
        let enough = async {
            while count().0 + count().1 < take {
                if handling.is_finished() {
                    return Err("the handling has ended".to_owned());
                }
                sleep(Duration::from_millis(5)).await;
            }
            Ok(())
        };
        timeout(PATIENCE, enough).await.map_err(|_| format!("handled {:?}", count()))??;
        let (succeeded, dead) = count();
        Ok(Ok(vec![Stored::Value(json!({"succeeded": succeeded, "dead": dead}))]))
    }
}
