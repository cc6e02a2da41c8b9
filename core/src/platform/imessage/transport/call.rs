//! One logical call: all its tries carry the same key.

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use prost::Message;
use spectrum_imessage_wire::{Streamed, Unary, methods, v1};
use tokio::time::{sleep, timeout};
use tonic::Status;
use uuid::Builder;

use super::bearer::{Bearer, BearerSource};
use super::frames::{Frames, decode, frame, with_headers};
use super::http2::{Channel, Exchange, Payload};
use super::reading::{Reads, read};
use super::status::{is_answer, own_status, status_error};
use super::upload::UploadRequest;
use super::{retry, status};
use crate::error::{Error, ErrorKind, Result};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("x-idempotency-key");
/// All tries of one call together.
const DEADLINE: Duration = Duration::from_secs(60);
/// The same for a call that carries a file.
const FILE_DEADLINE: Duration = Duration::from_secs(600);
/// What is particular to a call.
#[derive(Clone, Debug)]
pub(in super::super) struct Call {
    idempotency_key: Option<String>,
    deadline: Duration,
    attempts: u32,
}

impl Call {
    /// A call that changes nothing.
    pub(in super::super) fn reading() -> Self {
        Self { idempotency_key: None, deadline: DEADLINE, attempts: retry::MAX_ATTEMPTS }
    }

    /// A call that changes something: with the caller's key, else a random one.
    pub(in super::super) fn mutating(key: Option<&str>) -> Self {
        // Of the thread's own generator: the system's would be one more call of it for each send.
        let random = || Builder::from_random_bytes(rand::random()).into_uuid().to_string();
        let key = key.map_or_else(random, str::to_owned);
        Self { idempotency_key: Some(key), ..Self::reading() }
    }

    /// Without a second try: for what must not be held up.
    pub(in super::super) fn once(self) -> Self {
        Self { attempts: 1, ..self }
    }

    /// With the deadline of a call that carries a file.
    pub(in super::super) fn with_file(self) -> Self {
        Self { deadline: FILE_DEADLINE, ..self }
    }
}

/// A channel with everything that calls on it need. Cheap to clone.
#[derive(Clone)]
pub(in super::super) struct Transport {
    channel: Channel,
    bearers: Arc<dyn BearerSource>,
}

/// Opens the files of an upload, for each try anew.
pub(in super::super) type Opening<'a> =
    dyn Fn() -> BoxFuture<'a, Result<UploadRequest>> + Send + Sync + 'a;

/// What a call sends.
#[derive(Clone, Copy)]
enum Load<'a> {
    Message(&'a Bytes),
    Upload(&'a Opening<'a>),
}

/// Told that a try has been handed to the connection.
type Left<'a> = &'a mut (dyn FnMut() + Send);

impl Transport {
    pub(in super::super) fn new(channel: Channel, bearers: Arc<dyn BearerSource>) -> Self {
        Self { channel, bearers }
    }

    /// One unary call with all its tries.
    ///
    /// Cancel-safe: dropping the future resets the stream, which the service sees.
    pub(in super::super) async fn unary<Q, A>(
        &self,
        call: Call,
        request: Q,
        method: Unary<Q, A>,
    ) -> Result<A>
    where
        Q: Message,
        A: Message + Default,
    {
        self.unary_then(call, request, method, &mut || {}).await
    }

    /// As [`Transport::unary`]; `left` is told when a try has been handed to the connection, which
    /// keeps the order of what it is given.
    // No `async fn`: its future would hold the request beside its bytes.
    pub(in super::super) fn unary_then<Q, A>(
        &self,
        call: Call,
        request: Q,
        method: Unary<Q, A>,
        left: Left<'_>,
    ) -> impl Future<Output = Result<A>>
    where
        Q: Message,
        A: Message + Default,
    {
        let message = frame(&request);
        async move {
            let answer = self.carry(&call, method.path(), Load::Message(&message), left).await?;
            decode(answer).map_err(|status| status_error(&status))
        }
    }

