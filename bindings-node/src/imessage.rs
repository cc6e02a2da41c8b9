//! The iMessage side of an application.

use napi_derive::napi;
use spectrum_imessage::User;
use spectrum_imessage::imessage::calls::MessageFilter;
use spectrum_imessage::imessage::{CreateOptions, IMessage, Quota, doctor as doctor_of};

use crate::call::{NativeCalls, NativeCancel, Outcome, call, outcome};
use crate::config::DoctorSettings;
use crate::file::AttachmentView;
use crate::line::NativeLine;
use crate::message::PageView;
use crate::people::UserView;
use crate::space::NativeSpace;

/// Asks the doctor: gives the report as JSON.
///
/// # Errors
/// As [`call`].
#[napi]
pub fn doctor(
    to: &NativeCalls,
    id: i64,
    settings: DoctorSettings,
    cancel: Option<&NativeCancel>,
) -> napi::Result<()> {
    let report = async { Ok(doctor_of(settings.split()?).await.to_json().to_string()) };
    call(to, id, cancel, report, |report: String| report)
}

/// The iMessage side of an application.
#[napi]
pub struct NativeImessage(pub(crate) IMessage);

#[napi]
impl NativeImessage {
    /// A user by phone number or e-mail address.
    #[napi]
    pub fn user(&self, id: String) -> UserView {
        UserView::from(&self.0.user(id))
    }

    /// Begins a conversation: gives a [`NativeSpace`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn create_space(
        &self,
        to: &NativeCalls,
        id: i64,
        users: Vec<String>,
        phone: Option<String>,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let imessage = self.0.clone();
        let users: Vec<_> = users.into_iter().map(User::new).collect();
        let options = CreateOptions { phone };
        let space = async move { imessage.create_space(&users, &options).await };
        call(to, id, cancel, space, NativeSpace)
    }

    /// A known conversation.
    #[napi]
    pub fn space(&self, guid: String, phone: Option<String>) -> Outcome<NativeSpace> {
        outcome(self.0.space(&guid, phone.as_deref()).map(NativeSpace))
    }

    /// A file by its guid: gives an [`AttachmentView`] or nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn get_attachment(
        &self,
        to: &NativeCalls,
        id: i64,
        guid: String,
        phone: Option<String>,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let imessage = self.0.clone();
        let attachment = async move { imessage.get_attachment(&guid, phone.as_deref()).await };
        call(to, id, cancel, attachment, |attachment| attachment.map(AttachmentView::from))
    }

    /// A user with what the service knows of the address: gives a [`UserView`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn look_up_user(
        &self,
        to: &NativeCalls,
        id: i64,
        user: String,
        phone: Option<String>,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let imessage = self.0.clone();
        let user = async move { imessage.look_up_user(user, phone.as_deref()).await };
        call(to, id, cancel, user, |user| UserView::from(&user))
    }

    /// A page of a line's messages: gives a [`PageView`]. The filter is JSON.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn recent(
        &self,
        to: &NativeCalls,
        id: i64,
        phone: Option<String>,
        filter: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let imessage = self.0.clone();
        let page = async move {
            imessage.recent(phone.as_deref(), &MessageFilter::from_json(&filter)?).await
        };
        call(to, id, cancel, page, PageView::from)
    }

    /// A line with every call of the service.
    #[napi]
    pub fn line(&self, phone: Option<String>) -> Outcome<NativeLine> {
        outcome(self.0.line(phone.as_deref()).map(NativeLine))
    }

    /// What the lines may still send, as JSON.
    #[napi]
    pub fn quota(&self) -> Outcome<String> {
        outcome(self.0.quota().map(|quotas| Quota::list_to_json(&quotas)))
    }

    /// The numbers of the lines.
    #[napi]
    pub fn lines(&self) -> Vec<String> {
        self.0.lines()
    }
}
