//! Messages, received and sent.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::content::{self, CardSession, Content, IntoContent};
use crate::delivery::{Bound, Letter};
use crate::error::Result;
use crate::observe::{HandlingSpan, TraceContext};
use crate::platform::PlatformId;
use crate::platform::imessage::{Fields, Native};
use crate::send::SendOptions;
use crate::space::Space;
use crate::user::User;

/// Whether a message was received or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Received.
    Inbound,
    /// Sent by this account.
    Outbound,
}

impl Direction {
    /// `inbound` or `outbound`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// A message, received or sent. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Message {
    inner: Arc<Inner>,
    bound: Option<Bound>,
}

#[derive(Debug)]
struct Inner {
    data: MessageData,
    /// Changes with every update of the card.
    card: Mutex<Option<CardSession>>,
}

/// What a message consists of.
#[derive(Clone, Debug)]
pub(crate) struct MessageData {
    /// Empty if it stands in what is not read yet of `native`.
    pub(crate) id: String,
    pub(crate) content: Content,
    pub(crate) direction: Direction,
    /// Shared by the messages that somebody has written.
    pub(crate) sender: Option<Arc<User>>,
    pub(crate) space: Space,
    pub(crate) timestamp: SystemTime,
    pub(crate) part_index: Option<u32>,
    pub(crate) parent_id: Option<String>,
    pub(crate) native: Option<Fields>,
}

/// One page of messages.
#[derive(Clone, Debug)]
pub struct Page {
    /// The messages, newest first.
    pub messages: Vec<Message>,
    /// Asks for the next page; `None` on the last.
    pub next_page_token: Option<String>,
}

impl Page {
    pub(crate) fn new(messages: Vec<Message>, next: Option<String>) -> Self {
        Self { messages, next_page_token: next.filter(|token| !token.is_empty()) }
    }
}

impl Message {
    pub(crate) fn new(data: MessageData) -> Self {
        Self { inner: Arc::new(Inner { data, card: Mutex::default() }), bound: None }
    }

    /// The message as it was handed out.
    pub(crate) fn bound(&self, bound: Bound) -> Self {
        Self { inner: Arc::clone(&self.inner), bound: Some(bound) }
    }

    /// What acknowledges the message, as if it had not been handed out.
    pub(crate) fn recall(&self) -> Option<Letter> {
        let bound = self.bound.as_ref()?;
        let letter = bound.letter.clone()?;
        letter.recall(bound.redelivered);
        Some(letter)
    }

