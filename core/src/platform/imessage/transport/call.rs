//! One logical call: all its tries carry the same key.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::poll;
use tokio::time::{sleep, timeout};
use tonic::metadata::{AsciiMetadataValue, MetadataMap};
use tonic::transport::Channel;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

use super::bearer::{Bearer, BearerSource};
use super::{retry, status};
use crate::error::{Error, ErrorKind, Result};
use spectrum_imessage_wire::v1::address_service_client::AddressServiceClient;
use spectrum_imessage_wire::v1::attachment_service_client::AttachmentServiceClient;
use spectrum_imessage_wire::v1::chat_service_client::ChatServiceClient;
use spectrum_imessage_wire::v1::event_service_client::EventServiceClient;
use spectrum_imessage_wire::v1::group_service_client::GroupServiceClient;
use spectrum_imessage_wire::v1::location_service_client::LocationServiceClient;
use spectrum_imessage_wire::v1::message_service_client::MessageServiceClient;
use spectrum_imessage_wire::v1::poll_service_client::PollServiceClient;

const IDEMPOTENCY_KEY: &str = "x-idempotency-key";
const AUTHORIZATION: &str = "authorization";
/// All tries of one call together.
const DEADLINE: Duration = Duration::from_secs(60);
/// The same for a call that carries a file.
const FILE_DEADLINE: Duration = Duration::from_secs(600);
/// The service's limit for one message.
pub(super) const MAX_MESSAGE: usize = 100 * 1024 * 1024;

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
        let key = key.map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
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

/// The clients of the services, with the service's limit for messages.
macro_rules! services {
    ($($name:ident: $client:ident),* $(,)?) => {$(
        pub(in super::super) fn $name(channel: Channel) -> $client<Channel> {
            $client::new(channel).max_decoding_message_size(MAX_MESSAGE)
        }
    )*};
}

impl Transport {
    pub(in super::super) fn new(channel: Channel, bearers: Arc<dyn BearerSource>) -> Self {
        Self { channel, bearers }
    }

    services! {
        addresses: AddressServiceClient,
        attachments: AttachmentServiceClient,
        chats: ChatServiceClient,
        events: EventServiceClient,
        groups: GroupServiceClient,
        locations: LocationServiceClient,
        messages: MessageServiceClient,
        polls: PollServiceClient,
    }

    /// One unary call with all its tries.
    ///
    /// Cancel-safe: dropping the future resets the stream, which the service sees.
    pub(in super::super) async fn unary<Q, A, F, Fut>(
        &self,
        call: Call,
        request: Q,
        send: F,
    ) -> Result<A>
    where
        Q: Clone,
        F: Fn(Channel, Request<Q>) -> Fut,
        Fut: Future<Output = Result<Response<A>, Status>>,
    {
        self.unary_then(call, request, send, || {}).await
    }

    /// As [`Transport::unary`]; `left` is told when the first try has been handed to the
    /// connection, which keeps the order of what it is given.
    pub(in super::super) async fn unary_then<Q, A, F, Fut>(
        &self,
        call: Call,
        request: Q,
        send: F,
        left: impl FnMut(),
    ) -> Result<A>
    where
        Q: Clone,
        F: Fn(Channel, Request<Q>) -> Fut,
        Fut: Future<Output = Result<Response<A>, Status>>,
    {
        let attempts = self.attempts(&call, request, send, left);
        timeout(call.deadline, attempts)
            .await
            .unwrap_or_else(|_| Err(status::deadline_error(call.deadline.as_secs())))
    }

    async fn attempts<Q, A, F, Fut>(
        &self,
        call: &Call,
        request: Q,
        send: F,
        mut left: impl FnMut(),
    ) -> Result<A>
    where
        Q: Clone,
        F: Fn(Channel, Request<Q>) -> Fut,
        Fut: Future<Output = Result<Response<A>, Status>>,
    {
        let mut bearer = self.bearers.bearer().await?;
        let mut renewed = false;
        let mut attempt = 1;
        loop {
            let request = prepare(request.clone(), &bearer, call.idempotency_key.as_deref())?;
            let mut answer = pin!(send(self.channel.clone(), request));
            let early = poll!(&mut answer);
            left();
            let answer = match early {
                Poll::Ready(answer) => answer,
                Poll::Pending => answer.await,
            };
            let (error, answered) = match answer {
                Ok(answer) => {
                    self.bearers.accepted(&bearer);
                    return Ok(answer.into_inner());
                }
                Err(status) => (status::status_error(&status), status::is_answer(&status)),
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

    /// Opens a stream of answers. A refused token is renewed, and the newer one is tried; else there
    /// is no second try here: who reads streams reopens them.
    pub(in super::super) async fn open<Q, A, F, Fut>(
        &self,
        request: Q,
        send: F,
    ) -> Result<Opened<A>>
    where
        Q: Clone,
        F: Fn(Channel, Request<Q>) -> Fut,
        Fut: Future<Output = Result<Response<Streaming<A>>, Status>>,
    {
        self.open_within(DEADLINE, request, send).await
    }

    /// As [`Transport::open`], where each try must be answered within that time.
    pub(in super::super) async fn open_within<Q, A, F, Fut>(
        &self,
        limit: Duration,
        request: Q,
        send: F,
    ) -> Result<Opened<A>>
    where
        Q: Clone,
        F: Fn(Channel, Request<Q>) -> Fut,
        Fut: Future<Output = Result<Response<Streaming<A>>, Status>>,
    {
        let limit = limit.min(DEADLINE);
        let mut bearer = self.bearers.bearer().await?;
        let mut renewed = false;
        loop {
            let request = prepare(request.clone(), &bearer, None)?;
            let Ok(answer) = timeout(limit, send(self.channel.clone(), request)).await else {
                return Err(status::deadline_error(limit.as_secs()));
            };
            let error = match answer {
                Ok(answer) => {
                    let bearers = Arc::clone(&self.bearers);
                    let stream = answer.into_inner();
                    return Ok(Opened { stream, bearer, bearers, heard: false, end: None });
                }
                Err(status) => status::status_error(&status),
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

/// An open stream of answers.
pub(in super::super) struct Opened<A> {
    stream: Streaming<A>,
    bearer: Bearer,
    bearers: Arc<dyn BearerSource>,
    heard: bool,
    /// How it has ended, if that is still to be told.
    end: Option<Result<()>>,
}

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
        Pin::new(&mut self.stream).poll_next(cx).map(|answer| match answer {
            Some(Ok(answer)) => {
                if !self.heard {
                    self.heard = true;
                    self.bearers.accepted(&self.bearer);
                }
                Ok(Some(answer))
            }
            Some(Err(status)) => Err(status::status_error(&status)),
            None => Ok(None),
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

fn prepare<Q>(request: Q, bearer: &Bearer, key: Option<&str>) -> Result<Request<Q>> {
    let mut request = Request::new(request);
    let metadata: &mut MetadataMap = request.metadata_mut();
    let mut authorization = format!("Bearer {}", bearer.token.expose())
        .parse::<AsciiMetadataValue>()
        .map_err(|_| {
            Error::new(
                ErrorKind::Authentication,
                "unauthenticated",
                "the token holds characters that a header cannot carry",
            )
        })?;
    // Keeps it out of HTTP/2's compression tables and of debug output.
    authorization.set_sensitive(true);
    metadata.insert(AUTHORIZATION, authorization);
    if let Some(key) = key {
        let key = key.parse().map_err(|_| {
            Error::invalid("clientMessageId holds characters that a header cannot carry")
        })?;
        metadata.insert(IDEMPOTENCY_KEY, key);
    }
    Ok(request)
}
