//! What stands between the client and the simulator: it forwards bytes, and does wrong when told to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, watch};

/// What happens to all connections, until it is changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weather {
    /// Bytes are taken and go nowhere: open and deaf.
    pub(crate) stalled: bool,
    /// Each piece waits.
    pub(crate) delay: Duration,
    /// New connections are closed at once.
    pub(crate) refuses: bool,
}

/// What happens to all connections, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Closed in order.
    Cut,
    /// Reset.
    Reset,
}

/// A forwarder to one address.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    weather: watch::Sender<Weather>,
    ends: broadcast::Sender<End>,
}

impl Proxy {
    pub(crate) async fn start(target: String) -> std::io::Result<Arc<Self>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (weather, ends) = (watch::Sender::default(), broadcast::Sender::new(4));
        let proxy = Arc::new(Self { address: listener.local_addr()?, weather, ends });
        let accepting = Arc::clone(&proxy);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if accepting.weather.borrow().refuses {
                    continue;
                }
                let (weather, ends) = (accepting.weather.subscribe(), accepting.ends.subscribe());
                let target = target.clone();
                tokio::spawn(async move {
                    // A connection that breaks is what this is for.
                    let _ = forward(client, &target, weather, ends).await;
                });
            }
        });
        Ok(proxy)
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Weather)) {
        self.weather.send_modify(change);
    }

    pub(crate) fn cut(&self) {
        let _ = self.ends.send(End::Cut);
    }

    pub(crate) fn reset(&self) {
        let _ = self.ends.send(End::Reset);
    }
}

async fn forward(
    mut client: TcpStream,
    target: &str,
    weather: watch::Receiver<Weather>,
    mut ends: broadcast::Receiver<End>,
) -> std::io::Result<()> {
    let mut server = TcpStream::connect(target).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let end = {
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        tokio::select! {
            end = ends.recv() => end.ok(),
            _ = copy(&mut from_client, &mut to_server, weather.clone()) => None,
            _ = copy(&mut from_server, &mut to_client, weather) => None,
        }
    };
    if end == Some(End::Reset) {
        for socket in [client, server] {
            socket.set_zero_linger()?;
        }
    }
    Ok(())
}

async fn copy(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    mut weather: watch::Receiver<Weather>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = from.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        let delay = weather.borrow().delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if weather.wait_for(|weather| !weather.stalled).await.is_err() {
            return Ok(());
        }
        to.write_all(&buffer[..count]).await?;
    }
}
