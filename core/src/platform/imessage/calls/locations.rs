//! Find My.

use std::fmt;

use spectrum_imessage_wire::v1::watch_shared_friend_locations_response::Payload;
use spectrum_imessage_wire::{methods, v1};

use super::{
    Call, Keyed, Line, LocationRecord, LocationUpdate, Made, Opened, SharingRequest, absent,
    chat_guid,
};
use crate::error::Result;

/// Where friends are who share it, by Find My: [`Line::locations`].
#[derive(Debug)]
pub struct Locations<'a>(pub(super) &'a Line);

impl Locations<'_> {
    /// Everybody who shares a location with the line.
    ///
    /// # Errors
    /// The service's.
    pub async fn list(&self) -> Result<Vec<LocationRecord>> {
        let request = v1::ListSharedFriendLocationsRequest {};
        let answer = self
            .0
            .call(
                "spectrum.line.locations.list",
                Call::reading(),
                request,
                methods::location::LIST_SHARED_FRIEND_LOCATIONS,
            )
            .await?;
        Ok(answer.locations.into_iter().map(Into::into).collect())
    }

    /// Where somebody is.
    ///
    /// # Errors
    /// `NotFoundError` if that person shares no location; else the service's.
    pub async fn get(&self, address: &str) -> Result<LocationRecord> {
        let request = v1::GetSharedFriendLocationRequest { address: address.to_owned() };
        let answer = self
            .0
            .call(
                "spectrum.line.locations.get",
                Call::reading(),
                request,
                methods::location::GET_SHARED_FRIEND_LOCATION,
            )
            .await?;
        Ok(answer.location.ok_or_else(|| absent("the location"))?.into())
    }

    /// Asks somebody in a conversation to share their location.
    ///
    /// # Errors
    /// The service's. A key that was used before gives no message guid.
    pub async fn request(
        &self,
        chat: &str,
        address: &str,
        keyed: &Keyed,
    ) -> Result<SharingRequest> {
        let request = v1::RequestFriendLocationSharingRequest {
            chat_guid: chat_guid(chat)?,
            address: address.to_owned(),
            client_message_id: keyed.client_message_id.clone(),
        };
        let made = self
            .0
            .change(
                "spectrum.line.locations.request",
                keyed.key(),
                request,
                methods::location::REQUEST_FRIEND_LOCATION_SHARING,
            )
            .await?;
        Ok(match made {
            Made::Now(answer) => answer.into(),
            Made::Before(error) => SharingRequest {
                address: address.to_owned(),
                status: "requested".to_owned(),
                reason: None,
                message_guid: super::original(error).ok(),
            },
        })
    }

    /// Follows locations, of one person or of everybody. The stream ends when the service ends it.
    ///
    /// # Errors
    /// The service's.
    pub async fn watch(&self, address: Option<&str>) -> Result<LocationStream> {
        let address = address.map(str::to_owned);
        let request = v1::WatchSharedFriendLocationsRequest { address };
        let open = self.0.open(
            "spectrum.line.locations.watch",
            request,
            methods::location::WATCH_SHARED_FRIEND_LOCATIONS,
        );
        Ok(LocationStream(open.await?))
    }
}

/// The movements of friends.
pub struct LocationStream(Opened<v1::WatchSharedFriendLocationsResponse>);

impl LocationStream {
    /// The next movement; `None` when the application stopped or the service ended the stream.
    /// Cancel-safe.
    ///
    /// # Errors
    /// The service's; then the stream is over.
    pub async fn next(&mut self) -> Result<Option<LocationUpdate>> {
        while let Some(answer) = self.0.next_live().await? {
            if let Some(Payload::LocationUpdated(update)) = answer.payload {
                return Ok(Some(update.into()));
            }
        }
        Ok(None)
    }
}

impl fmt::Debug for LocationStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocationStream")
    }
}
