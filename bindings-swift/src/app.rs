//! The application: start, what arrives, stop.

use std::sync::Arc;
use std::time::Duration;

use spectrum_imessage::{
    AckMode, Error, MemoryStore, Messages, Options, PlatformIds, PostgresStore, Provider, Secret,
    Spectrum, Store, UnsupportedPolicy, imessage, open_store, terminal,
};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use crate::batch::NativeBatchInfo;
use crate::custom::{NativeCustom, NativeDefinition};
use crate::dead::NativeGivenUp;
use crate::error::{NativeError, NativeResult};
use crate::event::NativeEvents;
use crate::health::NativeHealth;
use crate::imessage::NativeIMessage;
use crate::job::{NativeHandleOptions, NativeHandling};
use crate::message::NativeMessageInfo;
use crate::mirror::mirror;
use crate::outbox::NativeOutboxEntry;
use crate::run::{NativeCancel, on_io};
use crate::simulator::{NativeSimulated, NativeSimulator};
use crate::webhook::{NativeHeader, NativeWebhookAck, NativeWebhookAnswer, pairs};

mirror! {
    /// What happens to content that a platform does not carry.
    NativeUnsupportedPolicy = UnsupportedPolicy {
        /// It is logged and skipped.
        Warn,
        /// It is an error.
        Throw,
    }
}

mirror! {
    /// How platforms are named.
    NativePlatformIds = PlatformIds {
        /// As documented.
        Documented,
        /// In lower case.
        Lower,
    }
}

mirror! {
    /// Who says that a message is handled.
    NativeAckMode = AckMode {
        /// Asking for the next one.
        Auto,
        /// The program.
        Manual,
    }
}

/// Where positions in the streams are kept.
#[derive(uniffi::Enum)]
pub enum NativeStore {
    /// In memory.
    Memory,
    /// In one SQLite file.
    Sqlite {
        /// Where the file is.
        path: String,
    },
    /// In a Postgres database.
    Postgres {
        /// Where it is, perhaps with a password.
        url: String,
    },
}

/// Without the URL: it may hold a password.
impl std::fmt::Debug for NativeStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Memory => "Memory",
            Self::Sqlite { .. } => "Sqlite",
            Self::Postgres { .. } => "Postgres",
        })
    }
}

impl NativeStore {
    /// Opens the store, which may wait for the disk or the network.
    async fn open(self) -> NativeResult<Arc<dyn Store>> {
        match self {
            Self::Memory => Ok(Arc::new(MemoryStore::new())),
            Self::Sqlite { path } => Ok(open_store(path).await?),
            // It must not be taken for the path of a file.
            Self::Postgres { url } => {
                let opening = spawn_blocking(move || PostgresStore::open(&url)).await;
                let opened = opening
                    .map_err(|_| NativeError::internal("the opening of the store panicked"))?;
                Ok(Arc::new(opened?))
            }
        }
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
    /// Where positions in the streams are kept.
    pub store: NativeStore,
    /// Who says that a message is handled.
    pub ack: NativeAckMode,
    /// How long a stream may be silent.
    pub watchdog: Option<Duration>,
    /// Hands over a received message of several parts as its parts.
    pub flatten_groups: bool,
    /// Hands over events among the messages.
    pub events_in_messages: bool,
    /// Refuses what is beyond a quota before it is sent.
    pub refuse_over_quota: bool,
    /// How platforms are named.
    pub platform_ids: NativePlatformIds,
    /// The secret of the webhook's signature.
    pub webhook_secret: Option<String>,
    /// Settings of a fleet's worker as JSON.
    pub fleet: Option<String>,
    /// A simulator in place of the service.
    pub simulator: Option<NativeSimulated>,
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
    Local {
        /// The database of Messages.
        database: Option<String>,
        /// The program that runs AppleScript.
        osascript: Option<String>,
    },
    /// Standard input and output.
    Terminal,
    /// A platform that the program defines.
    Custom {
        /// Its definition.
        definition: Arc<NativeDefinition>,
    },
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

impl NativeOptions {
    /// The options of the core, with the store open.
    async fn open(self) -> NativeResult<Options> {
        let Self {
            project_id,
            project_secret,
            cloud_url,
            imessage_address,
            imessage_line_address,
            ca_file,
            start_timeout,
            unsupported,
            allow_plaintext,
            store,
            ack,
            watchdog,
            flatten_groups,
            events_in_messages,
            refuse_over_quota,
            platform_ids,
            webhook_secret,
            fleet,
            simulator,
        } = self;
        let simulator = simulator.map(NativeSimulated::simulated).transpose()?;
        Ok(Options {
            project_id,
            project_secret: project_secret.map(Secret::new),
            cloud_url,
            imessage_address,
            imessage_line_address,
            ca_file: ca_file.map(Into::into),
            start_timeout,
            watchdog,
            unsupported: unsupported.into(),
            allow_plaintext,
            store: Some(store.open().await?),
            ack: ack.into(),
            flatten_groups,
            events_in_messages,
            refuse_over_quota,
            platform_ids: platform_ids.into(),
            webhook_secret: webhook_secret.map(Secret::new),
            fleet: fleet.as_deref().map(spectrum_imessage_fleet::worker_from_json).transpose()?,
            simulator,
        })
    }
}

impl TryFrom<NativeProvider> for Provider {
    type Error = NativeError;

    fn try_from(provider: NativeProvider) -> NativeResult<Self> {
        Ok(Self::IMessage(match provider {
            NativeProvider::Cloud => imessage::Config::Cloud,
            NativeProvider::Clients { clients } => {
                imessage::Config::Clients(clients.into_iter().map(Into::into).collect())
            }
            NativeProvider::Local { database, osascript } => {
                imessage::Config::Local(imessage::Local {
                    database: database.map(Into::into),
                    osascript: osascript.map(Into::into),
                })
            }
            NativeProvider::Terminal => return Ok(terminal::Config::default().into()),
            NativeProvider::Custom { definition } => return Ok(definition.take()?.into()),
        }))
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
            let providers =
                providers.into_iter().map(Provider::try_from).collect::<NativeResult<_>>()?;
            let app = Spectrum::start(options.open().await?, providers).await?;
            Ok::<_, NativeError>(Arc::new(Self(app)))
        })
        .await
    }

