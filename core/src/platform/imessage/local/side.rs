//! What iMessage adds to an application, and this Mac does not have.

use super::{LocalPlatform, refusal};
use crate::error::Error;

impl LocalPlatform {
    /// Why a conversation is not begun.
    pub(in super::super) fn no_create(&self) -> Error {
        self.refused(refusal::create())
    }

    /// Why the calls of the service are not there.
    pub(in super::super) fn no_line(&self) -> Error {
        let why = "there is no line and no service behind it";
        self.refused(refusal::action_because("im.line", why))
    }

    /// Why an address is not looked up.
    pub(in super::super) fn no_user_look_up(&self) -> Error {
        let why = "nothing on this Mac knows more of an address; use im.user without look-up";
        self.refused(refusal::action_because("lookUpUser", why))
    }

    /// After the stop nothing else is worth saying.
    fn refused(&self, error: Error) -> Error {
        self.app.check_running().err().unwrap_or(error)
    }
}
