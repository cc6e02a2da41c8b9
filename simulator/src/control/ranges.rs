//! Pieces of a file: players ask for them to begin anywhere, and some play nothing without.

use axum::body::Body;
use axum::http::header::{ACCEPT_RANGES, CONTENT_RANGE, RANGE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

/// The file, or the piece of it that is asked for. Several pieces at once are not served: then the
/// whole file comes, as the rules of HTTP allow.
pub(super) fn serve(data: Bytes, asked: &HeaderMap) -> Response {
    let length = data.len();
    let range = asked.get(RANGE).and_then(|value| value.to_str().ok()).and_then(read);
    let mut response = match range.map(|range| within(range, length)) {
        None => Body::from(data).into_response(),
        Some(Some((first, end))) => {
            let mut response = Body::from(data.slice(first..end)).into_response();
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            set_range(&mut response, &format!("bytes {first}-{}/{length}", end - 1));
            response
        }
        Some(None) => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            set_range(&mut response, &format!("bytes */{length}"));
            response
        }
    };
    response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

fn set_range(response: &mut Response, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().insert(CONTENT_RANGE, value);
    }
}

/// `bytes=first-last`, of which one may be left out.
fn read(text: &str) -> Option<(Option<usize>, Option<usize>)> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| match text {
        "" => Some(None),
        digits => digits.parse().ok().map(Some),
    };
    match (number(first)?, number(last)?) {
        (None, None) => None,
        (Some(first), Some(last)) if first > last => None,
        range => Some(range),
    }
}

/// The first byte and the end of a range in a file of that length; nothing if it lies outside.
fn within((first, last): (Option<usize>, Option<usize>), length: usize) -> Option<(usize, usize)> {
    let (first, end) = match (first, last) {
        (Some(first), last) => (first, last.map_or(length, |last| last.saturating_add(1))),
        (None, suffix) => (length.saturating_sub(suffix.unwrap_or(0)), length),
    };
    (first < end.min(length)).then_some((first, end.min(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_writes_them() {
        let range = |text: &str| read(text).map(|range| within(range, 10));
        assert_eq!(range("bytes=0-"), Some(Some((0, 10))));
        assert_eq!(range("bytes=2-4"), Some(Some((2, 5))));
        assert_eq!(range("bytes=8-99"), Some(Some((8, 10))));
        assert_eq!(range("bytes=-3"), Some(Some((7, 10))));
        assert_eq!(range("bytes=-99"), Some(Some((0, 10))));
        for outside in ["bytes=10-", "bytes=-0"] {
            assert_eq!(range(outside), Some(None), "{outside}");
        }
        for whole in ["bytes=-", "bytes=4-2", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", ""] {
            assert_eq!(range(whole), None, "{whole}");
        }
    }

    #[test]
    fn a_piece_says_where_it_belongs() {
        let asked = HeaderMap::from_iter([(RANGE, HeaderValue::from_static("bytes=1-2"))]);
        let response = serve(Bytes::from_static(b"abcd"), &asked);
        assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(response.headers()[CONTENT_RANGE], "bytes 1-2/4");
    }
}
