//! Locations that people share.

use spectrum_imessage_wire::v1::SharedFriendLocation;

use super::State;
use crate::refusal::Refusal;

impl State {
    /// A person shares where they are.
    pub(crate) fn share_location(&mut self, location: SharedFriendLocation) {
        self.location_updates.push(location.address.clone(), 0);
        self.locations.insert(location.address.clone(), location);
    }

    pub(crate) fn location(&self, address: &str) -> Result<&SharedFriendLocation, Refusal> {
        self.locations.get(address).ok_or_else(|| {
            Refusal::not_found(
                "sharedFriendLocationNotFound",
                format!("{address} shares no location"),
            )
        })
    }
}
