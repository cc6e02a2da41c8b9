//! Shared by the runners: messages, spaces and errors as plain JSON, under the public names.

use std::time::SystemTime;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};
use spectrum_imessage::content::{Attachment, CardSession, Contact, MiniApp, Voice};
use spectrum_imessage::imessage::{AddressInfo, AttachmentMetadata, Native, ReactionKind};
use spectrum_imessage::{Content, Message, Space, User};

/// A time as `2025-01-02T03:04:05.678Z`.
pub fn time(time: SystemTime) -> Value {
    let timestamp = jiff::Timestamp::try_from(time).unwrap_or_default();
    json!(timestamp.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}

/// A space by its fields.
pub fn space(space: &Space) -> Value {
    json!({"id": space.id(), "type": space.kind().as_str(), "phone": space.phone()})
}

/// A message with its native fields.
pub fn message(message: &Message) -> Value {
    let mut out = bare_message(message);
    if let Some(native) = message.native() {
        let mut native = self::native(native);
        if let Some(session) = message.card_session() {
            native["miniAppCardSession"] = card_session(&session);
        }
        out.insert("native".into(), native);
    }
    Value::Object(out)
}

fn bare_message(message: &Message) -> Map<String, Value> {
    object([
        ("id", Some(json!(message.id()))),
        ("platform", Some(json!(message.platform().as_str()))),
        ("direction", Some(json!(message.direction().as_str()))),
        ("timestamp", Some(time(message.timestamp()))),
        ("sender", message.sender().map(user)),
        ("space", Some(space(message.space()))),
        ("content", Some(content(message.content()))),
        ("partIndex", message.part_index().map(|index| json!(index))),
        ("parentId", message.parent_id().map(|id| json!(id))),
    ])
}

/// A user by its fields.
pub fn user(user: &User) -> Value {
    let agent = user.kind == spectrum_imessage::UserKind::Agent;
    Value::Object(object([
        ("id", Some(json!(user.id))),
        ("kind", agent.then(|| json!("agent"))),
        ("address", user.address.as_ref().map(|v| json!(v))),
        ("country", user.country.as_ref().map(|v| json!(v))),
        ("service", user.service.map(|v| json!(v.as_str()))),
    ]))
}

/// Content by its fields.
pub fn content(content: &Content) -> Value {
    let kind = content.type_name();
    let fields = match content {
        Content::Text(text) => object([("text", Some(json!(text.text)))]),
        Content::Markdown(markdown) => object([("markdown", Some(json!(markdown.markdown)))]),
        Content::Attachment(attachment) => self::attachment(attachment),
        Content::Voice(voice) => self::voice(voice),
        Content::Contact(contact) => self::contact(contact),
        Content::Richlink(link) => object([("url", Some(json!(link.url)))]),
        Content::Poll(poll) => {
            let options: Vec<_> =
                poll.options.iter().map(|option| json!({"title": option.title})).collect();
            object([("title", Some(json!(poll.title))), ("options", Some(json!(options)))])
        }
        Content::PollVote(vote) => object([
            ("option", Some(json!({"title": vote.option.title}))),
            ("poll", Some(self::content(&Content::Poll(vote.poll.clone())))),
            ("selected", Some(json!(vote.selected))),
            ("title", Some(json!(vote.option.title))),
        ]),
        Content::Group(group) => {
            let items = group.items.iter().map(|item| Value::Object(bare_message(item)));
            object([("items", Some(items.collect()))])
        }
        Content::Reply(reply) => object([
            ("content", Some(self::content(&reply.content))),
            ("target", Some(Value::Object(bare_message(&reply.target)))),
        ]),
        Content::Reaction(reaction) => object([
            ("emoji", Some(json!(reaction.emoji))),
            ("tapback", reaction.tapback.map(|tapback| json!(tapback.name()))),
            ("target", Some(Value::Object(bare_message(&reaction.target)))),
        ]),
        Content::Read(read) => {
            object([("target", Some(Value::Object(bare_message(&read.target))))])
        }
        Content::Rename(rename) => object([("displayName", Some(json!(rename.display_name)))]),
        Content::AddMember(members) | Content::RemoveMember(members) => {
            object([("members", Some(json!(members.members)))])
        }
        Content::MiniApp(card) => mini_app(card),
        Content::Custom(value) => object([("raw", Some(value.clone()))]),
        Content::Effect(_)
        | Content::Parts(_)
        | Content::TextStream(_)
        | Content::App(_)
        | Content::Avatar(_)
        | Content::LeaveSpace
        | Content::NativeContactCard
        | Content::Edit(_)
        | Content::Unsend(_)
        | Content::Typing(_)
        | Content::Background(_) => Map::new(),
    };
    let mut out = object([("type", Some(json!(kind)))]);
    out.extend(fields);
    Value::Object(out)
}

fn mini_app(card: &MiniApp) -> Map<String, Value> {
    let text = |value: &Option<String>| value.as_ref().map(|v| json!(v));
    let layout = &card.layout;
    let layout = object([
        ("caption", text(&layout.caption)),
        ("subcaption", text(&layout.subcaption)),
        ("trailingCaption", text(&layout.trailing_caption)),
        ("trailingSubcaption", text(&layout.trailing_subcaption)),
        ("image", layout.image.as_ref().map(|image| json!({"base64": base64(image)}))),
        ("imageTitle", text(&layout.image_title)),
        ("imageSubtitle", text(&layout.image_subtitle)),
        ("summary", text(&layout.summary)),
    ]);
    object([
        ("appName", Some(json!(card.app_name))),
        ("appStoreId", card.app_store_id.map(|v| json!(v))),
        ("extensionBundleId", Some(json!(card.extension_bundle_id))),
        ("teamId", Some(json!(card.team_id))),
        ("url", Some(json!(card.url))),
        ("live", card.live.map(|v| json!(v))),
        ("layout", Some(Value::Object(layout))),
    ])
}

/// What identifies a sent card.
pub fn card_session(session: &CardSession) -> Value {
    json!({
        "messageGuid": session.message_guid,
        "chatGuid": session.chat_guid,
        "sessionId": session.session_id,
        "targetMessageGuid": session.target_message_guid,
    })
}

fn attachment(attachment: &Attachment) -> Map<String, Value> {
    object([
        ("id", Some(json!(attachment.id))),
        ("name", Some(json!(attachment.name))),
        ("mimeType", Some(json!(attachment.mime_type))),
        ("size", attachment.size.map(|v| json!(v))),
    ])
}

fn voice(voice: &Voice) -> Map<String, Value> {
    object([
        ("id", voice.id.as_ref().map(|v| json!(v))),
        ("name", voice.name.as_ref().map(|v| json!(v))),
        ("mimeType", Some(json!(voice.mime_type))),
        ("duration", voice.duration.map(|v| json!(v))),
        ("size", voice.size.map(|v| json!(v))),
    ])
}

fn contact(contact: &Contact) -> Map<String, Value> {
    let list = |values: Vec<Value>| (!values.is_empty()).then(|| json!(values));
    let phones = contact.phones.iter().map(|phone| {
        let kind = phone.kind.as_ref().map(|v| json!(v));
        Value::Object(object([("value", Some(json!(phone.value))), ("type", kind)]))
    });
    let emails = contact.emails.iter().map(|email| {
        let kind = email.kind.as_ref().map(|v| json!(v));
        Value::Object(object([("value", Some(json!(email.value))), ("type", kind)]))
    });
    let addresses = contact.addresses.iter().map(|address| {
        Value::Object(object([
            ("street", address.street.as_ref().map(|v| json!(v))),
            ("city", address.city.as_ref().map(|v| json!(v))),
            ("region", address.region.as_ref().map(|v| json!(v))),
            ("postalCode", address.postal_code.as_ref().map(|v| json!(v))),
            ("country", address.country.as_ref().map(|v| json!(v))),
            ("type", address.kind.as_ref().map(|v| json!(v))),
        ]))
    });
    let org = contact.org.as_ref().map(|org| {
        Value::Object(object([
            ("name", org.name.as_ref().map(|v| json!(v))),
            ("department", org.department.as_ref().map(|v| json!(v))),
            ("title", org.title.as_ref().map(|v| json!(v))),
        ]))
    });
    let name = contact.name.as_ref().map(|name| {
        Value::Object(object([
            ("formatted", name.formatted.as_ref().map(|v| json!(v))),
            ("first", name.first.as_ref().map(|v| json!(v))),
            ("last", name.last.as_ref().map(|v| json!(v))),
            ("middle", name.middle.as_ref().map(|v| json!(v))),
            ("prefix", name.prefix.as_ref().map(|v| json!(v))),
            ("suffix", name.suffix.as_ref().map(|v| json!(v))),
        ]))
    });
    object([
        ("user", contact.user.as_ref().map(user)),
        ("name", name),
        ("phones", list(phones.collect())),
        ("emails", list(emails.collect())),
        ("addresses", list(addresses.collect())),
        ("org", org),
        ("urls", list(contact.urls.iter().map(|url| json!(url)).collect())),
        ("birthday", contact.birthday.as_ref().map(|v| json!(v))),
        ("note", contact.note.as_ref().map(|v| json!(v))),
        ("photo", contact.photo.as_ref().map(|photo| json!({"mimeType": photo.mime_type}))),
        ("raw", contact.raw.as_ref().map(|v| json!(v))),
    ])
}

fn native(native: &Native) -> Value {
    let formatting = native.formatting.iter().map(|run| {
        let effect = run.effect_name.as_ref().map(|v| json!(v));
        Value::Object(object([
            ("type", Some(json!(run.kind))),
            ("start", Some(json!(run.start))),
            ("length", Some(json!(run.length))),
            ("effectName", effect),
        ]))
    });
    let mentions = native.mentions.iter().map(|mention| {
        json!({"address": mention.address, "start": mention.start, "length": mention.length})
    });
    let reactions = native.applied_reactions.iter().map(|applied| {
        Value::Object(object([
            ("messageGuid", Some(json!(applied.message_guid))),
            ("targetPartIndex", applied.target_part_index.map(|v| json!(v))),
            ("reaction", applied.reaction.as_ref().map(reaction)),
            ("sender", applied.sender.as_ref().map(address)),
            ("isFromMe", Some(json!(applied.is_from_me))),
            ("dateCreated", applied.date_created.map(time)),
        ]))
    });
    let stickers = native.placed_stickers.iter().map(|placed| {
        Value::Object(object([
            ("messageGuid", Some(json!(placed.message_guid))),
            ("targetPartIndex", placed.target_part_index.map(|v| json!(v))),
            ("sender", placed.sender.as_ref().map(address)),
            ("isFromMe", Some(json!(placed.is_from_me))),
            ("dateCreated", placed.date_created.map(time)),
            ("sticker", placed.sticker.as_ref().map(metadata)),
        ]))
    });
    let record = native.reaction_record.as_ref().map(|record| {
        Value::Object(object([
            ("reaction", Some(reaction(&record.reaction))),
            ("selected", record.selected.map(|v| json!(v))),
            ("targetGuid", record.target_guid.as_ref().map(|v| json!(v))),
            ("targetPartIndex", record.target_part_index.map(|v| json!(v))),
        ]))
    });
    Value::Object(object([
        ("dateDelivered", native.date_delivered.map(time)),
        ("dateEdited", native.date_edited.map(time)),
        ("dateExpressiveSendPlayed", native.date_expressive_send_played.map(time)),
        ("datePlayed", native.date_played.map(time)),
        ("dateRead", native.date_read.map(time)),
        ("dateRetracted", native.date_retracted.map(time)),
        ("isSent", Some(json!(native.is_sent))),
        ("isDelivered", Some(json!(native.is_delivered))),
        ("isDeliveredQuietly", Some(json!(native.is_delivered_quietly))),
        ("didNotifyRecipient", Some(json!(native.did_notify_recipient))),
        ("isDelayed", Some(json!(native.is_delayed))),
        ("sendErrorCode", Some(json!(native.send_error_code))),
        ("nativeText", native.native_text.as_ref().map(|v| json!(v))),
        ("formatting", Some(formatting.collect())),
        ("mentions", Some(mentions.collect())),
        ("subject", native.subject.as_ref().map(|v| json!(v))),
        ("balloonBundleId", native.balloon_bundle_id.as_ref().map(|v| json!(v))),
        ("expressiveSendStyleId", native.expressive_send_style_id.as_ref().map(|v| json!(v))),
        ("attachmentMetadata", Some(native.attachment_metadata.iter().map(metadata).collect())),
        ("appliedReactions", Some(reactions.collect())),
        ("placedStickers", Some(stickers.collect())),
        ("reactionRecord", record),
        ("itemType", Some(json!(native.item_type))),
        ("groupTitle", native.group_title.as_ref().map(|v| json!(v))),
        ("partCount", native.part_count.map(|v| json!(v))),
        ("isAutoReply", Some(json!(native.is_auto_reply))),
        ("isCorrupt", Some(json!(native.is_corrupt))),
        ("isExpirable", Some(json!(native.is_expirable))),
        ("isServiceMessage", Some(json!(native.is_service_message))),
        ("isSpam", Some(json!(native.is_spam))),
        ("isSystemMessage", Some(json!(native.is_system_message))),
    ]))
}

fn reaction(reaction: &ReactionKind) -> Value {
    let emoji = reaction.emoji().map(|v| json!(v));
    Value::Object(object([("kind", Some(json!(reaction.name()))), ("emoji", emoji)]))
}

fn address(info: &AddressInfo) -> Value {
    Value::Object(object([
        ("address", Some(json!(info.address))),
        ("service", Some(json!(info.service.as_str()))),
        ("country", info.country.as_ref().map(|v| json!(v))),
    ]))
}

fn metadata(info: &AttachmentMetadata) -> Value {
    Value::Object(object([
        ("guid", Some(json!(info.guid))),
        ("originalGuid", info.original_guid.as_ref().map(|v| json!(v))),
        ("fileName", Some(json!(info.file_name))),
        ("mimeType", Some(json!(info.mime_type))),
        ("uti", Some(json!(info.uti))),
        ("totalBytes", Some(json!(info.total_bytes))),
        ("transferState", Some(json!(info.transfer_state))),
        ("isHidden", Some(json!(info.is_hidden))),
        ("isSticker", Some(json!(info.is_sticker))),
    ]))
}

/// Bytes from base64, as the scenario files and vectors hold them.
///
/// # Panics
/// If it is none: the files are our own.
pub fn bytes(base64: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(base64).expect("base64 in a test file")
}

/// Bytes as base64.
pub fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Map<String, Value> {
    fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}
