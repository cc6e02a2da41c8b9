//! The application.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use pyo3::prelude::*;
use spectrum_imessage::fleet::Fleet;
use spectrum_imessage::imessage::{
    self, Client, Config, CreateOptions, DoctorOptions, Local, Quota,
};
use spectrum_imessage::{
    AckMode, Content, GivenUp, HandleOptions, Options, OutboxEntry, Provider, Result, Secret,
    Spectrum, User, open_store, runtime, terminal, webhook,
};

use crate::content;
use crate::custom::{CustomSide, Definition};
use crate::error::{invalid, raise};
use crate::events::Events;
use crate::handling::Handling;
use crate::line::{self, Line};
use crate::message::{Message, user_to_python};
use crate::messages::Messages;
use crate::port::{Call, Port, nothing};
use crate::simulator::{Simulator, SimulatorArg};
use crate::space::Space;

/// A running application.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct App {
    core: Spectrum,
    durable: bool,
}

/// `spectrum_imessage.Client`.
#[derive(FromPyObject)]
pub(crate) struct ClientArg {
    address: String,
    token: String,
    phone: String,
}

/// `imessage.config(...)`.
#[derive(FromPyObject)]
pub(crate) struct ConfigArg {
    clients: Option<Vec<ClientArg>>,
    local: bool,
    database: Option<PathBuf>,
    osascript: Option<PathBuf>,
}

impl From<ConfigArg> for Config {
    fn from(config: ConfigArg) -> Self {
        match config {
            ConfigArg { local: true, database, osascript, .. } => {
                Self::Local(Local { database, osascript })
            }
            ConfigArg { clients: Some(clients), .. } => {
                Self::Clients(clients.into_iter().map(Client::from).collect())
            }
            ConfigArg { clients: None, .. } => Self::Cloud,
        }
    }
}

/// A configured platform. `None` is the terminal.
#[derive(FromPyObject)]
pub(crate) enum ProviderArg<'py> {
    Custom(PyRef<'py, Definition>),
    IMessage(ConfigArg),
    Terminal(Option<NoneArg>),
}

/// Only `None` fits.
pub(crate) enum NoneArg {}

impl<'py> FromPyObject<'_, 'py> for NoneArg {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Err(invalid(object.py(), "this is no provider"))
    }
}

fn provider(py: Python<'_>, config: ProviderArg<'_>) -> PyResult<Provider> {
    Ok(match config {
        ProviderArg::Custom(definition) => definition.take(py)?.into(),
        ProviderArg::IMessage(config) => Config::from(config).into(),
        ProviderArg::Terminal(_) => terminal::Config::default().into(),
    })
}

impl From<ClientArg> for Client {
    fn from(client: ClientArg) -> Self {
        let ClientArg { address, token, phone } = client;
        Self { address, token: Secret::new(token), phone }
    }
}

pub(crate) fn seconds(py: Python<'_>, name: &str, seconds: f64) -> PyResult<Duration> {
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err(invalid(py, &format!("{name} is a number of seconds above 0"))),
    }
}

fn wait(py: Python<'_>, name: &str, seconds: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| invalid(py, &format!("{name} is a number of seconds, and not negative")))
}

fn ack_mode(py: Python<'_>, word: &str) -> PyResult<AckMode> {
    match word {
        "auto" => Ok(AckMode::Auto),
        "manual" => Ok(AckMode::Manual),
        _ => Err(invalid(py, "ack is \"auto\" or \"manual\"")),
    }
}

/// Opens the store, and starts.
async fn begin(
    mut options: Options,
    providers: Vec<Provider>,
    store: Option<PathBuf>,
) -> Result<Spectrum> {
    if let Some(path) = store {
        options.store = Some(open_store(path).await?);
    }
    Spectrum::start(options, providers).await
}

/// The application's part in a fleet.
fn worker(settings: Option<&str>) -> Result<Option<Fleet>> {
    settings.map(spectrum_imessage_fleet::worker_from_json).transpose()
}

