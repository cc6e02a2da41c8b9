//! Platforms that a program defines. Swift takes the requests of the core one after another and answers
//! each.

use std::fmt;
use std::sync::{Arc, Mutex as Locked, PoisonError};
use std::time::SystemTime;

use serde_json::Value;
use spectrum_imessage::content::{Content, PictureChange};
use spectrum_imessage::custom::bridge::{Answer, Call, Request, Requests, bridge};
use spectrum_imessage::custom::{Config, Custom, Incoming, Record, Sent, SpaceRecord};
use spectrum_imessage::{Error, Spectrum, User};
use tokio::sync::Mutex;

use crate::content::{NativeContent, NativeValue};
use crate::error::{NativeError, NativeResult};
use crate::run::{NativeCancel, on_io};
use crate::space::{NativeSpaceInfo, NativeSpaceType};
use crate::user::NativeUser;

/// A conversation, as a definition describes it.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeSpaceRecord {
    /// The id.
    pub id: String,
    /// The kind.
    pub kind: NativeSpaceType,
    /// What it is besides: an object as JSON.
    pub fields: String,
}

impl TryFrom<NativeSpaceRecord> for SpaceRecord {
    type Error = NativeError;

    fn try_from(NativeSpaceRecord { id, kind, fields }: NativeSpaceRecord) -> NativeResult<Self> {
        let fields = serde_json::from_str(&fields)
            .map_err(|_| NativeError::invalid("the fields of a space are an object"))?;
        Ok(Self { id, kind: kind.into(), fields })
    }
}

/// A message, as a definition describes it: content, or a reaction.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeRecord {
    /// The id.
    pub id: String,
    /// What it holds.
    pub content: Option<Arc<NativeContent>>,
    /// The emoji of a reaction.
    pub emoji: String,
    /// The id of the message that a reaction means.
    pub target: String,
    /// Who wrote it.
    pub sender: NativeUser,
    /// Where.
    pub space: NativeSpaceRecord,
    /// When; now if it is not given.
    pub timestamp: Option<SystemTime>,
    /// The id of the message that it answers.
    pub reply_to: Option<String>,
}

impl TryFrom<NativeRecord> for Record {
    type Error = NativeError;

    fn try_from(record: NativeRecord) -> NativeResult<Self> {
        let NativeRecord { id, content, emoji, target, sender, space, timestamp, reply_to } =
            record;
        let content = match content {
            Some(content) => content.get().clone().into(),
            None => Incoming::Reaction { emoji, target },
        };
        let timestamp = timestamp.unwrap_or_else(SystemTime::now);
        let space = space.try_into()?;
        Ok(Self { id, content, sender: sender.into(), space, timestamp, reply_to })
    }
}

/// A definition on its way into one application, and the requests to it.
#[derive(uniffi::Object)]
pub struct NativeDefinition {
    config: Locked<Option<Config>>,
    requests: Mutex<Requests>,
}

impl NativeDefinition {
    /// For the application that it serves.
    pub(crate) fn take(&self) -> NativeResult<Config> {
        let config = self.config.lock().unwrap_or_else(PoisonError::into_inner).take();
        config.ok_or_else(|| NativeError::internal("the definition serves an application already"))
    }
}

#[uniffi::export]
impl NativeDefinition {
    /// A definition by its name.
    #[uniffi::constructor]
    pub fn new(name: &str, space_fields: Vec<String>) -> NativeResult<Arc<Self>> {
        let (config, requests) = bridge(name, space_fields)?;
        let (config, requests) = (Locked::new(Some(config)), Mutex::new(requests));
        Ok(Arc::new(Self { config, requests }))
    }

    /// The next request; nothing when the client was destroyed, or never made.
    pub async fn next(self: Arc<Self>) -> NativeResult<Option<Arc<NativeRequest>>> {
        on_io(None, async move {
            let request = self.requests.lock().await.next().await;
            Ok::<_, Error>(request.map(|request| Arc::new(NativeRequest(request))))
        })
        .await
    }

    /// It will not be made use of.
    pub fn forget(&self) {
        drop(self.take());
    }
}

impl fmt::Debug for NativeDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NativeDefinition")
    }
}

/// What a definition is asked to do. Params are JSON.
#[derive(Debug, uniffi::Enum)]
#[allow(missing_docs, reason = "the calls and fields are those of the core")]
#[allow(clippy::large_enum_variant, reason = "it lives for one crossing")]
pub enum NativeAsked {
    CreateClient,
    DestroyClient,
    ResolveUser { id: String },
    CreateSpace { users: Vec<NativeUser>, params: String },
    GetSpace { id: String, params: String },
    Messages,
    Send { space: NativeSpaceInfo, content: NativeValue, client_message_id: Option<String> },
    GetMessage { space: NativeSpaceInfo, id: String },
    GetMembers { space: NativeSpaceInfo },
    GetDisplayName { space: NativeSpaceInfo },
    GetAvatar { space: NativeSpaceInfo },
}

/// One call to a definition. Freed without an answer it fails.
#[derive(Debug, uniffi::Object)]
pub struct NativeRequest(Request);

impl NativeRequest {
    fn answer(&self, answer: Answer) -> bool {
        self.0.answer(Ok(answer))
    }
}

