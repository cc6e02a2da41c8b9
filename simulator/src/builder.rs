//! What can be set, and the start.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rand::Rng;
use rand::distr::Alphanumeric;
use tokio_util::task::TaskTracker;
use tonic::body::Body;
use tower::ServiceExt;

use crate::authority::Authority;
use crate::config::Config;
use crate::error::SimError;
use crate::grpc::Gate;
use crate::hub::Hub;
use crate::saved;
use crate::serve::{Speaks, listen_again, listen_at, serve};
use crate::simulator::{Addresses, Simulator};
use crate::tls::{Certificates, Tls};
use crate::{address, cloud, control};

/// Sets up a [`Simulator`].
#[derive(Clone, Default)]
pub struct Builder {
    config: Config,
}

impl Builder {
    /// The id of the project. Default: `sim-project`.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.config.project_id = id.into();
        self
    }

    /// The secret of the project. Default: a random one.
    pub fn project_secret(mut self, secret: impl Into<String>) -> Self {
        self.config.project_secret = secret.into();
        self
    }

    /// Makes the project a dedicated one with these phone numbers; there may be none. Default:
    /// shared lines.
    pub fn dedicated<S: Into<String>>(mut self, phones: impl IntoIterator<Item = S>) -> Self {
        self.config.dedicated = Some(phones.into_iter().map(Into::into).collect());
        self
    }

    /// Accepts this token for a line, for ever, without a token request: what a client with its own
    /// relay uses. The line is named by its phone number, or `shared`.
    pub fn fixed_token(mut self, token: impl Into<String>, line: impl Into<String>) -> Self {
        self.config.fixed_tokens.push((token.into(), line.into()));
        self
    }

    /// How long a token lives. Default: an hour.
    pub fn token_ttl(mut self, ttl: Duration) -> Self {
        self.config.token_ttl = ttl;
        self
    }

    /// The sequence that the first event follows: clients must take any 64-bit number. Default: 0.
    pub fn events_before(mut self, sequence: u64) -> Self {
        self.config.events_before = sequence;
        self
    }

    /// Whether the project's profile is synchronised: then a client shares the contact card by
    /// itself. Default: no.
    pub fn profile_synced(mut self, on: bool) -> Self {
        self.config.profile_synced = on;
        self
    }

    /// The interval of heartbeats on every stream; the first comes at once. Default: 10 s.
    pub fn heartbeat(mut self, interval: Duration) -> Self {
        self.config.heartbeat = interval;
        self
    }

    /// Messages of a line and day. Default: 5,000.
    pub fn daily_limit(mut self, limit: u32) -> Self {
        self.config.daily_limit = limit;
        self
    }

    /// New conversations of a line and day. Default: 50.
    pub fn new_conversation_limit(mut self, limit: u32) -> Self {
        self.config.new_conversation_limit = limit;
        self
    }

    /// Events that may wait for one slow subscriber. One more ends its stream with UNAVAILABLE, so
    /// that it comes back and catches up. Default: 1024.
    pub fn stream_buffer(mut self, events: usize) -> Self {
        self.config.stream_buffer = events;
        self
    }

    /// Whether calls are recorded. Default: yes. Off for measurements.
    pub fn transcript(mut self, on: bool) -> Self {
        self.config.transcript = on;
        self
    }

    /// The port of the page and its API. Default: any free one.
    pub fn page_port(mut self, port: u16) -> Self {
        self.config.page_port = port;
        self
    }

    /// The address at which the page and its API listen, instead of the loopback. Whoever reaches it
    /// reads everything and may do everything: there is no password.
    pub fn page_address(mut self, address: IpAddr) -> Self {
        self.config.page_address = Some(address);
        self
    }

    /// A name under which browsers may ask for the page, besides addresses and `localhost`: other
    /// names are refused, since they may be those of a stranger.
    pub fn page_name(mut self, name: impl Into<String>) -> Self {
        self.config.page_names.push(name.into());
        self
    }

    /// The port of gRPC over TLS. Default: any free one.
    pub fn tls_port(mut self, port: u16) -> Self {
        self.config.tls_port = port;
        self
    }

    /// Saves everything in this SQLite file, and goes on where it is if it is one already: chats,
    /// messages, files, events and their sequence, tokens, ports and certificates. What a client was
    /// told is done is in it, also when the process is killed. One simulator has it at a time.
    ///
    /// Options win where they say something; a `project_id` other than that of the file is refused.
    #[cfg(feature = "state")]
    pub fn state_file(mut self, path: impl Into<std::path::PathBuf>) -> Self {
        self.config.state_file = Some(path.into());
        self
    }

    /// How long a browser may take to read on.
    #[cfg(test)]
    pub(crate) fn patience(mut self, patience: Duration) -> Self {
        self.config.patience = patience;
        self
    }

    /// Starts: the certificates are made, the ports are open, and clients may come as soon as this
    /// returns. Nothing listens anywhere but on the loopback, unless
    /// [`Builder::page_address`] says so.
    ///
    /// # Errors
    /// An option that cannot be used, a port that is taken, or a state file that cannot be read.
    pub async fn start(self) -> Result<Simulator, SimError> {
        let mut config = self.config;
        check(&config)?;
        let mut saved = saved::Opened::open(&mut config).await?;
        if config.project_secret.is_empty() {
            config.project_secret =
                rand::rng().sample_iter(Alphanumeric).take(32).map(char::from).collect();
        }
        let certificates = saved.certificates().map_or_else(Certificates::make, Ok)?;
        let tls = Tls::new(&certificates)?;
        let authority = Arc::new(Authority::new(tls.ca_pem, saved.ca_file()));
        let [cloud_port, tls_port, plain_port, page_port] = saved.ports();
        let page = match config.page_address {
            Some(address) if config.page_port > 0 => listen_at(address, config.page_port).await?,
            Some(address) => match listen_at(address, page_port).await {
                Err(_) => listen_at(address, 0).await?,
                listening => listening?,
            },
            None => listen_again(config.page_port, page_port).await?,
        };
        let rest = listen_again(0, cloud_port).await?;
        let secure = listen_again(config.tls_port, tls_port).await?;
        let plain = listen_again(0, plain_port).await?;
        saved.keep(&config, [&rest, &secure, &plain, &page], certificates)?;
        let addresses = Addresses::new(&rest, &secure, &plain, &page, authority)?;

        let hub = Hub::new(config, addresses.clone(), saved.into_hub())?;
        let tasks = TaskTracker::new();
        let gate = Gate::new(hub.clone());
        let grpc = move |request| gate.clone().handle(request);
        serve(&hub, &tasks, secure, &Speaks::GrpcTls(tls.acceptor), &grpc);
        serve(&hub, &tasks, plain, &Speaks::GrpcPlain, &grpc);
        serve(&hub, &tasks, rest, &Speaks::Web, &web(cloud::router(hub.clone())));
        let api = control::router(hub.clone());
        serve(&hub, &tasks, page, &Speaks::Web, &web(api.clone()));
        tasks.close();
        Ok(Simulator::new(hub, api, tasks, addresses))
    }
}

