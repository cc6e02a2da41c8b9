//! Messages.

use std::time::{SystemTime, UNIX_EPOCH};

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use spectrum_imessage::observe::{self, TraceContext};
use spectrum_imessage::{Message, Page};

use crate::build::{Sendable, sendable, sendables};
use crate::call::{NativeCalls, NativeCancel, Outcome, call, outcome};
use crate::card::CardSessionView;
use crate::fields::NativeFields;
use crate::people::UserView;
use crate::space::NativeSpace;
use crate::transfer::SendInput;
use crate::view::content_view;

/// A message. Everything it holds is converted when it is asked for.
#[napi]
pub struct NativeMessage(pub(crate) Message);

impl From<Message> for NativeMessage {
    fn from(message: Message) -> Self {
        Self(message)
    }
}

/// A page of messages of the past.
#[napi(object, object_from_js = false)]
pub struct PageView {
    /// The messages, newest first.
    pub messages: Vec<NativeMessage>,
    /// Asks for the next page.
    pub next_page_token: Option<String>,
}

impl From<Page> for PageView {
    fn from(page: Page) -> Self {
        let Page { messages, next_page_token } = page;
        Self { messages: messages.into_iter().map(NativeMessage).collect(), next_page_token }
    }
}

/// The answer to a send: one message or nothing for each content.
pub(crate) fn sent(messages: Vec<Option<Message>>) -> Vec<Option<NativeMessage>> {
    messages.into_iter().map(|message| message.map(NativeMessage)).collect()
}

/// Milliseconds since 1970, as a `Date` counts.
pub(crate) fn milliseconds(time: SystemTime) -> f64 {
    let whole = |duration: std::time::Duration| duration.as_nanos() as f64 / 1e6;
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => whole(after).floor(),
        Err(before) => (-whole(before.duration())).floor(),
    }
}

#[napi]
impl NativeMessage {
    /// The id.
    #[napi(getter)]
    pub fn id(&self) -> &str {
        self.0.id()
    }

    /// `inbound` or `outbound`.
    #[napi(getter)]
    pub fn direction(&self) -> &'static str {
        self.0.direction().as_str()
    }

    /// The platform.
    #[napi(getter)]
    pub fn platform(&self) -> &'static str {
        self.0.platform_name()
    }

    /// When it was written, in milliseconds since 1970.
    #[napi(getter)]
    pub fn timestamp(&self) -> f64 {
        milliseconds(self.0.timestamp())
    }

    /// The span in which it is handled.
    #[napi(getter)]
    pub fn traceparent(&self) -> Option<String> {
        self.0.traceparent()
    }

    /// It is handled in this span of the program.
    #[napi]
    pub fn set_traceparent(&self, traceparent: String) {
        if let Some(context) = TraceContext::parse(&traceparent) {
            self.0.set_trace_context(context);
        }
    }

    /// What a span of its handling says, as JSON.
    #[napi]
    pub fn span_attributes(&self) -> String {
        observe::handling_attributes(&self.0)
    }

    /// The index of the part.
    #[napi(getter)]
    pub fn part_index(&self) -> Option<u32> {
        self.0.part_index()
    }

    /// The id of the message that this is a part of.
    #[napi(getter)]
    pub fn parent_id(&self) -> Option<&str> {
        self.0.parent_id()
    }

    /// Who wrote it.
    #[napi]
    pub fn sender(&self) -> Option<UserView> {
        self.0.sender().map(UserView::from)
    }

    /// The conversation.
    #[napi]
    pub fn space(&self) -> NativeSpace {
        NativeSpace(self.0.space().clone())
    }

    /// What it holds, as an object with a `type`.
    ///
    /// # Errors
    /// If the object cannot be made.
    #[napi]
    pub fn content<'env>(&self, env: &'env Env) -> napi::Result<Object<'env>> {
        content_view(env, self.0.content())
    }

    /// The fields that only iMessage has.
    #[napi]
    pub fn native(&self) -> Option<NativeFields> {
        self.0.native().map(NativeFields::from)
    }

    /// What identifies a sent card. It changes with every update of the card.
    #[napi]
    pub fn card_session(&self) -> Option<CardSessionView> {
        self.0.card_session().map(CardSessionView::from)
    }

    /// Whether the program has had it before.
    #[napi(getter)]
    pub fn redelivered(&self) -> bool {
        self.0.redelivered()
    }

    /// Confirms that it is handled.
    #[napi]
    pub fn ack(&self) -> Outcome<()> {
        outcome(self.0.ack())
    }

    /// Answers with each content: gives one message or nothing for each.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn reply(
        &self,
        to: &NativeCalls,
        id: i64,
        contents: Vec<Sendable<'_>>,
        options: SendInput,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (message, contents) = (self.0.clone(), sendables(contents));
        let options = options.options(to, id);
        let messages = async move { message.reply_all(contents?, options).await };
        call(to, id, cancel, messages, sent)
    }

    /// Reacts: gives a message or nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn react(
        &self,
        to: &NativeCalls,
        id: i64,
        reaction: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let message = self.0.clone();
        let sent = async move { message.react(&reaction).await };
        call(to, id, cancel, sent, |message| message.map(NativeMessage))
    }

    /// Replaces the text: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn edit(
        &self,
        to: &NativeCalls,
        id: i64,
        content: Sendable<'_>,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let (message, content) = (self.0.clone(), sendable(content));
        call(to, id, cancel, async move { message.edit(content?).await }, |()| ())
    }

    /// Takes the message back: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn unsend(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let message = self.0.clone();
        call(to, id, cancel, async move { message.unsend().await }, |()| ())
    }

    /// Marks the message as read: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn read(
        &self,
        to: &NativeCalls,
        id: i64,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let message = self.0.clone();
        call(to, id, cancel, async move { message.read().await }, |()| ())
    }
}
