//! Received and sent content as objects: a `type`, and what belongs to it.

use napi::Env;
use napi::bindgen_prelude::{JsObjectValue, Object, ToNapiValue};
use spectrum_imessage::Message;
use spectrum_imessage::content::{Content, File, MiniApp, PictureChange};

use crate::card::LayoutView;
use crate::contact::ContactView;
use crate::file::{CompanionView, NativeFile};
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
pub(crate) fn size(size: u64) -> f64 {
    size as f64
}

fn card_view<'a, 'env>(
    view: &'a mut View<'env>,
    card: &MiniApp,
) -> napi::Result<&'a mut View<'env>> {
    let MiniApp { app_name, app_store_id, extension_bundle_id, team_id, url, live, layout } = card;
    view.set("appName", app_name.as_str())?
        .set_some("appStoreId", *app_store_id)?
        .set("extensionBundleId", extension_bundle_id.as_str())?
        .set("layout", LayoutView::from(layout))?
        .set_some("live", *live)?
        .set("teamId", team_id.as_str())?
        .set("url", url.as_str())
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
            .set_some("size", attachment.size.map(size))?
            .set_some("companion", attachment.companion.clone().map(CompanionView::from))?
            .file(&attachment.file)?,
        Content::Voice(voice) => view
            .set_some("id", voice.id.as_deref())?
            .set_some("name", voice.name.as_deref())?
            .set("mimeType", voice.mime_type.as_str())?
            .set_some("duration", voice.duration)?
            .set_some("size", voice.size.map(size))?
            .file(&voice.file)?,
        Content::Contact(contact) => view.set("contact", ContactView::from(&**contact))?,
        Content::Richlink(link) => view.set("url", link.url.as_str())?,
        Content::Poll(poll) => {
            let options: Vec<_> = poll.options.iter().map(|option| option.title.as_str()).collect();
            view.set("title", poll.title.as_str())?.set("options", options)?
        }
        Content::PollVote(vote) => {
            let options: Vec<_> =
                vote.poll.options.iter().map(|option| option.title.as_str()).collect();
            view.set("pollTitle", vote.poll.title.as_str())?
                .set("pollOptions", options)?
                .set("title", vote.option.title.as_str())?
                .set("selected", vote.selected)?
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
        Content::Background(change) | Content::Avatar(change) => match change {
            PictureChange::Clear => view.set("kind", "clear")?,
            PictureChange::Set(picture) => view
                .set("kind", "set")?
                .set("mimeType", picture.mime_type.as_str())?
                .file(&picture.file)?,
        },
        Content::Rename(rename) => view.set("displayName", rename.display_name.as_str())?,
        Content::AddMember(people) | Content::RemoveMember(people) => {
            view.set("members", people.members.clone())?
        }
        Content::App(app) => view.set("url", app.url.as_str())?.set_some("live", app.live)?,
        Content::MiniApp(card) => card_view(&mut view, card)?,
        // No message holds a streamed text or unsent parts: a send makes a text or a group of them.
        Content::TextStream(_)
        | Content::Parts(_)
        | Content::LeaveSpace
        | Content::NativeContactCard => &mut view,
        Content::Custom(raw) => view.set("raw", raw.clone())?,
    };
    Ok(view.0)
}