    /// The iMessage side.
    pub fn imessage(&self) -> NativeResult<Arc<NativeIMessage>> {
        Ok(Arc::new(NativeIMessage::new(&self.0, self.0.imessage()?)))
    }

    /// The side of a platform that the program defines.
    pub fn custom(&self, name: &str) -> NativeResult<Arc<NativeCustom>> {
        Ok(NativeCustom::new(&self.0, self.0.custom(name)?))
    }

    /// The simulator on which it runs, if it does.
    pub fn simulator(&self) -> Option<Arc<NativeSimulator>> {
        self.0.simulator().cloned().map(NativeSimulator).map(Arc::new)
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

    /// Becomes the one consumer of what happens besides messages, until the result is freed.
    pub async fn events(
        &self,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Arc<NativeEvents>> {
        let app = self.0.clone();
        on_io(cancel, async move { NativeEvents::open(app) }).await
    }

    /// Becomes the one consumer of what arrives, as jobs, until the result is freed.
    pub async fn handling(
        &self,
        options: NativeHandleOptions,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Arc<NativeHandling>> {
        let app = self.0.clone();
        on_io(cancel, async move { NativeHandling::open(app, options) }).await
    }

    /// How it is doing.
    pub fn health(&self) -> NativeHealth {
        self.0.health().into()
    }

    /// What was given up.
    pub fn dead_letters(&self) -> NativeResult<Vec<NativeGivenUp>> {
        Ok(self.0.dead_letters()?.into_iter().map(Into::into).collect())
    }

    /// Removes one by its id; whether it was there.
    pub fn remove_dead_letter(&self, id: String) -> NativeResult<bool> {
        Ok(self.0.remove_dead_letter(&id)?)
    }

    /// What earlier runs have left unconfirmed.
    pub fn outbox(&self) -> NativeResult<Vec<NativeOutboxEntry>> {
        Ok(self.0.outbox()?.into_iter().map(Into::into).collect())
    }

    /// Sends an entry of the outbox again.
    pub async fn send_again(
        &self,
        client_message_id: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<NativeMessageInfo>> {
        let app = self.0.clone();
        on_io(cancel, async move {
            let sent = app.send_again(&client_message_id).await?;
            Ok::<_, Error>(sent.map(|message| NativeMessageInfo::new(Some(&app), message)))
        })
        .await
    }

    /// Takes an entry out of the outbox; whether it was there.
    pub fn remove_from_outbox(&self, client_message_id: String) -> NativeResult<bool> {
        Ok(self.0.remove_from_outbox(&client_message_id)?)
    }

    /// Takes a request of a webhook, and says what to answer.
    pub async fn webhook(
        &self,
        headers: Vec<NativeHeader>,
        body: Vec<u8>,
        ack: NativeWebhookAck,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<NativeWebhookAnswer> {
        let app = self.0.clone();
        on_io(cancel, async move {
            let request = spectrum_imessage::webhook::WebhookRequest {
                headers: pairs(headers),
                body,
                ack: ack.into(),
            };
            Ok::<_, Error>(app.webhook(request).await.into())
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
    ) -> NativeResult<Option<NativeBatchInfo>> {
        on_io(cancel, async move {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let batch = self.messages.lock().await.next_batch(limit).await;
            Ok::<_, Error>(batch.map(|messages| NativeBatchInfo::new(&self.app, messages)))
        })
        .await
    }
}
