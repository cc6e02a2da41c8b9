//! Conversations.

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use spectrum_imessage::Space;
use spectrum_imessage::imessage::IMessage;
use spectrum_imessage::imessage::calls::MessageFilter;

use crate::build::{NativeContent, Sendable, sendables};
use crate::call::{NativeCalls, NativeCancel, call};
use crate::config::milliseconds;
use crate::message::{NativeMessage, PageView, sent};
use crate::people::UserView;
use crate::transfer::SendInput;

/// The picture of a group.
#[napi(object, object_from_js = false)]
pub struct AvatarView {
    /// The picture.
    pub data: Buffer,
    /// The MIME type.
    pub mime_type: String,
}

/// A conversation.
#[napi]
pub struct NativeSpace(pub(crate) Space);

#[napi]
impl NativeSpace {
    /// The id.
    #[napi(getter)]
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// `dm` or `group`.
    #[napi(getter, js_name = "type")]
    pub fn kind(&self) -> &'static str {
        self.0.kind().as_str()
    }

    /// The line that serves it.
    #[napi(getter)]
    pub fn phone(&self) -> &str {
        self.0.phone()
    }

    /// The platform.
    #[napi(getter)]
    pub fn platform(&self) -> &'static str {
        self.0.platform_name()
    }

    /// What a definition says of it.
    #[napi]
    pub fn fields(&self) -> serde_json::Map<String, serde_json::Value> {
        self.0.fields().clone()
    }

    /// Sends contents in order: gives one message or nothing for each.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn send(
        &self,
        to: &NativeCalls,
        id: i64,
        contents: Vec<Sendable<'_>>,
        options: SendInput,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (space, contents) = (self.0.clone(), sendables(contents));
        let options = options.options(to, id);
        let messages = async move { space.send_all(contents?, options).await };
        call(to, id, cancel, messages, sent)
    }

    /// Changes the picture behind the conversation: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn background(
        &self,
        to: &NativeCalls,
        id: i64,
        background: &NativeContent,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (space, background) = (self.0.clone(), background.0.clone());
        let done = async move { space.background(background).await };
        call(to, id, cancel, done, |()| ())
    }

    /// A message by its id: gives a [`NativeMessage`] or nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn get_message(
        &self,
        to: &NativeCalls,
        id: i64,
        message_id: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let space = self.0.clone();
        let message = async move { space.get_message(&message_id).await };
        call(to, id, cancel, message, |message| message.map(NativeMessage::from))
    }

    /// A page of messages of the past: gives a [`PageView`]. The filter is JSON.
    ///
    /// # Errors
    /// As [`call`]; if the conversation is not on iMessage.
    #[napi]
    pub fn history(
        &self,
        to: &NativeCalls,
        id: i64,
        filter: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let space = self.0.clone();
        let imessage = IMessage::of(&space)
            .ok_or_else(|| napi::Error::from_reason("history is for conversations on iMessage"))?;
        let page = async move {
            let filter = MessageFilter::from_json(&filter)?;
            imessage.history(&space, &filter).await
        };
        call(to, id, cancel, page, PageView::from)
    }

    /// The people of a group: gives a list.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn get_members(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let space = self.0.clone();
        call(to, id, cancel, async move { space.get_members().await }, |members| {
            members.iter().map(UserView::from).collect::<Vec<_>>()
        })
    }

    /// The name of a group: gives a string or nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn get_display_name(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let space = self.0.clone();
        call(to, id, cancel, async move { space.get_display_name().await }, |name| name)
    }

    /// The picture of a group: gives an [`AvatarView`] or nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn get_avatar(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let space = self.0.clone();
        let picture = async move {
            let Some(picture) = space.get_avatar().await? else { return Ok(None) };
            Ok(Some((picture.mime_type, picture.file.read().await?)))
        };
        call(to, id, cancel, picture, |picture| {
            picture.map(|(mime_type, bytes)| AvatarView { data: bytes.to_vec().into(), mime_type })
        })
    }

    /// Shows the typing indicator: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn start_typing(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let space = self.0.clone();
        call(to, id, cancel, async move { space.start_typing().await }, |()| ())
    }

    /// Shows the typing indicator again and again, until it is cancelled: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn keep_typing(
        &self,
        to: &NativeCalls,
        id: i64,
        refresh: f64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (space, every) = (self.0.clone(), milliseconds(refresh));
        let keep = async move {
            space.keep_typing(every).await;
            Ok(())
        };
        call(to, id, cancel, keep, |()| ())
    }

    /// Hides the typing indicator: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn stop_typing(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let space = self.0.clone();
        call(to, id, cancel, async move { space.stop_typing().await }, |()| ())
    }
}
