//! What iMessage adds to an application.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::local::LocalPlatform;
use super::{CreateOptions, IMessagePlatform, LineCheck, Quota, calls};
use crate::content::Attachment;
use crate::error::Result;
use crate::message::Page;
use crate::observe::{self, Place};
use crate::platform::PlatformId;
use crate::space::Space;
use crate::user::User;

/// What iMessage adds to an application. Cheap to clone.
#[derive(Clone)]
pub struct IMessage(Side);

#[derive(Clone)]
enum Side {
    /// Lines at the service.
    Cloud(Arc<IMessagePlatform>),
    /// This Mac's own Messages.
    Local(Arc<LocalPlatform>),
}

impl IMessage {
    pub(super) fn cloud(platform: Arc<IMessagePlatform>) -> Self {
        Self(Side::Cloud(platform))
    }

    pub(super) fn local(platform: Arc<LocalPlatform>) -> Self {
        Self(Side::Local(platform))
    }

    /// The side of the application that a conversation belongs to; `None` if the conversation is on
    /// another platform.
    pub fn of(space: &Space) -> Option<Self> {
        Arc::clone(space.platform_impl()).imessage()
    }

    #[cfg(feature = "benches")]
    pub(super) fn at_the_service(&self) -> Option<&Arc<IMessagePlatform>> {
        match &self.0 {
            Side::Cloud(cloud) => Some(cloud),
            Side::Local(_) => None,
        }
    }

    /// Runs an operation in a span; `phone` is the line that the caller names.
    fn observed<T>(
        &self,
        name: &'static str,
        phone: Option<&str>,
        work: impl Future<Output = Result<T>>,
    ) -> impl Future<Output = Result<T>> {
        let app = match &self.0 {
            Side::Cloud(cloud) => &cloud.app,
            Side::Local(local) => &local.app,
        };
        let place = Place::of(app, PlatformId::IMessage, phone.unwrap_or_default());
        observe::operation(name, place, work)
    }

    /// A user by a phone number or an e-mail address. No network call, no normalisation.
    pub fn user(&self, id: impl Into<String>) -> User {
        User::new(id)
    }

    /// A user with what the service knows of the address: its normal form, country and service.
    /// With several lines `phone` says which one asks.
    ///
    /// # Errors
    /// `NotFoundError` if the address is unknown, `ValidationError` if `phone` is needed and missing;
    /// else the service's.
    pub async fn look_up_user(&self, id: impl Into<String>, phone: Option<&str>) -> Result<User> {
        match &self.0 {
            Side::Cloud(cloud) => {
                let asking = Arc::clone(cloud).known_user(id.into(), phone);
                self.observed("spectrum.look_up_user", phone, asking).await
            }
            Side::Local(local) => Err(local.no_user_look_up()),
        }
    }

    /// A page of a line's messages of all conversations, newest first. With several lines `phone`
    /// says which one.
    ///
    /// # Errors
    /// `ValidationError` for a page of no messages, or if `phone` is needed and missing; else the
    /// service's.
    pub async fn recent(&self, phone: Option<&str>, filter: &calls::MessageFilter) -> Result<Page> {
        let asking = async {
            match &self.0 {
                Side::Cloud(cloud) => Arc::clone(cloud).recent(phone, filter).await,
                Side::Local(local) => local.recent(filter).await,
            }
        };
        self.observed("spectrum.recent", phone, asking).await
    }

    /// A page of a conversation's messages, newest first.
    ///
    /// # Errors
    /// `ValidationError` for a page of no messages; else the service's.
    pub async fn history(&self, space: &Space, filter: &calls::MessageFilter) -> Result<Page> {
        let asking = async {
            match &self.0 {
                Side::Cloud(cloud) => Arc::clone(cloud).history(space, filter).await,
                Side::Local(local) => local.history(space, filter).await,
            }
        };
        observe::operation("spectrum.history", space, asking).await
    }