/// A router as a handler of requests.
fn web(
    router: axum::Router,
) -> impl Fn(http::Request<hyper::body::Incoming>) -> WebAnswer + Clone + Send + Sync + 'static {
    move |request| {
        let router = router.clone();
        Box::pin(async move {
            match router.oneshot(request.map(axum::body::Body::new)).await {
                Ok(response) => Ok(response.map(Body::new)),
                Err(never) => match never {},
            }
        })
    }
}

type WebAnswer = std::pin::Pin<
    Box<dyn Future<Output = Result<http::Response<Body>, std::convert::Infallible>> + Send>,
>;

fn check(config: &Config) -> Result<(), SimError> {
    let wrong = |message: String| Err(SimError::Option(message));
    if config.project_id.is_empty() || config.project_id.contains(['/', ':']) {
        return wrong(format!(
            "{:?} is no project id: it must not be empty or contain / or :",
            config.project_id
        ));
    }
    if config.heartbeat.is_zero() {
        return wrong("the interval of heartbeats must be longer than nothing".to_owned());
    }
    if config.token_ttl.is_zero() {
        return wrong("tokens must live longer than nothing".to_owned());
    }
    check_lines(config.dedicated.as_deref().unwrap_or_default())
}

pub(crate) fn check_lines(phones: &[String]) -> Result<(), SimError> {
    for (at, phone) in phones.iter().enumerate() {
        if !address::is_phone(phone) {
            return Err(SimError::Option(format!("{phone:?} is no phone number")));
        }
        if phones[..at].contains(phone) {
            return Err(SimError::Option(format!("the line {phone} is named twice")));
        }
    }
    Ok(())
}
