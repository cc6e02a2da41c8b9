//! Calls on one HTTP/2 connection, which is made again when it has broken.
//!
//! Tonic's own channel hands each call through two queues and three tasks. Here a call is handed to
//! the connection where it is made, in the order of the calls, and its answer is read there. The one
//! task of a connection moves its bytes and watches whether it lives.

mod body;
mod exchange;
mod life;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use h2::client::{Builder, SendRequest};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, Version, header};
use tokio::sync::oneshot;
use tonic::Status;

pub(super) use self::body::Received;
use self::exchange::{Begun, begin, broken};
pub(super) use self::exchange::{Exchange, Payload, Pieces};
use self::life::{Heard, Life, Patience};
use crate::config::USER_AGENT;
use crate::net::Connector;

/// What one stream may send before it is read. Larger than the default of 64 KiB, so that a
/// catch-up or a download does not wait for a round trip every few dozen messages.
const STREAM_WINDOW: u32 = 1024 * 1024;
const CONNECTION_WINDOW: u32 = 4 * 1024 * 1024;
/// What a stream may have waiting for the socket.
const SEND_BUFFER: usize = 256 * 1024;
/// Calls at once before the service has said how many it takes.
const FIRST_CALLS: usize = 100;
const HEADERS: u32 = 16 * 1024;
const PATIENCE: Patience =
    Patience { silence: Duration::from_secs(30), answer: Duration::from_secs(20) };

/// A connection that is made when it is needed. Cheap to clone; it ends with the last clone and the
/// last call.
#[derive(Clone)]
pub(in super::super) struct Channel(Arc<Inner>);

struct Inner {
    uri: Uri,
    scheme: Scheme,
    authority: Authority,
    connector: Connector,
    /// No lock is held across an await.
    state: Mutex<State>,
}

enum State {
    Idle,
    /// A task connects; these calls wait for it, in their order. Each is held by its caller.
    Connecting(Vec<Waiting>),
    Connected(SendRequest<Bytes>),
}

struct Waiting {
    request: Request<()>,
    payload: Payload,
    begun: oneshot::Sender<Result<Begun, Status>>,
}

impl Channel {
    /// A channel to the host of a URI, which must have one.
    pub(super) fn new(uri: Uri, connector: Connector) -> Option<Self> {
        let parts = uri.clone().into_parts();
        let (scheme, authority) = (parts.scheme?, parts.authority?);
        let state = Mutex::new(State::Idle);
        Some(Self(Arc::new(Inner { uri, scheme, authority, connector, state })))
    }

    /// Connects now, to see whether that is possible.
    pub(super) async fn connect(&self) -> Result<(), Status> {
        let sender = self.0.open().await?;
        *self.0.state() = State::Connected(sender);
        Ok(())
    }
}

impl Channel {
    /// Makes a call. It has left, or stands in the row for the connection, when this returns.
    pub(super) fn call(
        &self,
        path: &'static str,
        headers: HeaderMap,
        payload: Payload,
    ) -> Exchange {
        match self.0.request(path, headers) {
            Ok(request) => Inner::send(&self.0, request, payload),
            Err(status) => Exchange::failed(status),
        }
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn request(&self, path: &'static str, mut headers: HeaderMap) -> Result<Request<()>, Status> {
        headers.insert(header::TE, HeaderValue::from_static("trailers"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        let uri = Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(PathAndQuery::from_static(path))
            .build()
            .map_err(|e| Status::internal(e.to_string()))?;
        let mut request = Request::new(());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        *request.version_mut() = Version::HTTP_2;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// Hands a request to the connection, or keeps it until there is one.
    fn send(this: &Arc<Self>, request: Request<()>, payload: Payload) -> Exchange {
        let mut state = this.state();
        if let State::Connected(sender) = &*state {
            let mut sender = sender.clone();
            if is_open(&mut sender) {
                let begun = begin(&mut sender, request, payload);
                return begun.map_or_else(Exchange::failed, Exchange::begun);
            }
            *state = State::Idle;
        }
        let (begun, waiting) = oneshot::channel();
        let waits = Waiting { request, payload, begun };
        match &mut *state {
            State::Connecting(waiters) => waiters.push(waits),
            State::Idle | State::Connected(_) => {
                *state = State::Connecting(vec![waits]);
                // It ends within the time that a connection may take, and knows of nothing else.
                let this = Arc::clone(this);
                tokio::spawn(async move {
                    let opened = this.open().await;
                    this.connected(opened);
                });
            }
        }
        Exchange::waiting(waiting)
    }

    /// What has waited goes out, or learns why it cannot.
    fn connected(&self, opened: Result<SendRequest<Bytes>, Status>) {
        let mut state = self.state();
        let waiting = match std::mem::replace(&mut *state, State::Idle) {
            State::Connecting(waiting) => waiting,
            State::Idle | State::Connected(_) => Vec::new(),
        };
        for Waiting { request, payload, begun } in waiting {
            let result = match &opened {
                // Whoever does not wait any more has given the call up.
                _ if begun.is_closed() => continue,
                Ok(sender) => begin(&mut sender.clone(), request, payload),
                Err(status) => Err(status.clone()),
            };
            let _ = begun.send(result);
        }
        if let Ok(sender) = opened {
            *state = State::Connected(sender);
        }
    }

    async fn open(&self) -> Result<SendRequest<Bytes>, Status> {
        let (sender, life, _) = self.open_with(PATIENCE).await?;
        // It ends with the connection, which ends with its last user.
        tokio::spawn(life);
        Ok(sender)
    }

    async fn open_with(
        &self,
        patience: Patience,
    ) -> Result<(SendRequest<Bytes>, Life, Arc<Heard>), Status> {
        let stream = self.connector.open(&self.uri).await.map_err(|error| {
            let mut status = Status::unavailable("the service is not reached");
            status.set_source(Arc::new(error));
            status
        })?;
        let (stream, heard) = life::watched(stream);
        let handshake = Builder::new()
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .initial_max_send_streams(FIRST_CALLS)
            .max_send_buffer_size(SEND_BUFFER)
            .max_header_list_size(HEADERS)
            .enable_push(false)
            .handshake(stream)
            .await;
        let (sender, connection) = handshake.map_err(broken)?;
        let life = Life::new(connection, Arc::clone(&heard), patience);
        Ok((sender, life, heard))
    }
}

/// Whether a connection still takes calls.
fn is_open(sender: &mut SendRequest<Bytes>) -> bool {
    // A new clone has nothing to wait for.
    matches!(sender.poll_ready(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(())))
}
