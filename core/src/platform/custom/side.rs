//! What a defined platform adds to an application.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::platform::CustomPlatform;
use crate::error::{Error, Result};
use crate::observe::{self, Place};
use crate::platform::{Platform, PlatformId};
use crate::space::Space;
use crate::user::User;

/// A defined platform in an application. Cheap to clone.
#[derive(Clone)]
pub struct Custom(Arc<CustomPlatform>);

impl Custom {
    pub(crate) fn new(platform: Arc<CustomPlatform>) -> Self {
        Self(platform)
    }

    /// The platform.
    pub fn platform(&self) -> PlatformId {
        self.0.id()
    }

    /// A user by the id, as the definition resolves it.
    ///
    /// # Errors
    /// `ValidationError` for an empty id; else the definition's.
    pub async fn user(&self, id: &str) -> Result<User> {
        if id.is_empty() {
            return Err(Error::invalid("the id of a user must not be empty"));
        }
        self.0.call(self.0.network.resolve_user(id)).await
    }

    /// Begins a conversation with users, whom the definition resolves first. The params are the
    /// definition's own matter; null if there are none.
    ///
    /// # Errors
    /// `ValidationError` without users; else the definition's.
    pub async fn create_space(&self, users: &[User], params: &Value) -> Result<Space> {
        if users.is_empty() {
            return Err(Error::invalid("a conversation needs at least one user"));
        }
        let creating = async {
            let mut resolved = Vec::with_capacity(users.len());
            for user in users {
                resolved.push(self.user(&user.id).await?);
            }
            let made = self.0.call(self.0.network.create_space(&resolved, params)).await?;
            self.0.space(made)
        };
        let place = Place::of(&self.0.app, self.0.id(), "");
        observe::operation("spectrum.create_space", place, creating).await
    }

    /// A known conversation by its id.
    ///
    /// # Errors
    /// `ValidationError` for an empty id; `UnsupportedError` if the definition does not say how, and a
    /// space is more than its id; else the definition's.
    pub async fn space(&self, id: &str, params: &Value) -> Result<Space> {
        if id.is_empty() {
            return Err(Error::invalid("the id of a space must not be empty"));
        }
        let found = self.0.call(self.0.network.get_space(id, params)).await?;
        self.0.space(found)
    }
}

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Custom").field("platform", &self.0.name()).finish_non_exhaustive()
    }
}
