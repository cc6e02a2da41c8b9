//! Sends that were not confirmed: what was on its way when the program ended.
//!
//! With a durable store a send stands in it from its begin to its end; what is there at the next start
//! was cut off. The entries stand under `outbox/<place>`, the number of places under `outbox`, so that
//! a send costs two small writes and nothing has to be searched.

mod form;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) use self::form::restore;
use crate::app::AppHandle;
use crate::content::Content;
use crate::delivery::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::json::without_absent;
use crate::observe;
use crate::platform::PlatformId;
use crate::send::ItemOptions;
use crate::space::Space;
use crate::store::{self, Store, Write};

const NAME: &str = "outbox";
/// Sends that are kept at once. With more the oldest of earlier runs go, and then the new are not
/// kept.
const CAPACITY: usize = 256;

/// A send of an earlier run of the program that was not confirmed: the service may have taken it, or
/// not.
#[derive(Clone, PartialEq)]
pub struct OutboxEntry {
    /// The idempotency key that it was sent with: sent again with it, it goes out once.
    pub client_message_id: String,
    /// The line: its phone number, or `shared`.
    pub line: String,
    /// The conversation.
    pub space_id: String,
    /// The kind of the content, such as `text`.
    pub content_type: String,
    /// What was to be sent, as far as it is kept: `type` and the fields of the content, with the id of
    /// a `target`. Absent where [`crate::Spectrum::send_again`] cannot send it: of bytes and streams
    /// nothing is kept.
    pub content: Option<Value>,
    /// When the send began, by this machine's clock.
    pub time: SystemTime,
}

/// What is stored of one.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    id: String,
    line: String,
    space: String,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<Value>,
    time: SystemTime,
}

/// The outbox of an application.
pub(crate) struct Outbox {
    /// Held by the application until it has stopped.
    store: Weak<dyn Store>,
    durable: bool,
    /// The places; read from the store at the first use. No lock is held across an await.
    places: Mutex<Option<Vec<Place>>>,
}

enum Place {
    Free,
    /// On its way in this run.
    Flying,
    /// Of an earlier run.
    Left(Stored),
}

/// What is on its way. What is dropped while the application runs is known to the program, which has
/// cancelled it or was told of its failure; after the stop it stays.
pub(crate) struct Posted {
    app: AppHandle,
    places: Vec<Option<usize>>,
}

impl Outbox {
    pub(crate) fn new(store: &Arc<dyn Store>) -> Self {
        let durable = store.is_durable();
        Self { store: Arc::downgrade(store), durable, places: Mutex::default() }
    }

    /// Whether anything is kept.
    pub(crate) fn is_durable(&self) -> bool {
        self.durable
    }

    fn open(&self) -> Result<(Arc<dyn Store>, Places<'_>)> {
        let store = store::held(&self.store)?;
        let mut places = Places(self.places.lock().unwrap_or_else(PoisonError::into_inner));
        if places.0.is_none() {
            *places.0 = Some(load(&*store)?);
        }
        Ok((store, places))
    }

    /// Keeps an entry; its place, if there is one.
    fn post(&self, stored: Stored) -> Result<Option<usize>> {
        let (store, mut places) = self.open()?;
        let places = places.get();
        let same = places.iter().position(|place| place.left().is_some_and(|l| l.id == stored.id));
        let free = || places.iter().position(|place| matches!(place, Place::Free));
        let oldest = || {
            let left = places.iter().enumerate();
            let left = left.filter_map(|(index, place)| Some((place.left()?.time, index)));
            left.min().map(|(_, index)| index)
        };
        let mut batch = Vec::new();
        let index = match same.or_else(free) {
            Some(index) => index,
            None if places.len() < CAPACITY => {
                places.push(Place::Free);
                let count = places.len() as u64;
                batch.push(Write::Put { key: NAME.into(), value: count.to_le_bytes().to_vec() });
                places.len() - 1
            }
            None => match oldest() {
                Some(index) => index,
                None => return Ok(None),
            },
        };
        let value = serde_json::to_vec(&stored).unwrap_or_default();
        batch.push(Write::Put { key: key(index), value });
        store.write(batch)?;
        places[index] = Place::Flying;
        tell_depth(places);
        Ok(Some(index))
    }

    /// The send at a place is done with.
    fn clear(&self, index: usize) -> Result<()> {
        let (store, mut places) = self.open()?;
        store.write(vec![Write::Delete { key: key(index) }])?;
        if let Some(place) = places.get().get_mut(index) {
            *place = Place::Free;
        }
        tell_depth(places.get());
        Ok(())
    }

    /// What earlier runs have left, the oldest first.
    pub(crate) fn left(&self) -> Result<Vec<OutboxEntry>> {
        if !self.durable {
            return Ok(Vec::new());
        }
        let (_store, mut places) = self.open()?;
        let mut left: Vec<_> = places.get().iter().filter_map(Place::left).collect();
        left.sort_by_key(|stored| stored.time);
        Ok(left.into_iter().map(entry).collect())
    }

