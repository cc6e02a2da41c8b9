//! Local mode: this Mac's own Messages. Its database is read, and Messages itself sends.

pub(crate) mod doctor;
mod files;
mod history;
mod inbound;
mod look_up;
mod outbound;
mod receive;
mod refusal;
mod sending;
mod settings;
mod side;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use spectrum_imessage_chatdb::database::Database;

pub use settings::Local;

use self::inbound::Mapper;
use self::look_up::blocking;
use self::receive::{LINE, Signals};
use self::sending::{Sender, Settings};
use self::settings::Places;
use super::cache::Cache;
use super::lines::Status;
use super::{IMessage, Started};
use crate::app::{AppHandle, Inbox};
use crate::config::Config as AppConfig;
use crate::content::{Content, Picture};
use crate::error::Result;
use crate::health::Health;
use crate::message::Message;
use crate::platform::{Platform, PlatformId};
use crate::send::ItemOptions;
use crate::space::Space;
use crate::turn::{Turn, Turns};
use crate::user::User;

/// The name of the platform in errors.
const LABEL: &str = "iMessage (local mode)";

/// The iMessage side of an application in local mode.
pub(crate) struct LocalPlatform {
    pub(super) app: AppHandle,
    places: Arc<Places>,
    mapper: Arc<Mapper>,
    status: Arc<Status>,
    signals: Arc<Signals>,
    sender: Sender,
    turns: Turns,
    /// Which messages were sent with which keys.
    sent: Mutex<Cache>,
}

impl LocalPlatform {
    /// Checks that the database can be read.
    ///
    /// # Errors
    /// `UnsupportedError` on other systems without settings; what is wrong with the database, and
    /// what to do about it.
    pub(super) async fn start(
        config: &AppConfig,
        provider: Local,
        app: &AppHandle,
    ) -> Result<Started> {
        let places = Arc::new(provider.resolve()?);
        let path = places.database.clone();
        blocking(move || Database::open(path).map(drop).map_err(|error| refusal::database(&error)))
            .await?;
        let settings = Settings {
            program: places.program.clone(),
            staging: vec![
                places.home.join("Library/Messages/Attachments"),
                places.home.join("Pictures"),
            ],
            ..Settings::new(&places.database)
        };
        let platform = Arc::new_cyclic(|this| Self {
            app: app.clone(),
            mapper: Arc::new(Mapper::new(app.clone(), this.clone(), Arc::clone(&places))),
            places,
            status: Arc::new(Status::new(config.watchdog)),
            signals: Arc::default(),
            sender: Sender::new(settings),
            turns: Turns::default(),
            sent: Mutex::default(),
        });
        let side = IMessage::local(Arc::clone(&platform));
        Ok(Started { platform, side, project: None })
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Platform for LocalPlatform {
    fn id(&self) -> PlatformId {
        PlatformId::IMessage
    }

    fn imessage(self: Arc<Self>) -> Option<IMessage> {
        Some(IMessage::local(self))
    }

    /// What is refused is skipped or thrown, as it is said.
    fn falls_back(&self) -> bool {
        false
    }

    fn turn(&self, space: &Space) -> Turn {
        self.turns.take(space.id())
    }

    fn send<'a>(
        &'a self,
        space: &'a Space,
        content: Content,
        options: &'a ItemOptions,
        turn: Option<&'a mut Turn>,
    ) -> BoxFuture<'a, Result<Option<Message>>> {
        self.deliver(space, content, options, turn).boxed()
    }

    fn get_message<'a>(
        &'a self,
        space: &'a Space,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<Message>>> {
        self.look_up(space, id).boxed()
    }

    fn members<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Vec<User>>> {
        self.members_of(space).boxed()
    }

    fn display_name<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<String>>> {
        self.name_of(space).boxed()
    }

    fn avatar<'a>(&'a self, _space: &'a Space) -> BoxFuture<'a, Result<Option<Picture>>> {
        ready(Err(refusal::action("getAvatar"))).boxed()
    }

    fn listen(&self, inbox: Inbox) {
        receive::listen(self, inbox);
    }

    fn health(&self, health: &mut Health) {
        health.lines.push(self.status.health(LINE.to_owned()));
    }

    /// The reading ends with the application's token.
    fn stop(&self) -> BoxFuture<'_, ()> {
        self.sender.close().boxed()
    }
}
