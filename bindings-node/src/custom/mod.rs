//! Platforms that a program defines. JavaScript takes the requests of the core one after another and
//! answers each.

mod request;
mod side;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use napi_derive::napi;
use serde_json::{Map, Value};
use spectrum_imessage::custom::bridge::{Requests, bridge};
use spectrum_imessage::custom::{Config, Incoming, Record, SpaceRecord};
use spectrum_imessage::{SpaceType, User, UserKind};

pub use self::request::NativeRequest;
pub use self::side::NativeCustom;
use crate::build::NativeContent;
use crate::call::{NativeCalls, Outcome, call, outcome};
use crate::reading::Reading;

/// A user, as far as a definition says it.
#[napi(object, object_to_js = false)]
pub struct UserInput {
    /// The id.
    pub id: String,
    /// `agent` of the program itself.
    pub kind: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// The country code.
    pub country: Option<String>,
}

impl From<UserInput> for User {
    fn from(UserInput { id, kind, address, country }: UserInput) -> Self {
        let kind = match kind.as_deref() {
            Some("agent") => UserKind::Agent,
            _ => UserKind::Person,
        };
        Self { kind, address, country, ..Self::new(id) }
    }
}

/// A conversation.
#[napi(object, object_to_js = false)]
pub struct SpaceInput {
    /// The id.
    pub id: String,
    /// Whether it is a group.
    pub group: bool,
    /// What it is besides.
    pub fields: Map<String, Value>,
}

impl From<SpaceInput> for SpaceRecord {
    fn from(SpaceInput { id, group, fields }: SpaceInput) -> Self {
        let kind = if group { SpaceType::Group } else { SpaceType::Dm };
        Self { id, kind, fields }
    }
}

/// A message; its content stands beside it.
#[napi(object, object_to_js = false)]
pub struct RecordInput {
    /// The id.
    pub id: String,
    /// The emoji of a reaction.
    pub emoji: Option<String>,
    /// The id of the message that a reaction means.
    pub target: Option<String>,
    /// Who wrote it.
    pub sender: UserInput,
    /// Where.
    pub space: SpaceInput,
    /// When, in milliseconds since 1970.
    pub timestamp: Option<f64>,
    /// The id of the message that it answers.
    pub reply_to: Option<String>,
}

fn time(milliseconds: Option<f64>) -> Option<SystemTime> {
    let after = Duration::try_from_secs_f64(milliseconds? / 1000.0).ok()?;
    UNIX_EPOCH.checked_add(after)
}

fn record(content: Option<&NativeContent>, record: RecordInput) -> Record {
    let RecordInput { id, emoji, target, sender, space, timestamp, reply_to } = record;
    let content = match content {
        Some(content) => content.0.clone().into(),
        None => Incoming::Reaction {
            emoji: emoji.unwrap_or_default(),
            target: target.unwrap_or_default(),
        },
    };
    let timestamp = time(timestamp).unwrap_or_else(SystemTime::now);
    Record { id, content, sender: sender.into(), space: space.into(), timestamp, reply_to }
}

/// A definition on its way into one application, and the requests to it.
#[napi]
pub struct NativeDefinition {
    config: Mutex<Option<Config>>,
    requests: Reading<Requests>,
}

impl NativeDefinition {
    /// For the application that it serves.
    pub(crate) fn take(&self) -> Option<Config> {
        self.config.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A definition by its name, or what is wrong with the name.
#[napi]
pub fn define(name: String) -> Outcome<NativeDefinition> {
    outcome(bridge(&name, Vec::new()).map(|(config, requests)| NativeDefinition {
        config: Mutex::new(Some(config)),
        requests: Reading::new(requests),
    }))
}

#[napi]
impl NativeDefinition {
    /// The next request: gives a [`NativeRequest`], or nothing when the client was destroyed, or never
    /// made.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn next(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let request = self.requests.read(|requests| Box::pin(requests.next()));
        call(to, id, None, request, |request| {
            request.map(|request| NativeRequest(Arc::new(request)))
        })
    }

    /// It will not be made use of.
    #[napi]
    pub fn forget(&self) {
        self.take();
    }
}
