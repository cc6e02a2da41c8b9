//! Content: built for a send, and read from a message.

mod card;
mod contact;
mod file;
mod stream;
mod value;

use std::sync::Arc;

use spectrum_imessage::content::{self, Typing};
use spectrum_imessage::{Content, MessageEffect, Spectrum, Tapback, User};

pub use card::{NativeCardLayout, NativeCardSession, NativeMiniApp};
pub use contact::{
    NativeContact, NativeContactAddress, NativeContactEmail, NativeContactName, NativeContactOrg,
    NativeContactPhone, NativeContactPhoto,
};
pub use file::{
    NativeAttachment, NativeCompanion, NativeCompanionSource, NativeFile, NativeFileOptions,
    NativeFileStream, NativePicture, NativeSource,
};
pub use stream::NativeTextStream;
pub use value::{NativePictureChange, NativeValue};

use crate::error::{NativeError, NativeResult};
use crate::message::NativeMessage;
use crate::mirror::mirror;
use crate::user::NativeUser;

mirror! {
    /// The 13 effects.
    NativeEffect = MessageEffect {
        /// Bubble.
        Slam,
        /// Bubble.
        Loud,
        /// Bubble.
        Gentle,
        /// Bubble.
        Invisible,
        /// Screen.
        Confetti,
        /// Screen.
        Fireworks,
        /// Screen.
        Balloons,
        /// Screen.
        Heart,
        /// Screen.
        Lasers,
        /// Screen.
        Celebration,
        /// Screen.
        Sparkles,
        /// Screen.
        Spotlight,
        /// Screen.
        Echo,
    }
}

mirror! {
    /// The six tapbacks.
    NativeTapback = Tapback {
        /// ❤️
        Love,
        /// 👍
        Like,
        /// 👎
        Dislike,
        /// 😂
        Laugh,
        /// ‼️
        Emphasize,
        /// ❓
        Question,
    }
}

mirror! {
    /// Whether the typing indicator shows.
    NativeTyping = Typing {
        /// It shows.
        Start,
        /// It is gone.
        Stop,
    }
}

/// The identifier of an effect.
#[uniffi::export]
pub fn effect_id(effect: NativeEffect) -> String {
    MessageEffect::from(effect).id().to_owned()
}

/// The name of a tapback.
#[uniffi::export]
pub fn tapback_name(tapback: NativeTapback) -> String {
    Tapback::from(tapback).name().to_owned()
}

/// The emoji of a tapback.
#[uniffi::export]
pub fn tapback_emoji(tapback: NativeTapback) -> String {
    Tapback::from(tapback).emoji().to_owned()
}

/// Checked content.
#[derive(Debug, uniffi::Object)]
pub struct NativeContent {
    /// Kept by what was received: its targets keep the application running.
    app: Option<Spectrum>,
    content: Content,
}

impl NativeContent {
    pub(crate) fn new(app: Option<&Spectrum>, content: Content) -> Arc<Self> {
        Arc::new(Self { app: app.cloned(), content })
    }

    pub(crate) fn get(&self) -> &Content {
        &self.content
    }
}

impl From<Content> for NativeContent {
    fn from(content: Content) -> Self {
        Self { app: None, content }
    }
}

fn built(content: Result<Content, spectrum_imessage::Error>) -> NativeResult<Arc<NativeContent>> {
    Ok(Arc::new(content?.into()))
}

fn about(
    target: &NativeMessage,
    content: Result<Content, spectrum_imessage::Error>,
) -> NativeResult<Arc<NativeContent>> {
    Ok(NativeContent::new(target.app(), content?))
}

/// One constructor for each builder of the core, which does the checks.
#[uniffi::export]
impl NativeContent {
    /// Plain text.
    #[uniffi::constructor]
    pub fn text(text: String) -> NativeResult<Arc<Self>> {
        built(content::text(text))
    }

    /// Markdown.
    #[uniffi::constructor]
    pub fn markdown(markdown: String) -> NativeResult<Arc<Self>> {
        built(content::markdown(markdown))
    }

    /// A file.
    #[uniffi::constructor]
    pub fn attachment(
        source: NativeSource,
        options: NativeFileOptions,
        companion: Option<NativeCompanionSource>,
    ) -> NativeResult<Arc<Self>> {
        let options = options.attachment(companion);
        built(match source {
            NativeSource::Path { path } => content::attachment(path, options),
            NativeSource::Data { data } => content::attachment_bytes(data, options),
            NativeSource::Url { url } => content::attachment_url(&url, options),
        })
    }

    /// An audio message.
    #[uniffi::constructor]
    pub fn voice(
        source: NativeSource,
        options: NativeFileOptions,
        duration: Option<f64>,
    ) -> NativeResult<Arc<Self>> {
        let options = options.voice(duration);
        built(match source {
            NativeSource::Path { path } => content::voice(path, options),
            NativeSource::Data { data } => content::voice_bytes(data, options),
            NativeSource::Url { url } => content::voice_url(&url, options),
        })
    }

    /// A contact from its fields.
    #[uniffi::constructor]
    pub fn contact(contact: NativeContact) -> NativeResult<Arc<Self>> {
        built(content::contact(contact.into()))
    }

    /// A contact from vCard text.
    #[uniffi::constructor]
    pub fn vcard(vcard: String) -> NativeResult<Arc<Self>> {
        built(content::contact_vcard(vcard))
    }

    /// A link with a preview.
    #[uniffi::constructor]
    pub fn richlink(url: String) -> NativeResult<Arc<Self>> {
        built(content::richlink(url))
    }

