//! The gate that every gRPC call passes: token, record, faults, idempotency. Services behind it
//! know none of that.

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use futures_util::FutureExt;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Incoming};
use prost_reflect::DynamicMessage;
use tonic::body::Body;
use tonic::service::Routes;
use tonic::{Code, Status};
use tower::ServiceExt;

use super::idempotency::{Answer, Key, Slot};
use super::load::{Held, Overload, Share};
use super::{BreakOff, Caller};
use crate::config::MESSAGE_LIMIT;
use crate::entry::Arrival;
use crate::faults::{Action, Fault};
use crate::hub::Hub;
use crate::reflect::{self, Method};
use crate::refusal::{Refusal, status_name};
use crate::state::LineId;

/// Flag and length in front of a message.
const PREFIX: usize = 5;

#[derive(Clone)]
pub(crate) struct Gate {
    hub: Arc<Hub>,
    routes: Routes,
}

/// A unary request that has arrived whole.
struct Unary {
    method: &'static Method,
    line: LineId,
    parts: http::request::Parts,
    body: Bytes,
    client_message_id: Option<String>,
}

impl Gate {
    pub(crate) fn new(hub: Arc<Hub>) -> Self {
        let routes = super::routes(hub.clone());
        Self { hub, routes }
    }

    /// Answers one call.
    pub(crate) async fn handle(
        self,
        request: Request<Incoming>,
    ) -> Result<Response<Body>, Infallible> {
        let Some(method) = Method::at(request.uri().path()) else {
            let refusal = Refusal::unsupported(format!("unknown method {}", request.uri().path()));
            return Ok(refused(refusal));
        };
        let (parts, body) = request.into_parts();
        // Held until the call is answered: its bytes count until then.
        let mut load = self.hub.load.begin();
        let body = match load.collect(body, MESSAGE_LIMIT + PREFIX).await {
            Ok(body) => body,
            Err(Overload::Message) => {
                let message = format!("a message may have {MESSAGE_LIMIT} bytes");
                return Ok(refused(Refusal::new(Code::ResourceExhausted, "", message)));
            }
            Err(Overload::All) => {
                return Ok(refused(Refusal::unavailable("too many large requests at once")));
            }
            Err(Overload::Broken(error)) => {
                self.given_up(method, &parts.headers);
                return Ok(refused(Refusal::new(Code::Cancelled, "", error)));
            }
        };
        Ok(self.answer(method, parts, body, load).await)
    }

    /// Notes a call that was cancelled before its request had come.
    fn given_up(&self, method: &Method, headers: &HeaderMap) {
        let caller = self.authenticate(headers).ok();
        let label = caller.map(|line| self.hub.state().lines.label(&line));
        let key = text(headers, "x-idempotency-key");
        let call = self.hub.transcript.open(self.arrival(method, headers, label, key, None, None));
        call.finish(status_name(Code::Cancelled), None, None);
    }