/// Starts an application.
#[pyfunction]
#[pyo3(signature = (
    port, *, providers, project_id, project_secret, cloud_url, imessage_address,
    imessage_line_address, ca_file, start_timeout, watchdog, unsupported, allow_plaintext, store, ack,
    flatten_groups, events_in_messages, refuse_over_quota, platform_ids, webhook_secret, fleet, simulator
))]
#[expect(clippy::too_many_arguments, reason = "the options of an application, by name")]
pub(crate) fn start(
    py: Python<'_>,
    port: &Port,
    providers: Vec<ProviderArg<'_>>,
    project_id: Option<String>,
    project_secret: Option<String>,
    cloud_url: Option<String>,
    imessage_address: Option<String>,
    imessage_line_address: Option<String>,
    ca_file: Option<PathBuf>,
    start_timeout: f64,
    watchdog: f64,
    unsupported: &str,
    allow_plaintext: bool,
    store: Option<PathBuf>,
    ack: &str,
    flatten_groups: bool,
    events_in_messages: bool,
    refuse_over_quota: bool,
    platform_ids: &str,
    webhook_secret: Option<String>,
    fleet: Option<&str>,
    simulator: Option<SimulatorArg<'_>>,
) -> PyResult<Call> {
    // What is handled is noted beyond this process.
    let durable = store.is_some() || fleet.is_some();
    let options = Options {
        project_id,
        project_secret: project_secret.map(Secret::new),
        cloud_url,
        imessage_address,
        imessage_line_address,
        ca_file,
        start_timeout: Some(seconds(py, "start_timeout", start_timeout)?),
        watchdog: Some(seconds(py, "watchdog", watchdog)?),
        unsupported: unsupported.parse().map_err(|error| raise(py, &error))?,
        allow_plaintext,
        store: None,
        ack: ack_mode(py, ack)?,
        flatten_groups,
        events_in_messages,
        refuse_over_quota,
        platform_ids: platform_ids.parse().map_err(|error| raise(py, &error))?,
        webhook_secret: webhook_secret.map(Secret::new),
        fleet: worker(fleet).map_err(|error| raise(py, &error))?,
        simulator: simulator.map(|simulator| simulator.simulated(py)).transpose()?,
    };
    let providers =
        providers.into_iter().map(|config| provider(py, config)).collect::<PyResult<Vec<_>>>()?;
    port.spawn(py, begin(options, providers, store), move |py, core| {
        Ok(Py::new(py, App { core, durable })?.into_any())
    })
}

/// Checks the signature of a webhook's request: its id, its event, and when it was signed.
#[pyfunction]
pub(crate) fn verify_webhook(
    py: Python<'_>,
    secret: &str,
    headers: Vec<(String, String)>,
    body: &[u8],
    now: Option<f64>,
) -> PyResult<(String, String, f64)> {
    let now = match now {
        Some(now) => Duration::try_from_secs_f64(now)
            .ok()
            .and_then(|now| SystemTime::UNIX_EPOCH.checked_add(now))
            .ok_or_else(|| invalid(py, "now is a number of seconds since 1970"))?,
        None => SystemTime::now(),
    };
    let good = webhook::verify(&Secret::new(secret), &headers, body, now);
    let good = good.map_err(|error| raise(py, &error))?;
    Ok((good.webhook_id, good.event, good.timestamp))
}

/// The doctor's report, as JSON.
#[pyfunction]
#[pyo3(signature = (port, *, scope, database, osascript, project_id, project_secret, limit))]
#[expect(clippy::too_many_arguments, reason = "the options of the doctor, by name")]
pub(crate) fn doctor(
    py: Python<'_>,
    port: &Port,
    scope: &str,
    database: Option<PathBuf>,
    osascript: Option<PathBuf>,
    project_id: Option<String>,
    project_secret: Option<String>,
    limit: f64,
) -> PyResult<Call> {
    let project = Options {
        project_id,
        project_secret: project_secret.map(Secret::new),
        ..Options::default()
    };
    let options = DoctorOptions {
        scope: scope.parse().map_err(|error| raise(py, &error))?,
        database,
        osascript,
        project,
        limit: Some(seconds(py, "limit", limit)?),
    };
    let report = async { Ok(imessage::doctor(options).await.to_json().to_string()) };
    port.spawn(py, report, |py, report| Ok(report.into_pyobject(py)?.into_any().unbind()))
}

