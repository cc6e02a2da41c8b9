//! GroupService.

use spectrum_imessage_wire::v1::group_service_server::GroupService;
use spectrum_imessage_wire::v1::subscribe_group_events_response::Payload;
use spectrum_imessage_wire::v1::{
    AddParticipantsRequest, AddParticipantsResponse, GetIconRequest, GetIconResponse, Heartbeat,
    LeaveGroupRequest, RemoveIconRequest, RemoveParticipantsRequest, RemoveParticipantsResponse,
    SetDisplayNameRequest, SetDisplayNameResponse, SetIconRequest, SubscribeGroupEventsRequest,
    SubscribeGroupEventsResponse,
};
use tonic::{Request, Response, Status};

use super::streams::live;
use super::{Answers, Services, caller, narrowed};
use crate::refusal::Refusal;
use crate::state::{Author, Change, Logged, StreamKind};

#[tonic::async_trait]
impl GroupService for Services {
    async fn set_display_name(
        &self,
        request: Request<SetDisplayNameRequest>,
    ) -> Result<Response<SetDisplayNameResponse>, Status> {
        self.call(request, |state, line, request| {
            let key = state.group_key(line, &request.chat_guid)?;
            if request.display_name.is_empty() {
                return Err(Refusal::invalid("the name must not be empty"));
            }
            state.rename(&key, Author::Agent, &request.display_name)?;
            Ok(SetDisplayNameResponse { chat: Some(state.wire_chat(&key)) })
        })
    }

    async fn add_participants(
        &self,
        request: Request<AddParticipantsRequest>,
    ) -> Result<Response<AddParticipantsResponse>, Status> {
        self.call(request, |state, line, request| {
            let key = state.group_key(line, &request.chat_guid)?;
            state.add_people(&key, Author::Agent, &request.addresses)?;
            Ok(AddParticipantsResponse { chat: Some(state.wire_chat(&key)) })
        })
    }

    async fn remove_participants(
        &self,
        request: Request<RemoveParticipantsRequest>,
    ) -> Result<Response<RemoveParticipantsResponse>, Status> {
        self.call(request, |state, line, request| {
            let key = state.group_key(line, &request.chat_guid)?;
            state.remove_people(&key, Author::Agent, &request.addresses)?;
            Ok(RemoveParticipantsResponse { chat: Some(state.wire_chat(&key)) })
        })
    }

    async fn leave_group(
        &self,
        request: Request<LeaveGroupRequest>,
    ) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| {
            let key = state.group_key(line, &request.chat_guid)?;
            state.leave(&key, Author::Agent);
            Ok(())
        })
    }

    async fn set_icon(&self, request: Request<SetIconRequest>) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| {
            let key = state.group_key(line, &request.chat_guid)?;
            state.set_icon(&key, Author::Agent, Some(request.data))
        })
    }

    async fn remove_icon(
        &self,
        request: Request<RemoveIconRequest>,
    ) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| {
            let key = state.group_key(line, &request.chat_guid)?;
            state.set_icon(&key, Author::Agent, None)
        })
    }

    async fn get_icon(
        &self,
        request: Request<GetIconRequest>,
    ) -> Result<Response<GetIconResponse>, Status> {
        self.look(request, |state, line, request| {
            let key = state.known_chat(line, &request.chat_guid)?;
            let icon = state.icon(&key)?;
            Ok(GetIconResponse { data: icon.data.clone(), mime_type: icon.mime_type.to_owned() })
        })
    }

    type SubscribeGroupEventsStream = Answers<SubscribeGroupEventsResponse>;

    async fn subscribe_group_events(
        &self,
        request: Request<SubscribeGroupEventsRequest>,
    ) -> Result<Response<Self::SubscribeGroupEventsStream>, Status> {
        let line = caller(&request)?;
        let chat = narrowed(request.into_inner().chat_guid)?;
        let events = live(&self.hub, &line, StreamKind::Group, chat, event, heartbeat)?;
        Ok(Response::new(events))
    }
}

fn event(logged: &Logged) -> Option<SubscribeGroupEventsResponse> {
    let Change::Group(change) = &logged.change else {
        return None;
    };
    Some(SubscribeGroupEventsResponse {
        sequence: Some(logged.sequence),
        payload: Some(Payload::GroupChanged(change.clone())),
    })
}

fn heartbeat() -> SubscribeGroupEventsResponse {
    SubscribeGroupEventsResponse { sequence: None, payload: Some(Payload::Heartbeat(Heartbeat {})) }
}
