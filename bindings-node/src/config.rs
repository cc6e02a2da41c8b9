//! Configuration.

use std::path::PathBuf;
use std::time::Duration;

use napi_derive::napi;
use spectrum_imessage::imessage::{Client, Config, DoctorOptions, Local};
use spectrum_imessage::{
    AckMode, Options, Provider, Result, Secret, Simulated, custom, simulation, terminal,
};

const BATCH: usize = 256;

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
    /// How long a stream may be silent, in milliseconds.
    pub watchdog: Option<f64>,
    /// The file of a SQLite store, or the URL of a Postgres database; nothing for one in memory.
    pub store: Option<String>,
    /// Whether messages are acknowledged by name.
    pub manual_ack: bool,
    /// Whether messages of several parts come as their parts.
    pub flatten_groups: bool,
    /// Whether events come among the messages.
    pub events_in_messages: bool,
    /// Whether what is beyond a quota is refused before it is sent.
    pub refuse_over_quota: bool,
    /// How platforms are named: `documented` or `lower`.
    pub platform_ids: String,
    /// The secret of the webhook's signature.
    pub webhook_secret: Option<String>,
    /// What happens to unsupported content: `warn` or `throw`.
    pub unsupported: String,
    /// Whether plain text is allowed to other hosts.
    pub allow_plaintext: bool,
    /// Settings of a fleet's worker as JSON, if the application is one.
    pub fleet: Option<String>,
    /// Settings of a simulator as JSON, if the application has one of its own.
    pub simulator: Option<String>,
    /// The providers.
    pub providers: Vec<ProviderOptions>,
}

/// A configured platform.
#[napi(object, object_to_js = false)]
pub struct ProviderOptions {
    /// The terminal, and not iMessage.
    pub terminal: bool,
    /// The index of a definition of the program's own.
    pub custom: Option<u32>,
    /// This Mac's own Messages.
    pub local: bool,
    /// The database of Messages, for local mode.
    pub database: Option<String>,
    /// The program that runs AppleScript, for local mode.
    pub osascript: Option<String>,
    /// A relay of one's own.
    pub clients: Option<Vec<ClientOptions>>,
}

/// What the doctor is told.
#[napi(object, object_to_js = false)]
pub struct DoctorSettings {
    /// What to look at.
    pub scope: String,
    /// The database of Messages.
    pub database: Option<String>,
    /// The program that runs AppleScript.
    pub osascript: Option<String>,
    /// The project's id.
    pub project_id: Option<String>,
    /// The project's secret.
    pub project_secret: Option<String>,
    /// How long each question may take, in milliseconds.
    pub limit: Option<f64>,
}

impl DoctorSettings {
    /// The same for the core.
    ///
    /// # Errors
    /// `ValidationError` for an unknown scope.
    pub fn split(self) -> Result<DoctorOptions> {
        let project = Options {
            project_id: self.project_id,
            project_secret: self.project_secret.map(Secret::new),
            ..Options::default()
        };
        Ok(DoctorOptions {
            scope: self.scope.parse()?,
            database: self.database.map(PathBuf::from),
            osascript: self.osascript.map(PathBuf::from),
            project,
            limit: self.limit.map(milliseconds),
        })
    }
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

/// The TypeScript side has checked that it is a number that makes sense.
pub(crate) fn milliseconds(ms: f64) -> Duration {
    Duration::from_secs_f64(ms / 1000.0)
}

impl StartOptions {
    /// How many messages may cross the language boundary at once. One, if the store
    /// or the fleet has to say which of them the program has had.
    pub(crate) fn batch(&self) -> usize {
        if self.store.is_some() || self.fleet.is_some() { 1 } else { BATCH }
    }

    /// The same for the core, but for the store, which is yet to be opened.
    ///
    /// # Errors
    /// `ValidationError` if a word is none of those that are allowed.
    pub fn split(
        self,
        mut definitions: Vec<Option<custom::Config>>,
    ) -> Result<(Options, Vec<Provider>)> {
        let simulator = self.simulator.as_deref().map(simulation::settings).transpose()?;
        let unsupported = self.unsupported.parse()?;
        let options = Options {
            project_id: self.project_id,
            project_secret: self.project_secret.map(Secret::new),
            cloud_url: self.cloud_url,
            imessage_address: self.imessage_address,
            imessage_line_address: self.imessage_line_address,
            ca_file: self.ca_file.map(PathBuf::from),
            start_timeout: self.start_timeout.map(milliseconds),
            watchdog: self.watchdog.map(milliseconds),
            unsupported,
            allow_plaintext: self.allow_plaintext,
            store: None,
            ack: if self.manual_ack { AckMode::Manual } else { AckMode::Auto },
            flatten_groups: self.flatten_groups,
            events_in_messages: self.events_in_messages,
            refuse_over_quota: self.refuse_over_quota,
            platform_ids: self.platform_ids.parse()?,
            webhook_secret: self.webhook_secret.map(Secret::new),
            fleet: self
                .fleet
                .as_deref()
                .map(spectrum_imessage_fleet::worker_from_json)
                .transpose()?,
            simulator: simulator.map(Simulated::from),
        };
        let mut providers = Vec::with_capacity(self.providers.len());
        for provider in self.providers {
            let index = provider.custom.map(|index| index as usize);
            // An index that is none of them cannot be: the TypeScript side counts them.
            let custom = index.and_then(|index| definitions.get_mut(index)?.take());
            providers.push(custom.map_or_else(|| provider.into(), Provider::from));
        }
        Ok((options, providers))
    }
}

impl From<ProviderOptions> for Provider {
    fn from(options: ProviderOptions) -> Self {
        if options.terminal {
            return terminal::Config::default().into();
        }
        Self::IMessage(match options {
            ProviderOptions { local: true, database, osascript, .. } => Config::Local(Local {
                database: database.map(PathBuf::from),
                osascript: osascript.map(PathBuf::from),
            }),
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
