//! Conversations.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::app::AppHandle;
use crate::clock::Clock;
use crate::content::{self, Content, IntoContent, Picture, Typing};
use crate::delivery::Context;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::observe::{self, Handled};
use crate::platform::{Platform, PlatformId};
use crate::send::{self, SendOptions};
use crate::user::User;

/// What kind of conversation a space is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpaceType {
    /// Two people.
    Dm,
    /// A group.
    Group,
}

impl SpaceType {
    /// `dm` or `group`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dm => "dm",
            Self::Group => "group",
        }
    }
}

/// A conversation. Cheap to clone; holds no connection.
///
/// With a durable store, the space of a received message knows that this message is being handled:
/// until the message is acknowledged, each send through it that names no `client_message_id` gets
/// one made of the line, the message's id and the number of the send. A message that comes again
/// after a crash gets the same ids, so the service takes each of these sends once. This needs a
/// handler that sends the same things in the same order; where it sends something else, what was
/// sent first stands.
#[derive(Clone)]
pub struct Space {
    inner: Arc<Inner>,
    context: Option<Arc<Context>>,
    /// The span in which the message is handled, if anybody wants to know.
    handled: Option<Arc<Handled>>,
}

struct Inner {
    app: AppHandle,
    platform: Arc<dyn Platform>,
    id: String,
    kind: SpaceType,
    phone: Arc<str>,
    /// What a platform of one's own says of it.
    fields: Map<String, Value>,
}

impl Space {
    pub(crate) fn new(
        app: AppHandle,
        platform: Arc<dyn Platform>,
        id: String,
        kind: SpaceType,
        phone: Arc<str>,
    ) -> Self {
        Self::with_fields(app, platform, id, kind, phone, Map::new())
    }

    /// With what a platform of one's own says of it.
    pub(crate) fn with_fields(
        app: AppHandle,
        platform: Arc<dyn Platform>,
        id: String,
        kind: SpaceType,
        phone: Arc<str>,
        fields: Map<String, Value>,
    ) -> Self {
        let inner = Inner { app, platform, id, kind, phone, fields };
        Self { inner: Arc::new(inner), context: None, handled: None }
    }

    /// The same conversation while a message is handled.
    pub(crate) fn handling(
        &self,
        context: Option<Arc<Context>>,
        handled: Option<Arc<Handled>>,
    ) -> Self {
        Self { inner: Arc::clone(&self.inner), context, handled }
    }

    /// What timers go by.
    pub(crate) fn clock(&self) -> &Clock {
        self.inner.app.clock()
    }

