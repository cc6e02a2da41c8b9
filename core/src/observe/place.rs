//! Where something happens, for spans and metrics.

use super::mask::for_log;
use super::observer::{AttributeValue, Attributes};
use super::trace::Handled;
use crate::app::AppHandle;
use crate::platform::PlatformId;
use crate::space::Space;

/// Where something happens.
pub(crate) struct Place<'a> {
    /// The name of the platform.
    pub(super) platform: &'static str,
    /// The line; empty if none is known.
    pub(super) phone: &'a str,
    /// The span in which the message is handled that it belongs to.
    pub(super) handled: Option<&'a Handled>,
}

impl<'a> Place<'a> {
    /// A line of a platform, whatever is handled.
    pub(crate) fn of(app: &AppHandle, platform: PlatformId, phone: &'a str) -> Self {
        Self { platform: app.platform_ids().name(platform), phone, handled: None }
    }

    pub(super) fn attributes(&self) -> Attributes {
        let mut attributes = vec![("spectrum.platform", self.platform.into())];
        if !self.phone.is_empty() {
            attributes.push(line(self.phone));
        }
        attributes
    }
}

impl<'a> From<&'a Space> for Place<'a> {
    fn from(space: &'a Space) -> Self {
        Self { platform: space.platform_name(), phone: space.phone(), handled: space.handled() }
    }
}

/// A conversation, as attributes.
pub(crate) fn place(space: &Space) -> Attributes {
    Place::from(space).attributes()
}

/// The line, masked.
pub(crate) fn line(phone: &str) -> (&'static str, AttributeValue) {
    ("spectrum.line", for_log(phone).into_owned().into())
}
