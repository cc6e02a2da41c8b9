//! HTTP/1.1: the cloud's REST calls, and files behind URLs.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;
use url::Url;

use super::connector::{ConnectError, Connector, causes};
use super::tls::Trust;
use crate::config;
use crate::error::{Error, ErrorKind, Result};

/// How long a file behind a URL may take.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_REDIRECTS: usize = 5;

/// A client with a pool of connections. Cheap to clone.
#[derive(Clone)]
pub(crate) struct HttpClient(Client<Connector, Empty<Bytes>>);

/// An answer, read whole.
pub(crate) struct HttpResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl HttpClient {
    pub(crate) fn new(trust: &Trust) -> Self {
        let connector = Connector::by_scheme(trust.http_1_1.clone());
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    /// One request without a body. The answer is bounded in time and size.
    pub(crate) async fn request(
        &self,
        method: Method,
        url: &Url,
        authorization: Option<&http::HeaderValue>,
        within: Duration,
        limit: usize,
    ) -> Result<HttpResponse> {
        let host = url.host_str().unwrap_or_default();
        let mut request = Request::builder().method(&method).uri(url.as_str());
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        if method == Method::POST {
            request = request.header(header::CONTENT_LENGTH, 0);
        }
        let request = request
            .header(header::USER_AGENT, config::USER_AGENT)
            .body(Empty::new())
            .map_err(|_| Error::validation("invalidUrl", "the URL cannot be requested"))?;

        let exchange = async {
            let response = self.0.request(request).await.map_err(|e| connection_error(host, &e))?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, limit)
                .collect()
                .await
                .map_err(|e| broken(host, &format!("the answer was not read: {e}"), "network"))?;
            Ok(HttpResponse { status: parts.status, headers: parts.headers, body: body.to_bytes() })
        };
        timeout(within, exchange).await.unwrap_or_else(|_| {
            Err(broken(host, &format!("no answer within {} s", within.as_secs()), "timeout"))
        })
    }
}

/// A file behind a URL. Redirects are followed.
///
/// # Errors
/// `ConnectionError` without an answer in 10 s, with one outside 2xx, or one above the limit.
pub(crate) async fn fetch(url: &Url, limit: usize) -> Result<Bytes> {
    let client = HttpClient::new(&Trust::load(config::ca_file().as_deref())?);
    let follow = async {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let answer = client.request(Method::GET, &url, None, FETCH_TIMEOUT, limit).await?;
            if answer.status.is_success() {
                return Ok(answer.body);
            }
            let host = url.host_str().unwrap_or_default().to_owned();
            match redirect(&answer, &url) {
                Some(next) => url = next,
                None => {
                    let text = format!("answered {}", answer.status.as_u16());
                    return Err(
                        broken(&host, &text, "status").with_http_status(answer.status.as_u16())
                    );
                }
            }
        }
        Err(broken(url.host_str().unwrap_or_default(), "too many redirects", "redirect"))
    };
    timeout(FETCH_TIMEOUT, follow).await.unwrap_or_else(|_| {
        Err(broken(url.host_str().unwrap_or_default(), "no answer within 10 s", "timeout"))
    })
}

fn redirect(answer: &HttpResponse, from: &Url) -> Option<Url> {
    if !answer.status.is_redirection() {
        return None;
    }
    let next = from.join(answer.headers.get(header::LOCATION)?.to_str().ok()?).ok()?;
    // A page must not lead to a file of this machine.
    matches!(next.scheme(), "http" | "https").then_some(next)
}

/// A failed exchange as our error; a failed connection says which step failed.
fn connection_error(host: &str, error: &hyper_util::client::legacy::Error) -> Error {
    if let Some(connect) = ConnectError::behind(error) {
        return connect.into();
    }
    let text = causes(error).last().map(ToString::to_string).unwrap_or_default();
    broken(host, &text, "network")
}

fn broken(host: &str, text: &str, reason: &str) -> Error {
    let code = if reason == "timeout" { "timeout" } else { "networkError" };
    Error::new(ErrorKind::Connection, code, format!("{host}: {text}"))
        .with_retryable(true)
        .with_context("host", host)
        .with_context("reason", reason)
}

impl From<&ConnectError> for Error {
    fn from(error: &ConnectError) -> Self {
        let code = match error.reason {
            super::connector::Reason::Timeout => "timeout",
            _ => "networkError",
        };
        Self::new(ErrorKind::Connection, code, error.to_string())
            .with_retryable(true)
            .with_context("host", error.host.clone())
            .with_context("reason", error.reason.as_str())
    }
}
