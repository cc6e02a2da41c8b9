//! The bytes of requests that are being read or answered, over all connections.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;

use crate::bounds::IN_FLIGHT;

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
        drop(first);
        assert!(load.begin().collect(body(), 5).await.is_ok());
        assert_eq!(load.0.load(Ordering::Relaxed), IN_FLIGHT - 9);
    }
}
