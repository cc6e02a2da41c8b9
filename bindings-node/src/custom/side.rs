//! What a defined platform adds to an application.

use napi_derive::napi;
use serde_json::Value;
use spectrum_imessage::custom::Custom;
use spectrum_imessage::{Result, User};

use crate::call::{NativeCalls, NativeCancel, Outcome, call, outcome};
use crate::people::UserView;
use crate::space::NativeSpace;

/// What a defined platform adds to an application.
#[napi]
pub struct NativeCustom(pub(crate) Custom);

impl NativeCustom {
    pub(crate) fn of(side: Result<Custom>) -> Outcome<Self> {
        outcome(side.map(Self))
    }
}

#[napi]
impl NativeCustom {
    /// A user: gives a [`UserView`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn user(
        &self,
        to: &NativeCalls,
        id: i64,
        user_id: String,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let side = self.0.clone();
        call(to, id, cancel, async move { side.user(&user_id).await }, |user| UserView::from(&user))
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
        params: Value,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let side = self.0.clone();
        let create = async move {
            let users: Vec<_> = users.into_iter().map(User::new).collect();
            side.create_space(&users, &params).await
        };
        call(to, id, cancel, create, NativeSpace)
    }

    /// A known conversation: gives a [`NativeSpace`].
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn space(
        &self,
        to: &NativeCalls,
        id: i64,
        space_id: String,
        params: Value,
        cancel: Option<&NativeCancel>,
    ) -> napi::Result<()> {
        let side = self.0.clone();
        let get = async move { side.space(&space_id, &params).await };
        call(to, id, cancel, get, NativeSpace)
    }
}
