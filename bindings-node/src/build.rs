//! The builders of content.

use napi::bindgen_prelude::{ClassInstance, Either, Either3, Uint8Array};
use napi_derive::napi;
use spectrum_imessage::content::{self, CompanionSource, Content, FileOptions, VoiceOptions};
use spectrum_imessage::{MessageEffect, Result, Tapback, User};

use crate::call::{Outcome, outcome};
use crate::card::CardInput;
use crate::contact::ContactView;
use crate::message::NativeMessage;

/// Content that can be sent.
#[napi]
pub struct NativeContent(pub(crate) Content);

/// Content for a send: plain text needs no object of its own.
pub type Sendable<'env> = Either<String, ClassInstance<'env, NativeContent>>;

/// What is sent, checked.
pub(crate) fn sendable(content: Sendable<'_>) -> Result<Content> {
    match content {
        Either::A(text) => content::text(text),
        Either::B(content) => Ok(content.0.clone()),
    }
}

/// The same for several: all are checked before one is sent.
pub(crate) fn sendables(contents: Vec<Sendable<'_>>) -> Result<Vec<Content>> {
    contents.into_iter().map(sendable).collect()
}

fn contents_of(contents: &[ClassInstance<'_, NativeContent>]) -> Vec<Content> {
    contents.iter().map(|content| content.0.clone()).collect()
}

fn built(result: Result<Content>) -> Outcome<NativeContent> {
    outcome(result.map(NativeContent))
}

fn users_of(ids: Vec<String>) -> Vec<User> {
    ids.into_iter().map(User::new).collect()
}

/// Where bytes come from.
#[napi(object, object_to_js = false)]
pub struct PathSource {
    /// A path.
    pub path: String,
}

/// Where bytes come from.
#[napi(object, object_to_js = false)]
pub struct UrlSource {
    /// A URL.
    pub url: String,
}

/// A path, a URL or the bytes themselves.
type Source = Either3<Uint8Array, PathSource, UrlSource>;

/// What a caller may say about a file.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct NamedOptions {
    /// The id.
    pub id: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The MIME type.
    pub mime_type: Option<String>,
    /// The length of a voice message in seconds.
    pub duration: Option<f64>,
    /// The video of a Live Photo.
    pub companion: Option<Either<Uint8Array, PathSource>>,
}

