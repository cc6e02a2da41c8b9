//! A recording server: it answers each call with what the recorded call was answered with.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// One call as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) request_hex: String,
    pub(crate) authorization: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) has_timeout: bool,
}

/// One REST call as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RestCall {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
    pub(crate) status: u16,
}

#[derive(Default)]
struct State {
    calls: Vec<Call>,
    rest: Vec<RestCall>,
    /// The recorded calls of the present step that have not been answered yet.
    script: VecDeque<(String, Value)>,
    last: Option<(String, Value)>,
    cloud: Cloud,
}

/// What the cloud answers.
#[derive(Clone, Default)]
pub(crate) struct Cloud {
    pub(crate) tokens: Value,
    /// A status and a body in place of the project.
    pub(crate) project: Option<(u16, String)>,
    /// A status and a body in place of the tokens.
    pub(crate) refusal: Option<(u16, String)>,
}

#[derive(Clone)]
pub(crate) struct Server {
    state: Arc<Mutex<State>>,
    pub(crate) address: String,
}

impl Server {
    pub(crate) async fn start(cloud: Cloud) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let server =
            Self { state: Arc::new(Mutex::new(State { cloud, ..State::default() })), address };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| server.clone().answer(request));
                    let _ = auto::Builder::new(TokioExecutor::new())
                        .serve_connection(TokioIo::new(socket), service)
                        .await;
                });
            }
        });
        server
    }

    /// The recorded calls of the next step.
    pub(crate) fn script(&self, rpcs: &[Value]) {
        let mut state = self.state.lock().expect("not poisoned");
        state.calls.clear();
        state.script = rpcs
            .iter()
            .map(|rpc| {
                (rpc["method"].as_str().unwrap_or_default().to_owned(), rpc["response"].clone())
            })
            .collect();
        state.last = None;
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.state.lock().expect("not poisoned").calls.clone()
    }

    pub(crate) fn rest(&self) -> Vec<RestCall> {
        let mut rest = self.state.lock().expect("not poisoned").rest.clone();
        rest.sort();
        rest
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let path = parts.uri.path().to_owned();
        let header =
            |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        if path.starts_with("/photon.") {
            let call = Call {
                method: path.clone(),
                request_hex: hex(body.get(5..).unwrap_or_default()),
                authorization: header("authorization"),
                idempotency_key: header("x-idempotency-key"),
                has_timeout: parts.headers.contains_key("grpc-timeout"),
            };
            return Ok(grpc_answer(&self.record(call)));
        }
        if path == "/pic.png" {
            return Ok(plain(200, "image/png", super::PNG.into()));
        }
        let (status, kind, text) = self.cloud_answer(parts.method.as_str(), &path);
        self.state.lock().expect("not poisoned").rest.push(RestCall {
            method: parts.method.to_string(),
            path,
            authorization: header("authorization"),
            body: String::from_utf8_lossy(&body).into_owned(),
            status,
        });
        Ok(plain(status, kind, text.into()))
    }

    /// Notes a call, and finds its recorded answer. A further try gets the same answer again.
    fn record(&self, call: Call) -> Value {
        let mut state = self.state.lock().expect("not poisoned");
        let found = state.script.iter().position(|(method, _)| *method == call.method);
        let answer = match found.and_then(|index| state.script.remove(index)) {
            Some(entry) => {
                state.last = Some(entry.clone());
                entry.1
            }
            None => match &state.last {
                Some((method, answer)) if *method == call.method => answer.clone(),
                _ => json!({"error": {"code": 12, "details": "not recorded"}}),
            },
        };
        state.calls.push(call);
        answer
    }

    fn cloud_answer(&self, method: &str, path: &str) -> (u16, &'static str, String) {
        let cloud = self.state.lock().expect("not poisoned").cloud.clone();
        let kind =
            |text: &str| if text.starts_with('{') { "application/json" } else { "text/plain" };
        let ok = |data: Value| {
            (200, "application/json", json!({"succeed": true, "data": data}).to_string())
        };
        match (method, path) {
            ("GET", "/projects/proj-1/") => match cloud.project {
                Some((status, text)) => (status, kind(&text), text),
                None => ok(json!({
                    "id": "proj-1", "name": "Conformance", "profile": {"imessageSynced": false}
                })),
            },
            ("GET", "/projects/proj-1/platforms/") => ok(json!({"imessage": {"enabled": true}})),
            ("POST", "/projects/proj-1/imessage/tokens") => match cloud.refusal {
                Some((status, text)) => (status, kind(&text), text),
                None => ok(cloud.tokens),
            },
            _ => (404, "text/plain", "no such path".to_owned()),
        }
    }
}

fn grpc_answer(answer: &Value) -> Response<Body> {
    let response = Response::builder().header("content-type", "application/grpc");
    if let Some(error) = answer.get("error") {
        let details = error["details"].as_str().unwrap_or_default();
        let mut response = response
            .header("grpc-status", error["code"].to_string())
            .header("grpc-message", percent_encoded(details));
        for (name, value) in error["trailers"].as_object().into_iter().flatten() {
            response = response.header(name, value.as_str().unwrap_or_default());
        }
        return response.body(Full::new(Bytes::new()).boxed_unsync()).expect("a response");
    }
    // A stream is recorded frame by frame.
    let messages: Vec<&Value> = match answer["frames"].as_array() {
        Some(frames) => frames.iter().map(|frame| &frame["hex"]).collect(),
        None => vec![&answer["hex"]],
    };
    let mut framed = BytesMut::new();
    for message in messages {
        let message = unhex(message.as_str().unwrap_or_default());
        framed.put_u8(0);
        framed.put_u32(u32::try_from(message.len()).expect("a small message"));
        framed.extend_from_slice(&message);
    }
    let mut trailers = HeaderMap::new();
    trailers.insert(HeaderName::from_static("grpc-status"), HeaderValue::from_static("0"));
    let frames = [Ok(Frame::data(framed.freeze())), Ok(Frame::trailers(trailers))];
    let body = StreamBody::new(futures_util::stream::iter(frames));
    response.body(body.boxed_unsync()).expect("a response")
}

fn plain(status: u16, kind: &str, body: Bytes) -> Response<Body> {
    Response::builder()
        .status(status)
        .header("content-type", kind)
        .body(Full::new(body).boxed_unsync())
        .expect("a response")
}

fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b' '..=b'~' if b != b'%' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).filter_map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}
