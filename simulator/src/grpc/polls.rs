//! PollService.

use spectrum_imessage_wire::v1::poll_service_server::PollService;
use spectrum_imessage_wire::v1::subscribe_poll_events_response::Payload;
use spectrum_imessage_wire::v1::{
    AddPollOptionRequest, CreatePollRequest, GetPollRequest, Heartbeat, PollResponse,
    SubscribePollEventsRequest, SubscribePollEventsResponse, UnvotePollRequest, VotePollRequest,
};
use tonic::{Request, Response, Status};

use super::streams::live;
use super::{Answers, Services, caller};
use crate::state::{Author, Change, Logged, StreamKind};

#[tonic::async_trait]
impl PollService for Services {
    async fn create_poll(
        &self,
        request: Request<CreatePollRequest>,
    ) -> Result<Response<PollResponse>, Status> {
        self.call(request, |state, line, request| {
            let key = state.chat_key(line, &request.chat_guid)?;
            let poll = state.create_poll(&key, Author::Agent, &request.title, &request.options)?;
            Ok(PollResponse { poll: Some(poll) })
        })
    }

    async fn vote_poll(
        &self,
        request: Request<VotePollRequest>,
    ) -> Result<Response<PollResponse>, Status> {
        self.call(request, |state, line, request| {
            let key = state.poll_key(line, &request.poll_message_guid)?;
            let option = Some(request.option_identifier.as_str());
            let poll = state.vote(&key, Author::Agent, &request.poll_message_guid, option)?;
            Ok(PollResponse { poll: Some(poll) })
        })
    }

    async fn unvote_poll(
        &self,
        request: Request<UnvotePollRequest>,
    ) -> Result<Response<PollResponse>, Status> {
        self.call(request, |state, line, request| {
            let key = state.poll_key(line, &request.poll_message_guid)?;
            let poll = state.vote(&key, Author::Agent, &request.poll_message_guid, None)?;
            Ok(PollResponse { poll: Some(poll) })
        })
    }

    async fn add_poll_option(
        &self,
        request: Request<AddPollOptionRequest>,
    ) -> Result<Response<PollResponse>, Status> {
        self.call(request, |state, line, request| {
            let key = state.poll_key(line, &request.poll_message_guid)?;
            let poll = state.add_option(
                &key,
                Author::Agent,
                &request.poll_message_guid,
                &request.option_text,
            )?;
            Ok(PollResponse { poll: Some(poll) })
        })
    }

    async fn get_poll(
        &self,
        request: Request<GetPollRequest>,
    ) -> Result<Response<PollResponse>, Status> {
        self.look(request, |state, line, request| {
            state.poll_key(line, &request.poll_message_guid)?;
            Ok(PollResponse { poll: Some(state.poll(&request.poll_message_guid)) })
        })
    }

    type SubscribePollEventsStream = Answers<SubscribePollEventsResponse>;

    async fn subscribe_poll_events(
        &self,
        request: Request<SubscribePollEventsRequest>,
    ) -> Result<Response<Self::SubscribePollEventsStream>, Status> {
        let line = caller(&request)?;
        let poll = request.into_inner().poll_message_guid;
        let events = live(&self.hub, &line, StreamKind::Poll, poll, event, heartbeat)?;
        Ok(Response::new(events))
    }
}

fn event(logged: &Logged) -> Option<SubscribePollEventsResponse> {
    let Change::Poll(change) = &logged.change else {
        return None;
    };
    Some(SubscribePollEventsResponse {
        sequence: Some(logged.sequence),
        payload: Some(Payload::PollChanged(change.clone())),
    })
}

fn heartbeat() -> SubscribePollEventsResponse {
    SubscribePollEventsResponse { sequence: None, payload: Some(Payload::Heartbeat(Heartbeat {})) }
}
