//! iMessage: lines, tokens, what is sent and what arrives.

mod address;
#[cfg(feature = "benches")]
mod bench;
mod cache;
pub mod calls;
mod cloud;
mod download;
mod events;
mod fields;
mod history;
mod inbound;
mod lines;
mod local;
mod look_up;
mod native;
mod outbound;
mod profile;
mod quota;
mod side;
mod transport;

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;
use spectrum_imessage_wire::{methods, v1};
use tokio_util::sync::CancellationToken;

#[cfg(feature = "benches")]
pub use bench::Mapping;
#[doc(hidden)] // They belong to `crate::fleet`.
pub use events::{Intake, Lane};
pub(crate) use fields::Fields;
pub use lines::{LineCheck, LineMode};
pub use local::Local;
pub use local::doctor::{Check, CheckState, DoctorOptions, DoctorReport, DoctorScope, doctor};
pub use native::{
    AddressInfo, AppliedReaction, AttachmentMetadata, Formatting, Mention, Native, PlacedSticker,
    ReactionKind, ReactionRecord,
};
pub use quota::Quota;
pub use side::IMessage;

use self::cloud::{Cloud, Renewal};
use self::inbound::{Mapper, Source};
use self::lines::Lines;
use self::local::LocalPlatform;
use self::profile::Profile;
use self::transport::Call;
use super::{Platform, PlatformId};
use crate::app::{AppHandle, Inbox};
use crate::config::Config as AppConfig;
use crate::content::{Content, File, Picture};
use crate::error::{Error, Result};
use crate::fleet::Fleet;
use crate::health::Health;
use crate::message::Message;
use crate::net::{HttpClient, Trust};
use crate::secret::Secret;
use crate::send::ItemOptions;
use crate::space::Space;
use crate::turn::{Turn, Turns};
use crate::user::User;
use crate::webhook::SpaceRef;

/// The phone of a space on the shared pool.
const SHARED: &str = "shared";
/// The name of the platform in errors.
const NAME: &str = "iMessage";

/// How iMessage is connected.
#[derive(Clone, Debug, Default)]
pub enum Config {
    /// Spectrum Cloud, with shared or dedicated lines, as the project's plan says.
    #[default]
    Cloud,
    /// A dedicated relay of one's own.
    Clients(Vec<Client>),
    /// This Mac's own Messages.
    Local(Local),
}

/// One line of a relay of one's own.
#[derive(Clone, Debug)]
pub struct Client {
    /// `host:port` (TLS), or `http://host:port` on this machine.
    pub address: String,
    /// The token that the relay takes.
    pub token: Secret,
    /// The number of the line.
    pub phone: String,
}

/// What a caller may say about a new conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateOptions {
    /// The line that serves it; one at random if not given. Ignored on shared lines.
    pub phone: Option<String>,
}

/// The iMessage side of an application.
pub(crate) struct IMessagePlatform {
    app: AppHandle,
    lines: Arc<Lines>,
    mapper: Arc<Mapper>,
    turns: Turns,
    renewal: Option<Arc<Renewal>>,
    /// Ends renewal and streams.
    stop: CancellationToken,
}

/// A started platform.
pub(crate) struct Started {
    pub(crate) platform: Arc<dyn Platform>,
    pub(crate) side: IMessage,
    pub(crate) project: Option<Value>,
}

impl IMessagePlatform {
    /// Exchanges the credentials and connects the lines.
    pub(crate) async fn start(
        config: &AppConfig,
        provider: Config,
        app: &AppHandle,
    ) -> Result<Started> {
        let stop = app.stop_token().child_token();
        let trust = || Trust::load(config.ca_file.as_deref());
        let connected = match provider {
            Config::Cloud => connect_project(config, &trust()?, &stop).await?,
            Config::Clients(clients) => {
                check_clients(&clients)?;
                let lines = Arc::new(Lines::of_clients(config, &trust()?, &clients).await?);
                Connected { lines, project: None, profile: None, renewal: None }
            }
            Config::Local(local) => return LocalPlatform::start(config, local, app).await,
        };
        let Connected { lines, project, profile, renewal } = connected;
        let platform = Arc::new_cyclic(|this| Self {
            app: app.clone(),
            lines,
            mapper: Arc::new(Mapper::new(app.clone(), this.clone(), profile)),
            turns: Turns::default(),
            renewal,
            stop,
        });
        let side = IMessage::cloud(Arc::clone(&platform));
        Ok(Started { platform, side, project })
    }

