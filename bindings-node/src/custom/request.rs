//! One call to a definition, and the ways to answer it.

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{JsObjectValue, Object};
use napi_derive::napi;
use spectrum_imessage::content::{Content, PictureChange};
use spectrum_imessage::custom::Sent;
use spectrum_imessage::custom::bridge::{Answer, Call, Request};
use spectrum_imessage::{Error, ErrorKind, User};

use super::{RecordInput, SpaceInput, UserInput, record, time};
use crate::build::NativeContent;
use crate::call::{NativeCalls, call};
use crate::people::UserView;
use crate::space::NativeSpace;
use crate::view::content_view;

/// One call to a definition. Freed without an answer it fails.
#[napi]
pub struct NativeRequest(pub(super) Arc<Request>);

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
