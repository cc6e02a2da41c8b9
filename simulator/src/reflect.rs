//! Calls as readable JSON, for every method alike, by the descriptors of the wire.

use std::collections::HashMap;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value,
};
use prost_types::Timestamp;
use serde_json::{Map, Value as Json, json};

use crate::clock;

/// Longer bytes are shown by their length.
const SHOWN_BYTES: usize = 64;

/// What is known of a method before it is called.
pub(crate) struct Method {
    /// `MessageService`.
    pub(crate) service: String,
    /// `SendTextMessage`.
    pub(crate) name: String,
    /// Whether the server answers with a stream.
    pub(crate) stream: bool,
    /// Whether the call changes something, so that an idempotency key counts.
    pub(crate) mutating: bool,
    input: MessageDescriptor,
    output: MessageDescriptor,
}

impl Method {
    /// The method of that path.
    pub(crate) fn at(path: &str) -> Option<&'static Self> {
        static METHODS: OnceLock<HashMap<String, Method>> = OnceLock::new();
        METHODS.get_or_init(methods).get(path)
    }

    /// The request, read without knowing its type; nothing if it cannot be read.
    pub(crate) fn request(&self, bytes: Bytes) -> Option<DynamicMessage> {
        DynamicMessage::decode(self.input.clone(), bytes).ok()
    }

    /// The guid of the message in an answer, if it carries one.
    pub(crate) fn answered_guid(&self, bytes: Bytes) -> Option<String> {
        let answer = DynamicMessage::decode(self.output.clone(), bytes).ok()?;
        let message = answer.get_field_by_name("message")?;
        let guid = message.as_message()?.get_field_by_name("guid")?;
        guid.as_str().map(str::to_owned)
    }
}

fn methods() -> HashMap<String, Method> {
    let pool = DescriptorPool::decode(spectrum_imessage_wire::FILE_DESCRIPTOR_SET)
        .expect("the descriptors were written by the compiler of the wire crate");
    pool.services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .map(|method| {
            let service = method.parent_service();
            let name = method.name().to_owned();
            let path = format!("/{}/{name}", service.full_name());
            let reads = ["Get", "List", "Has", "Subscribe", "CatchUp", "Watch", "Download"];
            let known = Method {
                service: service.name().to_owned(),
                stream: method.is_server_streaming(),
                mutating: !reads.iter().any(|read| name.starts_with(read)),
                input: method.input(),
                output: method.output(),
                name,
            };
            (path, known)
        })
        .collect()
}

/// A text field of a request; nothing if it is not there or not set.
pub(crate) fn text_field(message: &DynamicMessage, name: &str) -> Option<String> {
    if !message.has_field_by_name(name) {
        return None;
    }
    message.get_field_by_name(name)?.as_str().map(str::to_owned)
}

/// A message as JSON: names in camel case, what is not set left out (but not enums).
pub(crate) fn json(message: &DynamicMessage) -> Json {
    if message.descriptor().full_name() == "google.protobuf.Timestamp"
        && let Ok(at) = message.transcode_to::<Timestamp>()
    {
        return Json::String(clock::text(&at));
    }
    let descriptor = message.descriptor();
    let fields: Map<String, Json> = descriptor
        .fields()
        // An enum without presence is told even at zero: a heart is the zero of the tapbacks.
        .filter(|field| message.has_field(field) || is_plain_enum(field))
        .map(|field| {
            let value = message.get_field(&field);
            (field.json_name().to_owned(), value_json(&field.kind(), &value))
        })
        .collect();
    Json::Object(fields)
}

fn is_plain_enum(field: &FieldDescriptor) -> bool {
    !field.is_list() && !field.supports_presence() && field.kind().as_enum().is_some()
}

fn value_json(kind: &Kind, value: &Value) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::I32(value) => json!(value),
        Value::U32(value) => json!(value),
        // As text, since JavaScript would round them.
        Value::I64(value) => json!(value.to_string()),
        Value::U64(value) => json!(value.to_string()),
        Value::F32(value) => json!(value),
        Value::F64(value) => json!(value),
        Value::String(value) => json!(value),
        Value::Bytes(value) if value.len() <= SHOWN_BYTES => json!(STANDARD.encode(value)),
        Value::Bytes(value) => json!(format!("<{} bytes>", value.len())),
        Value::EnumNumber(number) => {
            match kind.as_enum().and_then(|kind| kind.get_value(*number)) {
                Some(value) => json!(value.name()),
                None => json!(number),
            }
        }
        Value::Message(message) => json(message),
        Value::List(values) => values.iter().map(|value| value_json(kind, value)).collect(),
        // The wire has no maps.
        Value::Map(entries) => json!(format!("<map of {}>", entries.len())),
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use spectrum_imessage_wire::v1;

    use super::*;

    const PATH: &str = "/photon.imessage.v1.";

    #[test]
    fn methods_are_known_by_path() {
        let send = Method::at(&format!("{PATH}MessageService/SendTextMessage")).expect("known");
        assert!(send.mutating && !send.stream);
        let subscribe =
            Method::at(&format!("{PATH}ChatService/SubscribeChatEvents")).expect("known");
        assert!(!subscribe.mutating && subscribe.stream);
        assert!(Method::at("/x/y").is_none());
    }

    #[test]
    fn a_request_becomes_readable() {
        let method = Method::at(&format!("{PATH}MessageService/SetReaction")).expect("known");
        let request = v1::SetReactionRequest {
            target: Some(v1::MessageTarget {
                chat_guid: "any;-;+15551230001".into(),
                message_guid: "M".into(),
                target_part_index: Some(0),
            }),
            reaction: Some(v1::MessageReaction {
                kind: v1::MessageReactionKind::Love as i32,
                emoji: None,
            }),
            is_set: true,
            client_message_id: Some("c".into()),
        };
        let message = method.request(request.encode_to_vec().into()).expect("readable");
        assert_eq!(text_field(&message, "client_message_id").as_deref(), Some("c"));
        assert_eq!(
            json(&message),
            json!({
                "target": {"chatGuid": "any;-;+15551230001", "messageGuid": "M", "targetPartIndex": 0},
                "reaction": {"kind": "MESSAGE_REACTION_KIND_LOVE"},
                "isSet": true,
                "clientMessageId": "c",
            })
        );
    }

    #[test]
    fn long_bytes_are_shown_by_their_length() {
        let method = Method::at(&format!("{PATH}ChatService/SetBackground")).expect("known");
        let shown = |data: Vec<u8>| {
            let request = v1::SetBackgroundRequest { chat_guid: "g".into(), data: data.into() };
            json(&method.request(request.encode_to_vec().into()).expect("readable"))["data"].clone()
        };
        assert_eq!(shown(vec![1, 2]), json!("AQI="));
        assert_eq!(shown(vec![0; 100]), json!("<100 bytes>"));
    }
}
