//! HTTP/2 channels to the service.

use std::time::Duration;

use http::Uri;
use http::uri::{PathAndQuery, Scheme};
use tonic::transport::{Channel, Endpoint as TonicEndpoint};

use crate::config::{self, check_plaintext};
use crate::error::{Error, Result};
use crate::net::{Connector, Trust};

/// Signs of life on an idle connection, and how long one may take to be answered.
const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(30);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(20);
/// What one stream may send before it is read. Larger than the default of 64 KiB, so that a
/// catch-up or a download does not wait for a round trip every few dozen messages.
const STREAM_WINDOW: u32 = 1024 * 1024;
const CONNECTION_WINDOW: u32 = 4 * 1024 * 1024;

/// Where a line is reached.
#[derive(Clone, Debug)]
pub(in super::super) struct Endpoint {
    uri: Uri,
}

impl Endpoint {
    /// `host:port` (TLS), or a URL: `https://…`, and `http://…` for this machine.
    ///
    /// # Errors
    /// `ValidationError` if it is neither, or would be plain text elsewhere unasked.
    pub(in super::super) fn parse(address: &str, allow_plaintext: bool) -> Result<Self> {
        let invalid = || {
            Error::validation(
                "invalidAddress",
                format!("\"{address}\" is no address; give host:port"),
            )
        };
        let address = address.trim();
        let with_scheme =
            if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
        let uri: Uri = with_scheme.parse().map_err(|_| invalid())?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(invalid)?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") => check_plaintext(host, allow_plaintext)?,
            _ => return Err(invalid()),
        }
        Ok(Self { uri })
    }

    /// Connects. Afterwards the channel connects again by itself when the connection breaks.
    ///
    /// # Errors
    /// `ConnectionError` that names the host and the step that failed.
    pub(in super::super) async fn connect(&self, trust: &Trust) -> Result<Channel> {
        self.builder()?
            .connect_with_connector(self.connector(trust))
            .await
            .map_err(|e| super::status::transport_error(&e))
    }

    /// A channel that connects at its first call.
    pub(in super::super) fn connect_lazily(&self, trust: &Trust) -> Result<Channel> {
        Ok(self.builder()?.connect_with_connector_lazy(self.connector(trust)))
    }

    fn connector(&self, trust: &Trust) -> Connector {
        Connector::always(trust.h2(), self.uri.scheme() == Some(&Scheme::HTTPS))
    }

    fn builder(&self) -> Result<TonicEndpoint> {
        // TLS is the connector's. A tonic that was built with TLS of its own, for another part of
        // the program, refuses `https` from a connector it does not know: it is told `http`, and
        // the requests say what is true.
        let mut parts = self.uri.clone().into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.path_and_query = Some(PathAndQuery::from_static("/"));
        let target = Uri::from_parts(parts).map_err(|e| Error::invalid(e.to_string()))?;
        TonicEndpoint::from(target)
            .origin(self.uri.clone())
            .user_agent(config::USER_AGENT)
            .map_err(|e| Error::invalid(e.to_string()))
            .map(|endpoint| {
                endpoint
                    .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
                    .keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
                    .keep_alive_while_idle(true)
                    .initial_stream_window_size(STREAM_WINDOW)
                    .initial_connection_window_size(CONNECTION_WINDOW)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_tls() {
        let endpoint = Endpoint::parse("imessage.example:443", false).expect("valid");
        assert_eq!(endpoint.uri.scheme_str(), Some("https"));
        assert!(Endpoint::parse("http://127.0.0.1:5000", false).is_ok());
        assert!(Endpoint::parse("http://imessage.example:80", false).is_err());
        assert!(Endpoint::parse("http://imessage.example:80", true).is_ok());
        for wrong in ["", "://", "ftp://imessage.example:21", "a b:443"] {
            assert!(Endpoint::parse(wrong, true).is_err(), "{wrong}");
        }
    }
}
