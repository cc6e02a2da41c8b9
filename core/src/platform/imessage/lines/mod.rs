//! The lines that send: which there are, and which one serves a conversation.

mod check;
mod kept;
mod line;
mod routing;
mod status;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use futures_util::future::join_all;
use tokio::sync::watch;

pub(super) use check::ask;
pub use check::{LineCheck, LineMode};
pub(super) use line::Line;
pub(super) use status::Status;

use self::line::Settings;
use super::cloud::{LineTokens, Renewal};
use super::quota::Quotas;
use super::transport::{BearerSource, Channel, Endpoint, FixedBearer, Transport};
use super::{Client, SHARED};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::net::Trust;

/// The placeholder for the instance in the address of a dedicated line.
const INSTANCE: &str = "{instance}";

/// The lines of a project, or of a relay of one's own.
pub(super) struct Lines {
    lines: RwLock<Arc<Vec<Arc<Line>>>>,
    /// Counts the changes, so that the streams can follow.
    changes: watch::Sender<u64>,
    maker: Option<Maker>,
}

/// Makes the lines of a project, whose set changes with every renewal.
struct Maker {
    shared_address: String,
    line_address: String,
    allow_plaintext: bool,
    settings: Settings,
    /// What is stored of the lines stands under this.
    owner: String,
    trust: Trust,
    renewal: Arc<Renewal>,
}

impl Lines {
    /// The lines of a project, connected.
    pub(super) async fn of_project(
        config: &Config,
        trust: &Trust,
        renewal: &Arc<Renewal>,
        tokens: &LineTokens,
    ) -> Result<Self> {
        let project = config.project.as_ref().map(|project| project.id.as_str());
        let maker = Maker {
            owner: format!("project/{}", line::escape(project.unwrap_or_default())),
            shared_address: config.shared_address.clone(),
            line_address: config.line_address.clone(),
            allow_plaintext: config.allow_plaintext,
            settings: Settings::of(config),
            trust: trust.clone(),
            renewal: Arc::clone(renewal),
        };
        let wanted = wanted(tokens, &[]);
        let lines = connect_all(wanted.iter().map(|w| maker.connect(w))).await?;
        Ok(Self::new(lines, Some(maker)))
    }

    /// The lines of a relay of one's own, connected.
    pub(super) async fn of_clients(
        config: &Config,
        trust: &Trust,
        clients: &[Client],
    ) -> Result<Self> {
        let mut servers = HashMap::new();
        let connect = |client: &Client| {
            let endpoint = Endpoint::parse(&client.address, config.allow_plaintext);
            let bearers = Arc::new(FixedBearer::new(client.token.clone()));
            let phone = client.phone.clone();
            let owner = format!("relay/{}", line::escape(&client.address));
            let server = servers.entry(owner.clone()).or_insert_with(|| Quotas::of_server(&owner));
            let settings = Settings { server: Some(Arc::clone(server)), ..Settings::of(config) };
            async move {
                let channel = endpoint?.connect(trust).await?;
                let transport = Transport::new(channel, bearers);
                Ok(Arc::new(Line::new(&owner, None, phone, transport, &settings)))
            }
        };
        let lines = join_all(clients.iter().map(connect)).await;
        Ok(Self::new(lines.into_iter().collect::<Result<_>>()?, None))
    }

    fn new(lines: Vec<Arc<Line>>, maker: Option<Maker>) -> Self {
        Self { lines: RwLock::new(Arc::new(lines)), changes: watch::Sender::new(0), maker }
    }

