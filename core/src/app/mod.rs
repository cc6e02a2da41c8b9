//! The application: configuration, start, the merged stream of messages, stop.

mod events;
mod handle;
mod handling;
mod inbox;
mod messages;
mod outbox;
mod shown;
#[cfg(feature = "simulator")]
mod simulated;
mod webhook;

use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::timeout;

pub use events::Events;
pub(crate) use handle::AppHandle;
pub use handling::{HandleOptions, Handling, Job, Verdict};
pub(crate) use inbox::Inbox;
pub use messages::Messages;
#[cfg(feature = "simulator")]
pub use simulated::Simulated;

use crate::config::{Config, Options};
use crate::delivery::GivenUp;
use crate::error::{Error, ErrorKind, Result};
use crate::fleet::Fleet;
use crate::health::Health;
use crate::message::Message;
use crate::platform::Platforms;
use crate::platform::custom::{self, Custom, CustomPlatform};
use crate::platform::imessage::{self, IMessage, IMessagePlatform};
use crate::platform::terminal::{self, Terminal, TerminalPlatform};
use crate::space::Space;
use crate::store::Store;

/// A running application. Cheap to clone; the last clone that is dropped stops it.
#[derive(Clone)]
pub struct Spectrum(Arc<Inner>);

struct Inner {
    handle: AppHandle,
    imessage: Option<IMessage>,
    terminal: Option<Terminal>,
    custom: Vec<Custom>,
    platforms: Platforms,
    project: Option<serde_json::Value>,
    inbox: inbox::Source,
    /// Let go at the stop, so that another application may have it.
    store: Mutex<Option<Arc<dyn Store>>>,
    #[cfg(feature = "simulator")]
    simulator: Option<simulated::InUse>,
}

/// A configured platform.
#[derive(Clone, Debug)]
pub enum Provider {
    /// iMessage.
    IMessage(imessage::Config),
    /// Standard input and output, for development.
    Terminal(terminal::Config),
    /// A platform that the program defines.
    Custom(custom::Config),
}

impl From<imessage::Config> for Provider {
    fn from(config: imessage::Config) -> Self {
        Self::IMessage(config)
    }
}

impl From<terminal::Config> for Provider {
    fn from(config: terminal::Config) -> Self {
        Self::Terminal(config)
    }
}

impl From<custom::Config> for Provider {
    fn from(config: custom::Config) -> Self {
        Self::Custom(config)
    }
}

impl Spectrum {
    /// Starts an application: the configuration is checked, the credentials are exchanged, the
    /// lines are connected. Reading [`Spectrum::messages`] opens the streams; sending works
    /// without.
    ///
    /// Cancel-safe: a dropped start leaves nothing behind.
    ///
    /// # Errors
    /// `ValidationError` for a wrong configuration, `AuthenticationError` for wrong credentials,
    /// `ConnectionError` if the service cannot be reached within the start timeout.
    pub async fn start(options: Options, providers: Vec<Provider>) -> Result<Self> {
        check_providers(&providers)?;
        #[cfg(feature = "simulator")]
        let (options, providers, simulator) = {
            let (mut options, mut providers) = (options, providers);
            if options.simulator.is_some() && providers.is_empty() {
                // There is nothing else that it could stand in for.
                providers.push(imessage::Config::Cloud.into());
            }
            let simulator = simulated::InUse::prepare(&mut options).await?;
            (options, providers, simulator)
        };
        #[cfg_attr(not(feature = "simulator"), expect(unused_mut))]
        let mut config = Config::resolve(options)?;
        #[cfg(feature = "simulator")]
        if let Some(simulator) = &simulator {
            config.clock = simulator.clock();
        }
        let limit = config.start_timeout;
        let inner =
            timeout(limit, Self::connect(config, providers)).await.unwrap_or_else(|_| {
                Err(Error::new(
                    ErrorKind::Connection,
                    "timeout",
                    format!("the start did not finish within {} s", limit.as_secs()),
                )
                .with_context("reason", "timeout"))
            })?;
        #[cfg(feature = "simulator")]
        let inner = {
            let mut inner = inner;
            inner.simulator = simulator;
            inner
        };
        Ok(Self(Arc::new(inner)))
    }

