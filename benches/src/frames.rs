//! gRPC frames that are built before they are asked for.

use bytes::{BufMut, Bytes, BytesMut};
use spectrum_imessage_wire::v1;

/// How many conversations the events are spread over.
const CONVERSATIONS: usize = 100;
/// Frames are handed to the socket by the chunk.
const CHUNK: usize = 64 * 1024;

/// One message with the five bytes before it.
#[must_use]
pub fn frame(message: &impl prost::Message) -> Bytes {
    let length = message.encoded_len();
    let mut buffer = BytesMut::with_capacity(5 + length);
    buffer.put_u8(0);
    buffer.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    // A BytesMut grows.
    let _ = message.encode(&mut buffer);
    buffer.freeze()
}

/// Frames in chunks that share memory with nobody: cloning them is free.
#[must_use]
pub fn chunks(frames: impl Iterator<Item = Bytes>) -> Vec<Bytes> {
    let mut chunks = Vec::new();
    let mut chunk = BytesMut::new();
    for frame in frames {
        chunk.extend_from_slice(&frame);
        if chunk.len() >= CHUNK {
            chunks.push(chunk.split().freeze());
        }
    }
    if !chunk.is_empty() {
        chunks.push(chunk.freeze());
    }
    chunks
}

/// A sent message as the service answers it.
#[must_use]
pub fn sent(number: usize) -> v1::MessageResponse {
    v1::MessageResponse {
        message: Some(v1::Message {
            guid: format!("5E27BE4C-0000-4000-8000-{number:012}"),
            content: Some(v1::MessageContent {
                text: Some("hello".to_owned()),
                ..v1::MessageContent::default()
            }),
            date_created: Some(timestamp(number)),
            is_from_me: true,
            is_sent: true,
            ..v1::Message::default()
        }),
        mini_app_card_session: None,
    }
}

/// What happened: somebody wrote `text`.
#[must_use]
pub fn received(sequence: usize, text: String) -> v1::MessageChangeEvent {
    let address = format!("+1555{:07}", 1_230_000 + sequence % CONVERSATIONS);
    let chat_guid = format!("any;-;{address}");
    let sender = v1::SingleServiceAddressInfo {
        address,
        service: v1::ChatServiceType::Imessage.into(),
        country: Some("us".to_owned()),
    };
    let message = v1::Message {
        guid: format!("C0FFEE00-0000-4000-8000-{sequence:012}"),
        content: Some(v1::MessageContent { text: Some(text), ..v1::MessageContent::default() }),
        date_created: Some(timestamp(sequence)),
        sender: Some(sender.clone()),
        is_sent: true,
        is_delivered: true,
        part_count: Some(1),
        chat_guids: vec![chat_guid.clone()],
        ..v1::Message::default()
    };
    v1::MessageChangeEvent {
        chat_guid,
        occurred_at: Some(timestamp(sequence)),
        actor: Some(sender),
        is_from_me: false,
        change: Some(v1::message_change_event::Change::MessageReceived(v1::MessageReceived {
            message: Some(message),
        })),
    }
}

/// The same on the live stream.
#[must_use]
pub fn live(sequence: usize, text: String) -> Bytes {
    use v1::subscribe_message_events_response::Payload;
    frame(&v1::SubscribeMessageEventsResponse {
        sequence: Some(sequence as u64),
        payload: Some(Payload::MessageChanged(received(sequence, text))),
    })
}

/// The same in a catch-up.
#[must_use]
pub fn missed(sequence: usize, text: String) -> Bytes {
    use v1::catch_up_events_response::Payload;
    frame(&v1::CatchUpEventsResponse {
        sequence: Some(sequence as u64),
        payload: Some(Payload::MessageChanged(received(sequence, text))),
    })
}

/// The end of a catch-up.
#[must_use]
pub fn complete(head: usize) -> Bytes {
    use v1::catch_up_events_response::Payload;
    frame(&v1::CatchUpEventsResponse {
        sequence: None,
        payload: Some(Payload::Complete(v1::CatchUpEventsComplete { head_sequence: head as u64 })),
    })
}

/// A sign of life; the field has the same number on every stream.
#[must_use]
pub fn heartbeat() -> Bytes {
    use v1::subscribe_message_events_response::Payload;
    frame(&v1::SubscribeMessageEventsResponse {
        sequence: None,
        payload: Some(Payload::Heartbeat(v1::Heartbeat {})),
    })
}

/// The file that is downloaded and uploaded.
#[must_use]
pub fn file(size: usize) -> v1::AttachmentInfo {
    v1::AttachmentInfo {
        guid: super::workload::FILE_GUID.to_owned(),
        file_name: "bench.bin".to_owned(),
        mime_type: "application/octet-stream".to_owned(),
        uti: "public.data".to_owned(),
        total_bytes: i64::try_from(size).unwrap_or(i64::MAX),
        transfer_state: v1::TransferState::Finished.into(),
        ..v1::AttachmentInfo::default()
    }
}

/// A second later for every number.
fn timestamp(number: usize) -> prost_types::Timestamp {
    let seconds = 1_760_000_000 + i64::try_from(number).unwrap_or_default();
    prost_types::Timestamp { seconds, nanos: 0 }
}
