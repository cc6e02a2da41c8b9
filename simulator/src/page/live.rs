//! The live side: one stream of server-sent events for each open page.
//!
//! Nothing waits in a queue for a page. Each time its connection takes more, it is told what has
//! changed since, from one short list that all pages share; a page that is further behind than that
//! list begins anew. One that does not read at all loses its connection (see `patience`).

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use indexmap::IndexSet;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::switches;
use crate::control::Problem;
use crate::hub::Hub;
use crate::state::ChatKey;
use crate::transcript::Place;

/// Messages of a conversation that a page gets without asking.
pub(super) const NEWEST: usize = 200;
/// More pages are not served at once.
const PAGES: usize = 16;
/// Changes of such a moment go together.
const MOMENT: Duration = Duration::from_millis(20);
/// A sign of life, so that a page notices when the simulator is gone.
const SIGN: Duration = Duration::from_secs(10);

/// How many pages are open.
#[derive(Default)]
pub(crate) struct Pages(AtomicUsize);

impl Pages {
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

pub(super) async fn live(State(hub): State<Arc<Hub>>) -> Result<Response, Problem> {
    let Some(follower) = Follower::new(hub) else {
        let message = format!("{PAGES} pages are open already: close one");
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "tooManyPages", &message));
    };
    let pieces = stream::unfold(follower, |mut follower| async move {
        let piece = follower.next().await?;
        Some((Ok::<_, Infallible>(piece), follower))
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Where one page is.
struct Follower {
    hub: Arc<Hub>,
    changes: watch::Receiver<u64>,
    calls: watch::Receiver<u64>,
    signs: Interval,
    /// The next change; nothing before the beginning.
    next_touch: Option<u64>,
    place: Place,
    /// The switches as they were told last.
    switches: Value,
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.hub.pages.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Follower {
    fn new(hub: Arc<Hub>) -> Option<Self> {
        let count = hub.pages.0.fetch_add(1, Ordering::Relaxed);
        if count >= PAGES {
            hub.pages.0.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        let mut signs = interval(SIGN);
        signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Some(Self {
            changes: hub.watch(),
            calls: hub.transcript.watch(),
            signs,
            next_touch: None,
            place: Place::default(),
            switches: Value::Null,
            hub,
        })
    }

    /// What is to be told next; nothing at the end.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            self.changes.mark_unchanged();
            self.calls.mark_unchanged();
            let news = self.news();
            if !news.is_empty() {
                return Some(news.into());
            }
            tokio::select! {
                () = self.hub.shutdown.cancelled() => return None,
                _ = self.changes.changed() => {}
                _ = self.calls.changed() => {}
                _ = self.signs.tick() => return Some(Bytes::from_static(b": alive\n\n")),
            }
            tokio::time::sleep(MOMENT).await;
        }
    }

    fn news(&mut self) -> String {
        let mut news = String::new();
        let (kind, what) = self.conversations();
        if let Some(what) = what {
            news.push_str(&event(kind, &what));
        }
        let switches = switches::now(&self.hub);
        if switches != self.switches {
            news.push_str(&event("switches", &switches));
            self.switches = switches;
        }
        let (calls, place, forgotten) = self.hub.transcript.since(self.place);
        self.place = place;
        if forgotten || !calls.is_empty() {
            news.push_str(&event("calls", &json!({ "calls": calls, "forgotten": forgotten })));
        }
        news
    }

    /// Everything for a page that begins, and the changes for one that follows.
    fn conversations(&mut self) -> (&'static str, Option<Value>) {
        let state = self.hub.state();
        let next = state.touched.next();
        let from = self.next_touch.replace(next);
        let touches = from.and_then(|from| state.touched.from(from));
        let Some(touches) = touches else {
            return ("snapshot", Some(snapshot(&self.hub, &state)));
        };
        let mut chats: IndexSet<&ChatKey> = IndexSet::new();
        let mut messages: IndexSet<(&ChatKey, &str)> = IndexSet::new();
        for touch in touches {
            chats.insert(&touch.chat);
            messages.extend(touch.message.as_deref().map(|guid| (&touch.chat, guid)));
        }
        if chats.is_empty() {
            return ("change", None);
        }
        let chats: Vec<_> = chats.into_iter().filter_map(|key| state.page_chat(key)).collect();
        let messages: Vec<Value> = messages
            .into_iter()
            .filter_map(|(key, guid)| {
                // A reaction of the agent is a message to the service, but none to people.
                let chat = state.chats.get(key)?;
                let at = chat.forgotten + chat.messages.iter().rposition(|one| one == guid)?;
                let message = state.page_message(guid)?;
                let line = state.lines.label(&key.0);
                Some(json!({ "line": line, "chat": key.1, "at": at, "message": message }))
            })
            .collect();
        ("change", Some(json!({ "chats": chats, "messages": messages })))
    }
}

fn snapshot(hub: &Hub, state: &crate::state::State) -> Value {
    let lines: Vec<String> =
        state.lines.all().iter().map(|(line, _)| state.lines.label(line)).collect();
    let chats: Vec<Value> = state
        .chats
        .iter()
        .filter_map(|(key, chat)| {
            let skipped = chat.messages.len().saturating_sub(NEWEST);
            let newest = chat.messages.iter().skip(skipped);
            let messages: Vec<_> = newest.filter_map(|guid| state.page_message(guid)).collect();
            Some(json!({ "chat": state.page_chat(key)?, "messages": messages }))
        })
        .collect();
    // The secret stays out: a page is easily shown to others.
    json!({
        "project": hub.config.project_id,
        "shared": hub.config.dedicated.is_none(),
        "lines": lines,
        "connect": hub.connect(),
        "limits": { "upload": super::guard::UPLOAD_LIMIT },
        "chats": chats,
    })
}

fn event(kind: &str, data: &Value) -> String {
    // JSON has no line break outside of its texts, and escapes those inside.
    format!("event: {kind}\ndata: {data}\n\n")
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpStream;

    use super::*;
    use crate::simulator::Simulator;

    /// Waits until so many pages are open; changes something meanwhile, so that there is news.
    async fn until(sim: &Simulator, pages: usize, text: &str) {
        let waited = async {
            while sim.open_pages() != pages {
                sim.person("+15551230001").text(text).expect("written");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waited).await.expect("in time");
    }

    #[tokio::test]
    async fn a_page_that_never_reads_is_dropped() {
        let builder = Simulator::builder().patience(Duration::from_millis(50));
        let sim = builder.start().await.expect("starts");
        let address = sim.page_url().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&address).await.expect("the port is open");
        let request = format!("GET /api/page/live HTTP/1.1\r\nhost: {address}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("written");
        until(&sim, 1, "here").await;
        // More than the sockets of both sides hold.
        until(&sim, 0, &"x".repeat(40_000)).await;
    }
}
