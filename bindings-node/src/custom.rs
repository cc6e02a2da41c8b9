//! Platforms that a program defines. JavaScript takes the requests of the core one after another and
//! answers each.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use napi::Env;
use napi::bindgen_prelude::{JsObjectValue, Object};
use napi_derive::napi;
use serde_json::{Map, Value};
use spectrum_imessage::content::{Content, PictureChange};
use spectrum_imessage::custom::bridge::{Answer, Call, Request, Requests, bridge};
use spectrum_imessage::custom::{Config, Custom, Incoming, Record, Sent, SpaceRecord};
use spectrum_imessage::{Error, ErrorKind, Result, SpaceType, User, UserKind};

use crate::build::NativeContent;
use crate::call::{NativeCalls, NativeCancel, Outcome, call, outcome};
use crate::people::UserView;
use crate::reading::Reading;
use crate::space::NativeSpace;
use crate::view::content_view;

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

/// One call to a definition. Freed without an answer it fails.
#[napi]
pub struct NativeRequest(Arc<Request>);

#[napi]
impl NativeRequest {
    /// The name of the call.
    #[napi(getter)]
    pub fn name(&self) -> &'static str {
        self.0.call().name()
    }

    /// What it is about, by name.
    ///
    /// # Errors
    /// If the object cannot be made.
    #[napi]
    pub fn arguments<'env>(&self, env: &'env Env) -> napi::Result<Object<'env>> {
        let mut object = Object::new(env)?;
        match self.0.call() {
            Call::CreateClient | Call::DestroyClient | Call::Messages => {}
            Call::ResolveUser { id } => object.set_named_property("id", id.as_str())?,
            Call::CreateSpace { users, params } => {
                let users: Vec<_> = users.iter().map(UserView::from).collect();
                object.set_named_property("users", users)?;
                object.set_named_property("params", params.clone())?;
            }
            Call::GetSpace { id, params } => {
                object.set_named_property("id", id.as_str())?;
                object.set_named_property("params", params.clone())?;
            }
            Call::Send { space, content, client_message_id } => {
                object.set_named_property("space", NativeSpace(space.clone()))?;
                object.set_named_property("content", content_view(env, content)?)?;
                object.set_named_property("clientMessageId", client_message_id.as_deref())?;
            }
            Call::GetMessage { space, id } => {
                object.set_named_property("space", NativeSpace(space.clone()))?;
                object.set_named_property("id", id.as_str())?;
            }
            Call::GetMembers { space }
            | Call::GetDisplayName { space }
            | Call::GetAvatar { space } => {
                object.set_named_property("space", NativeSpace(space.clone()))?;
            }
        }
        Ok(object)
    }

    /// Hands over a message: gives whether anybody reads on.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn put(
        &self,
        to: &NativeCalls,
        id: i64,
        content: Option<&NativeContent>,
        message: RecordInput,
    ) -> napi::Result<()> {
        let (request, record) = (Arc::clone(&self.0), record(content, message));
        call(to, id, None, async move { Ok(request.put(record).await) }, |more| more)
    }

    /// Gives nothing when nobody waits for the answer any more, or it was given.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn cancelled(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let request = Arc::clone(&self.0);
        let cancelled = async move {
            request.cancelled().await;
            Ok(())
        };
        call(to, id, None, cancelled, |()| ())
    }

    fn answer(&self, answer: Answer) -> bool {
        self.0.answer(Ok(answer))
    }

    /// The definition does not have it. This and the other answers say whether anybody waited.
    #[napi]
    pub fn not_given(&self) -> bool {
        self.0.not_given()
    }

    /// It is done, or there is nothing.
    #[napi]
    pub fn done(&self) -> bool {
        self.answer(Answer::Nothing)
    }

    /// A user.
    #[napi]
    pub fn user(&self, user: UserInput) -> bool {
        self.answer(Answer::User(user.into()))
    }

    /// Users.
    #[napi]
    pub fn members(&self, users: Vec<UserInput>) -> bool {
        self.answer(Answer::Members(users.into_iter().map(User::from).collect()))
    }

    /// A conversation.
    #[napi]
    pub fn space(&self, space: SpaceInput) -> bool {
        self.answer(Answer::Space(space.into()))
    }

    /// What was sent.
    #[napi]
    pub fn sent(&self, id: String, timestamp: Option<f64>) -> bool {
        self.answer(Answer::Sent(Sent { id, timestamp: time(timestamp) }))
    }

    /// A message.
    #[napi]
    pub fn message(&self, content: Option<&NativeContent>, message: RecordInput) -> bool {
        self.answer(Answer::Message(Box::new(record(content, message))))
    }

    /// A name.
    #[napi]
    pub fn display_name(&self, name: String) -> bool {
        self.answer(Answer::Name(name))
    }

    /// The picture in the content of an avatar; nothing of another content.
    #[napi]
    pub fn avatar(&self, content: &NativeContent) -> bool {
        match &content.0 {
            Content::Avatar(PictureChange::Set(picture)) => {
                self.answer(Answer::Avatar(picture.clone()))
            }
            _ => self.done(),
        }
    }

    /// It failed with an error of this library.
    #[napi]
    pub fn failed(
        &self,
        class_name: String,
        code: String,
        message: String,
        retryable: bool,
        failure: i64,
    ) -> bool {
        let kind = ErrorKind::from_class_name(&class_name).unwrap_or(ErrorKind::Other);
        let error = Error::new(kind, code, message).with_retryable(retryable);
        self.0.answer(Err(error.with_context("failure", failure.to_string())))
    }

    /// It failed since the platform cannot do it.
    #[napi]
    pub fn unsupported(
        &self,
        content: bool,
        name: String,
        detail: Option<String>,
        failure: i64,
    ) -> bool {
        let platform = self.0.platform();
        let error = if content {
            Error::unsupported_content(platform, &name, detail.as_deref())
        } else {
            let detail = detail.as_deref().unwrap_or("it cannot do that");
            Error::unsupported_action(platform, &name, detail)
        };
        self.0.answer(Err(error.with_context("failure", failure.to_string())))
    }

    /// It failed with another error.
    #[napi]
    pub fn broken(&self, name: String, failure: i64) -> bool {
        self.0.broken(&name, u64::try_from(failure).ok())
    }
}

/// What a defined platform adds to an application.
#[napi]
pub struct NativeCustom(pub(crate) Custom);

impl NativeCustom {
    pub(crate) fn of(side: Result<Custom>) -> Outcome<Self> {
        outcome(side.map(Self))
    }
}

#[napi]
impl NativeCustom {
    /// A user: gives a [`UserView`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn user(
        &self,
        to: &NativeCalls,
        id: i64,
        user_id: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let side = self.0.clone();
        call(to, id, cancel, async move { side.user(&user_id).await }, |user| UserView::from(&user))
    }

    /// Begins a conversation: gives a [`NativeSpace`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn create_space(
        &self,
        to: &NativeCalls,
        id: i64,
        users: Vec<String>,
        params: Value,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let side = self.0.clone();
        let create = async move {
            let users: Vec<_> = users.into_iter().map(User::new).collect();
            side.create_space(&users, &params).await
        };
        call(to, id, cancel, create, NativeSpace)
    }

    /// A known conversation: gives a [`NativeSpace`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn space(
        &self,
        to: &NativeCalls,
        id: i64,
        space_id: String,
        params: Value,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let side = self.0.clone();
        let get = async move { side.space(&space_id, &params).await };
        call(to, id, cancel, get, NativeSpace)
    }
}
