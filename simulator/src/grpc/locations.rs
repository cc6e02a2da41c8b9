//! LocationService.

use std::sync::Arc;

use futures_util::stream;
use spectrum_imessage_wire::v1::location_service_server::LocationService;
use spectrum_imessage_wire::v1::watch_shared_friend_locations_response::Payload;
use spectrum_imessage_wire::v1::{
    GetSharedFriendLocationRequest, GetSharedFriendLocationResponse, Heartbeat,
    ListSharedFriendLocationsRequest, ListSharedFriendLocationsResponse,
    RequestFriendLocationSharingRequest, RequestFriendLocationSharingResponse,
    SharedFriendLocationUpdated, WatchSharedFriendLocationsRequest,
    WatchSharedFriendLocationsResponse,
};
use tokio::sync::watch;
use tokio::time::Interval;
use tonic::{Request, Response, Status};

use super::streams::heartbeats;
use super::{Answers, Services, caller};
use crate::address;
use crate::hub::Hub;
use crate::refusal::Refusal;
use crate::state::Draft;

#[tonic::async_trait]
impl LocationService for Services {
    async fn list_shared_friend_locations(
        &self,
        request: Request<ListSharedFriendLocationsRequest>,
    ) -> Result<Response<ListSharedFriendLocationsResponse>, Status> {
        self.look(request, |state, _, _| {
            Ok(ListSharedFriendLocationsResponse {
                locations: state.locations.values().cloned().collect(),
            })
        })
    }

    async fn get_shared_friend_location(
        &self,
        request: Request<GetSharedFriendLocationRequest>,
    ) -> Result<Response<GetSharedFriendLocationResponse>, Status> {
        self.look(request, |state, _, request| {
            let address = address::canonical(&request.address)?;
            let location = Some(state.location(&address)?.clone());
            Ok(GetSharedFriendLocationResponse { location })
        })
    }

    async fn request_friend_location_sharing(
        &self,
        request: Request<RequestFriendLocationSharingRequest>,
    ) -> Result<Response<RequestFriendLocationSharingResponse>, Status> {
        self.call(request, |state, line, request| {
            let address = address::canonical(&request.address)?;
            let key = state.known_chat(line, &request.chat_guid)?;
            if !state.takes_part(&key, &address) {
                return Err(Refusal::invalid(format!("{address} takes no part in this chat")));
            }
            let message = state.send(line, &request.chat_guid, Draft::text("Location request"))?;
            Ok(RequestFriendLocationSharingResponse {
                address,
                status: "requested".to_owned(),
                reason: None,
                message_guid: Some(message.guid),
            })
        })
    }

    type WatchSharedFriendLocationsStream = Answers<WatchSharedFriendLocationsResponse>;

    async fn watch_shared_friend_locations(
        &self,
        request: Request<WatchSharedFriendLocationsRequest>,
    ) -> Result<Response<Self::WatchSharedFriendLocationsStream>, Status> {
        caller(&request)?;
        let address = request.into_inner().address;
        let address = address.map(|address| address::canonical(&address)).transpose()?;
        let changes = self.hub.watch();
        let watch = Watch {
            seen: self.hub.state().location_updates.next(),
            heartbeats: heartbeats(&self.hub),
            hub: self.hub.clone(),
            address,
            changes,
            ended: false,
        };
        let answers = stream::unfold(watch, |mut watch| async move {
            if watch.ended {
                return None;
            }
            Some((watch.next().await, watch))
        });
        Ok(Response::new(Box::pin(answers)))
    }
}

/// One reader of location updates. Its place in the list of updates is its sequence.
struct Watch {
    hub: Arc<Hub>,
    address: Option<String>,
    seen: u64,
    changes: watch::Receiver<u64>,
    heartbeats: Interval,
    ended: bool,
}

impl Watch {
    async fn next(&mut self) -> Result<WatchSharedFriendLocationsResponse, Status> {
        loop {
            self.changes.mark_unchanged();
            if let Some(update) = self.update() {
                return Ok(WatchSharedFriendLocationsResponse {
                    payload: Some(Payload::LocationUpdated(update)),
                });
            }
            tokio::select! {
                biased;
                () = self.hub.shutdown.cancelled() => {
                    self.ended = true;
                    return Err(Refusal::unavailable("the service stops").into());
                }
                _ = self.heartbeats.tick() => {
                    let payload = Some(Payload::Heartbeat(Heartbeat {}));
                    return Ok(WatchSharedFriendLocationsResponse { payload });
                }
                // The sender lives in the hub, which this stream keeps alive.
                _ = self.changes.changed() => {}
            }
        }
    }

    fn update(&mut self) -> Option<SharedFriendLocationUpdated> {
        let state = self.hub.state();
        self.seen = self.seen.max(state.location_updates.first());
        while let Some(address) = state.location_updates.get(self.seen) {
            self.seen += 1;
            if self.address.as_ref().is_none_or(|wanted| wanted == address) {
                return Some(SharedFriendLocationUpdated {
                    source_sequence: self.seen,
                    location: state.locations.get(address).cloned(),
                });
            }
        }
        None
    }
}
