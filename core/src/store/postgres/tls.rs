//! TLS for the connection to the database, over the roots that everything else trusts.

use std::io::{Error, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::Socket;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;

use crate::net::Trust;

/// What a server of 17 or newer wants to be offered.
const PROTOCOL: &[u8] = b"postgresql";

/// Makes secure connections; none without trust.
#[derive(Clone)]
pub(super) struct Tls(Option<Arc<ClientConfig>>);

/// One handshake with a host. It is prepared also where none is made.
pub(super) struct Handshake {
    config: Option<Arc<ClientConfig>>,
    host: String,
}

/// A socket behind TLS.
pub(super) struct Secured(Box<tokio_rustls::client::TlsStream<Socket>>);

impl Tls {
    pub(super) fn new(trust: Option<&Trust>) -> Self {
        Self(trust.map(|trust| {
            let mut config = ClientConfig::clone(&trust.h2());
            config.alpn_protocols = vec![PROTOCOL.to_vec()];
            Arc::new(config)
        }))
    }
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Secured;
    type TlsConnect = Handshake;
    type Error = Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<Handshake> {
        Ok(Handshake { config: self.0.clone(), host: host.to_owned() })
    }
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Secured;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Secured>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move {
            let Self { config: Some(config), host } = self else {
                return Err(Error::other("plain text was asked for"));
            };
            let name = ServerName::try_from(host);
            let name = name.map_err(|_| Error::other("the host has no valid name"))?;
            let stream = TlsConnector::from(config).connect(name, socket).await?;
            Ok(Secured(Box::new(stream)))
        })
    }
}

impl TlsStream for Secured {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Secured {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Secured {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