    /// The message for everybody, whoever handles it.
    pub(crate) fn unbound(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), bound: None }
    }

    /// The message as the handling of another one sees it: what it sends counts there.
    pub(crate) fn within(&self, space: &Space) -> Self {
        if !space.is_bound() {
            return self.clone();
        }
        let space = Some(Arc::new(space.clone()));
        self.bound(Bound { space, letter: None, redelivered: false })
    }

    /// Confirms that this message is handled: it does not come again. For [`crate::AckMode::Manual`];
    /// otherwise asking for the next message says so. With a durable store this is on disk when the
    /// call returns. Of an event that came as several messages (see `flatten_groups`) all have to be
    /// acknowledged. A second call does nothing, nor does one on a message that is not from the
    /// stream.
    ///
    /// # Errors
    /// `storeFailed` if the store cannot be written, `stopped` if the application has let go of it:
    /// then the message may come again after a restart.
    pub fn ack(&self) -> Result<()> {
        let letter = self.bound.as_ref().and_then(|bound| bound.letter.as_ref());
        letter.map_or(Ok(()), |letter| letter.settle())
    }

    /// Whether the program has had this message before and did not acknowledge it.
    pub fn redelivered(&self) -> bool {
        self.bound.as_ref().is_some_and(|bound| bound.redelivered)
    }

    /// Begins a span in which this received message is handled, for programs that read messages in
    /// batches; [`crate::Messages::next_message`] and [`crate::Spectrum::handle`] do it themselves. What
    /// is sent through the message and its space from now on is a part of it. It ends when it is
    /// dropped. `attempt` is that of the job, if it is one; `parent` is a span of the program that
    /// goes on around it, where the observer does not know that itself.
    pub fn begin_handling(
        &self,
        attempt: Option<u32>,
        parent: Option<TraceContext>,
    ) -> HandlingSpan {
        HandlingSpan::begin(self, attempt, parent)
    }

    /// The span in which this received message is handled, as the header `traceparent` of W3C Trace
    /// Context: for work elsewhere that belongs to it. `None` if nobody listens to spans.
    pub fn traceparent(&self) -> Option<String> {
        Some(self.trace_context()?.to_string())
    }

    /// As [`Message::traceparent`], as ids.
    pub fn trace_context(&self) -> Option<TraceContext> {
        self.space().handled()?.context()
    }

    /// Says that this received message is handled in a span of the program's own: what is sent through
    /// the message and its space is a part of it. Without effect if nobody listens to spans.
    pub fn set_trace_context(&self, context: TraceContext) {
        if let Some(handled) = self.space().handled() {
            handled.set(context);
        }
    }

    pub(crate) fn data(&self) -> MessageData {
        MessageData { id: self.id().to_owned(), ..self.inner.data.clone() }
    }

    pub(crate) fn set_card_session(&self, session: Option<CardSession>) {
        *self.inner.card.lock().unwrap_or_else(PoisonError::into_inner) = session;
    }

    /// The id: the message's guid, or `p:<index>/<guid>` of a part. Stable: the same event seen
    /// again has the same id.
    pub fn id(&self) -> &str {
        let native = self.inner.data.native.as_ref();
        native.and_then(Fields::guid).unwrap_or(&self.inner.data.id)
    }

    /// What the message holds.
    pub fn content(&self) -> &Content {
        &self.inner.data.content
    }

    /// The same message with its files not read; `None` if it is too large to be kept. A card is the
    /// same card: its updates are seen by all who hold it.
    pub(crate) fn unread(&self) -> Option<Self> {
        match self.content() {
            Content::Attachment(_) | Content::Voice(_) | Content::Group(_) | Content::Reply(_) => {
                let content = self.content().unread()?;
                Some(Self::new(MessageData { content, ..self.data() }))
            }
            _ => Some(self.unbound()),
        }
    }

    /// The parts of a message of several, also of an answer; else none.
    pub(crate) fn parts(&self) -> &[Self] {
        let content = match self.content() {
            Content::Reply(reply) => &reply.content,
            content => content,
        };
        match content {
            Content::Group(group) => &group.items,
            _ => &[],
        }
    }

    /// Whether it was received or sent.
    pub fn direction(&self) -> Direction {
        self.inner.data.direction
    }

    /// The platform it came through.
    pub fn platform(&self) -> PlatformId {
        self.inner.data.space.platform()
    }

    /// The name of the platform, as `Options.platform_ids` says: `iMessage`, or `imessage`.
    pub fn platform_name(&self) -> &'static str {
        self.inner.data.space.platform_name()
    }

    /// Who wrote it. Absent where the platform does not say.
    pub fn sender(&self) -> Option<&User> {
        self.inner.data.sender.as_deref()
    }

    /// The conversation it belongs to.
    pub fn space(&self) -> &Space {
        let bound = self.bound.as_ref().and_then(|bound| bound.space.as_deref());
        bound.unwrap_or(&self.inner.data.space)
    }

    /// The conversation, whoever handles the message.
    pub(crate) fn own_space(&self) -> &Space {
        &self.inner.data.space
    }

    /// When it was written, by the service's clock.
    pub fn timestamp(&self) -> SystemTime {
        self.inner.data.timestamp
    }

    /// The index of the part, from 0, if this is one.
    pub fn part_index(&self) -> Option<u32> {
        self.inner.data.part_index
    }

    /// The id of the message that this is a part of.
    pub fn parent_id(&self) -> Option<&str> {
        self.inner.data.parent_id.as_deref()
    }

    /// The fields that only iMessage has.
    pub fn native(&self) -> Option<&Native> {
        self.inner.data.native.as_ref().map(Fields::get)
    }

    /// What identifies this sent card, so that it can be updated: [`Message::edit`] needs it.
    pub fn card_session(&self) -> Option<CardSession> {
        self.inner.card.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers this message.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the content cannot be an answer.
    pub async fn reply(&self, content: impl IntoContent) -> Result<Option<Self>> {
        self.space().send(content::reply(content, self)).await
    }

    /// Answers this message with several contents, one answer each.
    ///
    /// # Errors
    /// As [`Space::send_all`].
    pub async fn reply_all(
        &self,
        contents: Vec<Content>,
        options: SendOptions,
    ) -> Result<Vec<Option<Self>>> {
        let replies = contents
            .into_iter()
            .map(|content| content::reply(content, self))
            .collect::<Result<Vec<_>>>()?;
        self.space().send_all(replies, options).await
    }

    /// Reacts to this message: a tapback by name or emoji, or any other emoji. The result is the
    /// handle to take it back.
    ///
    /// # Errors
    /// As [`Space::send`].
    pub async fn react(&self, reaction: &str) -> Result<Option<Self>> {
        self.space().send(content::reaction(reaction, self)).await
    }

    /// Replaces the text of this sent message.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was received.
    pub async fn edit(&self, content: impl IntoContent) -> Result<()> {
        self.space().edit(self, content).await
    }

    /// Takes this sent message, or this reaction, back.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was received.
    pub async fn unsend(&self) -> Result<()> {
        self.space().unsend(self).await
    }

    /// Marks this received message as read; on iMessage the whole chat.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was sent.
    pub async fn read(&self) -> Result<()> {
        self.space().read(self).await
    }
}