    /// An upload with all its tries.
    ///
    /// Cancel-safe, as [`Transport::unary`].
    pub(in super::super) async fn upload<'a>(
        &self,
        call: &Call,
        open: &'a Opening<'a>,
    ) -> Result<v1::UploadAttachmentResponse> {
        let path = methods::attachment::UPLOAD_ATTACHMENT.path();
        let answer = self.carry(call, path, Load::Upload(open), &mut || {}).await?;
        decode(answer).map_err(|status| status_error(&status))
    }

    // From here on nothing depends on what is called: it is compiled once.
    async fn carry(
        &self,
        call: &Call,
        path: &'static str,
        load: Load<'_>,
        left: Left<'_>,
    ) -> Result<Bytes> {
        timeout(call.deadline, self.attempts(call, path, load, left))
            .await
            .unwrap_or_else(|_| Err(status::deadline_error(call.deadline.as_secs())))
    }

    async fn attempts(
        &self,
        call: &Call,
        path: &'static str,
        load: Load<'_>,
        left: Left<'_>,
    ) -> Result<Bytes> {
        let mut bearer = self.bearers.bearer().await?;
        let mut renewed = false;
        let mut attempt = 1;
        loop {
            let headers = headers(&bearer, call.idempotency_key.as_deref())?;
            let answer = match load {
                Load::Message(message) => {
                    let payload = Payload::Whole(message.clone());
                    let exchange = self.channel.call(path, headers, payload);
                    left();
                    whole(exchange).await
                }
                Load::Upload(open) => self.upload_once(path, headers, open).await,
            };
            let (error, answered) = match answer {
                Ok(answer) => {
                    self.bearers.accepted(&bearer);
                    return Ok(answer);
                }
                Err(status) => (status_error(&status), is_answer(&status)),
            };
            // What another call was told, such as the download of what is uploaded, is not about this
            // token.
            if answered && is_unauthenticated(&error) {
                let newer = self.bearers.refused(&bearer, &error).await;
                let Some(newer) = newer.filter(|_| !renewed) else { return Err(error) };
                bearer = newer;
                renewed = true;
                continue;
            }
            // A connection that broke says nothing about whether the call was carried out.
            if !answered || attempt >= call.attempts || !error.is_retryable() {
                return Err(error);
            }
            let delay = retry::delay(attempt);
            crate::observe::debug!(attempt, ?delay, "the service asks for another try: {error}");
            crate::observe::retried();
            sleep(delay).await;
            attempt += 1;
        }
    }

    async fn upload_once(
        &self,
        path: &'static str,
        headers: HeaderMap,
        open: &Opening<'_>,
    ) -> Result<Bytes, Status> {
        let opened = open().await.and_then(UploadRequest::into_pieces);
        let (pieces, mut watch) = opened.map_err(own_status)?;
        let answer = whole(self.channel.call(path, headers, Payload::Pieces(pieces)));
        tokio::select! {
            biased;
            // The reset of the stream would say less.
            Ok(error) = &mut watch.failed => Err(own_status(error)),
            answer = answer => answer,
        }
    }

    /// Opens a stream of answers. A refused token is renewed, and the newer one is tried; else there
    /// is no second try here: who reads streams reopens them.
    pub(in super::super) async fn open<Q, A>(
        &self,
        request: Q,
        method: Streamed<Q, A>,
    ) -> Result<Opened<A>>
    where
        Q: Message,
        A: Message + Default,
    {
        self.open_within(DEADLINE, request, method).await
    }

    /// As [`Transport::open`], where each try must be answered within that time.
    pub(in super::super) fn open_within<Q, A>(
        &self,
        limit: Duration,
        request: Q,
        method: Streamed<Q, A>,
    ) -> impl Future<Output = Result<Opened<A>>>
    where
        Q: Message,
        A: Message + Default,
    {
        self.open_reading(limit, request, method, decode)
    }

    /// As [`Transport::open_within`], where each answer is read as a `T`.
    pub(in super::super) fn open_as<Q, A, T>(
        &self,
        limit: Duration,
        request: Q,
        method: Streamed<Q, A>,
    ) -> impl Future<Output = Result<Opened<T>>>
    where
        Q: Message,
        A: Message + Default,
        T: Reads<A>,
    {
        self.open_reading(limit, request, method, read::<A, T>)
    }

    fn open_reading<Q, A, T>(
        &self,
        limit: Duration,
        request: Q,
        method: Streamed<Q, A>,
        read: Read<T>,
    ) -> impl Future<Output = Result<Opened<T>>>
    where
        Q: Message,
    {
        let message = frame(&request);
        async move {
            let (frames, bearer) = self.begin(limit.min(DEADLINE), method.path(), message).await?;
            let bearers = Arc::clone(&self.bearers);
            Ok(Opened { frames, bearer, bearers, heard: false, end: None, read })
        }
    }

    async fn begin(
        &self,
        limit: Duration,
        path: &'static str,
        message: Bytes,
    ) -> Result<(Frames, Bearer)> {
        let mut bearer = self.bearers.bearer().await?;
        let mut renewed = false;
        loop {
            let payload = Payload::Whole(message.clone());
            let exchange = self.channel.call(path, headers(&bearer, None)?, payload);
            let Ok(answer) = timeout(limit, exchange).await else {
                return Err(status::deadline_error(limit.as_secs()));
            };
            let error = match answer.and_then(Frames::new) {
                Ok((frames, _)) => return Ok((frames, bearer)),
                Err(status) => status_error(&status),
            };
            if !is_unauthenticated(&error) {
                return Err(error);
            }
            let newer = self.bearers.refused(&bearer, &error).await;
            bearer = newer.filter(|_| !renewed).ok_or(error)?;
            renewed = true;
        }
    }
}

/// The one message of an answer. Its status comes after it.
async fn whole(exchange: Exchange) -> Result<Bytes, Status> {
    let (mut frames, headers) = Frames::new(exchange.await?)?;
    let mut message = None;
    loop {
        match poll_fn(|cx| frames.poll_next(cx)).await {
            Ok(Some(next)) => message = message.or(Some(next)),
            Ok(None) => {
                let missing = || Status::internal("the answer holds no message");
                return message.ok_or_else(missing);
            }
            Err(status) if is_answer(&status) => return Err(with_headers(status, headers)),
            Err(status) => return Err(status),
        }
    }
}

