//! Where settings come from: arguments first, then the environment, then defaults. An empty value
//! in the environment counts as unset.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::fleet::Fleet;
use crate::platform::PlatformIds;
use crate::secret::Secret;
use crate::send::UnsupportedPolicy;
use crate::store::{MemoryStore, Store};

pub(crate) const USER_AGENT: &str = concat!("spectrum-imessage/", env!("CARGO_PKG_VERSION"));

const DEFAULT_CLOUD_URL: &str = "https://spectrum.photon.codes";
const DEFAULT_SHARED_ADDRESS: &str = "imessage.spectrum.photon.codes:443";
const DEFAULT_LINE_ADDRESS: &str = "{instance}.imsg.photon.codes:443";
const DEFAULT_START_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_WATCHDOG: Duration = Duration::from_secs(60);
const SHORTEST_WATCHDOG: Duration = Duration::from_secs(1);

/// What a program says about the application. Everything is optional.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The project's id; else `SPECTRUM_PROJECT_ID`. Together with the secret, or neither.
    pub project_id: Option<String>,
    /// The project's secret; else `SPECTRUM_PROJECT_SECRET`.
    pub project_secret: Option<Secret>,
    /// The cloud's address; else `SPECTRUM_CLOUD_URL`.
    pub cloud_url: Option<String>,
    /// Where shared lines are reached; else `SPECTRUM_IMESSAGE_ADDRESS`.
    pub imessage_address: Option<String>,
    /// Where dedicated lines are reached, with `{instance}` for the line; else
    /// `SPECTRUM_IMESSAGE_LINE_ADDRESS`.
    pub imessage_line_address: Option<String>,
    /// A PEM file with root certificates to trust besides the system's; else `SPECTRUM_CA_FILE`.
    pub ca_file: Option<PathBuf>,
    /// How long a start may take in all; 30 s if not given.
    pub start_timeout: Option<Duration>,
    /// How long a stream that sends heartbeats may be silent before it is taken for dead and opened
    /// again; 60 s if not given, at least 1 s. The service sends one every few seconds.
    pub watchdog: Option<Duration>,
    /// What happens to content that a platform does not carry.
    pub unsupported: UnsupportedPolicy,
    /// Allows connections without TLS to hosts other than this machine.
    pub allow_plaintext: bool,
    /// Where positions in the streams are kept; in memory if not given. With a durable store
    /// ([`crate::SqliteStore`]) what came while the program was down, and what it had not handled,
    /// comes at the next start.
    pub store: Option<Arc<dyn Store>>,
    /// Who says that a message is handled.
    pub ack: AckMode,
    /// Hands over a received message of several parts as its parts, one after another, in place of
    /// the one message.
    pub flatten_groups: bool,
    /// A simulator in place of the service; credentials and addresses are its own then. iMessage is
    /// the provider if none is given.
    #[cfg(feature = "simulator")]
    pub simulator: Option<crate::app::Simulated>,
    /// Hands over among the messages too what [`crate::Spectrum::events`] tells of messages and chats:
    /// edits and unsends as such content, removed reactions, stickers, backgrounds and marks of chats
    /// as custom content. What the account does itself is left out, but for the marks.
    pub events_in_messages: bool,
    /// Refuses a message beyond a quota before it is sent, with `RateLimitError`: 5,000 messages a
    /// server and day, 50 new conversations a line and day, as they were counted here
    /// ([`crate::imessage::IMessage::quota`]); and after the service has refused one, until the day is
    /// over.
    pub refuse_over_quota: bool,
    /// The secret of the webhook's signature; else `SPECTRUM_WEBHOOK_SECRET`. Without one
    /// [`crate::Spectrum::webhook`] accepts nothing.
    pub webhook_secret: Option<Secret>,
    /// How platforms are named: what [`crate::Space::platform_name`] says.
    pub platform_ids: PlatformIds,
    /// The part of this application in a fleet; it stands alone if not given.
    pub fleet: Option<Fleet>,
}

/// Who says that a message is handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AckMode {
    /// Asking for the next messages says that those before are handled.
    #[default]
    Auto,
    /// [`crate::Message::ack`] says so, for programs that handle several messages side by side.
    /// At most 4096 messages may be without it; then nothing more is handed out until one is.
    Manual,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) project: Option<Project>,
    pub(crate) cloud_url: Url,
    pub(crate) shared_address: String,
    pub(crate) line_address: String,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) start_timeout: Duration,
    pub(crate) watchdog: Duration,
    pub(crate) unsupported: UnsupportedPolicy,
    pub(crate) allow_plaintext: bool,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) ack: AckMode,
    pub(crate) flatten_groups: bool,
    pub(crate) events_in_messages: bool,
    pub(crate) refuse_over_quota: bool,
    pub(crate) platform_ids: PlatformIds,
    pub(crate) webhook_secret: Option<Secret>,
    pub(crate) fleet: Option<Fleet>,
    /// The system's, or a simulator's.
    pub(crate) clock: Clock,
}

