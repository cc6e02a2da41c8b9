//! Configuration.

use std::path::PathBuf;
use std::time::Duration;

use napi_derive::napi;
use spectrum_imessage::imessage::{Client, Config};
use spectrum_imessage::{Options, Provider, Result, Secret};

/// What `Spectrum(...)` was given, checked by the TypeScript side for its types only.
#[napi(object, object_to_js = false)]
pub struct StartOptions {
    /// The project's id.
    pub project_id: Option<String>,
    /// The project's secret.
    pub project_secret: Option<String>,
    /// The cloud's address.
    pub cloud_url: Option<String>,
    /// Where shared lines are reached.
    pub imessage_address: Option<String>,
    /// Where dedicated lines are reached.
    pub imessage_line_address: Option<String>,
    /// Root certificates to trust besides the system's.
    pub ca_file: Option<String>,
    /// How long the start may take, in milliseconds.
    pub start_timeout: Option<f64>,
    /// What happens to unsupported content: `warn` or `throw`.
    pub unsupported: String,
    /// Whether plain text is allowed to other hosts.
    pub allow_plaintext: bool,
    /// The providers.
    pub providers: Vec<ProviderOptions>,
}

/// A configured platform.
#[napi(object, object_to_js = false)]
pub struct ProviderOptions {
    /// This Mac's own Messages.
    pub local: bool,
    /// A relay of one's own.
    pub clients: Option<Vec<ClientOptions>>,
}

/// One line of a relay of one's own.
#[napi(object, object_to_js = false)]
pub struct ClientOptions {
    /// Where it is.
    pub address: String,
    /// Its token.
    pub token: String,
    /// Its number.
    pub phone: String,
}

impl StartOptions {
    /// The same for the core.
    ///
    /// # Errors
    /// `ValidationError` if a word is none of those that are allowed.
    pub fn split(self) -> Result<(Options, Vec<Provider>)> {
        let options = Options {
            project_id: self.project_id,
            project_secret: self.project_secret.map(Secret::new),
            cloud_url: self.cloud_url,
            imessage_address: self.imessage_address,
            imessage_line_address: self.imessage_line_address,
            ca_file: self.ca_file.map(PathBuf::from),
            start_timeout: self.start_timeout.map(|ms| Duration::from_secs_f64(ms / 1000.0)),
            unsupported: self.unsupported.parse()?,
            allow_plaintext: self.allow_plaintext,
            ..Options::default()
        };
        Ok((options, self.providers.into_iter().map(Provider::from).collect()))
    }
}

impl From<ProviderOptions> for Provider {
    fn from(options: ProviderOptions) -> Self {
        Self::IMessage(match options {
            ProviderOptions { local: true, .. } => Config::Local,
            ProviderOptions { clients: None, .. } => Config::Cloud,
            ProviderOptions { clients: Some(clients), .. } => Config::Clients(
                clients
                    .into_iter()
                    .map(|client| Client {
                        address: client.address,
                        token: Secret::new(client.token),
                        phone: client.phone,
                    })
                    .collect(),
            ),
        })
    }
}
