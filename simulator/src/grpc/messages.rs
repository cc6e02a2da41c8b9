//! MessageService.

use spectrum_imessage_wire::v1::message_service_server::MessageService;
use spectrum_imessage_wire::v1::subscribe_message_events_response::Payload;
use spectrum_imessage_wire::v1::{
    EditMessageRequest, GetEmbeddedMediaRequest, GetEmbeddedMediaResponse, GetMessageRequest,
    GetMessageResponse, Heartbeat, ListChatMessagesRequest, ListChatMessagesResponse,
    ListRecentMessagesRequest, ListRecentMessagesResponse, Message, MessageContent,
    MessageResponse, NotifySilencedMessageRequest, PlaceStickerRequest,
    SendAttachmentMessageRequest, SendCustomizedMiniAppMessageRequest, SendMultipartMessageRequest,
    SendTextMessageRequest, SetReactionRequest, SubscribeMessageEventsRequest,
    SubscribeMessageEventsResponse, UnsendMessageRequest, UpdateCustomizedMiniAppMessageRequest,
};
use tonic::{Request, Response, Status};

use super::streams::live;
use super::{Answers, Services, caller, narrowed};
use crate::refusal::Refusal;
use crate::sighting::Seen;
use crate::state::{Card, Change, Draft, Logged, Page, StreamKind};

#[tonic::async_trait]
impl MessageService for Services {
    async fn send_text_message(
        &self,
        request: Request<SendTextMessageRequest>,
    ) -> Result<Response<MessageResponse>, Status> {
        self.call(request, |state, line, request| {
            if request.text.is_empty() {
                return Err(Refusal::invalid("text must not be empty"));
            }
            let content = MessageContent {
                text: Some(request.text),
                formatting: request.formatting,
                expressive_send_style_id: request.effect_id,
                ..MessageContent::default()
            };
            let draft = Draft {
                content,
                subject: request.subject,
                reply_to: request.reply_to,
                ..Draft::default()
            };
            state.send(line, &request.chat_guid, draft).map(answer)
        })
    }

    async fn send_attachment_message(
        &self,
        request: Request<SendAttachmentMessageRequest>,
    ) -> Result<Response<MessageResponse>, Status> {
        self.call(request, |state, line, request| {
            let info = state.referred_file(request.attachment.as_ref())?;
            let mut draft = Draft::file(info);
            draft.content.expressive_send_style_id = request.effect_id;
            draft.reply_to = request.reply_to;
            draft.is_audio = request.is_audio_message.unwrap_or(false);
            state.send(line, &request.chat_guid, draft).map(answer)
        })
    }

    async fn send_multipart_message(
        &self,
        request: Request<SendMultipartMessageRequest>,
    ) -> Result<Response<MessageResponse>, Status> {
        self.call(request, |state, line, request| {
            if request.parts.is_empty() {
                return Err(Refusal::invalid("parts must not be empty"));
            }
            let mut content = state.joined(&request.parts)?;
            content.expressive_send_style_id = request.effect_id;
            let draft = Draft {
                content,
                subject: request.subject,
                reply_to: request.reply_to,
                part_count: i32::try_from(request.parts.len()).ok(),
                ..Draft::default()
            };
            state.send(line, &request.chat_guid, draft).map(answer)
        })
    }

    async fn send_customized_mini_app_message(
        &self,
        request: Request<SendCustomizedMiniAppMessageRequest>,
    ) -> Result<Response<MessageResponse>, Status> {
        self.call(request, |state, line, request| {
            let card = Card {
                team_id: request.team_id,
                extension_bundle_id: request.extension_bundle_id,
                app_name: request.app_name,
                url: request.url,
                layout: request.layout,
                app_store_id: request.app_store_id,
                live: request.live.unwrap_or(false),
            };
            state.send_card(line, &request.chat_guid, card)
        })
    }

    async fn update_customized_mini_app_message(
        &self,
        request: Request<UpdateCustomizedMiniAppMessageRequest>,
    ) -> Result<Response<MessageResponse>, Status> {
        self.call(request, |state, line, request| {
            let session =
                request.session.ok_or_else(|| Refusal::invalid("a session must be given"))?;
            let card = Card {
                team_id: request.team_id,
                extension_bundle_id: request.extension_bundle_id,
                app_name: request.app_name,
                url: request.url,
                layout: request.layout,
                app_store_id: request.app_store_id,
                live: request.live.unwrap_or(false),
            };
            state.update_card(line, session, card)
        })
    }

    async fn edit_message(
        &self,
        request: Request<EditMessageRequest>,
    ) -> Result<Response<MessageResponse>, Status> {
        self.call(request, |state, line, request| {
            state.edit(line, request.target.as_ref(), &request.new_text).map(answer)
        })
    }

