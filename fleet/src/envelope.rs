//! An event as it lies in the stream: the change as the service encodes it, and headers that say
//! what it is.

use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use bytes::Bytes;
use spectrum_imessage::StreamKind;
use spectrum_imessage::fleet::{LineEvent, LineName};

/// The version that this worker reads and this relay writes.
pub(crate) const VERSION: u32 = 1;

const VERSION_HEADER: &str = "Spectrum-Version";
const LINE: &str = "Spectrum-Line";
const PHONE: &str = "Spectrum-Phone";
const STREAM: &str = "Spectrum-Stream";
const SEQUENCE: &str = "Spectrum-Sequence";
const SPACE: &str = "Spectrum-Space";

/// What a message of the stream is.
#[derive(Debug)]
pub(crate) enum Opened {
    /// An event.
    Event(Box<LineEvent>),
    /// An event of a newer version, for workers that know it.
    Newer(u32),
    /// No event of a fleet.
    Foreign(&'static str),
}

/// The name of an event, by which JetStream knows its repetition. `None` for one without a number.
pub(crate) fn id(event: &LineEvent) -> Option<String> {
    let (line, stream) = (escaped(&event.line.key), event.stream);
    event.sequence.map(|sequence| format!("{line}/{stream}/{sequence}"))
}

/// The headers of an event.
pub(crate) fn seal(event: &LineEvent, id: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(NATS_MESSAGE_ID, id);
    headers.insert(VERSION_HEADER, VERSION.to_string().as_str());
    headers.insert(LINE, escaped(&event.line.key).as_str());
    headers.insert(PHONE, escaped(&event.line.phone).as_str());
    headers.insert(STREAM, event.stream.as_str());
    if let Some(sequence) = event.sequence {
        headers.insert(SEQUENCE, sequence.to_string().as_str());
    }
    headers.insert(SPACE, escaped(&event.space_id).as_str());
    headers
}

/// What the headers and the body are.
pub(crate) fn open(headers: &HeaderMap, body: Bytes) -> Opened {
    let text = |name: &str| headers.get(name).map(|value| value.as_str());
    let Some(version) = text(VERSION_HEADER).and_then(|version| version.parse::<u32>().ok()) else {
        return Opened::Foreign("it has no version");
    };
    if version > VERSION {
        return Opened::Newer(version);
    }
    let Some(stream) = stream(headers) else { return Opened::Foreign("its stream is unknown") };
    let (Some(key), Some(phone), Some(space)) = (text(LINE), text(PHONE), text(SPACE)) else {
        return Opened::Foreign("it names no line or no conversation");
    };
    Opened::Event(Box::new(LineEvent {
        line: LineName { key: unescaped(key).into(), phone: unescaped(phone).into() },
        stream,
        sequence: sequence(headers),
        space_id: unescaped(space),
        body,
    }))
}

/// The stream of the line that an event came on.
pub(crate) fn stream(headers: &HeaderMap) -> Option<StreamKind> {
    let name = headers.get(STREAM)?.as_str();
    let all = [StreamKind::Messages, StreamKind::Polls, StreamKind::Groups, StreamKind::Chats];
    all.into_iter().find(|kind| kind.as_str() == name)
}

/// The number of an event in its line.
pub(crate) fn sequence(headers: &HeaderMap) -> Option<u64> {
    headers.get(SEQUENCE)?.as_str().parse().ok()
}

/// As a header can hold it: everything but visible ASCII becomes `%` and two digits.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && byte != b'%' {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// What [`escaped`] has made, as it was.
pub(crate) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        rest = match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                &after[2..]
            }
            _ => {
                bytes.push(*first);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> LineEvent {
        LineEvent {
            line: LineName { key: "project/líne 1".into(), phone: "+15550001".into() },
            stream: StreamKind::Polls,
            sequence: Some(42),
            space_id: "any;-;a\r\nb 100%".into(),
            body: Bytes::from_static(b"\x01\x02"),
        }
    }

    #[test]
    fn an_event_survives_its_envelope() {
        let event = event();
        let id = id(&event).expect("it has a number");
        assert!(id.is_ascii() && !id.contains(' '), "{id}");
        let Opened::Event(opened) = open(&seal(&event, &id), event.body.clone()) else {
            panic!("it is an event");
        };
        assert_eq!(opened.line, event.line);
        assert_eq!(opened.space_id, event.space_id);
        assert_eq!((opened.stream, opened.sequence), (event.stream, event.sequence));
        assert_eq!(opened.body, event.body);
    }

    #[test]
    fn a_newer_version_is_left() {
        let mut headers = seal(&event(), "id");
        headers.insert(VERSION_HEADER, "2");
        assert!(matches!(open(&headers, Bytes::new()), Opened::Newer(2)));
        assert!(matches!(open(&HeaderMap::new(), Bytes::new()), Opened::Foreign(_)));
    }

    #[test]
    fn what_has_no_number_has_no_name() {
        assert_eq!(id(&LineEvent { sequence: None, ..event() }), None);
    }
}