    async fn connect(config: Config, providers: Vec<Provider>) -> Result<Inner> {
        let handle = AppHandle::new(&config);
        if let Some(fleet) = &config.fleet {
            check_fleet(&providers)?;
            fleet.start().await?;
        }
        // A start that fails or is dropped undoes what was begun.
        let undo = handle.stop_token().clone().drop_guard();
        let mut platforms = Platforms::new();
        let mut imessage = None;
        let mut terminal = None;
        let mut custom = Vec::new();
        let mut project = None;
        for provider in providers {
            match provider {
                Provider::IMessage(provider) => {
                    let started = IMessagePlatform::start(&config, provider, &handle).await?;
                    project = started.project;
                    imessage = Some(started.side);
                    platforms.push(started.platform);
                }
                Provider::Terminal(provider) => {
                    let platform = TerminalPlatform::start(provider, &handle)?;
                    terminal = Some(Terminal::new(Arc::clone(&platform)));
                    platforms.push(platform);
                }
                Provider::Custom(provider) => {
                    let platform = CustomPlatform::start(provider, &handle).await?;
                    custom.push(Custom::new(Arc::clone(&platform)));
                    platforms.push(platform);
                }
            }
        }
        let inbox = inbox::Source::default();
        let store = Mutex::new(Some(config.store));
        undo.disarm();
        handle.outbox().tell();
        Ok(Inner {
            handle,
            imessage,
            terminal,
            custom,
            platforms,
            project,
            inbox,
            store,
            #[cfg(feature = "simulator")]
            simulator: None,
        })
    }

    /// The simulator on which the application runs; `None` if it runs on the service.
    #[cfg(feature = "simulator")]
    pub fn simulator(&self) -> Option<&Arc<spectrum_imessage_simulator::Simulator>> {
        self.0.simulator.as_ref().map(|used| &used.simulator)
    }

    /// The iMessage-only side of the application.
    ///
    /// # Errors
    /// `ValidationError` if iMessage is not among the providers.
    pub fn imessage(&self) -> Result<IMessage> {
        self.0.imessage.clone().ok_or_else(|| not_registered("iMessage"))
    }

    /// The terminal side of the application.
    ///
    /// # Errors
    /// `ValidationError` if the terminal is not among the providers.
    pub fn terminal(&self) -> Result<Terminal> {
        self.0.terminal.clone().ok_or_else(|| not_registered("the terminal"))
    }

    /// The side of a platform that the program defines, by its name. Case does not matter.
    ///
    /// # Errors
    /// `ValidationError` if it is not among the providers.
    pub fn custom(&self, name: &str) -> Result<Custom> {
        let found = self.0.custom.iter().find(|custom| custom.platform().is(name));
        found.cloned().ok_or_else(|| not_registered(name))
    }

    /// The project as the cloud describes it; `None` without credentials.
    pub fn project(&self) -> Option<&serde_json::Value> {
        self.0.project.as_ref()
    }

    /// What arrives on all platforms. Opens the streams at the first call. One consumer at a time;
    /// dropping it keeps what was not read for the next one.
    ///
    /// # Errors
    /// If there is a consumer already, or after [`Spectrum::stop`].
    pub fn messages(&self) -> Result<Messages> {
        self.check_reader()?;
        Messages::open(self.0.clone())
    }

    /// Messages as jobs: one at a time in each chat, chats side by side, failed ones again. The one
    /// consumer of messages.
    ///
    /// # Errors
    /// As [`Spectrum::messages`]; `ValidationError` for options of 0.
    pub fn handling(&self, options: HandleOptions) -> Result<Handling> {
        self.check_reader()?;
        Handling::open(Arc::clone(&self.0), options)
    }

    /// Handles every message until the application stops, in this task: `handler` for each, again
    /// after a wait if it fails, and `dead_letter` with the last error when it has failed as often
    /// as the options allow. Jobs that run at the stop get 5 s; a handler that calls
    /// [`Spectrum::stop`] itself waits these 5 s.
    ///
    /// Cancel-safe: what is dropped was not handled and comes again.
    ///
    /// # Errors
    /// As [`Spectrum::handling`], before the first message.
    pub async fn handle<H, HF, E, D, DF>(
        &self,
        options: HandleOptions,
        handler: H,
        dead_letter: D,
    ) -> Result<()>
    where
        H: Fn(Space, Message) -> HF,
        HF: Future<Output = Result<(), E>>,
        E: Display,
        D: Fn(Message, String) -> DF,
        DF: Future<Output = ()>,
    {
        self.handling(options)?.run(handler, dead_letter).await;
        Ok(())
    }

    /// What happens besides messages: edits, unsends, removed reactions, changes of chats, gaps,
    /// lines that come and go, the state of the streams. Opens the streams at the first call, the one
    /// of chats among them; messages wait meanwhile, so a program reads both. One consumer at a
    /// time.
    ///
    /// # Errors
    /// If there is a consumer already, or after [`Spectrum::stop`].
    pub fn events(&self) -> Result<Events> {
        self.0.handle.check_running()?;
        let events = Events::open(&self.0)?;
        self.0.inbox.listen(&self.0);
        Ok(events)
    }

