//! Messages and events as JSON: camelCase, absent fields left out, times in RFC 3339.

use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use spectrum_imessage::{Content, Event, Message, MessageEffect, Space, User};

/// A message on a line of its own.
pub(super) fn message_line(message: &Message) -> Value {
    let mut line = self::message(message);
    line["type"] = json!("message");
    line
}

/// A message.
pub(in super::super) fn message(message: &Message) -> Value {
    let mut out = object([
        ("id", Some(json!(message.id()))),
        ("platform", Some(json!(message.platform().as_str()))),
        ("direction", Some(json!(message.direction().as_str()))),
        ("timestamp", time(message.timestamp()).map(Value::from)),
        // The number of the shared pool is not known.
        ("sender", message.sender().filter(|sender| !sender.id.is_empty()).map(user)),
        ("space", Some(space(message.space()))),
        ("content", Some(content(message.content()))),
        ("partIndex", message.part_index().map(Value::from)),
        ("parentId", message.parent_id().map(Value::from)),
        ("redelivered", message.redelivered().then_some(Value::Bool(true))),
    ]);
    if let Some(effect) = effect(message) {
        out.insert("effect".to_owned(), effect.into());
    }
    Value::Object(out)
}

/// An event, with its conversation.
pub(super) fn event(event: &Event) -> Value {
    let mut fields: Value = serde_json::from_str(&event.to_json()).unwrap_or_default();
    if let Some(space) = event.space() {
        fields["space"] = self::space(space);
    }
    fields
}

/// The name of a message's effect, or Apple's identifier of one without a name.
pub(super) fn effect(message: &Message) -> Option<String> {
    let id = message.native()?.expressive_send_style_id.as_deref().filter(|id| !id.is_empty())?;
    let named = id.parse::<MessageEffect>().map(MessageEffect::name);
    Some(named.unwrap_or(id).to_owned())
}

pub(super) fn time(time: SystemTime) -> Option<String> {
    Timestamp::try_from(time).ok().map(|time| time.to_string())
}

fn space(space: &Space) -> Value {
    json!({ "id": space.id(), "type": space.kind().as_str(), "phone": space.phone() })
}

fn user(user: &User) -> Value {
    Value::Object(object([
        ("id", Some(json!(user.id))),
        ("address", user.address.as_ref().map(|address| json!(address))),
        ("country", user.country.as_ref().map(|country| json!(country))),
        ("service", user.service.map(|service| json!(service.as_str()))),
    ]))
}

/// A message that another one is about.
fn target(message: &Message) -> Option<Value> {
    Some(json!({ "id": message.id(), "content": content(message.content()) }))
}

fn content(content: &Content) -> Value {
    let fields = match content {
        Content::Text(text) => object([("text", Some(json!(text.text)))]),
        Content::Markdown(markdown) => object([("markdown", Some(json!(markdown.markdown)))]),
        Content::Attachment(file) => object([
            ("id", Some(json!(file.id))),
            ("name", Some(json!(file.name))),
            ("mimeType", Some(json!(file.mime_type))),
            ("size", file.size.map(Value::from)),
        ]),
        Content::Voice(voice) => object([
            ("id", voice.id.as_ref().map(|id| json!(id))),
            ("name", voice.name.as_ref().map(|name| json!(name))),
            ("mimeType", Some(json!(voice.mime_type))),
            ("duration", voice.duration.map(Value::from)),
            ("size", voice.size.map(Value::from)),
        ]),
        Content::Contact(contact) => {
            let name = contact.name.as_ref().and_then(|name| name.formatted.as_ref());
            object([
                ("name", name.map(|name| json!(name))),
                ("vcard", contact.raw.as_ref().map(|raw| json!(raw))),
            ])
        }
        Content::Richlink(link) => object([("url", Some(json!(link.url)))]),
        Content::Poll(poll) => {
            let options: Vec<_> = poll.options.iter().map(|option| &option.title).collect();
            object([("title", Some(json!(poll.title))), ("options", Some(json!(options)))])
        }
        Content::PollVote(vote) => object([
            ("poll", Some(json!(vote.poll.title))),
            ("option", Some(json!(vote.option.title))),
            ("selected", Some(json!(vote.selected))),
        ]),
        Content::Group(group) => {
            let items = group.items.iter().map(|item| self::content(item.content()));
            object([("items", Some(items.collect()))])
        }
        Content::Reply(reply) => object([
            ("content", Some(self::content(&reply.content))),
            ("target", target(&reply.target)),
        ]),
        Content::Effect(effect) => object([
            ("content", Some(self::content(&effect.content))),
            ("effect", Some(json!(effect.effect.name()))),
        ]),
        Content::Reaction(reaction) => object([
            ("emoji", Some(json!(reaction.emoji))),
            ("tapback", reaction.tapback.map(|tapback| json!(tapback.name()))),
            ("target", target(&reaction.target)),
        ]),
        Content::Read(read) => object([("target", target(&read.target))]),
        Content::Rename(rename) => object([("displayName", Some(json!(rename.display_name)))]),
        Content::AddMember(members) | Content::RemoveMember(members) => {
            object([("members", Some(json!(members.members)))])
        }
        Content::App(app) => object([("url", Some(json!(app.url)))]),
        Content::MiniApp(card) => object([
            ("appName", Some(json!(card.app_name))),
            ("url", Some(json!(card.url))),
            ("caption", card.layout.caption.as_ref().map(|caption| json!(caption))),
        ]),
        Content::Custom(value) => object([("raw", Some(value.clone()))]),
        // Nobody is sent these.
        _ => Map::new(),
    };
    let mut out = object([("type", Some(json!(content.type_name())))]);
    out.extend(fields);
    Value::Object(out)
}

fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Map<String, Value> {
    let present = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    present.collect()
}