    /// Begins a conversation. On shared lines this makes no call, and only a conversation of two
    /// is possible; on dedicated lines the service creates it.
    ///
    /// # Errors
    /// `ValidationError` without users or for an address that is none, `UnsupportedError` for
    /// several users on shared lines and always in local mode, `NotFoundError` for a line that is
    /// none of ours.
    pub async fn create_space(&self, users: &[User], options: &CreateOptions) -> Result<Space> {
        match &self.0 {
            Side::Cloud(cloud) => {
                cloud.app.check_running()?;
                let creating = cloud.create(users, options);
                self.observed("spectrum.create_space", options.phone.as_deref(), creating).await
            }
            Side::Local(local) => Err(local.no_create()),
        }
    }

    /// A known conversation by its chat guid. No network call. With several lines `phone` says
    /// which one serves it. In local mode the database is asked, and one person's address will do.
    ///
    /// # Errors
    /// `ValidationError` if `phone` is needed and missing, `NotFoundError` if there is no line; in
    /// local mode `NotFoundError` for a group that this Mac does not know.
    pub fn space(&self, guid: &str, phone: Option<&str>) -> Result<Space> {
        match &self.0 {
            Side::Cloud(cloud) => {
                cloud.app.check_running()?;
                let phone = cloud.lines.phone_for(phone)?;
                cloud.space(guid, phone)
            }
            Side::Local(local) => local.known_space(guid),
        }
    }

    /// A received or uploaded file by its guid; `None` if it is unknown. Its bytes are fetched when
    /// they are read. With several lines `phone` says which one knows it.
    ///
    /// # Errors
    /// `ValidationError` if `phone` is needed and missing; else the service's.
    pub async fn get_attachment(
        &self,
        guid: &str,
        phone: Option<&str>,
    ) -> Result<Option<Attachment>> {
        let asking = async {
            match &self.0 {
                Side::Cloud(cloud) => {
                    cloud.app.check_running()?;
                    cloud.attachment(guid, phone).await
                }
                Side::Local(local) => local.attachment(guid).await,
            }
        };
        self.observed("spectrum.get_attachment", phone, asking).await
    }

    /// One line with every call that the service has. With several lines `phone` says which.
    ///
    /// # Errors
    /// `ValidationError` if `phone` is needed and missing, `NotFoundError` if no line has it.
    pub fn line(&self, phone: Option<&str>) -> Result<calls::Line> {
        match &self.0 {
            Side::Cloud(cloud) => {
                cloud.app.check_running()?;
                let line = cloud.lines.serving(&cloud.lines.phone_for(phone)?)?;
                Ok(calls::Line::new(Arc::clone(cloud), line.phone()))
            }
            Side::Local(local) => Err(local.no_line()),
        }
    }

    /// What each line may still send today, as it was counted here; nothing in local mode. No network
    /// call.
    ///
    /// # Errors
    /// After the stop.
    pub fn quota(&self) -> Result<Vec<Quota>> {
        let Side::Cloud(cloud) = &self.0 else { return Ok(Vec::new()) };
        cloud.app.check_running()?;
        let lines = cloud.lines.all();
        Ok(lines.iter().map(|line| line.quotas().left(line.phone().to_string())).collect())
    }

    /// Asks each line something small, side by side, to see whether it answers and takes its token;
    /// nothing in local mode. Each has `limit` to answer. Nothing is changed.
    ///
    /// # Errors
    /// After the stop. What is wrong with a line stands in its entry.
    pub async fn check_lines(&self, limit: Duration) -> Result<Vec<LineCheck>> {
        let Side::Cloud(cloud) = &self.0 else { return Ok(Vec::new()) };
        let _call = cloud.app.enter()?;
        Ok(cloud.lines.check(limit).await)
    }

    /// The numbers of the lines; `shared` on the shared pool, none in local mode.
    pub fn lines(&self) -> Vec<String> {
        match &self.0 {
            Side::Cloud(cloud) => {
                cloud.lines.all().iter().map(|line| line.phone().to_string()).collect()
            }
            Side::Local(_) => Vec::new(),
        }
    }
}

impl fmt::Debug for IMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IMessage").field("lines", &self.lines().len()).finish()
    }
}
