//! What the body of a delivery holds: the message as JSON, in the form of the public SDK.

use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The one event that carries a message.
const MESSAGES: &str = "messages";
/// The largest body that is looked at: files come by their ids.
pub(super) const MAX_BODY: usize = 4 * 1024 * 1024;
/// The longest id of anything.
pub(super) const MAX_ID: usize = 1024;

/// A body.
pub(crate) enum Wire {
    /// An event that this version does not know, or that carries no message.
    Unknown {
        /// Its name.
        event: String,
    },
    /// A message.
    Message(Box<WireMessage>),
}

/// A message. Who sends it decides about most of it, and nothing but the ids is taken for granted.
pub(crate) struct WireMessage {
    pub(crate) platform: String,
    pub(crate) id: String,
    pub(crate) space: SpaceRef,
    pub(crate) sender: Option<Map<String, Value>>,
    pub(crate) timestamp: Option<SystemTime>,
    pub(crate) content: Value,
}

/// A conversation, by its id and what else is said of it.
pub(crate) struct SpaceRef {
    pub(crate) id: String,
    /// `phone` and `type`, say, and what a platform of one's own needs.
    pub(crate) fields: Map<String, Value>,
}

impl SpaceRef {
    /// A text among the fields.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        text(&self.fields, name)
    }
}

#[derive(Deserialize)]
struct Envelope {
    event: String,
    message: Option<Map<String, Value>>,
    space: Option<Map<String, Value>>,
}

/// Reads a body. Fields that are not known are left alone.
///
/// # Errors
/// `webhookBodyInvalid` with the status 400.
pub(crate) fn parse(body: &[u8]) -> Result<Wire> {
    if body.len() > MAX_BODY {
        return Err(invalid("is larger than 4 MiB"));
    }
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(invalid("is not in the SDK's own format, a JSON object"));
    }
    // What is nested too deep is refused by the parser.
    let envelope: Envelope =
        serde_json::from_slice(body).map_err(|_| invalid("is not understood"))?;
    if envelope.event != MESSAGES {
        return Ok(Wire::Unknown { event: envelope.event.chars().take(64).collect() });
    }
    let mut message = envelope.message.ok_or_else(|| invalid("has no message"))?;
    let space = match message.remove("space") {
        Some(Value::Object(space)) => Some(space),
        _ => envelope.space,
    };
    let mut space = space.ok_or_else(|| invalid("names no conversation"))?;
    let space_id = id(space.remove("id")).ok_or_else(|| invalid("names no conversation"))?;
    let named = |of: &Map<String, Value>| text(of, "platform").map(str::to_owned);
    let platform = named(&message)
        .or_else(|| named(&space))
        .filter(|name| name.len() <= MAX_ID)
        .ok_or_else(|| invalid("names no platform"))?;
    space.remove("platform");
    let sender = match message.remove("sender") {
        Some(Value::Object(sender)) => Some(sender),
        _ => None,
    };
    Ok(Wire::Message(Box::new(WireMessage {
        platform,
        id: id(message.remove("id")).ok_or_else(|| invalid("has a message without an id"))?,
        space: SpaceRef { id: space_id, fields: space },
        sender,
        timestamp: text(&message, "timestamp").and_then(time),
        content: message.remove("content").ok_or_else(|| invalid("has no content"))?,
    })))
}

pub(super) fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A time in RFC 3339.
pub(super) fn time(text: &str) -> Option<SystemTime> {
    text.parse::<jiff::Timestamp>().ok().map(SystemTime::from)
}

fn id(value: Option<Value>) -> Option<String> {
    match value {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= MAX_ID => Some(id),
        _ => None,
    }
}

fn invalid(what: &str) -> Error {
    Error::validation("webhookBodyInvalid", format!("the body of the webhook {what}"))
        .with_http_status(400)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn status(body: &[u8]) -> Option<u16> {
        parse(body).err().and_then(|error| error.http_status())
    }

    #[test]
    fn what_is_not_understood_is_400() {
        let deep = format!(
            r#"{{"event":"messages","message":{}1{}}}"#,
            "[".repeat(5000),
            "]".repeat(5000)
        );
        let cases =
            ["", "[]", "\u{8}\u{1}", "{", "{}", r#"{"event":7}"#, r#"{"event":"messages"}"#, &deep];
        for body in cases {
            assert_eq!(status(body.as_bytes()), Some(400), "{body}");
        }
        let good = json!({"event": "messages", "message": {
            "id": "M", "platform": "iMessage", "space": {"id": "S"}, "content": {"type": "text"},
        }});
        assert_eq!(status(good.to_string().as_bytes()), None);
        for gone in ["id", "platform", "space", "content"] {
            let mut body = good.clone();
            body["message"].as_object_mut().expect("an object").remove(gone);
            assert_eq!(status(body.to_string().as_bytes()), Some(400), "without {gone}");
            body["message"][gone] = json!("x".repeat(2 * MAX_ID));
            if gone == "id" {
                assert_eq!(status(body.to_string().as_bytes()), Some(400), "a long {gone}");
            }
        }
        assert_eq!(status(&vec![b' '; MAX_BODY + 1]), Some(400));
    }

    #[test]
    fn another_event_is_no_failure() {
        let parsed = parse(br#" {"event":"spaces","space":{"id":"S"}}"#).expect("understood");
        assert!(matches!(parsed, Wire::Unknown { event } if event == "spaces"));
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange(body in "\\{?[\\[\\]{}\":,a-z0-9\\\\ ]{0,80}") {
            let _ = parse(body.as_bytes());
        }
    }
}
