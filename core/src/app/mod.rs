//! The application: configuration, start, the merged stream of messages, stop.

mod handle;
mod messages;

use std::sync::Arc;

use tokio::time::timeout;

pub(crate) use handle::AppHandle;
pub(crate) use messages::Inbox;
pub use messages::Messages;

use crate::config::{Config, Options};
use crate::error::{Error, ErrorKind, Result};
use crate::platform::Platforms;
use crate::platform::imessage::{self, IMessage, IMessagePlatform};

/// A running application. Cheap to clone; the last clone that is dropped stops it.
#[derive(Clone)]
pub struct Spectrum(Arc<Inner>);

struct Inner {
    handle: AppHandle,
    imessage: Option<IMessage>,
    platforms: Platforms,
    project: Option<serde_json::Value>,
    inbox: messages::Source,
}

/// A configured platform.
#[derive(Clone, Debug)]
pub enum Provider {
    /// iMessage.
    IMessage(imessage::Config),
}

impl From<imessage::Config> for Provider {
    fn from(config: imessage::Config) -> Self {
        Self::IMessage(config)
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
        let config = Config::resolve(options)?;
        check_providers(&providers)?;
        let limit = config.start_timeout;
        timeout(limit, Self::connect(config, providers)).await.unwrap_or_else(|_| {
            Err(Error::new(
                ErrorKind::Connection,
                "timeout",
                format!("the start did not finish within {} s", limit.as_secs()),
            )
            .with_context("reason", "timeout"))
        })
    }

    async fn connect(config: Config, providers: Vec<Provider>) -> Result<Self> {
        let handle = AppHandle::new(config.unsupported);
        // A start that fails or is dropped undoes what was begun.
        let undo = handle.stop_token().clone().drop_guard();
        let mut platforms = Platforms::new();
        let mut imessage = None;
        let mut project = None;
        for provider in providers {
            match provider {
                Provider::IMessage(provider) => {
                    let started = IMessagePlatform::start(&config, provider, &handle).await?;
                    project = started.project;
                    imessage = Some(IMessage::new(Arc::clone(&started.platform)));
                    platforms.push(started.platform);
                }
            }
        }
        let inbox = messages::Source::default();
        undo.disarm();
        Ok(Self(Arc::new(Inner { handle, imessage, platforms, project, inbox })))
    }

    /// The iMessage-only side of the application.
    ///
    /// # Errors
    /// `ValidationError` if iMessage is not among the providers.
    pub fn imessage(&self) -> Result<IMessage> {
        self.0.imessage.clone().ok_or_else(|| {
            Error::validation(
                "platformNotRegistered",
                "iMessage is not among the providers of this application",
            )
        })
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
        self.0.handle.check_running()?;
        Messages::open(self.0.clone())
    }

    /// Stops: streams end, calls in flight get 5 s, then everything is closed. A second call
    /// returns with the first. Afterwards sending throws and [`Messages`] ends.
    pub async fn stop(&self) {
        self.0.handle.begin_stop();
        for platform in &self.0.platforms {
            platform.stop().await;
        }
        self.0.handle.drained().await;
    }
}

impl std::fmt::Debug for Spectrum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spectrum").field("running", &self.0.handle.is_running()).finish()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Tasks hold the handle, not the application: this ends them.
        self.handle.begin_stop();
    }
}

fn check_providers(providers: &[Provider]) -> Result<()> {
    let imessage = providers.iter().filter(|p| matches!(p, Provider::IMessage(_))).count();
    if imessage > 1 {
        return Err(Error::validation(
            "duplicateProvider",
            "iMessage is configured twice; give one imessage.config with all its clients",
        ));
    }
    Ok(())
}
