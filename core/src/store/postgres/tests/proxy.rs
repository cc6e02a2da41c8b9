//! A network that breaks when a test wants it to, and TLS in front of a server that has none.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weather {
    Fine,
    /// Connections are closed, and new ones too.
    Down,
    /// What is connected hears nothing more, and is not told so; new connections work.
    Frozen,
    /// What the server answers is lost, and after that the connection.
    Deaf,
}

/// Stands between a store and the server. Its threads end with the test.
pub(super) struct Proxy {
    pub(super) port: u16,
    weather: watch::Sender<Weather>,
}

impl Proxy {
    pub(super) fn to(server: u16) -> Self {
        Self::start(server, None)
    }

    pub(super) fn secure(server: u16, config: ServerConfig) -> Self {
        Self::start(server, Some(TlsAcceptor::from(Arc::new(config))))
    }

    fn start(server: u16, tls: Option<TlsAcceptor>) -> Self {
        let (weather, watched) = watch::channel(Weather::Fine);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("set");
        let port = listener.local_addr().expect("bound").port();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = TcpListener::from_std(listener).expect("listening");
                while let Ok((client, _)) = listener.accept().await {
                    let server = SocketAddr::from(([127, 0, 0, 1], server));
                    let (watched, tls) = (watched.clone(), tls.clone());
                    tokio::spawn(async move {
                        // How it ends is what the test is about.
                        let _ = serve(client, server, tls, watched).await;
                    });
                }
            });
        });
        Self { port, weather }
    }

    pub(super) fn set(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }
}

async fn serve(
    mut client: TcpStream,
    server: SocketAddr,
    tls: Option<TlsAcceptor>,
    mut weather: watch::Receiver<Weather>,
) -> std::io::Result<()> {
    if *weather.borrow_and_update() == Weather::Down {
        return Ok(());
    }
    let server = TcpStream::connect(server).await?;
    match tls {
        Some(tls) => {
            // What asks for TLS is 8 bytes long.
            client.read_exact(&mut [0; 8]).await?;
            client.write_all(b"S").await?;
            pass(tls.accept(client).await?, server, weather).await
        }
        None => pass(client, server, weather).await,
    }
}

async fn pass(
    client: impl AsyncRead + AsyncWrite,
    server: TcpStream,
    mut weather: watch::Receiver<Weather>,
) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let (mut asked, mut answered) = ([0; 8192], [0; 8192]);
    loop {
        let now = *weather.borrow();
        tokio::select! {
            changed = weather.changed() => {
                let next = *weather.borrow_and_update();
                match next {
                    Weather::Fine | Weather::Deaf if changed.is_ok() => {}
                    // Also when the weather is fine again: the connection stays as it is.
                    Weather::Frozen => std::future::pending().await,
                    _ => return Ok(()),
                }
            },
            count = from_client.read(&mut asked) => match count? {
                0 => return Ok(()),
                count => to_server.write_all(&asked[..count]).await?,
            },
            count = from_server.read(&mut answered) => match count? {
                0 => return Ok(()),
                _ if now == Weather::Deaf => return Ok(()),
                count => {
                    to_client.write_all(&answered[..count]).await?;
                    to_client.flush().await?;
                }
            },
        }
    }
}