#[pymethods]
impl App {
    /// The simulator on which it runs, if it does.
    fn simulator(&self) -> Option<Simulator> {
        self.core.simulator().cloned().map(Simulator)
    }

    /// The project as the cloud describes it, as JSON.
    fn project(&self) -> Option<String> {
        self.core.project().map(ToString::to_string)
    }

    /// The iMessage-only side.
    fn imessage(&self, py: Python<'_>) -> PyResult<IMessage> {
        self.core.imessage().map(IMessage).map_err(|error| raise(py, &error))
    }

    /// The side of a platform that the program defines.
    fn custom(&self, py: Python<'_>, name: &str) -> PyResult<CustomSide> {
        self.core.custom(name).map(CustomSide).map_err(|error| raise(py, &error))
    }

    /// What arrives. The first fetch opens the streams.
    fn messages(&self) -> Messages {
        Messages::new(self.core.clone(), self.durable)
    }

    /// What happens besides. The first fetch begins to listen.
    fn events(&self) -> Events {
        Events::new(self.core.clone())
    }

    /// Opens the streams, and takes the place of the one consumer of messages, for jobs.
    fn handling(
        &self,
        py: Python<'_>,
        concurrency: usize,
        attempts: u32,
        backoff: f64,
        max_backoff: f64,
    ) -> PyResult<Handling> {
        let options = HandleOptions {
            concurrency,
            attempts,
            backoff: wait(py, "backoff", backoff)?,
            max_backoff: wait(py, "max_backoff", max_backoff)?,
        };
        let runtime = runtime::handle().map_err(|error| raise(py, &error))?;
        let _context = runtime.enter();
        self.core.handling(options).map(Handling::new).map_err(|error| raise(py, &error))
    }

    /// How it is doing, as JSON.
    fn health(&self, py: Python<'_>) -> PyResult<String> {
        // After a fork a lock may be held by a thread that is not there.
        runtime::handle().map_err(|error| raise(py, &error))?;
        Ok(py.detach(|| self.core.health().to_json()))
    }

    /// What was given up, as JSON.
    fn dead_letters(&self, py: Python<'_>) -> PyResult<String> {
        // A store must not be used on both sides of a fork.
        runtime::handle().map_err(|error| raise(py, &error))?;
        let letters = py.detach(|| self.core.dead_letters()).map_err(|error| raise(py, &error))?;
        Ok(GivenUp::list_to_json(&letters))
    }

    /// Removes one by its id; whether it was there.
    fn remove_dead_letter(&self, py: Python<'_>, id: &str) -> PyResult<bool> {
        runtime::handle().map_err(|error| raise(py, &error))?;
        py.detach(|| self.core.remove_dead_letter(id)).map_err(|error| raise(py, &error))
    }

    /// What earlier runs have left unconfirmed, as JSON.
    fn outbox(&self, py: Python<'_>) -> PyResult<String> {
        runtime::handle().map_err(|error| raise(py, &error))?;
        let entries = py.detach(|| self.core.outbox()).map_err(|error| raise(py, &error))?;
        Ok(OutboxEntry::list_to_json(&entries))
    }

    /// Sends an entry again. A message or nothing.
    fn send_again(&self, py: Python<'_>, port: &Port, id: String) -> PyResult<Call> {
        let app = self.core.clone();
        port.spawn(py, async move { app.send_again(&id).await }, |py, message| {
            Ok(message.map(Message).into_pyobject(py)?.into_any().unbind())
        })
    }

    /// Takes an entry away; whether it was there.
    fn remove_from_outbox(&self, py: Python<'_>, id: &str) -> PyResult<bool> {
        runtime::handle().map_err(|error| raise(py, &error))?;
        py.detach(|| self.core.remove_from_outbox(id)).map_err(|error| raise(py, &error))
    }

