//! Messages in the frames of gRPC, and the status after them.

use std::task::{Context, Poll, ready};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, Response, StatusCode};
use prost::Message;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};

use super::http2::Received;

/// The flag and the length in front of a message.
pub(super) const PREFIX: usize = 5;
/// The service's limit for one message.
const MAX_MESSAGE: usize = 100 * 1024 * 1024;

const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");
const ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");

/// A message in its frame.
pub(super) fn frame(message: &impl Message) -> Bytes {
    let length = message.encoded_len();
    let mut frame = BytesMut::with_capacity(PREFIX + length);
    // Not compressed.
    frame.put_u8(0);
    frame.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    // A buffer that grows takes everything.
    let _ = message.encode(&mut frame);
    frame.freeze()
}

/// A message out of its bytes.
pub(super) fn decode<A: Message + Default>(bytes: Bytes) -> Result<A, Status> {
    A::decode(bytes).map_err(|error| Status::internal(error.to_string()))
}

/// The messages of an answer, as bytes.
pub(super) struct Frames {
    received: Received,
    http: StatusCode,
    /// What has come and is not looked at yet.
    data: Bytes,
    /// The beginning of a message that has come in part.
    begun: BytesMut,
    ended: bool,
}

impl Frames {
    /// An answer that has begun.
    ///
    /// # Errors
    /// The status, if there is nothing but that.
    pub(super) fn new(answer: Response<Received>) -> Result<(Self, HeaderMap), Status> {
        let (head, received) = answer.into_parts();
        let ended = match said(&head.headers) {
            Some(Ok(())) => true,
            Some(Err(status)) => return Err(status),
            None => false,
        };
        if head.headers.get(&ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(Status::unimplemented("the service compresses what it was not asked to"));
        }
        let (data, begun) = (Bytes::new(), BytesMut::new());
        Ok((Self { received, http: head.status, data, begun, ended }, head.headers))
    }

    /// The next message; `None` after the last one.
    ///
    /// # Errors
    /// The status with which the service ends the stream, and those of a connection that broke.
    pub(super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, Status>> {
        loop {
            if let Some(message) = self.take()? {
                return Poll::Ready(Ok(Some(message)));
            }
            if self.ended {
                return Poll::Ready(Ok(None));
            }
            match ready!(self.received.poll_data(cx)) {
                Some(data) => self.data = data.inspect_err(|_| self.ended = true)?,
                None => {
                    let trailers = ready!(self.received.poll_trailers(cx));
                    self.ended = true;
                    self.end(trailers?)?;
                }
            }
        }
    }

    /// A message that is there whole.
    fn take(&mut self) -> Result<Option<Bytes>, Status> {
        if self.begun.is_empty() {
            if let Some(total) = total(&self.data)?
                && self.data.len() >= total
            {
                let mut message = self.data.split_to(total);
                message.advance(PREFIX);
                return Ok(Some(message));
            }
            if self.data.is_empty() {
                return Ok(None);
            }
        }
        // One that comes in pieces is put together.
        loop {
            let known = total(&self.begun)?;
            let missing = known.unwrap_or(PREFIX) - self.begun.len();
            if missing == 0 {
                let mut message = std::mem::take(&mut self.begun).freeze();
                message.advance(PREFIX);
                return Ok(Some(message));
            }
            let piece = self.data.split_to(missing.min(self.data.len()));
            if piece.is_empty() {
                return Ok(None);
            }
            if known.is_some() {
                self.begun.reserve(missing);
            }
            self.begun.extend_from_slice(&piece);
        }
    }

    fn end(&self, trailers: Option<HeaderMap>) -> Result<(), Status> {
        match trailers.as_ref().and_then(said) {
            Some(Err(status)) => Err(status),
            Some(Ok(())) if self.begun.is_empty() => Ok(()),
            Some(Ok(())) => Err(Status::internal("the answer ends within a message")),
            None => Err(unsaid(self.http)),
        }
    }
}

/// The length of the first frame, if that much of it is there.
fn total(bytes: &[u8]) -> Result<Option<usize>, Status> {
    let Some((&[compressed, a, b, c, d], _)) = bytes.split_first_chunk::<PREFIX>() else {
        return Ok(None);
    };
    if compressed != 0 {
        return Err(Status::internal("the service compresses what it was not asked to"));
    }
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if length > MAX_MESSAGE {
        return Err(Status::out_of_range(format!(
            "a message of {length} bytes is beyond the limit of {MAX_MESSAGE}"
        )));
    }
    Ok(Some(PREFIX + length))
}

/// The status that headers or trailers carry.
fn said(headers: &HeaderMap) -> Option<Result<(), Status>> {
    if headers.get(&STATUS)? == "0" {
        return Some(Ok(()));
    }
    let mut headers = headers.clone();
    // Nobody reads them, and those that are no Base64 are no reason to fail.
    headers.remove(&DETAILS);
    let status = Status::from_header_map(&headers)?;
    Some(if status.code() == Code::Ok { Ok(()) } else { Err(status) })
}

/// A status for an answer that has none, by gRPC's table.
fn unsaid(http: StatusCode) -> Status {
    let code = match http.as_u16() {
        400 => Code::Internal,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 => Code::Unimplemented,
        429 | 502 | 503 | 504 => Code::Unavailable,
        _ => Code::Unknown,
    };
    Status::new(code, format!("the answer has no status (HTTP {})", http.as_u16()))
}

/// What an answer began with belongs to its status too.
pub(super) fn with_headers(mut status: Status, headers: HeaderMap) -> Status {
    let mut all = std::mem::take(status.metadata_mut()).into_headers();
    all.extend(headers);
    *status.metadata_mut() = MetadataMap::from_headers(all);
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), http::HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn a_frame_is_a_flag_a_length_and_the_message() {
        let frame = frame(&"abc".to_owned());
        assert_eq!(&*frame, b"\0\0\0\0\x05\x0a\x03abc");
        assert_eq!(total(&frame).expect("good"), Some(10));
        assert_eq!(total(&frame[..4]).expect("good"), None);
        assert_eq!(total(b"\x01\0\0\0\0").expect_err("compressed").code(), Code::Internal);
        assert_eq!(total(b"\0\xff\0\0\0").expect_err("long").code(), Code::OutOfRange);
    }

    #[test]
    fn a_status_is_read_whatever_stands_beside_it() {
        assert!(said(&headers(&[("content-type", "application/grpc")])).is_none());
        assert!(said(&headers(&[("grpc-status", "0")])).expect("said").is_ok());
        let bad = headers(&[
            ("grpc-status", "8"),
            ("grpc-message", "too%20much"),
            ("grpc-status-details-bin", "!!"),
            ("error-code", "dailyLimitExceeded"),
        ]);
        let status = said(&bad).expect("said").expect_err("an error");
        assert_eq!((status.code(), status.message()), (Code::ResourceExhausted, "too much"));
        let status = with_headers(status, headers(&[("x-retryable", "true")]));
        assert_eq!(status.metadata().get("error-code").expect("kept"), "dailyLimitExceeded");
        assert_eq!(status.metadata().get("x-retryable").expect("added"), "true");
    }

    #[test]
    fn without_a_status_http_says_what_happened() {
        assert_eq!(unsaid(StatusCode::SERVICE_UNAVAILABLE).code(), Code::Unavailable);
        assert_eq!(unsaid(StatusCode::OK).code(), Code::Unknown);
    }
}
