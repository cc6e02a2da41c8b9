//! Where a line is reached.

use http::Uri;
use http::uri::Scheme;

use super::http2::Channel;
use super::status::status_error;
use crate::config::check_plaintext;
use crate::error::{Error, Result};
use crate::net::{Connector, Trust};

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
        let channel = self.connect_lazily(trust)?;
        channel.connect().await.map_err(|status| status_error(&status))?;
        Ok(channel)
    }

    /// A channel that connects at its first call.
    ///
    /// # Errors
    /// None that [`Endpoint::parse`] lets through.
    pub(in super::super) fn connect_lazily(&self, trust: &Trust) -> Result<Channel> {
        let secure = self.uri.scheme() == Some(&Scheme::HTTPS);
        let connector = Connector::always(trust.h2(), secure);
        Channel::new(self.uri.clone(), connector).ok_or_else(|| Error::invalid("no address"))
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
