//! Received and sent content as objects: a `type`, and what belongs to it.

use napi::Env;
use napi::bindgen_prelude::{JsObjectValue, Object, ToNapiValue};
use spectrum_imessage::Message;
use spectrum_imessage::content::{Background, Content, File};

use crate::contact::ContactView;
use crate::file::NativeFile;
use crate::message::NativeMessage;

/// An object that leaves out what is absent.
struct View<'env>(Object<'env>);

impl<'env> View<'env> {
    fn set<T: ToNapiValue>(&mut self, name: &str, value: T) -> napi::Result<&mut Self> {
        self.0.set_named_property(name, value)?;
        Ok(self)
    }

    fn set_some<T: ToNapiValue>(
        &mut self,
        name: &str,
        value: Option<T>,
    ) -> napi::Result<&mut Self> {
        match value {
            Some(value) => self.set(name, value),
            None => Ok(self),
        }
    }

    fn file(&mut self, file: &File) -> napi::Result<&mut Self> {
        self.set("file", NativeFile(file.clone()))
    }

    fn message(&mut self, name: &str, message: &Message) -> napi::Result<&mut Self> {
        self.set(name, NativeMessage(message.clone()))
    }

    fn content(&mut self, env: &'env Env, content: &Content) -> napi::Result<&mut Self> {
        let inner = content_view(env, content)?;
        self.set("content", inner)
    }
}

/// Sizes are far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn size(size: Option<u64>) -> Option<f64> {
    size.map(|size| size as f64)
}

/// The object for a content.
///
/// # Errors
/// If it cannot be made.
pub fn content_view<'env>(env: &'env Env, content: &Content) -> napi::Result<Object<'env>> {
    let mut view = View(Object::new(env)?);
    view.set("type", content.type_name())?;
    match content {
        Content::Text(text) => view.set("text", text.text.as_str())?,
        Content::Markdown(markdown) => view.set("markdown", markdown.markdown.as_str())?,
        Content::Attachment(attachment) => view
            .set("id", attachment.id.as_str())?
            .set("name", attachment.name.as_str())?
            .set("mimeType", attachment.mime_type.as_str())?
            .set_some("size", size(attachment.size))?
            .file(&attachment.file)?,
        Content::Voice(voice) => view
            .set_some("id", voice.id.as_deref())?
            .set_some("name", voice.name.as_deref())?
            .set("mimeType", voice.mime_type.as_str())?
            .set_some("duration", voice.duration)?
            .set_some("size", size(voice.size))?
            .file(&voice.file)?,
        Content::Contact(contact) => view.set("contact", ContactView::from(&**contact))?,
        Content::Richlink(link) => view.set("url", link.url.as_str())?,
        Content::Poll(poll) => {
            let options: Vec<_> = poll.options.iter().map(|option| option.title.as_str()).collect();
            view.set("title", poll.title.as_str())?.set("options", options)?
        }
        Content::Group(group) => {
            let items: Vec<_> = group.items.iter().cloned().map(NativeMessage).collect();
            view.set("items", items)?
        }
        Content::Effect(effect) => {
            view.content(env, &effect.content)?.set("effect", effect.effect.id())?
        }
        Content::Reply(reply) => {
            view.content(env, &reply.content)?.message("target", &reply.target)?
        }
        Content::Reaction(reaction) => view
            .set("emoji", reaction.emoji.as_str())?
            .set_some("tapback", reaction.tapback.map(|tapback| tapback.name()))?
            .message("target", &reaction.target)?,
        Content::Edit(edit) => view.content(env, &edit.content)?.message("target", &edit.target)?,
        Content::Unsend(unsend) => view.message("target", &unsend.target)?,
        Content::Typing(typing) => view.set("state", typing.as_str())?,
        Content::Read(read) => view.message("target", &read.target)?,
        Content::Background(Background::Clear) => view.set("kind", "clear")?,
        Content::Background(Background::Set { mime_type, file }) => {
            view.set("kind", "set")?.set("mimeType", mime_type.as_str())?.file(file)?
        }
        Content::Custom(raw) => view.set("raw", raw.clone())?,
    };
    Ok(view.0)
}