/// An open stream of answers.
pub(in super::super) struct Opened<A> {
    frames: Frames,
    bearer: Bearer,
    bearers: Arc<dyn BearerSource>,
    heard: bool,
    /// How it has ended, if that is still to be told.
    end: Option<Result<()>>,
    read: Read<A>,
}

/// How the bytes of an answer are read.
type Read<A> = fn(Bytes) -> Result<A, Status>;

impl<A> Opened<A> {
    /// The next answer; `None` when the service ended the stream. Cancel-safe.
    pub(in super::super) async fn next(&mut self) -> Result<Option<A>> {
        match poll_fn(|cx| self.poll_next(cx)).await {
            Err(error) => {
                self.refused(&error).await;
                Err(error)
            }
            answer => answer,
        }
    }

    /// As [`Opened::next`], where silence is a failure: after the time that a call may take.
    pub(in super::super) async fn next_in_time(&mut self) -> Result<Option<A>> {
        self.next_within(DEADLINE).await
    }

    /// As [`Opened::next`], where silence for longer than that is a failure. Cancel-safe.
    pub(in super::super) async fn next_within(&mut self, limit: Duration) -> Result<Option<A>> {
        let silent = |_| Err(status::deadline_error(limit.as_secs()));
        timeout(limit, self.next()).await.unwrap_or_else(silent)
    }

    /// As [`Opened::next`], for who reads several streams; then [`Opened::failed`] is due after an
    /// error.
    pub(in super::super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<A>>> {
        self.frames.poll_next(cx).map(|answer| {
            let answer = answer.and_then(|message| message.map(self.read).transpose());
            if matches!(answer, Ok(Some(_))) && !self.heard {
                self.heard = true;
                self.bearers.accepted(&self.bearer);
            }
            answer.map_err(|status| status_error(&status))
        })
    }

    /// The next answers, at most `most`, as they are there: into `batch`, which is empty. Whether the
    /// stream goes on; how it ended is told when everything before has been. Then [`Opened::failed`]
    /// is due after an error.
    pub(in super::super) fn poll_batch(
        &mut self,
        cx: &mut Context<'_>,
        batch: &mut Vec<A>,
        most: usize,
    ) -> Poll<Result<bool>> {
        while self.end.is_none() && batch.len() < most {
            match self.poll_next(cx) {
                Poll::Ready(Ok(Some(answer))) => batch.push(answer),
                Poll::Ready(Ok(None)) => self.end = Some(Ok(())),
                Poll::Ready(Err(error)) => self.end = Some(Err(error)),
                Poll::Pending if batch.is_empty() => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        if !batch.is_empty() {
            return Poll::Ready(Ok(true));
        }
        Poll::Ready(self.end.take().unwrap_or(Ok(())).map(|()| false))
    }

    /// As [`Opened::poll_batch`], where silence for longer than that is a failure. Cancel-safe.
    pub(in super::super) async fn next_batch(
        &mut self,
        batch: &mut Vec<A>,
        most: usize,
        limit: Duration,
    ) -> Result<bool> {
        let next = poll_fn(|cx| self.poll_batch(cx, batch, most));
        let Ok(next) = timeout(limit, next).await else {
            return Err(status::deadline_error(limit.as_secs()));
        };
        if let Err(error) = &next {
            self.refused(error).await;
        }
        next
    }

    /// Lets the source of tokens know of a failure: a refused token is renewed at once. Whether it
    /// was, so that opening the stream again makes sense now.
    pub(in super::super) async fn failed(self, error: &Error) -> bool {
        self.refused(error).await
    }

    async fn refused(&self, error: &Error) -> bool {
        is_unauthenticated(error) && self.bearers.refused(&self.bearer, error).await.is_some()
    }
}

fn is_unauthenticated(error: &Error) -> bool {
    error.grpc_status() == Some(tonic::Code::Unauthenticated as i32)
}

fn headers(bearer: &Bearer, key: Option<&str>) -> Result<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(8);
    let authorization = Bytes::from(format!("Bearer {}", bearer.token.expose()));
    let mut authorization = HeaderValue::from_maybe_shared(authorization).map_err(|_| {
        Error::new(
            ErrorKind::Authentication,
            "unauthenticated",
            "the token holds characters that a header cannot carry",
        )
    })?;
    // Keeps it out of HTTP/2's compression tables and of debug output.
    authorization.set_sensitive(true);
    headers.insert(header::AUTHORIZATION, authorization);
    if let Some(key) = key {
        let mut key =
            HeaderValue::from_str(key).ok().filter(|_| key.is_ascii()).ok_or_else(|| {
                Error::invalid("clientMessageId holds characters that a header cannot carry")
            })?;
        // It never comes again: it would only push others out of the tables.
        key.set_sensitive(true);
        headers.insert(IDEMPOTENCY_KEY, key);
    }
    Ok(headers)
}
