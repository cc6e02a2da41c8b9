//! Events and health as JSON, for the other languages: camelCase, absent fields left out, times in
//! RFC 3339, 64-bit numbers as text, durations in seconds.

use std::time::SystemTime;

use serde_json::{Value, json};

use crate::error::Error;
use crate::event::{Event, Happening};
use crate::fleet::FleetHealth;
use crate::health::{Health, LineHealth, StreamHealth};
use crate::json::without_absent;
use crate::space::Space;
use crate::user::User;

impl Event {
    /// The conversation that it happened in, if it happened in one.
    pub fn space(&self) -> Option<&Space> {
        self.happening().map(|happening| &happening.space)
    }

    fn happening(&self) -> Option<&Happening> {
        match self {
            Self::MessageEdited { happening, .. }
            | Self::MessageUnsent { happening, .. }
            | Self::MessageDelivered { happening, .. }
            | Self::MessageFailed { happening, .. }
            | Self::AttachmentReady { happening, .. }
            | Self::AttachmentFailed { happening, .. }
            | Self::ReactionRemoved { happening, .. }
            | Self::StickerPlaced { happening, .. }
            | Self::BackgroundChanged { happening }
            | Self::BackgroundRemoved { happening }
            | Self::ChatRead { happening }
            | Self::ChatArchived { happening }
            | Self::ChatUnarchived { happening } => Some(happening),
            Self::Gap { .. }
            | Self::LineAdded { .. }
            | Self::LineRemoved { .. }
            | Self::LineNumberChanged { .. }
            | Self::StreamConnected { .. }
            | Self::StreamDisconnected { .. }
            | Self::Unauthenticated { .. }
            | Self::Unmappable { .. }
            | Self::Missed { .. } => None,
        }
    }

    /// The event as the other languages read it: `type` is its name, the fields are those of the
    /// variant and of what happened, without the space.
    pub fn to_json(&self) -> String {
        let mut fields = match self {
            Self::MessageEdited { message_id, text, .. } => {
                json!({"messageId": message_id, "text": text})
            }
            Self::MessageUnsent { message_id, .. } | Self::MessageDelivered { message_id, .. } => {
                json!({"messageId": message_id})
            }
            Self::MessageFailed { message_id, error_code, .. } => {
                json!({"messageId": message_id, "errorCode": error_code})
            }
            Self::AttachmentReady { message_id, attachment_id, .. }
            | Self::AttachmentFailed { message_id, attachment_id, .. } => {
                json!({"messageId": message_id, "attachmentId": attachment_id})
            }
            Self::ReactionRemoved { message_id, part_index, reaction, .. } => json!({
                "messageId": message_id,
                "partIndex": part_index,
                "reaction": {"kind": reaction.name(), "emoji": reaction.emoji()},
            }),
            Self::StickerPlaced { message_id, part_index, sticker, .. } => json!({
                "messageId": message_id,
                "partIndex": part_index,
                "sticker": sticker,
            }),
            Self::BackgroundChanged { .. }
            | Self::BackgroundRemoved { .. }
            | Self::ChatRead { .. }
            | Self::ChatArchived { .. }
            | Self::ChatUnarchived { .. } => json!({}),
            Self::Gap { line, after, head } => json!({
                "line": line,
                "after": after.to_string(),
                "head": head.map(|head| head.to_string()),
            }),
            Self::LineAdded { line }
            | Self::LineRemoved { line }
            | Self::Unauthenticated { line } => json!({"line": line}),
            Self::LineNumberChanged { before, line } => json!({"before": before, "line": line}),
            Self::StreamConnected { line, stream } => {
                json!({"line": line, "stream": stream.as_str()})
            }
            Self::StreamDisconnected { line, stream, code } => {
                json!({"line": line, "stream": stream.as_str(), "code": code})
            }
            Self::Unmappable { line, stream, sequence, reason } => json!({
                "line": line,
                "stream": stream.as_str(),
                "sequence": sequence.map(|sequence| sequence.to_string()),
                "reason": reason,
            }),
            Self::Missed { count } => json!({"count": count.to_string()}),
        };
        fields["type"] = json!(self.name());
        if let Some(happening) = self.happening() {
            fields["actor"] = happening.actor.as_ref().map(user).into();
            fields["isFromMe"] = json!(happening.is_from_me);
            fields["timestamp"] = json!(time(Some(happening.timestamp)));
            fields["sequence"] = json!(happening.sequence.map(|sequence| sequence.to_string()));
        }
        without_absent(fields).to_string()
    }
}

impl Health {
    /// The health as the other languages read it.
    pub fn to_json(&self) -> String {
        let fields = json!({
            "healthy": self.healthy(),
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
            "waiting": self.waiting,
            "tokenAge": self.token_age.map(|age| age.as_secs_f64()),
            "unauthenticated": self.unauthenticated,
            "webhooksUnrouted": self.webhooks_unrouted,
            "fleet": self.fleet.as_ref().map(fleet),
        });
        without_absent(fields).to_string()
    }
}

fn fleet(fleet: &FleetHealth) -> Value {
    without_absent(json!({
        "healthy": fleet.healthy(),
        "connected": fleet.connected,
        "held": fleet.held,
        "unconfirmed": fleet.unconfirmed,
        "stalled": fleet.stalled.map(|since| since.as_secs_f64()),
        "pending": fleet.pending.map(|pending| pending.to_string()),
        "lastError": fleet.last_error.as_ref().map(error),
    }))
}

fn line(line: &LineHealth) -> Value {
    json!({
        "healthy": line.healthy(),
        "line": line.line,
        "streams": line.streams.iter().map(stream).collect::<Vec<_>>(),
        "head": line.head.map(|head| head.to_string()),
        "unhandled": line.unhandled,
    })
}

fn stream(stream: &StreamHealth) -> Value {
    json!({
        "healthy": stream.healthy,
        "stream": stream.stream.as_str(),
        "connectedSince": time(stream.connected_since),
        "lastEvent": time(stream.last_event),
        "lastHeartbeat": time(stream.last_heartbeat),
        "cursor": stream.cursor.map(|cursor| cursor.to_string()),
        "reconnects": stream.reconnects,
        "steppedOver": stream.stepped_over,
        "lastError": stream.last_error.as_ref().map(error),
    })
}

fn error(error: &Error) -> Value {
    json!({"class": error.kind().class_name(), "code": error.code(), "message": error.message()})
}

fn user(user: &User) -> Value {
    json!({
        "id": user.id,
        "address": user.address,
        "country": user.country,
        "service": user.service,
    })
}

/// A time beyond the calendar is left out.
fn time(time: Option<SystemTime>) -> Option<String> {
    Some(jiff::Timestamp::try_from(time?).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::StreamKind;

    #[test]
    fn events_and_health_have_no_absent_fields() {
        let read = |text: String| serde_json::from_str::<Value>(&text).expect("JSON");
        let gap = Event::Gap { line: "shared".into(), after: u64::MAX, head: None };
        let wanted = json!({"type": "gap", "line": "shared", "after": "18446744073709551615"});
        assert_eq!(read(gap.to_json()), wanted);
        let closed = Event::StreamDisconnected {
            line: "shared".into(),
            stream: StreamKind::Polls,
            code: Some("serviceUnavailable".into()),
        };
        assert_eq!(read(closed.to_json())["stream"], "polls");
        let health = read(Health::default().to_json());
        let wanted = json!({
            "healthy": true,
            "lines": [],
            "waiting": 0,
            "unauthenticated": false,
            "webhooksUnrouted": 0,
        });
        assert_eq!(health, wanted);
    }
}