    fn space(&self, guid: &str, phone: Arc<str>) -> Result<Space> {
        self.mapper.space(guid, phone)
    }

    async fn look_up(&self, space: &Space, id: &str) -> Result<Option<Message>> {
        let _call = self.app.enter()?;
        let line = self.lines.serving(space.phone())?;
        if let Some(message) = line.recall(id) {
            return Ok(Some(message));
        }
        let (part, guid) = inbound::parse_id(id);
        let Some(found) = inbound::fetch(&line, guid, Call::reading()).await? else {
            return Ok(None);
        };
        let source = Source { line: &line, space: space.plain(), occurred_at: None };
        let message = self.mapper.map(&source, &found).await?;
        // Its parts have been remembered with it.
        Ok(if part.is_some() { line.recall(id) } else { Some(message) })
    }

    async fn create(&self, users: &[User], options: &CreateOptions) -> Result<Space> {
        if users.is_empty() {
            return Err(Error::invalid("space.create needs at least one user"));
        }
        let addresses =
            users.iter().map(|user| address::address(&user.id)).collect::<Result<Vec<_>>>()?;
        if self.lines.is_shared() {
            let [only] = addresses.as_slice() else { return Err(no_shared_groups()) };
            return self.space(&format!("{}{only}", address::DM_PREFIX), SHARED.into());
        }
        let line = self.lines.pick(options.phone.as_deref())?;
        let _call = self.app.enter()?;
        let request = v1::CreateChatRequest {
            addresses,
            service: v1::ChatServiceType::Imessage as i32,
            ..Default::default()
        };
        let answer = line
            .transport()
            .unary(Call::mutating(None), request, methods::chat::CREATE_CHAT)
            .await?;
        let guid = answer.chat.map(|chat| chat.guid).filter(|guid| !guid.is_empty());
        let guid = guid.ok_or_else(|| outbound::missing("the new chat"))?;
        self.space(&guid, line.phone())
    }
}

impl Platform for IMessagePlatform {
    fn id(&self) -> PlatformId {
        PlatformId::IMessage
    }

    fn imessage(self: Arc<Self>) -> Option<IMessage> {
        Some(IMessage::cloud(self))
    }

    fn falls_back(&self) -> bool {
        false
    }

    fn turn(&self, space: &Space) -> Turn {
        // One chat on two lines is two conversations.
        self.turns.take(&format!("{} {}", space.phone(), space.id()))
    }

    fn send<'a>(
        &'a self,
        space: &'a Space,
        content: Content,
        options: &'a ItemOptions,
        turn: Option<&'a mut Turn>,
    ) -> BoxFuture<'a, Result<Option<Message>>> {
        async move {
            let _call = self.app.enter()?;
            outbound::send(&self.lines, space, content, options, turn).await
        }
        .boxed()
    }

    fn get_message<'a>(
        &'a self,
        space: &'a Space,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Message>>> {
        self.look_up(space, id).boxed()
    }

    fn members<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Vec<User>>> {
        self.members(space).boxed()
    }

    fn display_name<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<String>>> {
        self.display_name(space).boxed()
    }

    fn avatar<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<Picture>>> {
        self.avatar(space).boxed()
    }

    fn webhook_space(&self, space: &SpaceRef) -> Result<Space> {
        let phone = self.lines.phone_for(space.text("phone"))?;
        self.space(&space.id, phone)
    }

    fn webhook_file(&self, space: &Space, id: &str, size: Option<u64>) -> File {
        download::named_file(&self.lines, space.phone(), id, size)
    }

    fn listen(&self, inbox: Inbox) {
        let (lines, mapper) = (Arc::clone(&self.lines), Arc::clone(&self.mapper));
        let stop = self.stop.clone();
        match self.app.fleet() {
            None => {
                tokio::spawn(events::listen(lines, mapper, inbox, stop));
            }
            Some(Fleet::Relay(relay)) => {
                tokio::spawn(events::relay(lines, mapper, inbox, Arc::clone(relay), stop));
            }
            Some(Fleet::Worker(worker)) => {
                let intake = Intake::new(lines, mapper, inbox, worker.group(), stop.clone());
                let run = Arc::clone(worker).run(intake);
                tokio::spawn(stop.run_until_cancelled_owned(run));
            }
        }
    }

    fn health(&self, health: &mut Health) {
        health.lines.extend(self.lines.all().iter().map(|line| line.health()));
        if let Some(renewal) = &self.renewal {
            health.token_age = Some(renewal.token_age());
            health.unauthenticated = renewal.is_refused();
        }
    }

    fn stop(&self) -> BoxFuture<'_, ()> {
        async {
            self.stop.cancel();
            for line in self.lines.all().iter() {
                line.detach();
            }
        }
        .boxed()
    }
}

