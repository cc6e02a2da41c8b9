//! Files behind URLs.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Method, Response, header};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::timeout;
use url::Url;

use super::http_client::{HttpClient, broken};
use super::tls::Trust;
use crate::config;
use crate::error::{Error, Result};

/// How long a URL may take to answer, and be silent after that.
const PATIENCE: Duration = Duration::from_secs(10);
const MAX_REDIRECTS: usize = 5;

/// A file behind a URL that is being read.
pub(crate) struct HttpDownload {
    host: String,
    body: Incoming,
}

impl HttpDownload {
    /// The size by the answer's `Content-Length`.
    pub(crate) fn size(&self) -> Option<u64> {
        self.body.size_hint().exact()
    }

    /// The next bytes, never an empty piece; `None` at the end. Cancel-safe.
    ///
    /// # Errors
    /// `ConnectionError` if it breaks off, or is silent for 10 s.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            let frame = timeout(PATIENCE, self.body.frame()).await;
            match frame.map_err(|_| silent(&self.host))? {
                None => return Ok(None),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) if !data.is_empty() => return Ok(Some(data)),
                    _ => {}
                },
                Some(Err(error)) => {
                    let text = format!("the answer was not read: {error}");
                    return Err(broken(&self.host, &text, "network"));
                }
            }
        }
    }
}

/// Asks for a file behind a URL. Redirects are followed.
///
/// # Errors
/// `ConnectionError` without an answer in 10 s, or with one outside 2xx.
pub(crate) async fn open(url: &Url) -> Result<HttpDownload> {
    let client = HttpClient::new(&Trust::load(config::ca_file().as_deref())?);
    let follow = async {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let answer = client.begin(Method::GET, &url, None).await?;
            let host = url.host_str().unwrap_or_default().to_owned();
            let status = answer.status();
            if status.is_success() {
                return Ok(HttpDownload { host, body: answer.into_body() });
            }
            match redirect(&answer, &url) {
                Some(next) => url = next,
                None => {
                    let text = format!("answered {}", status.as_u16());
                    return Err(broken(&host, &text, "status").with_http_status(status.as_u16()));
                }
            }
        }
        Err(broken(url.host_str().unwrap_or_default(), "too many redirects", "redirect"))
    };
    let silent = |_| Err(silent(url.host_str().unwrap_or_default()));
    timeout(PATIENCE, follow).await.unwrap_or_else(silent)
}

/// A small file behind a URL, whole, in 10 s altogether.
///
/// # Errors
/// As [`open`], and `ConnectionError` above the limit.
pub(crate) async fn fetch(url: &Url, limit: usize) -> Result<Bytes> {
    let host = url.host_str().unwrap_or_default();
    let whole = async {
        let mut download = open(url).await?;
        let mut bytes = BytesMut::new();
        while let Some(chunk) = download.next().await? {
            if bytes.len() + chunk.len() > limit {
                return Err(broken(host, &format!("more than {limit} bytes"), "network"));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    };
    timeout(PATIENCE, whole).await.unwrap_or_else(|_| Err(silent(host)))
}

fn silent(host: &str) -> Error {
    broken(host, &format!("no answer within {} s", PATIENCE.as_secs()), "timeout")
}

fn redirect(answer: &Response<Incoming>, from: &Url) -> Option<Url> {
    if !answer.status().is_redirection() {
        return None;
    }
    let next = from.join(answer.headers().get(header::LOCATION)?.to_str().ok()?).ok()?;
    // A page must not lead to a file of this machine.
    matches!(next.scheme(), "http" | "https").then_some(next)
}