#[uniffi::export]
impl NativeRequest {
    /// What is asked.
    pub fn asked(&self) -> NativeAsked {
        let space = |space: &spectrum_imessage::Space| NativeSpaceInfo::new(None, space.clone());
        match self.0.call() {
            Call::CreateClient => NativeAsked::CreateClient,
            Call::DestroyClient => NativeAsked::DestroyClient,
            Call::ResolveUser { id } => NativeAsked::ResolveUser { id: id.clone() },
            Call::CreateSpace { users, params } => NativeAsked::CreateSpace {
                users: users.iter().cloned().map(Into::into).collect(),
                params: params.to_string(),
            },
            Call::GetSpace { id, params } => {
                NativeAsked::GetSpace { id: id.clone(), params: params.to_string() }
            }
            Call::Messages => NativeAsked::Messages,
            Call::Send { space: to, content, client_message_id } => NativeAsked::Send {
                space: space(to),
                content: NativeValue::new(None, content),
                client_message_id: client_message_id.clone(),
            },
            Call::GetMessage { space: of, id } => {
                NativeAsked::GetMessage { space: space(of), id: id.clone() }
            }
            Call::GetMembers { space: of } => NativeAsked::GetMembers { space: space(of) },
            Call::GetDisplayName { space: of } => NativeAsked::GetDisplayName { space: space(of) },
            Call::GetAvatar { space: of } => NativeAsked::GetAvatar { space: space(of) },
        }
    }

    /// Hands over a message. False when nobody reads any more.
    pub async fn put(
        self: Arc<Self>,
        record: NativeRecord,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<bool> {
        let record = record.try_into()?;
        on_io(cancel, async move { Ok::<_, Error>(self.0.put(record).await) }).await
    }

    /// Waits until nobody waits for the answer any more, or it was given.
    pub async fn cancelled(self: Arc<Self>) -> NativeResult<()> {
        on_io(None, async move {
            self.0.cancelled().await;
            Ok::<_, Error>(())
        })
        .await
    }

    /// The definition does not have it. This and the other answers say whether anybody waited.
    pub fn not_given(&self) -> bool {
        self.0.not_given()
    }

    /// It is done, or there is nothing.
    pub fn done(&self) -> bool {
        self.answer(Answer::Nothing)
    }

    /// A user.
    pub fn user(&self, user: NativeUser) -> bool {
        self.answer(Answer::User(user.into()))
    }

    /// Users.
    pub fn members(&self, users: Vec<NativeUser>) -> bool {
        self.answer(Answer::Members(users.into_iter().map(Into::into).collect()))
    }

    /// A conversation.
    pub fn space(&self, space: NativeSpaceRecord) -> NativeResult<bool> {
        Ok(self.answer(Answer::Space(space.try_into()?)))
    }

    /// What was sent.
    pub fn sent(&self, id: String, timestamp: Option<SystemTime>) -> bool {
        self.answer(Answer::Sent(Sent { id, timestamp }))
    }

    /// A message.
    pub fn message(&self, record: NativeRecord) -> NativeResult<bool> {
        Ok(self.answer(Answer::Message(Box::new(record.try_into()?))))
    }

    /// A name.
    pub fn display_name(&self, name: String) -> bool {
        self.answer(Answer::Name(name))
    }

    /// The picture in the content of an avatar.
    pub fn avatar(&self, content: Arc<NativeContent>) -> NativeResult<bool> {
        match content.get() {
            Content::Avatar(PictureChange::Set(picture)) => {
                Ok(self.answer(Answer::Avatar(picture.clone())))
            }
            _ => Err(NativeError::invalid("the picture of a group is what .avatar makes of it")),
        }
    }

    /// The platform cannot do it.
    pub fn unsupported(&self, is_action: bool, name: &str, detail: Option<String>, failure: u64) {
        let platform = self.0.platform();
        let error = if is_action {
            let detail = detail.as_deref().unwrap_or("it cannot do that");
            Error::unsupported_action(platform, name, detail)
        } else {
            Error::unsupported_content(platform, name, detail.as_deref())
        };
        self.0.answer(Err(error.with_context("failure", failure.to_string())));
    }

    /// It failed. Of the error only its name is given: its text may hold anything.
    pub fn broken(&self, name: &str, failure: u64) {
        self.0.broken(name, Some(failure));
    }

    /// Nobody else is told what it was.
    pub fn log_failure(&self, name: &str) {
        tracing::error!(
            platform = self.0.platform(),
            call = self.0.call().name(),
            "has thrown {name}"
        );
    }
}

/// What a defined platform adds to an application.
#[derive(Debug, uniffi::Object)]
pub struct NativeCustom {
    app: Spectrum,
    side: Custom,
}

impl NativeCustom {
    pub(crate) fn new(app: &Spectrum, side: Custom) -> Arc<Self> {
        Arc::new(Self { app: app.clone(), side })
    }
}

fn params_of(params: &str) -> NativeResult<Value> {
    serde_json::from_str(params)
        .map_err(|_| NativeError::invalid("the params of a space are no JSON"))
}

#[uniffi::export]
impl NativeCustom {
    /// A user, as the definition resolves it.
    pub async fn user(
        &self,
        id: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<NativeUser> {
        let side = self.side.clone();
        on_io(cancel, async move { Ok::<_, Error>(side.user(&id).await?.into()) }).await
    }

    /// Begins a conversation. Params are JSON.
    pub async fn create_space(
        &self,
        users: Vec<NativeUser>,
        params: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<NativeSpaceInfo> {
        let (app, side) = (self.app.clone(), self.side.clone());
        on_io(cancel, async move {
            let users: Vec<User> = users.into_iter().map(Into::into).collect();
            let space = side.create_space(&users, &params_of(&params)?).await?;
            Ok::<_, NativeError>(NativeSpaceInfo::new(Some(&app), space))
        })
        .await
    }

    /// A known conversation. Params are JSON.
    pub async fn space(
        &self,
        id: String,
        params: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<NativeSpaceInfo> {
        let (app, side) = (self.app.clone(), self.side.clone());
        on_io(cancel, async move {
            let space = side.space(&id, &params_of(&params)?).await?;
            Ok::<_, NativeError>(NativeSpaceInfo::new(Some(&app), space))
        })
        .await
    }
}