/// What a start has made.
struct Connected {
    lines: Arc<Lines>,
    project: Option<Value>,
    profile: Option<Arc<Profile>>,
    renewal: Option<Arc<Renewal>>,
}

async fn connect_project(
    config: &AppConfig,
    trust: &Trust,
    stop: &CancellationToken,
) -> Result<Connected> {
    let project = config.project.as_ref().ok_or_else(|| {
        Error::validation(
            "missingCredentials",
            "iMessage in the cloud needs projectId and projectSecret: give them as options, or as \
             SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET; without a project, give \
             imessage.config the clients of your own relay",
        )
    })?;
    let cloud = Cloud::new(HttpClient::new(trust), &config.cloud_url, project)?;
    let description = cloud.project().await?;
    let (renewal, tokens) = Renewal::first(cloud, config.clock.clone()).await?;
    let lines = Arc::new(Lines::of_project(config, trust, &renewal, &tokens).await?);

    let reconciled = Arc::clone(&lines);
    let apply = move |tokens: Arc<cloud::LineTokens>| reconciled.reconcile(&tokens);
    tokio::spawn(Arc::clone(&renewal).run(stop.clone(), apply));
    let profile = Profile::new(Arc::clone(&renewal), &description, stop.clone());
    let check = check_platform(Arc::clone(&renewal));
    tokio::spawn(stop.clone().run_until_cancelled_owned(check));
    let (project, profile) = (Some(description), Some(Arc::new(profile)));
    Ok(Connected { lines, project, profile, renewal: Some(renewal) })
}

/// A project without iMessage is a warning, not a failure.
async fn check_platform(renewal: Arc<Renewal>) {
    match renewal.cloud().platforms().await {
        Ok(platforms) if platforms.pointer("/imessage/enabled") == Some(&Value::Bool(false)) => {
            crate::observe::warn!("this project has not enabled iMessage");
        }
        Ok(_) => {}
        Err(error) => crate::observe::debug!("the project's platforms are unknown: {error}"),
    }
}

fn check_clients(clients: &[Client]) -> Result<()> {
    if clients.is_empty() {
        return Err(Error::invalid("imessage.config needs at least one client"));
    }
    for (index, client) in clients.iter().enumerate() {
        let fields = [
            ("address", client.address.is_empty()),
            ("token", client.token.is_empty()),
            ("phone", client.phone.is_empty()),
        ];
        if let Some((name, _)) = fields.iter().find(|(_, empty)| *empty) {
            return Err(Error::invalid(format!("{name} of client {index} is missing")));
        }
        if clients[..index].iter().any(|other| other.phone == client.phone) {
            return Err(Error::invalid(format!("two clients have the phone {}", client.phone)));
        }
    }
    Ok(())
}

fn no_shared_groups() -> Error {
    Error::unsupported_action(
        "iMessage (shared mode)",
        "space.create",
        "shared lines cannot create groups; use a dedicated line, or space.get(chatGuid) for a \
         group that exists",
    )
}
