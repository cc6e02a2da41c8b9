//! A request on its way, and its answer.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use h2::client::{ResponseFuture, SendRequest};
use h2::{Reason, SendStream};
use http::{Request, Response};
use tokio::sync::oneshot;
use tonic::{Code, Status};

use super::body::Received;

/// A call that was made. Dropping it resets the stream, which the service sees.
pub(in super::super) struct Exchange(State);

enum State {
    Waiting(oneshot::Receiver<Result<Begun, Status>>),
    Begun(Begun),
    Failed(Option<Status>),
}

/// A request that the connection has.
pub(super) struct Begun {
    response: ResponseFuture,
    /// What of its body is still to be sent.
    pump: Option<Pump>,
}

impl Exchange {
    pub(super) fn waiting(begun: oneshot::Receiver<Result<Begun, Status>>) -> Self {
        Self(State::Waiting(begun))
    }

    pub(super) fn begun(begun: Begun) -> Self {
        Self(State::Begun(begun))
    }

    pub(super) fn failed(status: Status) -> Self {
        Self(State::Failed(Some(status)))
    }
}

impl Future for Exchange {
    type Output = Result<Response<Received>, Status>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            match &mut self.0 {
                State::Waiting(begun) => {
                    self.0 = match ready!(Pin::new(begun).poll(cx)) {
                        Ok(Ok(begun)) => State::Begun(begun),
                        Ok(Err(status)) => State::Failed(Some(status)),
                        Err(_) => State::Failed(None),
                    };
                }
                State::Begun(begun) => return begun.poll(cx),
                State::Failed(status) => {
                    let gone = || Status::unavailable("the connection was not made");
                    return Poll::Ready(Err(status.take().unwrap_or_else(gone)));
                }
            }
        }
    }
}

impl Begun {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response<Received>, Status>> {
        if let Some(pump) = &mut self.pump
            && let Poll::Ready(ended) = pump.poll(cx)
        {
            self.pump = None;
            ended?;
        }
        let answer = ready!(Pin::new(&mut self.response).poll(cx)).map_err(broken)?;
        let pump = self.pump.take();
        Poll::Ready(Ok(answer.map(|stream| Received::new(stream, pump))))
    }
}

/// Hands a request to the connection.
pub(super) fn begin(
    sender: &mut SendRequest<Bytes>,
    request: Request<()>,
    payload: Payload,
) -> Result<Begun, Status> {
    let (response, mut stream) = sender.send_request(request, false).map_err(broken)?;
    let pump = match payload {
        Payload::Whole(bytes) => {
            stream.send_data(bytes, true).map_err(broken)?;
            None
        }
        Payload::Pieces(pieces) => Some(Pump { pieces: Mutex::new(pieces), stream, held: None }),
    };
    Ok(Begun { response, pump })
}

/// The body of a request.
pub(in super::super) enum Payload {
    Whole(Bytes),
    /// What is read while it is sent.
    Pieces(Pieces),
}

/// The body of a request, piece by piece. Its error ends the call.
pub(in super::super) type Pieces = BoxStream<'static, Result<Bytes, Status>>;

/// Sends a body piece by piece, as fast as the service takes it.
pub(super) struct Pump {
    /// Never locked: what holds it may be shared, it is not.
    pieces: Mutex<Pieces>,
    stream: SendStream<Bytes>,
    /// What waits for the service's window.
    held: Option<Bytes>,
}

impl Pump {
    /// Ready when nothing is left to send, also because nobody wants it any more: then the answer
    /// says why. An error is one of the body itself.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        loop {
            if self.stream.poll_reset(cx).is_ready() {
                return Poll::Ready(Ok(()));
            }
            if let Some(piece) = self.held.take() {
                // One byte at least: more would be held back from the other calls.
                self.stream.reserve_capacity(1);
                while self.stream.capacity() == 0 {
                    match self.stream.poll_capacity(cx) {
                        Poll::Ready(Some(Ok(_))) => {}
                        Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(Ok(())),
                        Poll::Pending => {
                            self.held = Some(piece);
                            return Poll::Pending;
                        }
                    }
                }
                if self.stream.send_data(piece, false).is_err() {
                    return Poll::Ready(Ok(()));
                }
            }
            let pieces = self.pieces.get_mut().unwrap_or_else(PoisonError::into_inner);
            match ready!(pieces.as_mut().poll_next(cx)) {
                Some(Ok(piece)) => self.held = (!piece.is_empty()).then_some(piece),
                Some(Err(status)) => {
                    self.stream.send_reset(Reason::CANCEL);
                    return Poll::Ready(Err(status));
                }
                None => {
                    // Fails if nobody wants it any more.
                    let _ = self.stream.send_data(Bytes::new(), true);
                    return Poll::Ready(Ok(()));
                }
            }
        }
    }
}

/// An exchange that HTTP/2 did not bring to its end.
#[derive(Debug)]
struct Broken(h2::Error);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.0.is_reset() { "the call was cut off" } else { "the connection broke" };
        write!(f, "{what}")
    }
}

impl StdError for Broken {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

/// A status for what HTTP/2 says.
pub(super) fn broken(error: h2::Error) -> Status {
    let code = match error.reason() {
        None | Some(Reason::REFUSED_STREAM) => Code::Unavailable,
        Some(Reason::CANCEL) => Code::Cancelled,
        Some(Reason::ENHANCE_YOUR_CALM) => Code::ResourceExhausted,
        Some(_) if error.is_go_away() => Code::Unavailable,
        Some(_) => Code::Unknown,
    };
    let error = Broken(error);
    let mut status = Status::new(code, error.to_string());
    status.set_source(Arc::new(error));
    status
}
