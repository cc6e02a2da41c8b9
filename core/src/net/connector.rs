//! From a URI to a connected socket, with errors that say which step failed at which host.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower_service::Service;

/// One whole attempt: name, socket, handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The step of a connection that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Dns,
    Connect,
    Tls,
    Timeout,
}

impl Reason {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
        }
    }
}

/// A connection that was not made.
#[derive(Clone, Debug)]
pub(crate) struct ConnectError {
    pub(crate) host: String,
    pub(crate) reason: Reason,
    detail: String,
}

impl ConnectError {
    /// The failed connection behind an error, if that is what it was.
    pub(crate) fn behind<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        causes(error).find_map(|cause| cause.downcast_ref())
    }
}

/// An error and its causes, from the outside in.
pub(crate) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.reason {
            Reason::Dns => "the name does not resolve",
            Reason::Connect => "the connection was not accepted",
            Reason::Tls => "the TLS handshake failed",
            Reason::Timeout => "no answer in time",
        };
        write!(f, "cannot connect to {}: {what} ({})", self.host, self.detail)
    }
}

impl std::error::Error for ConnectError {}

/// Makes connections.
#[derive(Clone)]
pub(crate) struct Connector {
    tls: Arc<ClientConfig>,
    security: Security,
}

#[derive(Clone, Copy)]
enum Security {
    /// TLS for `https`, plain text for `http`.
    ByScheme,
    /// TLS, or none, whatever the scheme.
    Always(bool),
}

impl Connector {
    pub(crate) fn by_scheme(tls: Arc<ClientConfig>) -> Self {
        Self { tls, security: Security::ByScheme }
    }

    pub(crate) fn always(tls: Arc<ClientConfig>, secure: bool) -> Self {
        Self { tls, security: Security::Always(secure) }
    }
}

impl Connector {
    /// A connection to the host of a URI.
    pub(crate) async fn open(&self, uri: &Uri) -> Result<Stream, ConnectError> {
        let secure = match self.security {
            Security::ByScheme => uri.scheme_str() != Some("http"),
            Security::Always(secure) => secure,
        };
        // Not the whole authority: it may hold a password.
        let host = match uri.port_u16() {
            Some(port) => format!("{}:{port}", uri.host().unwrap_or_default()),
            None => uri.host().unwrap_or_default().to_owned(),
        };
        let connecting = connect(uri, &host, secure, Arc::clone(&self.tls));
        timeout(CONNECT_TIMEOUT, connecting).await.unwrap_or_else(|_| {
            let detail = format!("{} s", CONNECT_TIMEOUT.as_secs());
            Err(ConnectError { host: host.clone(), reason: Reason::Timeout, detail })
        })
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let this = self.clone();
        Box::pin(async move { this.open(&uri).await.map(TokioIo::new) })
    }
}

async fn connect(
    uri: &Uri,
    authority: &str,
    secure: bool,
    tls: Arc<ClientConfig>,
) -> Result<Stream, ConnectError> {
    let failed = |reason, detail: &dyn fmt::Display| ConnectError {
        host: authority.to_owned(),
        reason,
        detail: detail.to_string(),
    };
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });

    let addresses: Vec<_> =
        tokio::net::lookup_host((host, port)).await.map_err(|e| failed(Reason::Dns, &e))?.collect();
    let mut last = None;
    let mut connected = None;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(socket) => {
                connected = Some(socket);
                break;
            }
            Err(error) => last = Some(error),
        }
    }
    let Some(socket) = connected else {
        return Err(match last {
            Some(error) => failed(Reason::Connect, &error),
            None => failed(Reason::Dns, &"no address"),
        });
    };
    // Calls are small and answers awaited: waiting for more bytes only costs time.
    socket.set_nodelay(true).map_err(|e| failed(Reason::Connect, &e))?;

    if !secure {
        return Ok(Stream::Plain(socket));
    }
    let name = ServerName::try_from(host.to_owned()).map_err(|e| failed(Reason::Tls, &e))?;
    let stream =
        TlsConnector::from(tls).connect(name, socket).await.map_err(|e| failed(Reason::Tls, &e))?;
    Ok(Stream::Tls(Box::new(stream)))
}

/// A connected socket.
pub(crate) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }
}
