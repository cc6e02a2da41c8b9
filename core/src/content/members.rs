//! The people of a group.

use super::Content;
use crate::error::{Error, Result};
use crate::user::User;

/// People who join a group or are removed from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// Their ids, as given.
    pub members: Vec<String>,
}

impl Members {
    fn new(action: &str, users: &[User]) -> Result<Self> {
        if users.is_empty() {
            return Err(Error::invalid(format!("{action} needs at least one member")));
        }
        if users.iter().any(|user| user.id.trim().is_empty()) {
            return Err(Error::invalid(format!("a member of {action} must not be empty")));
        }
        Ok(Self { members: users.iter().map(|user| user.id.clone()).collect() })
    }
}

/// Adds people to a group. Ids are passed on as given.
///
/// # Errors
/// `ValidationError` if there is nobody, or an id is empty.
pub fn add_member(users: &[User]) -> Result<Content> {
    Members::new("addMember", users).map(Content::AddMember)
}

/// Removes people from a group. Ids are passed on as given.
///
/// # Errors
/// `ValidationError` if there is nobody, or an id is empty.
pub fn remove_member(users: &[User]) -> Result<Content> {
    Members::new("removeMember", users).map(Content::RemoveMember)
}

/// Leaves a group.
pub fn leave_space() -> Content {
    Content::LeaveSpace
}
