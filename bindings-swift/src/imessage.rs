//! What iMessage adds to an application.

use std::sync::Arc;
use std::time::SystemTime;

use spectrum_imessage::imessage::calls::MessageFilter;
use spectrum_imessage::imessage::{CreateOptions, IMessage, Quota};
use spectrum_imessage::{Error, Spectrum, User};

use crate::content::NativeAttachment;
use crate::error::NativeResult;
use crate::line::NativeLine;
use crate::message::NativePage;
use crate::run::{NativeCancel, on_io};
use crate::space::NativeSpaceInfo;
use crate::user::NativeUser;

/// What iMessage adds to an application.
#[derive(Debug, uniffi::Object)]
pub struct NativeIMessage {
    app: Spectrum,
    imessage: IMessage,
}

impl NativeIMessage {
    pub(crate) fn new(app: &Spectrum, imessage: IMessage) -> Self {
        Self { app: app.clone(), imessage }
    }
}

#[uniffi::export]
impl NativeIMessage {
    /// A user by a phone number or an e-mail address.
    pub fn user(&self, id: String) -> NativeUser {
        self.imessage.user(id).into()
    }

    /// A user with what the service knows of the address.
    pub async fn look_up_user(
        &self,
        id: String,
        phone: Option<String>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<NativeUser> {
        let imessage = self.imessage.clone();
        on_io(cancel, async move {
            let user = imessage.look_up_user(id, phone.as_deref()).await?;
            Ok::<_, Error>(user.into())
        })
        .await
    }

    /// A page of a line's messages; the filter is JSON.
    pub async fn recent(
        &self,
        phone: Option<String>,
        filter: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<NativePage> {
        let (app, imessage) = (self.app.clone(), self.imessage.clone());
        on_io(cancel, async move {
            let filter = MessageFilter::from_json(&filter)?;
            let page = imessage.recent(phone.as_deref(), &filter).await?;
            Ok::<_, Error>(NativePage::new(&app, page))
        })
        .await
    }

    /// A line with every call that the service has.
    pub fn line(&self, phone: Option<String>) -> NativeResult<Arc<NativeLine>> {
        Ok(NativeLine::new(&self.app, self.imessage.line(phone.as_deref())?))
    }

    /// Begins a conversation.
    pub async fn create_space(
        &self,
        users: Vec<NativeUser>,
        phone: Option<String>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<NativeSpaceInfo> {
        let (app, imessage) = (self.app.clone(), self.imessage.clone());
        on_io(cancel, async move {
            let users: Vec<User> = users.into_iter().map(Into::into).collect();
            let space = imessage.create_space(&users, &CreateOptions { phone }).await?;
            Ok::<_, Error>(NativeSpaceInfo::new(Some(&app), space))
        })
        .await
    }

    /// A known conversation by its chat guid.
    pub fn space(&self, id: &str, phone: Option<String>) -> NativeResult<NativeSpaceInfo> {
        let space = self.imessage.space(id, phone.as_deref())?;
        Ok(NativeSpaceInfo::new(Some(&self.app), space))
    }

    /// A file by its guid.
    pub async fn attachment(
        &self,
        guid: String,
        phone: Option<String>,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<Option<NativeAttachment>> {
        let imessage = self.imessage.clone();
        on_io(cancel, async move {
            let found = imessage.get_attachment(&guid, phone.as_deref()).await?;
            Ok::<_, Error>(found.map(Into::into))
        })
        .await
    }

    /// What the lines may still send.
    pub fn quota(&self) -> NativeResult<Vec<NativeQuota>> {
        Ok(self.imessage.quota()?.into_iter().map(Into::into).collect())
    }

    /// The numbers of the lines.
    pub fn lines(&self) -> Vec<String> {
        self.imessage.lines()
    }
}

/// What a line may still send today.
#[derive(Debug, uniffi::Record)]
pub struct NativeQuota {
    /// The line.
    pub line: String,
    /// Messages that its server takes a day.
    pub messages_limit: u32,
    /// How many of them are left.
    pub messages_left: u32,
    /// Conversations that the line may begin a day.
    pub new_conversations_limit: u32,
    /// How many of them are left.
    pub new_conversations_left: u32,
    /// When the day is over.
    pub resets_at: SystemTime,
}

impl From<Quota> for NativeQuota {
    fn from(quota: Quota) -> Self {
        let Quota {
            line,
            messages_limit,
            messages_left,
            new_conversations_limit,
            new_conversations_left,
            resets_at,
        } = quota;
        Self {
            line,
            messages_limit,
            messages_left,
            new_conversations_limit,
            new_conversations_left,
            resets_at,
        }
    }
}
