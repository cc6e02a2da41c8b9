//! HTTP/1.1: the cloud's REST calls.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;
use url::Url;

use super::connector::{ConnectError, Connector, causes};
use super::tls::Trust;
use crate::config;
use crate::error::{Error, ErrorKind, Result};

/// A client with a pool of connections. Cheap to clone.
#[derive(Clone)]
pub(crate) struct HttpClient(Client<Connector, Empty<Bytes>>);

/// An answer, read whole.
pub(crate) struct HttpResponse {
    pub(crate) status: StatusCode,
    /// The server's clock, in whole seconds.
    pub(crate) date: Option<SystemTime>,
    pub(crate) body: Bytes,
}

impl HttpClient {
    pub(crate) fn new(trust: &Trust) -> Self {
        let connector = Connector::by_scheme(trust.http_1_1.clone());
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    /// One request without a body; its answer is yet to be read.
    pub(super) async fn begin(
        &self,
        method: Method,
        url: &Url,
        authorization: Option<&http::HeaderValue>,
    ) -> Result<Response<Incoming>> {
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
        let host = url.host_str().unwrap_or_default();
        self.0.request(request).await.map_err(|e| connection_error(host, &e))
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
        let exchange = async {
            let (parts, body) = self.begin(method, url, authorization).await?.into_parts();
            let body = Limited::new(body, limit)
                .collect()
                .await
                .map_err(|e| broken(host, &format!("the answer was not read: {e}"), "network"))?;
            let date = parts.headers.get(header::DATE).and_then(|date| date.to_str().ok());
            let date = date.and_then(parse_date);
            Ok(HttpResponse { status: parts.status, date, body: body.to_bytes() })
        };
        timeout(within, exchange).await.unwrap_or_else(|_| {
            Err(broken(host, &format!("no answer within {} s", within.as_secs()), "timeout"))
        })
    }
}

/// A date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn parse_date(text: &str) -> Option<SystemTime> {
    let time = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(time.into())
}

/// A failed exchange as our error; a failed connection says which step failed.
fn connection_error(host: &str, error: &hyper_util::client::legacy::Error) -> Error {
    if let Some(connect) = ConnectError::behind(error) {
        return connect.into();
    }
    let text = causes(error).last().map(ToString::to_string).unwrap_or_default();
    broken(host, &text, "network")
}

pub(super) fn broken(host: &str, text: &str, reason: &str) -> Error {
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

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn dates_are_those_of_http() {
        let date = parse_date("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date, Some(UNIX_EPOCH + Duration::from_secs(784_111_777)));
        assert_eq!(parse_date("now"), None);
    }
}