    async fn answer(
        self,
        method: &'static Method,
        parts: http::request::Parts,
        body: Bytes,
        load: Share,
    ) -> Response<Body> {
        let caller = self.authenticate(&parts.headers);
        let label = caller.as_ref().ok().map(|line| self.hub.state().lines.label(line));
        let key = text(&parts.headers, "x-idempotency-key");
        let readable = self.hub.transcript.is_on() || method.mutating;
        let request =
            if readable { message(&body).and_then(|bytes| method.request(bytes)) } else { None };
        let call = self.hub.transcript.open(self.arrival(
            method,
            &parts.headers,
            label.clone(),
            key.clone(),
            request.as_ref(),
            Some(body.len()),
        ));

        let garbled = readable && request.is_none() && message(&body).is_some();
        let outcome = match caller {
            Err(refusal) => Err(refusal),
            Ok(_) if garbled => Err(Refusal::invalid("the request cannot be decoded")),
            Ok(line) => {
                let faults = self.hub.faults.take(&method.name, label.as_deref());
                match self.suffer(&faults).await {
                    Err(refusal) => Err(refusal),
                    Ok(()) if method.stream => {
                        let mut parts = parts;
                        if let Some(end) = BreakOff::of(&faults) {
                            parts.extensions.insert(end);
                        }
                        Ok(self.serve(line, parts, body).await)
                    }
                    Ok(()) => {
                        let client_message_id = request
                            .as_ref()
                            .and_then(|request| reflect::text_field(request, "client_message_id"));
                        let unary = Unary { method, line, parts, body, client_message_id };
                        let answer = self.unary(unary, key).await;
                        let answer = answer.and_then(|answer| answer.into_response(load));
                        match faults.iter().find(|fault| fault.action == Action::LoseAnswer) {
                            Some(fault) => Err(fault.refusal()),
                            None => answer,
                        }
                    }
                }
            }
        };
        let outcome = match self.hub.is_broken() {
            true => Err(Refusal::unavailable("the state cannot be saved")),
            false => outcome,
        };
        match outcome {
            Ok(response) => {
                let bytes = response.body().size_hint().exact();
                call.finish("OK", None, bytes.and_then(|bytes| usize::try_from(bytes).ok()));
                response
            }
            Err(refusal) => {
                let code = (!refusal.error_code.is_empty()).then(|| refusal.error_code.clone());
                call.finish(status_name(refusal.status), code, Some(0));
                refused(refusal)
            }
        }
    }

    fn authenticate(&self, headers: &HeaderMap) -> Result<LineId, Refusal> {
        let missing =
            || Refusal::new(Code::Unauthenticated, "unauthenticated", "a bearer token is needed");
        let value = text(headers, "authorization").ok_or_else(missing)?;
        let token = value.strip_prefix("Bearer ").ok_or_else(missing)?;
        let state = self.hub.state();
        let line = state.tokens.line(token)?;
        match state.lines.exists(&line) {
            true => Ok(line),
            false => {
                Err(Refusal::new(Code::Unauthenticated, "unauthenticated", "the line is gone"))
            }
        }
    }

    fn arrival(
        &self,
        method: &Method,
        headers: &HeaderMap,
        line: Option<String>,
        idempotency_key: Option<String>,
        request: Option<&DynamicMessage>,
        bytes: Option<usize>,
    ) -> Arrival {
        if !self.hub.transcript.is_on() {
            return Arrival::default();
        }
        Arrival {
            method: method.name.clone(),
            service: method.service.clone(),
            line,
            request: request.map(reflect::json).unwrap_or_default(),
            idempotency_key,
            deadline: headers.contains_key("grpc-timeout"),
            stream: method.stream,
            bytes,
        }
    }

    /// Lets happen what shall happen before the call.
    async fn suffer(&self, faults: &[Fault]) -> Result<(), Refusal> {
        for fault in faults {
            let stopped =
                self.hub.shutdown.cancelled().map(|()| Refusal::unavailable("the service stops"));
            match fault.action {
                Action::Refuse => return Err(fault.refusal()),
                Action::LoseAnswer | Action::BreakOff => {}
                Action::Delay => {
                    tokio::select! {
                        () = tokio::time::sleep(fault.delay_time()) => {}
                        refusal = stopped => return Err(refusal),
                    }
                }
                Action::Hang => {
                    tokio::select! {
                        () = pending() => {}
                        refusal = stopped => return Err(refusal),
                    }
                }
            }
        }
        Ok(())
    }

    async fn unary(&self, call: Unary, key: Option<String>) -> Result<Answer, Refusal> {
        let slot = key.filter(|_| call.method.mutating).map(|key| {
            let key = (call.line.clone(), call.method.name.clone(), key);
            (self.hub.idempotency.slot(key.clone()), key)
        });
        let Some((slot, key)) = slot else {
            return self.claimed(call).await;
        };
        self.once(&slot, &key, call).await
    }