#[napi]
impl NativeContent {
    /// The kind.
    #[napi(getter, js_name = "type")]
    pub fn kind(&self) -> &'static str {
        self.0.type_name()
    }

    /// Plain text.
    #[napi]
    pub fn text(text: String) -> Outcome<NativeContent> {
        built(content::text(text))
    }

    /// Markdown.
    #[napi]
    pub fn markdown(markdown: String) -> Outcome<NativeContent> {
        built(content::markdown(markdown))
    }

    /// A file.
    #[napi]
    pub fn attachment(source: Source, options: NamedOptions) -> Outcome<NativeContent> {
        let NamedOptions { id, name, mime_type, companion, .. } = options;
        let companion = companion.map(|companion| match companion {
            Either::A(bytes) => CompanionSource::Bytes(bytes.to_vec().into()),
            Either::B(source) => CompanionSource::Path(source.path.into()),
        });
        let options = FileOptions { id, name, mime_type, companion };
        built(match source {
            Either3::A(bytes) => content::attachment_bytes(bytes.to_vec(), options),
            Either3::B(source) => content::attachment(source.path, options),
            Either3::C(source) => content::attachment_url(&source.url, options),
        })
    }

    /// An audio message.
    #[napi]
    pub fn voice(source: Source, options: NamedOptions) -> Outcome<NativeContent> {
        let NamedOptions { name, mime_type, duration, .. } = options;
        let options = VoiceOptions { name, mime_type, duration };
        built(match source {
            Either3::A(bytes) => content::voice_bytes(bytes.to_vec(), options),
            Either3::B(source) => content::voice(source.path, options),
            Either3::C(source) => content::voice_url(&source.url, options),
        })
    }

    /// The picture behind the conversation. The path `clear` is the reserved word.
    #[napi]
    pub fn background(source: Source, mime_type: Option<String>) -> Outcome<NativeContent> {
        built(match source {
            Either3::A(bytes) => content::background_bytes(bytes.to_vec(), mime_type),
            Either3::B(source) => content::background(source.path, mime_type),
            Either3::C(source) => content::background_url(&source.url, mime_type),
        })
    }

    /// The picture of a group. The path `clear` is the reserved word.
    #[napi]
    pub fn avatar(source: Source, mime_type: Option<String>) -> Outcome<NativeContent> {
        built(match source {
            Either3::A(bytes) => content::avatar_bytes(bytes.to_vec(), mime_type),
            Either3::B(source) => content::avatar(source.path, mime_type),
            Either3::C(source) => content::avatar_url(&source.url, mime_type),
        })
    }

    /// Several parts.
    #[napi]
    pub fn group(items: Vec<ClassInstance<'_, NativeContent>>) -> Outcome<NativeContent> {
        built(content::group(contents_of(&items)))
    }

    /// A link as a card.
    #[napi]
    pub fn app(url: String, live: Option<bool>) -> Outcome<NativeContent> {
        built(content::app(url, live))
    }

    /// A card of an extension of one's own.
    #[napi]
    pub fn mini_app(card: CardInput) -> Outcome<NativeContent> {
        built(content::mini_app(card.into()))
    }

    /// The account's own name and photo.
    #[napi]
    pub fn contact_card() -> NativeContent {
        Self(content::native_contact_card())
    }

    /// The name of a group.
    #[napi]
    pub fn rename(display_name: String) -> Outcome<NativeContent> {
        built(content::rename(display_name))
    }

    /// People join a group.
    #[napi]
    pub fn add_member(ids: Vec<String>) -> Outcome<NativeContent> {
        built(content::add_member(&users_of(ids)))
    }

    /// People are removed from a group.
    #[napi]
    pub fn remove_member(ids: Vec<String>) -> Outcome<NativeContent> {
        built(content::remove_member(&users_of(ids)))
    }

    /// This account leaves a group.
    #[napi]
    pub fn leave_space() -> NativeContent {
        Self(content::leave_space())
    }

    /// A contact by its fields.
    #[napi]
    pub fn contact(contact: ContactView) -> Outcome<NativeContent> {
        built(content::contact(contact.into()))
    }

    /// A contact as a vCard.
    #[napi]
    pub fn vcard(vcard: String) -> Outcome<NativeContent> {
        built(content::contact_vcard(vcard))
    }

    /// A link with a preview.
    #[napi]
    pub fn richlink(url: String) -> Outcome<NativeContent> {
        built(content::richlink(url))
    }

    /// A poll.
    #[napi]
    pub fn poll(title: String, options: Vec<String>) -> Outcome<NativeContent> {
        built(content::poll(title, options))
    }

    /// Content with an effect, by its identifier.
    #[napi]
    pub fn effect(content: &NativeContent, effect: String) -> Outcome<NativeContent> {
        let effect = effect.parse::<MessageEffect>();
        built(effect.and_then(|effect| content::effect(content.0.clone(), effect)))
    }

    /// An answer.
    #[napi]
    pub fn reply(content: &NativeContent, target: &NativeMessage) -> Outcome<NativeContent> {
        built(content::reply(content.0.clone(), &target.0))
    }

    /// A reaction.
    #[napi]
    pub fn reaction(reaction: String, target: &NativeMessage) -> Outcome<NativeContent> {
        built(content::reaction(&reaction, &target.0))
    }

    /// A new text.
    #[napi]
    pub fn edit(content: &NativeContent, target: &NativeMessage) -> Outcome<NativeContent> {
        built(content::edit(content.0.clone(), &target.0))
    }

    /// A retraction.
    #[napi]
    pub fn unsend(target: &NativeMessage) -> Outcome<NativeContent> {
        built(content::unsend(&target.0))
    }

    /// A read receipt.
    #[napi]
    pub fn read(target: &NativeMessage) -> Outcome<NativeContent> {
        built(content::read(&target.0))
    }

    /// The typing indicator: `start` or `stop`.
    #[napi]
    pub fn typing(state: String) -> Outcome<NativeContent> {
        built(state.parse().map(content::typing))
    }

    /// A JSON value.
    #[napi]
    pub fn custom(raw: serde_json::Value) -> NativeContent {
        Self(content::custom(raw))
    }
}

/// A constant: its name in programs and its value.
#[napi(object, object_from_js = false)]
pub struct Constant {
    /// The name.
    pub name: &'static str,
    /// The value.
    pub value: &'static str,
}

/// The effects, in the order of the documents.
#[napi]
pub fn effects() -> Vec<Constant> {
    let constant = |effect: MessageEffect| Constant { name: effect.name(), value: effect.id() };
    MessageEffect::ALL.into_iter().map(constant).collect()
}

/// The tapbacks, in the order of the documents.
#[napi]
pub fn tapbacks() -> Vec<Constant> {
    let constant = |tapback: Tapback| Constant { name: tapback.name(), value: tapback.name() };
    Tapback::ALL.into_iter().map(constant).collect()
}
