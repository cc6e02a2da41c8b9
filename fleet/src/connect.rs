//! The connection to NATS: credentials, patience at the start, and whether it stands.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::jetstream::Context;
use async_nats::jetstream::context::ContextBuilder;
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event};
use spectrum_imessage::{Error, Result};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};

use crate::error::{invalid, refused, unavailable};
use crate::options::{Fleet, FleetOptions};

/// How long JetStream may take for an answer before a request counts as failed, and is made again.
pub(crate) const ANSWER: Duration = Duration::from_secs(2);
const BETWEEN_TRIES: Duration = Duration::from_millis(200);
/// A server that does not answer pings for two of these is left.
const PING: Duration = Duration::from_secs(5);

/// A connection that is made again by itself, for ever.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) context: Context,
    state: watch::Receiver<State>,
    failed: Arc<Mutex<Option<Error>>>,
}

/// Whether the connection stands, and how often it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) connected: bool,
    pub(crate) times: u64,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("connected", &self.connected()).finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects within the start timeout.
    ///
    /// # Errors
    /// `natsUnavailable` if no server answers in time, `natsRefused` for wrong credentials,
    /// `invalidArgument` for files that cannot be read.
    pub(crate) async fn open(fleet: &Fleet, options: &FleetOptions) -> Result<Self> {
        let deadline = Instant::now() + fleet.start_timeout;
        let (sender, state) = watch::channel(State::default());
        let client = loop {
            let connect =
                configure(fleet, options, sender.clone()).await?.connect(fleet.servers.clone());
            let error = match timeout_at(deadline, connect).await {
                Ok(Ok(client)) => break client,
                Ok(Err(error)) => error,
                Err(_) => return Err(unavailable("no answer in time")),
            };
            match error.kind() {
                ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
                    return Err(refused(error.kind()));
                }
                kind if Instant::now() + BETWEEN_TRIES >= deadline => {
                    return Err(unavailable(kind));
                }
                _ => sleep(BETWEEN_TRIES).await,
            }
        };
        let context = ContextBuilder::new().timeout(ANSWER).build(client.clone());
        Ok(Self { client, context, state, failed: Arc::default() })
    }

    pub(crate) fn connected(&self) -> bool {
        self.state.borrow().connected
    }

    /// For who has to begin again with every connection.
    pub(crate) fn states(&self) -> watch::Receiver<State> {
        self.state.clone()
    }

    /// Keeps why something failed, for the health.
    pub(crate) fn failed(&self, error: Error) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    pub(crate) fn last_error(&self) -> Option<Error> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// How to connect. No message names what is secret.
async fn configure(
    fleet: &Fleet,
    options: &FleetOptions,
    state: watch::Sender<State>,
) -> Result<ConnectOptions> {
    let mut connect = ConnectOptions::new()
        .name(format!("spectrum {}", fleet.name))
        .connection_timeout(Duration::from_secs(3))
        .request_timeout(Some(ANSWER))
        .ping_interval(PING)
        .max_reconnects(None)
        .reconnect_delay_callback(|tries| match tries {
            0 | 1 => Duration::from_millis(20),
            tries => Duration::from_millis(u64::try_from(tries).unwrap_or(16).min(16) * 125),
        })
        .event_callback(move |event| {
            state.send_if_modified(|state| note(state, &event));
            std::future::ready(())
        });
    if let (Some(user), Some(password)) = (&options.user, &options.password) {
        connect = connect.user_and_password(user.clone(), password.expose().to_owned());
    }
    connect = match fleet.login.clone() {
        Some((user, Some(password))) => connect.user_and_password(user, password),
        Some((token, None)) => connect.token(token),
        None => connect,
    };
    if let Some(token) = &options.token {
        connect = connect.token(token.expose().to_owned());
    }
    if let Some(seed) = &options.nkey_seed {
        connect = connect.nkey(seed.expose().to_owned());
    }
    if let Some(path) = &options.credentials_file {
        let unreadable =
            |_| invalid(format!("the credentials file {} cannot be used", path.display()));
        connect = connect.credentials_file(path).await.map_err(unreadable)?;
    }
    if let Some(path) = &options.ca_file {
        readable(path)?;
        connect = connect.add_root_certificates(path.clone());
    }
    if let (Some(certificate), Some(key)) = (&options.client_certificate, &options.client_key) {
        readable(certificate)?;
        readable(key)?;
        connect = connect.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(connect)
}

fn readable(path: &std::path::Path) -> Result<()> {
    let opened = std::fs::File::open(path).map(drop);
    opened.map_err(|error| invalid(format!("{} cannot be read: {error}", path.display())))
}

/// Whether the state has changed.
fn note(state: &mut State, event: &Event) -> bool {
    let before = *state;
    match event {
        Event::Connected => *state = State { connected: true, times: state.times + 1 },
        Event::Disconnected | Event::Closed => state.connected = false,
        _ => {}
    }
    *state != before
}
