//! Content as the outbox keeps it: its kind and its fields, targets by their ids, files by their paths
//! or URLs. Of bytes and streams nothing is kept.

use futures_util::future::{BoxFuture, FutureExt};
use serde_json::{Value, json};

use crate::content::{
    self, Attachment, Content, File, FileOptions, MessageEffect, Place, VoiceOptions,
};
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::space::Space;

/// The form of content; `None` if it cannot be kept.
pub(super) fn of(content: &Content) -> Option<Value> {
    let mut form = match content {
        Content::Text(text) => json!({"text": text.text}),
        Content::Markdown(markdown) => json!({"markdown": markdown.markdown}),
        Content::Richlink(link) => json!({"url": link.url}),
        Content::App(app) => json!({"url": app.url, "live": app.live}),
        Content::Poll(poll) => {
            let options: Vec<_> = poll.options.iter().map(|option| &option.title).collect();
            json!({"title": poll.title, "options": options})
        }
        // A Live Photo has a second file.
        Content::Attachment(attachment) if attachment.companion.is_none() => {
            let Attachment { id, name, mime_type, file, .. } = attachment;
            let mut form = place(file)?;
            form["id"] = json!(id);
            form["name"] = json!(name);
            form["mimeType"] = json!(mime_type);
            form
        }
        Content::Voice(voice) => {
            let mut form = place(&voice.file)?;
            form["name"] = json!(voice.name);
            form["mimeType"] = json!(voice.mime_type);
            form["duration"] = json!(voice.duration);
            form
        }
        Content::Parts(items) => {
            json!({"items": items.iter().map(of).collect::<Option<Vec<_>>>()?})
        }
        Content::Effect(effect) => {
            json!({"content": of(&effect.content)?, "effect": effect.effect.id()})
        }
        Content::Reply(reply) => {
            json!({"content": of(&reply.content)?, "target": reply.target.id()})
        }
        Content::Reaction(reaction) => {
            json!({"emoji": reaction.emoji, "target": reaction.target.id()})
        }
        _ => return None,
    };
    form["type"] = json!(content.type_name());
    Some(form)
}

fn place(file: &File) -> Option<Value> {
    match file.place()? {
        // A path that is no text is none that JSON can keep.
        Place::Path(path) => Some(json!({"path": std::path::absolute(path).ok()?.to_str()?})),
        Place::Url(url) => Some(json!({"url": url.as_str()})),
    }
}

/// The content of a form; its targets are looked up.
///
/// # Errors
/// `NotFoundError` if a target is gone, those of the builders and of the look-up.
pub(crate) fn restore<'a>(form: &'a Value, space: &'a Space) -> BoxFuture<'a, Result<Content>> {
    async move {
        let text = |name: &str| form[name].as_str().map(str::to_owned);
        let must = |name: &str| text(name).ok_or_else(unknown);
        match form["type"].as_str().unwrap_or_default() {
            "text" => content::text(must("text")?),
            "markdown" => content::markdown(must("markdown")?),
            "richlink" => content::richlink(must("url")?),
            "app" => content::app(must("url")?, form["live"].as_bool()),
            "poll" => {
                let options = form["options"].as_array().ok_or_else(unknown)?;
                content::poll(must("title")?, options.iter().filter_map(Value::as_str))
            }
            "attachment" => {
                let options = FileOptions {
                    id: text("id"),
                    name: text("name"),
                    mime_type: text("mimeType"),
                    ..FileOptions::default()
                };
                match text("path") {
                    Some(path) => content::attachment(path, options),
                    None => content::attachment_url(&must("url")?, options),
                }
            }
            "voice" => {
                let options = VoiceOptions {
                    name: text("name"),
                    mime_type: text("mimeType"),
                    duration: form["duration"].as_f64(),
                };
                match text("path") {
                    Some(path) => content::voice(path, options),
                    None => content::voice_url(&must("url")?, options),
                }
            }
            "group" => {
                let mut items = Vec::new();
                for item in form["items"].as_array().ok_or_else(unknown)? {
                    items.push(restore(item, space).await?);
                }
                content::group(items)
            }
            "effect" => {
                let effect: MessageEffect = must("effect")?.parse()?;
                content::effect(restore(&form["content"], space).await?, effect)
            }
            "reply" => {
                let target = target(form, space).await?;
                content::reply(restore(&form["content"], space).await?, &target)
            }
            "reaction" => content::reaction(&must("emoji")?, &target(form, space).await?),
            _ => Err(unknown()),
        }
    }
    .boxed()
}

async fn target(form: &Value, space: &Space) -> Result<Message> {
    let id = form["target"].as_str().ok_or_else(unknown)?;
    space.get_message(id).await?.ok_or_else(|| {
        let text = "the message that it is about is not there any more";
        Error::new(ErrorKind::NotFound, "messageNotFound", text)
    })
}

fn unknown() -> Error {
    Error::validation(
        "notKept",
        "the outbox keeps no content of this send: bytes and streams cannot be kept; send it anew, \
         with its client_message_id",
    )
}