    /// Takes what an earlier run has left away; whether it was there.
    pub(crate) fn remove(&self, id: &str) -> Result<bool> {
        if !self.durable {
            return Ok(false);
        }
        let found = {
            let (_store, mut places) = self.open()?;
            places.get().iter().position(|place| place.left().is_some_and(|left| left.id == id))
        };
        found.map_or(Ok(false), |index| self.clear(index).map(|()| true))
    }

    /// Says at the start what earlier runs have left.
    pub(crate) fn tell(&self) {
        match self.left() {
            Ok(left) if left.is_empty() => {}
            Ok(left) => crate::observe::warn!(
                count = left.len(),
                "sends of an earlier run were not confirmed: see the outbox of the application"
            ),
            Err(error) => crate::observe::error!("the outbox cannot be read: {error}"),
        }
    }
}

struct Places<'a>(MutexGuard<'a, Option<Vec<Place>>>);

impl Places<'_> {
    fn get(&mut self) -> &mut Vec<Place> {
        self.0.get_or_insert_default()
    }
}

impl Place {
    fn left(&self) -> Option<&Stored> {
        match self {
            Self::Left(stored) => Some(stored),
            Self::Free | Self::Flying => None,
        }
    }
}

/// How many are in the outbox, for metrics.
fn tell_depth(places: &[Place]) {
    let depth = || places.iter().filter(|place| !matches!(place, Place::Free)).count() as f64;
    observe::measure(&observe::OUTBOX, depth, Vec::new);
}

fn key(index: usize) -> String {
    format!("{NAME}/{index}")
}

fn load(store: &dyn Store) -> Result<Vec<Place>> {
    let count = store.get(NAME)?.and_then(|bytes| bytes.try_into().ok());
    let count = count.map_or(0, u64::from_le_bytes).min(CAPACITY as u64);
    let place = |index: u64| {
        let stored = store.get(&format!("{NAME}/{index}"))?;
        // What cannot be read is of no use any more.
        let stored = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(stored.map_or(Place::Free, Place::Left))
    };
    (0..count).map(place).collect()
}

fn entry(stored: &Stored) -> OutboxEntry {
    let Stored { id, line, space, kind, content, time } = stored.clone();
    OutboxEntry { client_message_id: id, line, space_id: space, content_type: kind, content, time }
}

/// Keeps what is to be sent: nothing, if the store is not durable. What is sent while a message is handled comes
/// again with the message, and is not kept. Everything kept has a key.
pub(crate) fn post(
    app: &AppHandle,
    space: &Space,
    contents: &[Content],
    items: &mut [ItemOptions],
) -> Posted {
    let mut posted = Posted { app: app.clone(), places: vec![None; items.len()] };
    let handled = space.context().is_some_and(Context::is_live);
    if contents.is_empty() || handled || space.platform() != PlatformId::IMessage {
        return posted;
    }
    let each = contents.iter().zip(items).zip(&mut posted.places);
    for ((content, item), place) in each.filter(|((content, _), _)| content.carries_message()) {
        let id = item.client_message_id.get_or_insert_with(|| Uuid::new_v4().to_string());
        let kept = app.outbox().post(Stored {
            id: id.clone(),
            line: space.phone().to_owned(),
            space: space.id().to_owned(),
            kind: content.type_name().to_owned(),
            content: form::of(content),
            time: SystemTime::now(),
        });
        match kept {
            Ok(kept) => *place = kept,
            Err(error) => crate::observe::error!("a send is not in the outbox: {error}"),
        }
    }
    posted
}

impl Posted {
    /// The send is done.
    pub(crate) fn done(&mut self, index: usize) {
        if let Some(place) = self.places.get_mut(index).and_then(Option::take) {
            note(self.app.outbox().clear(place));
        }
    }

    /// The sends have failed: for good, or nobody knows.
    pub(crate) fn failed(mut self, error: &Error) {
        if error.kind() != ErrorKind::Connection && !error.is_stopped() {
            (0..self.places.len()).for_each(|index| self.done(index));
        }
    }
}

impl Drop for Posted {
    fn drop(&mut self) {
        if self.app.is_running() {
            (0..self.places.len()).for_each(|index| self.done(index));
        }
    }
}

/// What was sent and is still in the outbox is sent once more at the worst, with the same key.
fn note(cleared: Result<()>) {
    match cleared {
        Err(error) if !error.is_stopped() => {
            crate::observe::error!("a send that is done stays in the outbox: {error}");
        }
        Ok(()) | Err(_) => {}
    }
}

impl OutboxEntry {
    /// Several as the other languages read them.
    pub fn list_to_json(entries: &[Self]) -> String {
        Value::from_iter(entries.iter().map(Self::to_json)).to_string()
    }

    fn to_json(&self) -> Value {
        let time = jiff::Timestamp::try_from(self.time).ok().map(|time| time.to_string());
        without_absent(json!({
            "clientMessageId": self.client_message_id,
            "line": self.line,
            "spaceId": self.space_id,
            "contentType": self.content_type,
            "content": self.content,
            "time": time,
        }))
    }
}

/// Without the content: that is the text of a message.
impl fmt::Debug for OutboxEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxEntry")
            .field("client_message_id", &self.client_message_id)
            .field("line", &self.line)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
