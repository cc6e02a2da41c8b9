//! The application: start, what arrives, stop.

use std::sync::Arc;
use std::time::Duration;

use spectrum_imessage::{
    Error, Messages, Options, Provider, Secret, Spectrum, UnsupportedPolicy, imessage,
};
use tokio::sync::Mutex;

use crate::error::NativeResult;
use crate::imessage::NativeIMessage;
use crate::message::NativeMessageInfo;
use crate::mirror::mirror;
use crate::run::{NativeCancel, on_io};

mirror! {
    /// What happens to content that a platform does not carry.
    NativeUnsupportedPolicy = UnsupportedPolicy {
        /// It is logged and skipped.
        Warn,
        /// It is an error.
        Throw,
    }
}

/// What a program says about the application. Not `Debug`: it holds the secret.
#[derive(uniffi::Record)]
pub struct NativeOptions {
    /// The project's id.
    pub project_id: Option<String>,
    /// The project's secret.
    pub project_secret: Option<String>,
    /// The cloud's address.
    pub cloud_url: Option<String>,
    /// The address of the shared lines.
    pub imessage_address: Option<String>,
    /// The address of dedicated lines.
    pub imessage_line_address: Option<String>,
    /// A file with an extra root certificate.
    pub ca_file: Option<String>,
    /// How long a start may take in all.
    pub start_timeout: Option<Duration>,
    /// What happens to content that a platform does not carry.
    pub unsupported: NativeUnsupportedPolicy,
    /// Allows connections without TLS to other machines.
    pub allow_plaintext: bool,
}

/// How a platform is connected. Not `Debug`: it holds tokens.
#[derive(uniffi::Enum)]
pub enum NativeProvider {
    /// iMessage through Spectrum Cloud.
    Cloud,
    /// iMessage through relays of one's own.
    Clients {
        /// One for each line.
        clients: Vec<NativeClient>,
    },
    /// This Mac's own Messages.
    Local,
}

/// One line of a relay of one's own. Not `Debug`: it holds the token.
#[derive(uniffi::Record)]
pub struct NativeClient {
    /// `host:port`, or `http://host:port` on this machine.
    pub address: String,
    /// The token that the relay takes.
    pub token: String,
    /// The number of the line.
    pub phone: String,
}

impl From<NativeOptions> for Options {
    fn from(options: NativeOptions) -> Self {
        let NativeOptions {
            project_id,
            project_secret,
            cloud_url,
            imessage_address,
            imessage_line_address,
            ca_file,
            start_timeout,
            unsupported,
            allow_plaintext,
        } = options;
        Self {
            project_id,
            project_secret: project_secret.map(Secret::new),
            cloud_url,
            imessage_address,
            imessage_line_address,
            ca_file: ca_file.map(Into::into),
            start_timeout,
            unsupported: unsupported.into(),
            allow_plaintext,
            ..Self::default()
        }
    }
}

impl From<NativeProvider> for Provider {
    fn from(provider: NativeProvider) -> Self {
        Self::IMessage(match provider {
            NativeProvider::Cloud => imessage::Config::Cloud,
            NativeProvider::Clients { clients } => {
                imessage::Config::Clients(clients.into_iter().map(Into::into).collect())
            }
            NativeProvider::Local => imessage::Config::Local,
        })
    }
}

impl From<NativeClient> for imessage::Client {
    fn from(NativeClient { address, token, phone }: NativeClient) -> Self {
        Self { address, token: Secret::new(token), phone }
    }
}

/// A running application.
#[derive(Debug, uniffi::Object)]
pub struct NativeApp(Spectrum);

#[uniffi::export]
impl NativeApp {
    /// Starts an application.
    #[uniffi::constructor]
    pub async fn start(
        options: NativeOptions,
        providers: Vec<NativeProvider>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Arc<Self>> {
        on_io(cancel, async move {
            let providers = providers.into_iter().map(Into::into).collect();
            Spectrum::start(options.into(), providers).await.map(|app| Arc::new(Self(app)))
        })
        .await
    }

    /// The iMessage side.
    pub fn imessage(&self) -> NativeResult<Arc<NativeIMessage>> {
        Ok(Arc::new(NativeIMessage::new(&self.0, self.0.imessage()?)))
    }

    /// The project as JSON.
    pub fn project(&self) -> Option<String> {
        self.0.project().map(ToString::to_string)
    }

    /// Becomes the one consumer of what arrives, until the result is freed.
    pub async fn messages(
        &self,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Arc<NativeMessages>> {
        let app = self.0.clone();
        on_io(cancel, async move {
            let messages = Mutex::new(app.messages()?);
            Ok::<_, Error>(Arc::new(NativeMessages { app, messages }))
        })
        .await
    }

    /// Stops.
    pub async fn stop(&self) -> NativeResult<()> {
        let app = self.0.clone();
        on_io(None, async move {
            app.stop().await;
            Ok::<_, Error>(())
        })
        .await
    }
}

/// The one consumer of what arrives.
#[derive(uniffi::Object)]
pub struct NativeMessages {
    app: Spectrum,
    messages: Mutex<Messages>,
}

#[uniffi::export]
impl NativeMessages {
    /// The next messages, at least one and at most `limit`; nothing after the stop. A cancelled
    /// call loses none.
    pub async fn next_batch(
        self: Arc<Self>,
        limit: u32,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<Vec<NativeMessageInfo>>> {
        on_io(cancel, async move {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let batch = self.messages.lock().await.next_batch(limit).await;
            let infos = |batch: Vec<_>| {
                batch.into_iter().map(|m| NativeMessageInfo::new(Some(&self.app), m)).collect()
            };
            Ok::<_, Error>(batch.map(infos))
        })
        .await
    }
}
