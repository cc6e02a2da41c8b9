//! What iMessage adds to an application.

use std::fmt;
use std::sync::Arc;

use super::{CreateOptions, IMessagePlatform, Quota, calls};
use crate::content::Attachment;
use crate::error::Result;
use crate::message::Page;
use crate::space::Space;
use crate::user::User;

/// What iMessage adds to an application. Cheap to clone.
#[derive(Clone)]
pub struct IMessage(Arc<IMessagePlatform>);

impl IMessage {
    pub(crate) fn new(platform: Arc<IMessagePlatform>) -> Self {
        Self(platform)
    }

    /// The side of the application that a conversation belongs to; `None` if the conversation is on
    /// another platform.
    pub fn of(space: &Space) -> Option<Self> {
        Arc::clone(space.platform_impl()).imessage()
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
        Arc::clone(&self.0).known_user(id.into(), phone).await
    }

    /// A page of a line's messages of all conversations, newest first. With several lines `phone`
    /// says which one.
    ///
    /// # Errors
    /// `ValidationError` for a page of no messages, or if `phone` is needed and missing; else the
    /// service's.
    pub async fn recent(&self, phone: Option<&str>, filter: &calls::MessageFilter) -> Result<Page> {
        Arc::clone(&self.0).recent(phone, filter).await
    }

    /// A page of a conversation's messages, newest first.
    ///
    /// # Errors
    /// `ValidationError` for a page of no messages; else the service's.
    pub async fn history(&self, space: &Space, filter: &calls::MessageFilter) -> Result<Page> {
        Arc::clone(&self.0).history(space, filter).await
    }

    /// Begins a conversation. On shared lines this makes no call, and only a conversation of two
    /// is possible; on dedicated lines the service creates it.
    ///
    /// # Errors
    /// `ValidationError` without users or for an address that is none, `UnsupportedError` for
    /// several users on shared lines, `NotFoundError` for a line that is none of ours.
    pub async fn create_space(&self, users: &[User], options: &CreateOptions) -> Result<Space> {
        self.0.app.check_running()?;
        self.0.create(users, options).await
    }

    /// A known conversation by its chat guid. No network call. With several lines `phone` says
    /// which one serves it.
    ///
    /// # Errors
    /// `ValidationError` if `phone` is needed and missing, `NotFoundError` if there is no line.
    pub fn space(&self, guid: &str, phone: Option<&str>) -> Result<Space> {
        self.0.app.check_running()?;
        let phone = self.0.lines.phone_for(phone)?;
        self.0.space(guid, phone)
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
        self.0.app.check_running()?;
        self.0.attachment(guid, phone).await
    }

    /// One line with every call that the service has. With several lines `phone` says which.
    ///
    /// # Errors
    /// `ValidationError` if `phone` is needed and missing, `NotFoundError` if no line has it.
    pub fn line(&self, phone: Option<&str>) -> Result<calls::Line> {
        self.0.app.check_running()?;
        let line = self.0.lines.serving(&self.0.lines.phone_for(phone)?)?;
        Ok(calls::Line::new(Arc::clone(&self.0), line.phone()))
    }

    /// What each line may still send today, as it was counted here. No network call.
    ///
    /// # Errors
    /// After the stop.
    pub fn quota(&self) -> Result<Vec<Quota>> {
        self.0.app.check_running()?;
        let lines = self.0.lines.all();
        Ok(lines.iter().map(|line| line.quotas().left(line.phone().to_string())).collect())
    }

    /// The numbers of the lines; `shared` on the shared pool.
    pub fn lines(&self) -> Vec<String> {
        self.0.lines.all().iter().map(|line| line.phone().to_string()).collect()
    }
}

impl fmt::Debug for IMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IMessage").field("lines", &self.0.lines.all().len()).finish()
    }
}