    /// Begins to relay, if [`Options::fleet`] makes this application a relay: it takes its share of the
    /// lines and publishes what they receive, until the stop. Returns at once; a second call does
    /// nothing.
    ///
    /// # Errors
    /// `ValidationError` if it is none, and after [`Spectrum::stop`].
    pub fn relay(&self) -> Result<()> {
        self.0.handle.check_running()?;
        if !matches!(self.0.handle.fleet(), Some(Fleet::Relay(_))) {
            let text = "this application is no relay: give it one as the option fleet";
            return Err(Error::validation("notARelay", text));
        }
        self.0.inbox.listen(&self.0);
        Ok(())
    }

    fn check_reader(&self) -> Result<()> {
        self.0.handle.check_running()?;
        match self.0.handle.fleet() {
            Some(Fleet::Relay(_)) => Err(Error::unsupported_action(
                "a relay",
                "messages",
                "it publishes what arrives; read messages in an application that is a worker",
            )),
            Some(Fleet::Worker(_)) | None => Ok(()),
        }
    }

    /// How the application is doing. No network call.
    pub fn health(&self) -> Health {
        let mut health = Health {
            waiting: self.0.inbox.waiting(),
            webhooks_unrouted: self.0.handle.webhooks().unrouted(),
            fleet: self.0.handle.fleet().map(Fleet::health),
            reads: !matches!(self.0.handle.fleet(), Some(Fleet::Worker(_))),
            ..Health::default()
        };
        for platform in &self.0.platforms {
            platform.health(&mut health);
        }
        health
    }

    /// What was given up and is kept to be looked into: events that were stepped over, and messages
    /// whose jobs have failed as often as they may. The oldest first, at most 256; with a durable
    /// store also those of earlier runs. No network call.
    ///
    /// # Errors
    /// `storeFailed` if the store cannot be read, `stopped` after the stop.
    pub fn dead_letters(&self) -> Result<Vec<GivenUp>> {
        self.0.handle.books().dead().all()
    }

    /// Removes one of [`Spectrum::dead_letters`] by its id; whether it was there.
    ///
    /// # Errors
    /// `storeFailed` if the store cannot be written, `stopped` after the stop.
    pub fn remove_dead_letter(&self, id: &str) -> Result<bool> {
        self.0.handle.books().dead().remove(id)
    }

    /// Stops: no new job begins, and those that run get 5 s; then streams end, calls in flight get
    /// 5 s, and everything is closed, the store as soon as no consumer is left. A second call returns with the first. Afterwards sending
    /// throws and [`Messages`] ends.
    pub async fn stop(&self) {
        self.0.handle.finish_jobs().await;
        if let Some(fleet) = self.0.handle.fleet()
            && self.0.handle.is_running()
        {
            fleet.drain().await;
        }
        self.0.handle.begin_stop();
        for platform in &self.0.platforms {
            platform.stop().await;
        }
        self.0.handle.drained().await;
        *self.0.store() = None;
        #[cfg(feature = "simulator")]
        if let Some(used) = &self.0.simulator {
            used.stop().await;
        }
    }
}

impl std::fmt::Debug for Spectrum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spectrum").field("running", &self.0.handle.is_running()).finish()
    }
}

impl Inner {
    fn store(&self) -> MutexGuard<'_, Option<Arc<dyn Store>>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Tasks hold the handle, not the application: this ends them.
        self.handle.begin_stop();
        self.handle.events().close();
    }
}

fn not_registered(platform: &str) -> Error {
    Error::validation(
        "platformNotRegistered",
        format!("{platform} is not among the providers of this application"),
    )
}

/// What has no line in the cloud cannot be shared out.
fn check_fleet(providers: &[Provider]) -> Result<()> {
    let local = |p: &Provider| matches!(p, Provider::IMessage(imessage::Config::Local(_)));
    if providers.iter().any(local) || !providers.iter().any(|p| matches!(p, Provider::IMessage(_)))
    {
        return Err(Error::validation(
            "fleetWithoutLines",
            "a fleet shares out the lines of a project or of a relay of your own: give it iMessage \
             in the cloud or with clients; this Mac's Messages has one program",
        ));
    }
    Ok(())
}

fn check_providers(providers: &[Provider]) -> Result<()> {
    let twice = |message: String| Err(Error::validation("duplicateProvider", message));
    let count = |is: fn(&Provider) -> bool| providers.iter().filter(|p| is(p)).count();
    if count(|p| matches!(p, Provider::IMessage(_))) > 1 {
        return twice(
            "iMessage is configured twice; give one imessage.config with all its clients"
                .to_owned(),
        );
    }
    if count(|p| matches!(p, Provider::Terminal(_))) > 1 {
        return twice("the terminal is configured twice; there is one".to_owned());
    }
    let mut names = Vec::new();
    for provider in providers {
        let Provider::Custom(config) = provider else { continue };
        let name = config.name();
        config.check()?;
        if names.contains(&name) {
            return twice(format!("{} is configured twice; give it once", name.as_str()));
        }
        names.push(name);
    }
    Ok(())
}
