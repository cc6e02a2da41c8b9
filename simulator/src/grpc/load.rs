//! The bytes of requests that are being read or answered, over all connections.

use std::convert::Infallible;
use std::fmt::Display;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, SizeHint};

use crate::bounds::IN_FLIGHT;

/// The size of a piece of an answer.
const PIECE: usize = 64 * 1024;

/// How many bytes there are now.
#[derive(Default)]
pub(crate) struct Load(Arc<AtomicUsize>);

/// The bytes of one request; given back when it is dropped.
pub(crate) struct Share {
    all: Arc<AtomicUsize>,
    own: usize,
}

/// Why a request is not read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Overload {
    /// It is larger than a request may be.
    Message,
    /// All requests together are too large.
    All,
    /// It broke off.
    Broken(String),
}

impl Load {
    pub(crate) fn begin(&self) -> Share {
        Share { all: self.0.clone(), own: 0 }
    }
}

impl Share {
    /// Reads a request.
    pub(crate) async fn collect<B>(&mut self, mut body: B, limit: usize) -> Result<Bytes, Overload>
    where
        B: Body<Data = Bytes> + Unpin,
        B::Error: Display,
    {
        let mut whole = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| Overload::Broken(error.to_string()))?;
            let Ok(piece) = frame.into_data() else {
                continue;
            };
            if whole.len() + piece.len() > limit {
                return Err(Overload::Message);
            }
            self.own += piece.len();
            if self.all.fetch_add(piece.len(), Ordering::Relaxed) + piece.len() > IN_FLIGHT {
                return Err(Overload::All);
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }
}

impl Share {
    /// Counts the answer as well.
    ///
    /// # Errors
    /// If all requests and answers together are too large.
    pub(crate) fn hold(&mut self, bytes: usize) -> Result<(), Overload> {
        self.own += bytes;
        match self.all.fetch_add(bytes, Ordering::Relaxed) + bytes > IN_FLIGHT {
            true => Err(Overload::All),
            false => Ok(()),
        }
    }
}

/// An answer that counts until the client has read it. It goes out in pieces, so that no more than
/// one of them leaves it before its time.
pub(crate) struct Held {
    data: Bytes,
    trailers: Option<HeaderMap>,
    _share: Share,
}

impl Held {
    pub(crate) fn new(data: Bytes, trailers: HeaderMap, share: Share) -> Self {
        Self { data, trailers: Some(trailers), _share: share }
    }
}

impl Body for Held {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.data.is_empty() {
            return Poll::Ready(self.trailers.take().map(|trailers| Ok(Frame::trailers(trailers))));
        }
        let length = self.data.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.data.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && self.trailers.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.data.len() as u64)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.all.fetch_sub(self.own, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;

    use super::*;

    #[tokio::test]
    async fn requests_count_until_they_are_answered() {
        let load = Load::default();
        let body = || Full::new(Bytes::from_static(b"12345"));
        let mut first = load.begin();
        assert_eq!(first.collect(body(), 5).await.as_deref(), Ok(&b"12345"[..]));
        assert_eq!(load.begin().collect(body(), 4).await, Err(Overload::Message));
        load.0.fetch_add(IN_FLIGHT - 9, Ordering::Relaxed);
        assert_eq!(load.begin().collect(body(), 5).await, Err(Overload::All));
        assert_eq!(load.begin().hold(5), Err(Overload::All));
        drop(first);
        assert!(load.begin().collect(body(), 5).await.is_ok());
        assert_eq!(load.0.load(Ordering::Relaxed), IN_FLIGHT - 9);
    }

    #[tokio::test]
    async fn an_answer_counts_until_it_is_read() {
        let load = Load::default();
        let counted = || load.0.load(Ordering::Relaxed);
        let mut share = load.begin();
        let data = Bytes::from(vec![7; PIECE + 1]);
        share.hold(data.len()).expect("room for it");
        let mut held = Held::new(data, HeaderMap::new(), share);
        let mut sizes = Vec::new();
        while let Some(Ok(frame)) = held.frame().await {
            sizes.extend(frame.into_data().map(|piece| piece.len()));
            assert_eq!(counted(), PIECE + 1);
        }
        assert_eq!(sizes, [PIECE, 1]);
        drop(held);
        assert_eq!(counted(), 0);
    }
}
