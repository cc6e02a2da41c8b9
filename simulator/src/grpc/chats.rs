//! ChatService.

use spectrum_imessage_wire::v1::chat_service_server::ChatService;
use spectrum_imessage_wire::v1::subscribe_chat_events_response::Payload;
use spectrum_imessage_wire::v1::{
    CreateChatRequest, CreateChatResponse, GetChatCountRequest, GetChatCountResponse,
    GetChatRequest, GetChatResponse, HasBackgroundRequest, HasBackgroundResponse, Heartbeat,
    MarkChatReadRequest, RemoveBackgroundRequest, SetBackgroundRequest, SetTypingRequest,
    ShareContactInfoRequest, SubscribeChatEventsRequest, SubscribeChatEventsResponse,
};
use tonic::{Request, Response, Status};

use super::streams::live;
use super::{Answers, Services, caller, narrowed};
use crate::refusal::Refusal;
use crate::state::{Change, Draft, Logged, StreamKind};

#[tonic::async_trait]
impl ChatService for Services {
    async fn create_chat(
        &self,
        request: Request<CreateChatRequest>,
    ) -> Result<Response<CreateChatResponse>, Status> {
        self.call(request, |state, line, request| {
            if request.initial_message.as_ref().is_some_and(|message| message.text.is_empty()) {
                return Err(Refusal::invalid("text must not be empty"));
            }
            let key = state.create_chat(line, &request.addresses)?;
            let initial_message = match request.initial_message {
                Some(first) => {
                    let mut draft = Draft::text(&first.text);
                    draft.content.expressive_send_style_id = first.effect_id;
                    draft.subject = first.subject;
                    Some(state.send(line, &key.1, draft)?)
                }
                None => None,
            };
            Ok(CreateChatResponse { chat: Some(state.wire_chat(&key)), initial_message })
        })
    }

    async fn mark_chat_read(
        &self,
        request: Request<MarkChatReadRequest>,
    ) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| state.mark_read(line, &request.chat_guid))
    }

    async fn set_background(
        &self,
        request: Request<SetBackgroundRequest>,
    ) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| {
            state.set_background(line, &request.chat_guid, request.data)
        })
    }

    async fn remove_background(
        &self,
        request: Request<RemoveBackgroundRequest>,
    ) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| state.remove_background(line, &request.chat_guid))
    }

    async fn share_contact_info(
        &self,
        request: Request<ShareContactInfoRequest>,
    ) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| {
            state.share_contact_card(line, &request.chat_guid)
        })
    }

    async fn set_typing(&self, request: Request<SetTypingRequest>) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| {
            state.set_typing(line, &request.chat_guid, request.is_typing)
        })
    }

    async fn get_chat(
        &self,
        request: Request<GetChatRequest>,
    ) -> Result<Response<GetChatResponse>, Status> {
        self.look(request, |state, line, request| {
            let key = state.known_chat(line, &request.chat_guid)?;
            Ok(GetChatResponse { chat: Some(state.wire_chat(&key)) })
        })
    }

    async fn get_chat_count(
        &self,
        request: Request<GetChatCountRequest>,
    ) -> Result<Response<GetChatCountResponse>, Status> {
        self.look(request, |state, line, request| {
            let count = state.chat_count(line, request.include_archived);
            Ok(GetChatCountResponse { count })
        })
    }

    async fn has_background(
        &self,
        request: Request<HasBackgroundRequest>,
    ) -> Result<Response<HasBackgroundResponse>, Status> {
        self.look(request, |state, line, request| {
            let background_present = state.has_background(line, &request.chat_guid)?;
            Ok(HasBackgroundResponse { background_present })
        })
    }

    type SubscribeChatEventsStream = Answers<SubscribeChatEventsResponse>;

    async fn subscribe_chat_events(
        &self,
        request: Request<SubscribeChatEventsRequest>,
    ) -> Result<Response<Self::SubscribeChatEventsStream>, Status> {
        let line = caller(&request)?;
        let chat = narrowed(request.into_inner().chat_guid)?;
        let events = live(&self.hub, &line, StreamKind::Chat, chat, event, heartbeat)?;
        Ok(Response::new(events))
    }
}

fn event(logged: &Logged) -> Option<SubscribeChatEventsResponse> {
    let Change::Chat(change) = &logged.change else {
        return None;
    };
    Some(SubscribeChatEventsResponse {
        sequence: Some(logged.sequence),
        payload: Some(Payload::ChatChanged(change.clone())),
    })
}

fn heartbeat() -> SubscribeChatEventsResponse {
    SubscribeChatEventsResponse { sequence: None, payload: Some(Payload::Heartbeat(Heartbeat {})) }
}
