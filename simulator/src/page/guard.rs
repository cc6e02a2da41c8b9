//! Who may talk to the page and its API: programs on this machine, and pages that came from here.
//!
//! Any web site can make the browser of a developer send requests to a local port. Such a request
//! says where it comes from (`Origin`, `Sec-Fetch-Site`), or, after DNS rebinding, names a host that
//! is not this one.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::control::Problem;

/// What a page may send at once, in bytes: base64 makes 4 of 3.
pub(super) const BODY_LIMIT: u64 = 28 * 1024 * 1024;
/// What a program may send at once, in bytes: an attachment in base64, and its video.
pub(crate) const REQUEST_LIMIT: u64 = 2 * crate::config::MESSAGE_LIMIT as u64;
/// The largest file that a page may send, in bytes.
pub(super) const UPLOAD_LIMIT: u64 = 20 * 1024 * 1024;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The names under which the page is reached, besides addresses and `localhost`.
#[derive(Clone, Default)]
pub(crate) struct Guard {
    names: Arc<[String]>,
}

impl Guard {
    pub(crate) fn new(names: &[String]) -> Self {
        Self { names: names.iter().map(|name| name.to_ascii_lowercase()).collect() }
    }

    fn allows(&self, headers: &HeaderMap) -> Result<(), &'static str> {
        // Browsers always name the host; what names none is a program.
        let host = text(headers, &HOST)?;
        if host.is_some_and(|host| !self.knows(host)) {
            return Err("the host is not one of this simulator's: use its address or localhost, \
                        or start it with --page-name");
        }
        if let Some(origin) = text(headers, &ORIGIN)? {
            let own = host.and_then(|host| Some(host == origin.strip_prefix("http://")?));
            if own != Some(true) {
                return Err("requests from other origins are refused");
            }
        }
        // Pictures and scripts are asked for without an origin, but with where they come from.
        let site = text(headers, &HeaderName::from_static("sec-fetch-site"))?;
        let mode = text(headers, &HeaderName::from_static("sec-fetch-mode"))?;
        match (site, mode) {
            // A link that somebody follows shows the page, and does nothing.
            (Some("cross-site" | "same-site"), mode) if mode != Some("navigate") => {
                Err("requests from other origins are refused")
            }
            _ => Ok(()),
        }
    }

    fn knows(&self, host: &str) -> bool {
        let Ok(uri) = host.parse::<Uri>() else {
            return false;
        };
        let name = uri.host().unwrap_or_default().to_ascii_lowercase();
        let address = name.trim_start_matches('[').trim_end_matches(']');
        // An address cannot be rebound: only names can lead elsewhere.
        address.parse::<IpAddr>().is_ok() || name == "localhost" || self.names.contains(&name)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, &'static str> {
    let value = headers.get(name).map(HeaderValue::to_str).transpose();
    value.map_err(|_| "a header is not text")
}

/// Lets through what may come in, and says in every answer what a browser may do with it.
pub(crate) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = match admit(&guard, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    set(REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    response
}

fn admit(guard: &Guard, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    guard.allows(headers).map_err(|why| Problem::new(StatusCode::FORBIDDEN, "otherOrigin", why))?;
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let length: Option<u64> = length.or_else(|| request.body().size_hint().upper());
    if length.is_some_and(|length| length > REQUEST_LIMIT) {
        let message = format!("a request may have {REQUEST_LIMIT} bytes");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "tooLarge", &message));
    }
    // Only browsers say where a request comes from.
    if headers.contains_key(ORIGIN) && length.is_none_or(|length| length > BODY_LIMIT) {
        let message = format!("a page may send files of {UPLOAD_LIMIT} bytes");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "tooLarge", &message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Guard::new(&["Sim.test".to_owned()]).allows(&headers).is_ok()
    }

    #[test]
    fn programs_and_the_own_page_are_let_in() {
        for host in ["127.0.0.1:8420", "localhost", "[::1]:8420", "192.168.1.5:80", "sim.test:1"] {
            let origin = format!("http://{host}").leak();
            assert!(allowed(&[("host", host)]), "{host}");
            assert!(allowed(&[("host", host), ("origin", origin)]), "{host}");
        }
        assert!(allowed(&[]));
        let own = [("host", "localhost:1"), ("sec-fetch-site", "same-origin")];
        assert!(allowed(&own));
        let link = [
            ("host", "localhost:1"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
        ];
        assert!(allowed(&link));
    }

    #[test]
    fn others_are_kept_out() {
        let cases: [&[(&str, &str)]; 8] = [
            &[("host", "evil.example:8420")],
            &[("host", "localhost.evil.example")],
            &[("host", "127.0.0.1.evil.example")],
            &[("host", "localhost:1"), ("origin", "http://evil.example")],
            &[("host", "localhost:1"), ("origin", "null")],
            &[("host", "localhost:1"), ("origin", "http://localhost:2")],
            &[
                ("host", "localhost:1"),
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "cors"),
            ],
            &[("origin", "http://localhost:1")],
        ];
        for case in cases {
            assert!(!allowed(case), "{case:?}");
        }
    }
}