/// The credentials of a project.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) secret: Secret,
}

impl Config {
    pub(crate) fn resolve(options: Options) -> Result<Self> {
        let cloud_url = setting(options.cloud_url, "SPECTRUM_CLOUD_URL", DEFAULT_CLOUD_URL);
        Ok(Self {
            project: project(options.project_id, options.project_secret)?,
            cloud_url: parse_cloud_url(&cloud_url, options.allow_plaintext)?,
            shared_address: setting(
                options.imessage_address,
                "SPECTRUM_IMESSAGE_ADDRESS",
                DEFAULT_SHARED_ADDRESS,
            ),
            line_address: setting(
                options.imessage_line_address,
                "SPECTRUM_IMESSAGE_LINE_ADDRESS",
                DEFAULT_LINE_ADDRESS,
            ),
            ca_file: options.ca_file.or_else(ca_file),
            start_timeout: options.start_timeout.unwrap_or(DEFAULT_START_TIMEOUT),
            watchdog: options.watchdog.unwrap_or(DEFAULT_WATCHDOG).max(SHORTEST_WATCHDOG),
            unsupported: options.unsupported,
            allow_plaintext: options.allow_plaintext,
            clock: Clock::default(),
            store: options.store.unwrap_or_else(|| Arc::new(MemoryStore::new())),
            ack: options.ack,
            flatten_groups: options.flatten_groups,
            events_in_messages: options.events_in_messages,
            refuse_over_quota: options.refuse_over_quota,
            platform_ids: options.platform_ids,
            fleet: options.fleet,
            webhook_secret: options
                .webhook_secret
                .filter(|secret| !secret.is_empty())
                .or_else(|| variable("SPECTRUM_WEBHOOK_SECRET").map(Secret::new)),
        })
    }
}

/// An extra root certificate.
pub(crate) fn ca_file() -> Option<PathBuf> {
    variable("SPECTRUM_CA_FILE").map(PathBuf::from)
}

fn setting(argument: Option<String>, name: &str, default: &str) -> String {
    let argument = argument.filter(|value| !value.is_empty());
    argument.or_else(|| variable(name)).unwrap_or_else(|| default.to_owned())
}

pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn project(id: Option<String>, secret: Option<Secret>) -> Result<Option<Project>> {
    let id = id.filter(|id| !id.is_empty()).or_else(|| variable("SPECTRUM_PROJECT_ID"));
    let secret = secret
        .filter(|secret| !secret.is_empty())
        .or_else(|| variable("SPECTRUM_PROJECT_SECRET").map(Secret::new));
    match (id, secret) {
        (Some(id), Some(secret)) => Ok(Some(Project { id, secret })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(half("projectSecret", "SPECTRUM_PROJECT_SECRET")),
        (None, Some(_)) => Err(half("projectId", "SPECTRUM_PROJECT_ID")),
    }
}

fn half(missing: &str, variable: &str) -> Error {
    Error::validation(
        "missingCredentials",
        format!(
            "projectId and projectSecret go together: {missing} is missing \
             (give it as an option or as {variable})"
        ),
    )
}

fn parse_cloud_url(value: &str, allow_plaintext: bool) -> Result<Url> {
    let invalid = |why: &str| Error::validation("invalidCloudUrl", format!("the cloud URL {why}"));
    let mut url = Url::parse(value).map_err(|_| invalid("is not a URL"))?;
    let host = url.host_str().ok_or_else(|| invalid("names no host"))?.to_owned();
    match url.scheme() {
        "https" => {}
        "http" => check_plaintext(&host, allow_plaintext)?,
        _ => return Err(invalid("is neither https nor http")),
    }
    // Paths are joined to it, and a join replaces what follows the last slash.
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// Plain text is for this machine; elsewhere only when it is asked for by name.
pub(crate) fn check_plaintext(host: &str, allowed: bool) -> Result<()> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let local = bare == "localhost"
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if local || allowed {
        return Ok(());
    }
    Err(Error::validation(
        "plaintextRefused",
        format!("{host} would be reached without TLS; set allowPlaintext if that is meant"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_on_this_machine() {
        for local in ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"] {
            assert!(check_plaintext(local, false).is_ok(), "{local}");
        }
        for remote in ["10.0.0.1", "example.com", "localhost.example.com"] {
            assert!(check_plaintext(remote, false).is_err(), "{remote}");
            assert!(check_plaintext(remote, true).is_ok(), "{remote}");
        }
    }

    #[test]
    fn a_cloud_url_is_a_folder() {
        let url = parse_cloud_url("https://cloud.example/base", false).expect("valid");
        assert_eq!(url.join("projects/p/").expect("joins").path(), "/base/projects/p/");
        assert!(parse_cloud_url("ftp://cloud.example", false).is_err());
        assert!(parse_cloud_url("http://cloud.example", false).is_err());
    }

    #[test]
    fn credentials_never_show() {
        let project = Project { id: "p".into(), secret: Secret::new("hunter2") };
        assert!(!format!("{project:?}").contains("hunter2"));
    }
}