    /// The present lines.
    pub(super) fn all(&self) -> Arc<Vec<Arc<Line>>> {
        Arc::clone(&self.lines.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Follows the changes of the set.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Brings the set in line with new tokens: a new line is attached, a vanished one detached,
    /// a number that changed is taken over, one that is missing in this answer is kept.
    pub(super) fn reconcile(&self, tokens: &LineTokens) {
        let Some(maker) = &self.maker else { return };
        let before = self.all();
        let mut lines = Vec::new();
        for wanted in wanted(tokens, &before) {
            match before.iter().find(|line| line.instance() == wanted.instance.as_deref()) {
                Some(line) => {
                    line.set_phone(&wanted.phone);
                    lines.push(Arc::clone(line));
                }
                None => match maker.connect_lazily(&wanted) {
                    Ok(line) => {
                        crate::observe::info!("a line was added");
                        lines.push(line);
                    }
                    Err(error) => crate::observe::error!("a new line cannot be used: {error}"),
                },
            }
        }
        for line in before.iter().filter(|line| !lines.iter().any(|kept| Arc::ptr_eq(kept, line))) {
            crate::observe::info!("a line was removed");
            line.detach();
        }
        *self.lines.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(lines);
        self.changes.send_modify(|changes| *changes += 1);
    }
}

/// Where a line is reached; `None` is the shared pool.
fn address(shared: &str, dedicated: &str, instance: Option<&str>) -> String {
    instance.map_or_else(|| shared.to_owned(), |instance| dedicated.replace(INSTANCE, instance))
}

/// The endpoint of a line by the settings.
///
/// # Errors
/// As [`Endpoint::parse`].
pub(super) fn endpoint(config: &Config, instance: Option<&str>) -> Result<Endpoint> {
    let address = address(&config.shared_address, &config.line_address, instance);
    Endpoint::parse(&address, config.allow_plaintext)
}

/// A line that the tokens name.
struct WantedLine {
    /// `None` for the shared pool.
    instance: Option<String>,
    phone: String,
}

/// The lines that the tokens name. A line without a number is left out, unless it had one before.
fn wanted(tokens: &LineTokens, before: &[Arc<Line>]) -> Vec<WantedLine> {
    match tokens {
        LineTokens::Shared(_) => vec![WantedLine { instance: None, phone: SHARED.to_owned() }],
        LineTokens::Dedicated(lines) => lines
            .iter()
            .filter_map(|(instance, line)| {
                let known = || {
                    let known = before.iter().find(|b| b.instance() == Some(instance))?;
                    Some(known.phone().as_ref().to_owned())
                };
                let phone = line.phone.clone().or_else(known)?;
                Some(WantedLine { instance: Some(instance.clone()), phone })
            })
            .collect(),
    }
}

impl Maker {
    fn endpoint(&self, line: &WantedLine) -> Result<Endpoint> {
        let (shared, dedicated) = (&self.shared_address, &self.line_address);
        Endpoint::parse(&address(shared, dedicated, line.instance.as_deref()), self.allow_plaintext)
    }

    fn line(&self, wanted: &WantedLine, channel: Channel) -> Arc<Line> {
        let bearers: Arc<dyn BearerSource> =
            Arc::new(self.renewal.for_line(wanted.instance.clone()));
        let transport = Transport::new(channel, bearers);
        let (instance, phone) = (wanted.instance.clone(), wanted.phone.clone());
        Arc::new(Line::new(&self.owner, instance, phone, transport, &self.settings))
    }

    async fn connect(&self, wanted: &WantedLine) -> Result<(Arc<Line>, Option<Error>)> {
        let endpoint = self.endpoint(wanted)?;
        let (channel, failure) = match endpoint.connect(&self.trust).await {
            Ok(channel) => (channel, None),
            Err(error) => (endpoint.connect_lazily(&self.trust)?, Some(error)),
        };
        Ok((self.line(wanted, channel), failure))
    }

    fn connect_lazily(&self, wanted: &WantedLine) -> Result<Arc<Line>> {
        let channel = self.endpoint(wanted)?.connect_lazily(&self.trust)?;
        Ok(self.line(wanted, channel))
    }
}

/// Connects side by side. One line that cannot be reached does not hold up the others; none that
/// can is an error.
async fn connect_all(
    lines: impl Iterator<Item = impl Future<Output = Result<(Arc<Line>, Option<Error>)>>>,
) -> Result<Vec<Arc<Line>>> {
    let connected = join_all(lines).await.into_iter().collect::<Result<Vec<_>>>()?;
    let total = connected.len();
    let mut failures = Vec::new();
    let mut lines = Vec::with_capacity(total);
    for (line, failure) in connected {
        failures.extend(failure);
        lines.push(line);
    }
    if failures.len() == total
        && let Some(first) = failures.into_iter().next()
    {
        return Err(first);
    }
    Ok(lines)
}