    /// The conversation, whatever is handled.
    pub(crate) fn plain(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), context: None, handled: None }
    }

    /// What is being handled.
    pub(crate) fn context(&self) -> Option<&Context> {
        self.context.as_deref()
    }

    /// The span in which the message is handled.
    pub(crate) fn handled(&self) -> Option<&Handled> {
        self.handled.as_deref()
    }

    /// Whether it is that of a message that is being handled.
    pub(crate) fn is_bound(&self) -> bool {
        self.context.is_some() || self.handled.is_some()
    }

    /// The id; on iMessage the chat guid (`any;-;<address>`, `any;+;<id>`).
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// Whether it is a conversation of two or a group.
    pub fn kind(&self) -> SpaceType {
        self.inner.kind
    }

    /// The line that serves this conversation: its phone number, or `shared`. Empty elsewhere than on
    /// iMessage.
    pub fn phone(&self) -> &str {
        &self.inner.phone
    }

    /// The platform the conversation is on.
    pub fn platform(&self) -> PlatformId {
        self.inner.platform.id()
    }

    /// The name of the platform, as `Options.platform_ids` says: `iMessage`, or `imessage`.
    pub fn platform_name(&self) -> &'static str {
        self.inner.app.platform_ids().name(self.platform())
    }

    /// What the definition of a platform of one's own says of it besides the id; else nothing.
    pub fn fields(&self) -> &Map<String, Value> {
        &self.inner.fields
    }

    pub(crate) fn platform_impl(&self) -> &Arc<dyn Platform> {
        &self.inner.platform
    }

    /// Sends one content. `None` for an action that yields no message, and for content that the
    /// platform does not carry (logged; an error with the option `unsupported: throw`).
    ///
    /// Cancel-safe: dropping the future cancels the call; whether the service had taken it by
    /// then is unknown, unless a `client_message_id` makes a second send harmless.
    ///
    /// # Errors
    /// `ValidationError` for bad content, before anything is sent; else the service's.
    pub async fn send(&self, content: impl IntoContent) -> Result<Option<Message>> {
        let content = content.into_content()?;
        let mut sent = self.send_all(vec![content], SendOptions::default()).await?;
        Ok(sent.pop().flatten())
    }

    /// Sends several contents in order, after all were checked. One result for each.
    ///
    /// # Errors
    /// As [`Space::send`]. A failure ends the call; what was sent before stays sent.
    pub async fn send_all(
        &self,
        contents: Vec<Content>,
        options: SendOptions,
    ) -> Result<Vec<Option<Message>>> {
        send::send_all(&self.inner.app, self, contents, options).await
    }

    /// Shows the typing indicator.
    ///
    /// # Errors
    /// The service's.
    pub async fn start_typing(&self) -> Result<()> {
        self.send(content::typing(Typing::Start)).await.map(drop)
    }

    /// Hides the typing indicator.
    ///
    /// # Errors
    /// The service's.
    pub async fn stop_typing(&self) -> Result<()> {
        self.send(content::typing(Typing::Stop)).await.map(drop)
    }

    /// A message of this conversation by its id, or a part by `p:<index>/<guid>`. `None` if it is
    /// unknown.
    ///
    /// # Errors
    /// The service's, except that the message is unknown.
    pub async fn get_message(&self, id: &str) -> Result<Option<Message>> {
        self.inner.app.check_running()?;
        let get = self.inner.platform.get_message(self, id);
        let found = observe::operation("spectrum.get_message", self, get).await?;
        Ok(found.map(|message| message.within(self)))
    }

    /// The people of a group, without this account.
    ///
    /// # Errors
    /// `UnsupportedError` in a conversation of two; else the service's.
    pub async fn get_members(&self) -> Result<Vec<User>> {
        self.inner.app.check_running()?;
        observe::operation("spectrum.get_members", self, self.inner.platform.members(self)).await
    }

    /// The name of a group; `None` if it has none.
    ///
    /// # Errors
    /// `UnsupportedError` in a conversation of two; else the service's.
    pub async fn get_display_name(&self) -> Result<Option<String>> {
        self.inner.app.check_running()?;
        let get = self.inner.platform.display_name(self);
        observe::operation("spectrum.get_display_name", self, get).await
    }

    /// The picture of a group; `None` if it has none.
    ///
    /// # Errors
    /// `UnsupportedError` in a conversation of two; else the service's.
    pub async fn get_avatar(&self) -> Result<Option<Picture>> {
        self.inner.app.check_running()?;
        observe::operation("spectrum.get_avatar", self, self.inner.platform.avatar(self)).await
    }

    /// Replaces the text of a sent message; the sugar for sending an edit.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was received.
    pub async fn edit(&self, message: &Message, content: impl IntoContent) -> Result<()> {
        self.act(content::edit(content, message)).await
    }

    /// Takes a sent message, or a reaction, back; the sugar for sending an unsend.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was received.
    pub async fn unsend(&self, message: &Message) -> Result<()> {
        self.act(content::unsend(message)).await
    }

    /// Marks a received message as read, on iMessage the whole chat; the sugar for sending a read
    /// receipt.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the message was sent.
    pub async fn read(&self, message: &Message) -> Result<()> {
        self.act(content::read(message)).await
    }

    /// Renames a group; the sugar for sending a rename.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` for an empty name.
    pub async fn rename(&self, name: impl AsRef<str>) -> Result<()> {
        self.act(content::rename(name)).await
    }

    /// Changes the picture of a group; the sugar for sending an avatar.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` if the content is no avatar.
    pub async fn avatar(&self, avatar: impl IntoContent) -> Result<()> {
        let content = avatar.into_content()?;
        if !matches!(content, Content::Avatar(_)) {
            return Err(wrong_kind("avatar", "an avatar", &content));
        }
        self.act(content).await
    }

    /// Adds people to a group; the sugar for sending an addition.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` without users.
    pub async fn add(&self, users: &[User]) -> Result<()> {
        self.act(content::add_member(users)).await
    }

    /// Removes people from a group; the sugar for sending a removal.
    ///
    /// # Errors
    /// As [`Space::send`], and `ValidationError` without users.
    pub async fn remove(&self, users: &[User]) -> Result<()> {
        self.act(content::remove_member(users)).await
    }

    /// Leaves a group; the sugar for sending that.
    ///
    /// # Errors
    /// As [`Space::send`].
    pub async fn leave(&self) -> Result<()> {
        self.act(content::leave_space()).await
    }

    /// Shares the account's own name and photo (iMessage only); the sugar for sending the card.
    ///
    /// # Errors
    /// As [`Space::send`].
    pub async fn share_contact_card(&self) -> Result<()> {
        self.act(content::native_contact_card()).await
    }

    /// Changes the picture behind the conversation; the sugar for sending a background.
    ///
    /// # Errors
    /// `ValidationError` if the content is no background; else as [`Space::send`].
    pub async fn background(&self, background: impl IntoContent) -> Result<()> {
        let content = background.into_content()?;
        if !matches!(content, Content::Background(_)) {
            return Err(wrong_kind("background", "a background", &content));
        }
        self.act(content).await
    }

    async fn act(&self, content: impl IntoContent) -> Result<()> {
        self.send(content).await.map(drop)
    }
}

fn wrong_kind(what: &str, needed: &str, content: &Content) -> Error {
    Error::invalid(format!("{what} needs {needed}, not \"{}\"", content.type_name()))
}

impl fmt::Debug for Space {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Space")
            .field("id", &self.inner.id)
            .field("type", &self.inner.kind.as_str())
            .field("phone", &self.inner.phone)
            .finish()
    }
}

impl PartialEq for Space {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
            && self.phone() == other.phone()
            && self.platform() == other.platform()
    }
}

impl Eq for Space {}
