//! The side of an application that a definition stands behind.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::erased::Network;
use super::record::SpaceRecord;
use super::watch::Watch;
use super::{Arrivals, Config};
use crate::app::{AppHandle, Inbox};
use crate::content::{Content, Picture};
use crate::error::Result;
use crate::health::Health;
use crate::message::Message;
use crate::platform::kept::Kept;
use crate::platform::{CustomName, Platform, PlatformId, imessage};
use crate::send::ItemOptions;
use crate::space::{Space, SpaceType};
use crate::turn::{Turn, Turns};
use crate::user::User;
use crate::webhook::SpaceRef;

/// How long calls in flight may take after a stop, and then the end of the client.
const DRAIN: Duration = Duration::from_secs(5);

pub(crate) struct CustomPlatform {
    pub(super) app: AppHandle,
    this: Weak<Self>,
    name: CustomName,
    pub(super) network: Arc<dyn Network>,
    pub(super) space_fields: Vec<String>,
    turns: Turns,
    pub(super) kept: Arc<Kept>,
    /// Everything that uses the client.
    pub(super) work: TaskTracker,
    listening: AtomicBool,
    pub(super) watch: Watch,
    /// Cancelled when the client is gone.
    gone: CancellationToken,
}

impl CustomPlatform {
    pub(crate) async fn start(config: Config, app: &AppHandle) -> Result<Arc<Self>> {
        let network = config.definition.connect().await?;
        let platform = Arc::new_cyclic(|this| Self {
            app: app.clone(),
            this: Weak::clone(this),
            name: config.name,
            space_fields: network.space_fields(),
            network,
            turns: Turns::default(),
            kept: Arc::default(),
            work: TaskTracker::new(),
            listening: AtomicBool::new(false),
            watch: Watch::default(),
            gone: CancellationToken::new(),
        });
        tokio::spawn(platform.end());
        Ok(platform)
    }

    /// What ends the client, once, when the application stops or is dropped, or when its start fails.
    fn end(&self) -> impl Future<Output = ()> + Send + use<> {
        let (stop, work) = (self.app.stop_token().clone(), self.work.clone());
        // Also if the definition panics: the stop waits for it.
        let gone = self.gone.clone().drop_guard();
        // Not the platform: what is kept holds it, and it is let go when the application is.
        let (network, kept, platform) =
            (Arc::clone(&self.network), Arc::clone(&self.kept), self.name);
        async move {
            let _gone = gone;
            stop.cancelled().await;
            work.close();
            if timeout(DRAIN, work.wait()).await.is_err() {
                crate::observe::warn!(
                    ?platform,
                    "{} calls were not finished at the stop",
                    work.len()
                );
            }
            kept.close();
            match timeout(DRAIN, network.destroy()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    crate::observe::warn!(?platform, "its client was not closed: {error}")
                }
                Err(_) => crate::observe::warn!(?platform, "its client was not closed within 5 s"),
            }
        }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name.as_str()
    }

    /// The conversation of a record.
    pub(super) fn space(&self, record: SpaceRecord) -> Result<Space> {
        record.check(self.name(), &self.space_fields)?;
        let platform: Arc<dyn Platform> = self.arc()?;
        let SpaceRecord { id, kind, fields } = record;
        Ok(Space::with_fields(self.app.clone(), platform, id, kind, "".into(), fields))
    }

    fn arc(&self) -> Result<Arc<Self>> {
        // Whoever calls a method holds it.
        self.this.upgrade().ok_or_else(|| super::bridge::ended(self.name()))
    }
}

impl Platform for CustomPlatform {
    fn id(&self) -> PlatformId {
        PlatformId::Custom(self.name)
    }

    fn imessage(self: Arc<Self>) -> Option<imessage::IMessage> {
        None
    }

    fn falls_back(&self) -> bool {
        true
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
        async move {
            let _call = self.enter()?;
            if let Some(message) = self.kept.by_id(space.id(), id) {
                return Ok(Some(message));
            }
            match self.network.get_message(space, id).await? {
                Some(record) => self.received(record).await,
                None => Ok(None),
            }
        }
        .boxed()
    }

    fn members<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Vec<User>>> {
        self.call(self.network.get_members(space)).boxed()
    }

    fn display_name<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<String>>> {
        self.call(self.network.get_display_name(space)).boxed()
    }

    fn avatar<'a>(&'a self, space: &'a Space) -> BoxFuture<'a, Result<Option<Picture>>> {
        self.call(self.network.get_avatar(space)).boxed()
    }

    fn webhook_space(&self, space: &SpaceRef) -> Result<Space> {
        let kind = match space.text("type") {
            Some("group") => SpaceType::Group,
            _ => SpaceType::Dm,
        };
        self.space(SpaceRecord { id: space.id.clone(), kind, fields: space.fields.clone() })
    }

    fn listen(&self, inbox: Inbox) {
        let Some(this) = self.this.upgrade() else { return };
        if self.listening.swap(true, Ordering::Relaxed) {
            return;
        }
        let stop = self.app.stop_token().clone();
        let receive = Arrivals::new(this, inbox).receive();
        // It ends with the application's token, and the client waits for that.
        self.work.spawn(stop.run_until_cancelled_owned(receive));
    }

    fn health(&self, health: &mut Health) {
        health.lines.push(self.watch.health(self.name()));
    }

    /// The task of [`CustomPlatform::end`] does it.
    fn stop(&self) -> BoxFuture<'_, ()> {
        self.gone.cancelled().boxed()
    }
}
