//! The task of a connection: it moves the bytes, and asks for a sign of life when there are none.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use h2::client::Connection;
use h2::{Ping, PingPong};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::net::Stream;

/// How long a connection may be silent.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// Until a sign of life is asked for.
    pub(super) silence: Duration,
    /// Until that has come.
    pub(super) answer: Duration,
}

/// When something was last heard on a connection.
pub(super) struct Heard {
    began: Instant,
    /// Milliseconds after that.
    last: AtomicU64,
}

impl Heard {
    fn note(&self) {
        let millis = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(millis, Ordering::Relaxed);
    }

    pub(super) fn last(&self) -> Instant {
        self.began + Duration::from_millis(self.last.load(Ordering::Relaxed))
    }
}

/// A stream that notes when it is heard.
pub(super) struct Watched {
    stream: Stream,
    heard: Arc<Heard>,
}

pub(super) fn watched(stream: Stream) -> (Watched, Arc<Heard>) {
    let heard = Arc::new(Heard { began: Instant::now(), last: AtomicU64::new(0) });
    (Watched { stream, heard: Arc::clone(&heard) }, heard)
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if read.is_ready() {
            self.heard.note();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A connection until its end: both sides are done, it broke, or it gave no sign of life.
pub(super) struct Life {
    connection: Connection<Watched, Bytes>,
    pings: Option<PingPong>,
    heard: Arc<Heard>,
    patience: Patience,
    /// When a sign of life was asked for.
    asked: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
}

impl Life {
    pub(super) fn new(
        mut connection: Connection<Watched, Bytes>,
        heard: Arc<Heard>,
        patience: Patience,
    ) -> Self {
        let pings = connection.ping_pong();
        let alarm = Box::pin(sleep_until(heard.last() + patience.silence));
        Self { connection, pings, heard, patience, asked: None, alarm }
    }

    /// Ready if the connection is dead.
    fn poll_silence(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Patience { silence, answer } = self.patience;
        if let (Some(pings), Some(_)) = (&mut self.pings, self.asked)
            && pings.poll_pong(cx).is_ready()
        {
            self.asked = None;
            let next = self.heard.last() + silence;
            self.alarm.as_mut().reset(next);
        }
        while self.alarm.as_mut().poll(cx).is_ready() {
            let (now, last) = (Instant::now(), self.heard.last());
            let next = match self.asked {
                // Moments are known to the millisecond.
                Some(asked) if last + Duration::from_millis(1) < asked => {
                    crate::observe::debug!("a connection gave no sign of life");
                    return Poll::Ready(());
                }
                Some(_) => {
                    self.asked = None;
                    last + silence
                }
                None if last + silence > now => last + silence,
                None => {
                    // Fails while another one is under way, which is as good.
                    let _ = self.pings.as_mut().map(|pings| pings.send_ping(Ping::opaque()));
                    self.asked = Some(now);
                    now + answer
                }
            };
            self.alarm.as_mut().reset(next);
        }
        Poll::Pending
    }
}

impl Future for Life {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.poll_silence(cx).is_ready() {
            // Dropped, it ends the calls.
            return Poll::Ready(());
        }
        Pin::new(&mut self.connection).poll(cx).map(|ended| {
            if let Err(error) = ended {
                crate::observe::debug!("a connection ended: {error}");
            }
        })
    }
}