    /// Takes a request of a webhook: the status and the body to answer.
    fn webhook(
        &self,
        py: Python<'_>,
        port: &Port,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
        ack: &str,
    ) -> PyResult<Call> {
        let ack = ack.parse().map_err(|error| raise(py, &error))?;
        let (app, request) = (self.core.clone(), webhook::WebhookRequest { headers, body, ack });
        port.spawn(py, async move { Ok(app.webhook(request).await) }, |py, answer| {
            Ok((answer.status, answer.body).into_pyobject(py)?.into_any().unbind())
        })
    }

    /// Stops.
    fn stop(&self, py: Python<'_>, port: &Port) -> PyResult<Call> {
        let app = self.core.clone();
        let stop = async move {
            app.stop().await;
            Ok(())
        };
        port.spawn(py, stop, nothing)
    }
}

/// What iMessage adds to an application.
#[pyclass(frozen, module = "spectrum_imessage._native")]
pub(crate) struct IMessage(spectrum_imessage::imessage::IMessage);

#[pymethods]
impl IMessage {
    /// Begins a conversation with the users of these ids.
    fn create_space(
        &self,
        py: Python<'_>,
        port: &Port,
        users: Vec<String>,
        phone: Option<String>,
    ) -> PyResult<Call> {
        let im = self.0.clone();
        let create = async move {
            let users: Vec<User> = users.into_iter().map(User::from).collect();
            im.create_space(&users, &CreateOptions { phone }).await
        };
        port.spawn(py, create, |py, space| Ok(Py::new(py, Space(space))?.into_any()))
    }

    /// A known conversation.
    fn space(&self, py: Python<'_>, guid: &str, phone: Option<&str>) -> PyResult<Space> {
        self.0.space(guid, phone).map(Space).map_err(|error| raise(py, &error))
    }

    /// A file by its guid, or nothing.
    fn get_attachment(
        &self,
        py: Python<'_>,
        port: &Port,
        guid: String,
        phone: Option<String>,
    ) -> PyResult<Call> {
        let im = self.0.clone();
        let get = async move { im.get_attachment(&guid, phone.as_deref()).await };
        port.spawn(py, get, |py, attachment| match attachment {
            Some(attachment) => {
                Ok(content::to_python(py, &Content::Attachment(attachment))?.unbind())
            }
            None => Ok(py.None()),
        })
    }

    /// A user with what the service knows of the address.
    fn look_up_user(
        &self,
        py: Python<'_>,
        port: &Port,
        id: String,
        phone: Option<String>,
    ) -> PyResult<Call> {
        let im = self.0.clone();
        let look_up = async move { im.look_up_user(id, phone.as_deref()).await };
        port.spawn(py, look_up, |py, user| Ok(user_to_python(py, &user)?.unbind()))
    }

    /// A page of a line's messages: a list, and what asks for the next page. The filter is JSON.
    fn recent(
        &self,
        py: Python<'_>,
        port: &Port,
        phone: Option<String>,
        filter: &str,
    ) -> PyResult<Call> {
        let im = self.0.clone();
        let filter = line::filter(py, filter)?;
        let recent = async move { im.recent(phone.as_deref(), &filter).await };
        port.spawn(py, recent, line::page)
    }

    /// One line with every call of the service.
    fn line(&self, py: Python<'_>, phone: Option<&str>) -> PyResult<Line> {
        self.0.line(phone).map(Line).map_err(|error| raise(py, &error))
    }

    /// What the lines may still send, as JSON.
    fn quota(&self, py: Python<'_>) -> PyResult<String> {
        runtime::handle().map_err(|error| raise(py, &error))?;
        let quotas = py.detach(|| self.0.quota()).map_err(|error| raise(py, &error))?;
        Ok(Quota::list_to_json(&quotas))
    }

    /// The numbers of the lines.
    fn lines(&self) -> Vec<String> {
        self.0.lines()
    }
}