    /// Runs the call unless its key has an answer already. A refusal is no answer: the next try
    /// runs.
    async fn once(&self, slot: &Slot, key: &Key, call: Unary) -> Result<Answer, Refusal> {
        let mut known = slot.lock().await;
        if let Some(answer) = &*known {
            return Ok(answer.clone());
        }
        let answer = self.claimed(call).await?;
        self.hub.idempotency.weigh(key, answer.body.len());
        *known = Some(answer.clone());
        #[cfg(feature = "state")]
        self.hub.keep(|| answer.aside(key));
        Ok(answer)
    }

    /// Runs the call unless its `client_message_id` was used before.
    async fn claimed(&self, call: Unary) -> Result<Answer, Refusal> {
        let Some(id) = call.client_message_id.clone() else {
            return self.run(call).await;
        };
        let (line, method) = (call.line.clone(), call.method);
        self.hub.idempotency.claim(&line, &id).map_err(|message| {
            let refusal = Refusal::new(
                Code::AlreadyExists,
                "duplicateMessage",
                "this message was sent before",
            );
            match message {
                Some(guid) => refusal.with("messageGuid", guid),
                None => refusal,
            }
        })?;
        let answer = self.run(call).await;
        let outcome = match &answer {
            Ok(answer) => Ok(message(&answer.body).and_then(|bytes| method.answered_guid(bytes))),
            Err(_) => Err(()),
        };
        #[cfg(feature = "state")]
        if let Ok(message) = &outcome {
            let (line, message) = (line.to_string(), message.clone());
            self.hub.keep(|| crate::state::Aside::ClientId { line, id: id.clone(), message });
        }
        self.hub.idempotency.settle(&line, &id, outcome);
        answer
    }

    async fn run(&self, call: Unary) -> Result<Answer, Refusal> {
        let response = self.serve(call.line, call.parts, call.body).await;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map_err(|status| to_refusal(&status))?;
        let trailers = body.trailers().cloned().unwrap_or_default();
        let status =
            Status::from_header_map(&trailers).or_else(|| Status::from_header_map(&parts.headers));
        match status {
            Some(status) if status.code() != Code::Ok => Err(to_refusal(&status)),
            _ => Ok(Answer { headers: parts.headers, body: body.to_bytes(), trailers }),
        }
    }

    async fn serve(
        &self,
        line: LineId,
        mut parts: http::request::Parts,
        body: Bytes,
    ) -> Response<Body> {
        parts.extensions.insert(Caller(line));
        let request = Request::from_parts(parts, Body::new(Full::new(body)));
        match self.routes.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

impl Answer {
    fn into_response(self, mut load: Share) -> Result<Response<Body>, Refusal> {
        load.hold(self.body.len())
            .map_err(|_| Refusal::unavailable("too many large answers at once"))?;
        let mut response = Response::new(Body::new(Held::new(self.body, self.trailers, load)));
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}

fn refused(refusal: Refusal) -> Response<Body> {
    Status::from(refusal).into_http()
}

fn to_refusal(status: &Status) -> Refusal {
    let text = |name: &str| status.metadata().get(name).and_then(|value| value.to_str().ok());
    let mut refusal =
        Refusal::new(status.code(), text("error-code").unwrap_or_default(), status.message());
    refusal.retryable = text("x-retryable") == Some("true");
    refusal.context = status
        .metadata()
        .iter()
        .filter_map(|pair| match pair {
            tonic::metadata::KeyAndValueRef::Ascii(name, value) => {
                let name = name.as_str().strip_prefix("error-context-")?;
                Some((name.to_owned(), value.to_str().ok()?.to_owned()))
            }
            tonic::metadata::KeyAndValueRef::Binary(..) => None,
        })
        .collect();
    refusal
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// The one message of a unary call; nothing if it is compressed or cut short.
fn message(body: &Bytes) -> Option<Bytes> {
    let mut bytes = body.clone();
    if bytes.len() < PREFIX || bytes.get_u8() != 0 {
        return None;
    }
    let length = usize::try_from(bytes.get_u32()).ok()?;
    (bytes.len() >= length).then(|| bytes.split_to(length))
}