    async fn unsend_message(
        &self,
        request: Request<UnsendMessageRequest>,
    ) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| state.unsend(line, request.target.as_ref()))
    }

    async fn set_reaction(
        &self,
        request: Request<SetReactionRequest>,
    ) -> Result<Response<MessageResponse>, Status> {
        self.call(request, |state, line, request| {
            state
                .set_reaction(line, request.target.as_ref(), request.reaction, request.is_set)
                .map(answer)
        })
    }

    async fn place_sticker(
        &self,
        request: Request<PlaceStickerRequest>,
    ) -> Result<Response<MessageResponse>, Status> {
        self.call(request, |state, line, request| {
            state
                .place_sticker(
                    line,
                    request.target.as_ref(),
                    request.sticker.as_ref(),
                    request.placement,
                )
                .map(answer)
        })
    }

    async fn notify_silenced_message(
        &self,
        request: Request<NotifySilencedMessageRequest>,
    ) -> Result<Response<()>, Status> {
        self.call(request, |state, line, request| {
            let key = state.known_chat(line, &request.chat_guid)?;
            state.message_of(&key, &request.message_guid)?;
            if let Some(stored) = state.messages.get_mut(&request.message_guid) {
                stored.message.did_notify_recipient = true;
            }
            state.show(&key, Seen::Notified { message_guid: request.message_guid });
            Ok(())
        })
    }

    async fn get_message(
        &self,
        request: Request<GetMessageRequest>,
    ) -> Result<Response<GetMessageResponse>, Status> {
        self.look(request, |state, line, request| {
            let guid = &request.message_guid;
            let stored = state.messages.get(guid).filter(|stored| stored.chat.0 == *line);
            let stored = stored.ok_or_else(|| Refusal::message_not_found(guid))?;
            Ok(GetMessageResponse { message: Some(stored.message.clone()) })
        })
    }

    async fn list_recent_messages(
        &self,
        request: Request<ListRecentMessagesRequest>,
    ) -> Result<Response<ListRecentMessagesResponse>, Status> {
        self.look(request, |state, line, request| {
            let page = Page {
                size: request.page_size,
                token: request.page_token,
                is_from_me: request.is_from_me,
                is_read: request.is_read,
                before: request.before,
                after: request.after,
            };
            let (messages, next_page_token) = state.recent_page(line, &page)?;
            Ok(ListRecentMessagesResponse { messages, next_page_token })
        })
    }

    async fn list_chat_messages(
        &self,
        request: Request<ListChatMessagesRequest>,
    ) -> Result<Response<ListChatMessagesResponse>, Status> {
        self.look(request, |state, line, request| {
            let key = state.known_chat(line, &request.chat_guid)?;
            let page = Page {
                size: request.page_size,
                token: request.page_token,
                is_from_me: request.is_from_me,
                is_read: request.is_read,
                before: request.before,
                after: request.after,
            };
            let (messages, next_page_token) = state.chat_page(&key, &page)?;
            Ok(ListChatMessagesResponse { messages, next_page_token })
        })
    }

    async fn get_embedded_media(
        &self,
        request: Request<GetEmbeddedMediaRequest>,
    ) -> Result<Response<GetEmbeddedMediaResponse>, Status> {
        self.look(request, |state, line, request| {
            let key = state.known_chat(line, &request.chat_guid)?;
            let media = state.handwriting(&key, &request.message_guid)?;
            Ok(GetEmbeddedMediaResponse { media: Some(media) })
        })
    }

    type SubscribeMessageEventsStream = Answers<SubscribeMessageEventsResponse>;

    async fn subscribe_message_events(
        &self,
        request: Request<SubscribeMessageEventsRequest>,
    ) -> Result<Response<Self::SubscribeMessageEventsStream>, Status> {
        let line = caller(&request)?;
        let chat = narrowed(request.into_inner().chat_guid)?;
        let events = live(&self.hub, &line, StreamKind::Message, chat, event, heartbeat)?;
        Ok(Response::new(events))
    }
}

fn answer(message: Message) -> MessageResponse {
    MessageResponse { message: Some(message), mini_app_card_session: None }
}

fn event(logged: &Logged) -> Option<SubscribeMessageEventsResponse> {
    let Change::Message(change) = &logged.change else {
        return None;
    };
    Some(SubscribeMessageEventsResponse {
        sequence: Some(logged.sequence),
        payload: Some(Payload::MessageChanged((**change).clone())),
    })
}

fn heartbeat() -> SubscribeMessageEventsResponse {
    SubscribeMessageEventsResponse {
        sequence: None,
        payload: Some(Payload::Heartbeat(Heartbeat {})),
    }
}