    /// A poll.
    #[uniffi::constructor]
    pub fn poll(title: String, options: Vec<String>) -> NativeResult<Arc<Self>> {
        built(content::poll(title, options))
    }

    /// Content with an effect, by its identifier.
    #[uniffi::constructor]
    pub fn effect(content: Arc<Self>, effect: &str) -> NativeResult<Arc<Self>> {
        let effect: MessageEffect = effect.parse()?;
        built(content::effect(content.content.clone(), effect))
    }

    /// A picture behind the conversation.
    #[uniffi::constructor]
    pub fn background(source: NativeSource, mime_type: Option<String>) -> NativeResult<Arc<Self>> {
        built(match source {
            NativeSource::Path { path } => content::background(path, mime_type),
            NativeSource::Data { data } => content::background_bytes(data, mime_type),
            NativeSource::Url { url } => content::background_url(&url, mime_type),
        })
    }

    /// The default background.
    #[uniffi::constructor]
    pub fn clear_background() -> Arc<Self> {
        Arc::new(content::background_clear().into())
    }

    /// Several parts in one message.
    #[uniffi::constructor]
    pub fn group(items: Vec<Arc<Self>>) -> NativeResult<Arc<Self>> {
        built(content::group(items.iter().map(|item| item.content.clone()).collect()))
    }

    /// A link as a card.
    #[uniffi::constructor]
    pub fn app(url: String, live: Option<bool>) -> NativeResult<Arc<Self>> {
        built(content::app(url, live))
    }

    /// A card of an extension of one's own.
    #[uniffi::constructor]
    pub fn mini_app(card: NativeMiniApp) -> NativeResult<Arc<Self>> {
        built(content::mini_app(card.into()))
    }

    /// The account's own name and photo.
    #[uniffi::constructor]
    pub fn contact_card() -> Arc<Self> {
        Arc::new(content::native_contact_card().into())
    }

    /// A picture of a group.
    #[uniffi::constructor]
    pub fn avatar(source: NativeSource, mime_type: Option<String>) -> NativeResult<Arc<Self>> {
        built(match source {
            NativeSource::Path { path } => content::avatar(path, mime_type),
            NativeSource::Data { data } => content::avatar_bytes(data, mime_type),
            NativeSource::Url { url } => content::avatar_url(&url, mime_type),
        })
    }

    /// No picture of a group.
    #[uniffi::constructor]
    pub fn clear_avatar() -> Arc<Self> {
        Arc::new(content::avatar_clear().into())
    }

    /// A new name for a group.
    #[uniffi::constructor]
    pub fn rename(display_name: &str) -> NativeResult<Arc<Self>> {
        built(content::rename(display_name))
    }

    /// People join a group.
    #[uniffi::constructor]
    pub fn add_member(users: Vec<NativeUser>) -> NativeResult<Arc<Self>> {
        let users: Vec<User> = users.into_iter().map(Into::into).collect();
        built(content::add_member(&users))
    }

    /// People are removed from a group.
    #[uniffi::constructor]
    pub fn remove_member(users: Vec<NativeUser>) -> NativeResult<Arc<Self>> {
        let users: Vec<User> = users.into_iter().map(Into::into).collect();
        built(content::remove_member(&users))
    }

    /// Leaves a group.
    #[uniffi::constructor]
    pub fn leave_space() -> Arc<Self> {
        Arc::new(content::leave_space().into())
    }

    /// An answer.
    #[uniffi::constructor]
    pub fn reply(content: Arc<Self>, target: Arc<NativeMessage>) -> NativeResult<Arc<Self>> {
        about(&target, content::reply(content.content.clone(), target.get()))
    }

    /// A reaction.
    #[uniffi::constructor]
    pub fn reaction(reaction: &str, target: Arc<NativeMessage>) -> NativeResult<Arc<Self>> {
        about(&target, content::reaction(reaction, target.get()))
    }

    /// A new text.
    #[uniffi::constructor]
    pub fn edit(content: Arc<Self>, target: Arc<NativeMessage>) -> NativeResult<Arc<Self>> {
        about(&target, content::edit(content.content.clone(), target.get()))
    }

    /// A retraction.
    #[uniffi::constructor]
    pub fn unsend(target: Arc<NativeMessage>) -> NativeResult<Arc<Self>> {
        about(&target, content::unsend(target.get()))
    }

    /// A read receipt.
    #[uniffi::constructor]
    pub fn read(target: Arc<NativeMessage>) -> NativeResult<Arc<Self>> {
        about(&target, content::read(target.get()))
    }

    /// The typing indicator.
    #[uniffi::constructor]
    pub fn typing(state: NativeTyping) -> Arc<Self> {
        Arc::new(content::typing(state.into()).into())
    }

    /// A JSON value.
    #[uniffi::constructor]
    pub fn custom(json: &str) -> NativeResult<Arc<Self>> {
        let value = serde_json::from_str(json).map_err(|error| {
            NativeError::invalid(&format!("custom content is no JSON: {error}"))
        })?;
        built(Ok(content::custom(value)))
    }

    /// What a message holds, to be sent again.
    #[uniffi::constructor]
    pub fn of_message(message: Arc<NativeMessage>) -> Arc<Self> {
        Self::new(message.app(), message.get().content().clone())
    }

    /// What this is.
    pub fn value(&self) -> NativeValue {
        NativeValue::new(self.app.as_ref(), &self.content)
    }
}
