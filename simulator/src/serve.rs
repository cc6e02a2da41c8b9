//! Sockets: accepting, TLS, connections that can be cut, and an end within half a second.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::task::TaskTracker;
use tonic::body::Body;

use crate::bounds::CONNECTIONS;
use crate::error::SimError;
use crate::hub::Hub;
use crate::patience::Patient;

/// How long connections may take to end by themselves.
const GRACE: Duration = Duration::from_millis(300);
/// Uploads need room: the default windows of HTTP/2 hold 64 KiB.
const WINDOW: u32 = 4 * 1024 * 1024;

/// What a port speaks.
#[derive(Clone)]
pub(crate) enum Speaks {
    /// HTTP/2 over TLS.
    GrpcTls(TlsAcceptor),
    /// HTTP/2 in the clear, known beforehand.
    GrpcPlain,
    /// HTTP/1.1 in the clear.
    Web,
}

impl Speaks {
    fn is_grpc(&self) -> bool {
        !matches!(self, Self::Web)
    }
}

/// Opens a port at one address.
pub(crate) async fn listen_at(address: IpAddr, port: u16) -> Result<Vec<TcpListener>, SimError> {
    let wrong = |error| SimError::io(format!("cannot listen on {address}, port {port}"), error);
    Ok(vec![TcpListener::bind((address, port)).await.map_err(wrong)?])
}

/// Opens a port on the loopback: IPv4, and IPv6 under the same number where that works. A port of 0
/// is any free one.
pub(crate) async fn listen(port: u16) -> Result<Vec<TcpListener>, SimError> {
    let wrong = |error| SimError::io(format!("cannot listen on port {port}"), error);
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(wrong)?;
    let port = first.local_addr().map_err(wrong)?.port();
    let second = TcpListener::bind((IpAddr::V6(Ipv6Addr::LOCALHOST), port)).await;
    Ok([first].into_iter().chain(second.ok()).collect())
}

/// Opens the port that is asked for; if none is, the one that it was before, or any other.
pub(crate) async fn listen_again(asked: u16, before: u16) -> Result<Vec<TcpListener>, SimError> {
    if asked == 0
        && before != 0
        && let Ok(same) = listen(before).await
    {
        return Ok(same);
    }
    listen(asked).await
}

/// Serves a port until the simulator stops.
pub(crate) fn serve<H, F>(
    hub: &Arc<Hub>,
    tasks: &TaskTracker,
    listeners: Vec<TcpListener>,
    speaks: &Speaks,
    handle: &H,
) where
    H: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
{
    for listener in listeners {
        if speaks.is_grpc() {
            hub.ports.send_modify(|ports| {
                ports.all += 1;
                ports.open += 1;
            });
        }
        let port = Port {
            hub: hub.clone(),
            tasks: tasks.clone(),
            speaks: speaks.clone(),
            handle: handle.clone(),
        };
        tasks.spawn(port.run(listener));
    }
}

#[derive(Clone)]
struct Port<H> {
    hub: Arc<Hub>,
    tasks: TaskTracker,
    speaks: Speaks,
    handle: H,
}

impl<H, F> Port<H>
where
    H: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
{
    async fn run(self, listener: TcpListener) {
        let Ok(address) = listener.local_addr() else {
            return;
        };
        let mut accepting = self.hub.accepting.subscribe();
        let mut listener = Some(listener);
        loop {
            if self.speaks.is_grpc() {
                let open = *accepting.borrow_and_update();
                let was_open = listener.is_some();
                // A closed port refuses: the socket itself must go.
                listener = match (open, listener) {
                    (false, _) => None,
                    (true, None) => rebind(address).await,
                    (true, some) => some,
                };
                match (was_open, listener.is_some()) {
                    (true, false) => self.hub.ports.send_modify(|ports| ports.open -= 1),
                    (false, true) => self.hub.ports.send_modify(|ports| ports.open += 1),
                    _ => {}
                }
            }
            tokio::select! {
                () = self.hub.shutdown.cancelled() => return,
                accepted = accept(listener.as_ref()) => match accepted {
                    // Dropped: the client sees its connection closed.
                    Ok(_) if self.speaks.is_grpc() && self.tasks.len() > CONNECTIONS => {}
                    Ok(stream) => { self.tasks.spawn(self.clone().connection(stream)); }
                    // Too many open files and the like: others may go on in a moment.
                    Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                },
                // The sender lives in the hub.
                _ = accepting.changed() => {}
            }
        }
    }

    async fn connection(self, stream: TcpStream) {
        // Small messages go out at once.
        let _ = stream.set_nodelay(true);
        match &self.speaks {
            Speaks::GrpcTls(acceptor) => {
                let handshake = acceptor.accept(stream);
                let shaken = tokio::select! {
                    shaken = tokio::time::timeout(Duration::from_secs(10), handshake) => shaken,
                    () = self.hub.shutdown.cancelled() => return,
                };
                match shaken {
                    Ok(Ok(stream)) => self.talk(stream).await,
                    Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
                    Err(_) => tracing::debug!("TLS handshake took too long"),
                }
            }
            Speaks::GrpcPlain => self.talk(stream).await,
            Speaks::Web => self.talk(Patient::new(stream, self.hub.config.patience)).await,
        }
    }

    async fn talk(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        // Before the connection, which is dropped first: then it takes no call any more.
        let mut connected = self.speaks.is_grpc().then(|| self.hub.connections.enter());
        let service = service_fn(self.handle.clone());
        let builder = builder(self.speaks.is_grpc());
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let cut = async {
            match &mut connected {
                Some(connected) => connected.cut().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            result = connection.as_mut() => {
                if let Err(error) = result {
                    tracing::debug!(%error, "a connection broke");
                }
            }
            () = cut => {}
            () = self.hub.shutdown.cancelled() => {
                connection.as_mut().graceful_shutdown();
                let _ = tokio::time::timeout(GRACE, connection).await;
            }
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<TcpStream> {
    match listener {
        Some(listener) => listener.accept().await.map(|(stream, _)| stream),
        None => std::future::pending().await,
    }
}

/// The same port again; it may be some moments until the system gives it back.
async fn rebind(address: SocketAddr) -> Option<TcpListener> {
    for _ in 0..100 {
        if let Ok(listener) = TcpListener::bind(address).await {
            return Some(listener);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tracing::error!(%address, "the port is taken by somebody else");
    None
}

fn builder(grpc: bool) -> Builder<TokioExecutor> {
    let builder = Builder::new(TokioExecutor::new());
    if !grpc {
        let mut builder = builder.http1_only();
        builder.http1().timer(TokioTimer::new());
        return builder;
    }
    let mut builder = builder.http2_only();
    builder
        .http2()
        .timer(TokioTimer::new())
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(2 * WINDOW)
        .max_concurrent_streams(4096)
        // Tests cancel calls by the thousand: that is no attack here.
        .max_pending_accept_reset_streams(4096)
        .max_local_error_reset_streams(None);
    builder
}
