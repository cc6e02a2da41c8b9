//! The body of an answer.

use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::{Reason, RecvStream};
use http::HeaderMap;
use tonic::Status;

use super::exchange::{Pump, broken};

/// What the service answers, as it arrives.
pub(in super::super) struct Received {
    stream: RecvStream,
    /// The rest of the request, if the answer has begun before that was sent.
    pump: Option<Pump>,
}

impl Received {
    pub(super) fn new(stream: RecvStream, pump: Option<Pump>) -> Self {
        Self { stream, pump }
    }

    /// The next bytes; `None` at their end.
    pub(in super::super) fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Status>>> {
        if let Some(pump) = &mut self.pump
            && pump.poll(cx).is_ready()
        {
            self.pump = None;
        }
        Poll::Ready(match ready!(self.stream.poll_data(cx)) {
            Some(Ok(data)) => {
                // Fails only if more is released than has come.
                let _ = self.stream.flow_control().release_capacity(data.len());
                Some(Ok(data))
            }
            Some(Err(error)) if is_end(&error) => None,
            Some(Err(error)) => Some(Err(broken(error))),
            None => None,
        })
    }

    /// What stands after the bytes, if anything does.
    pub(in super::super) fn poll_trailers(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<HeaderMap>, Status>> {
        Poll::Ready(match ready!(self.stream.poll_trailers(cx)) {
            Err(error) if is_end(&error) => Ok(None),
            trailers => trailers.map_err(broken),
        })
    }
}

/// A reset without an error says that the service wants no more of the request: the answer is whole.
fn is_end(error: &h2::Error) -> bool {
    error.reason() == Some(Reason::NO_ERROR)
}
