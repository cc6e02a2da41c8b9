//! Conversations.

use bytes::Bytes;
use spectrum_imessage_wire::{methods, v1};

use super::{
    Call, ChatRecord, CreateChatOptions, CreatedChat, Line, Made, UNTOLD, absent, chat_guid,
    original,
};
use crate::content;
use crate::error::Result;

/// Conversations: [`Line::chats`].
#[derive(Debug)]
pub struct Chats<'a>(pub(super) &'a Line);

impl Chats<'_> {
    /// Begins a conversation, with a first message if one is given.
    ///
    /// # Errors
    /// `ValidationError` without addresses; else the service's.
    pub async fn create(
        &self,
        addresses: &[String],
        options: &CreateChatOptions,
    ) -> Result<CreatedChat> {
        let initial_message = options.message.as_ref().map(|text| v1::CreateChatInitialMessage {
            text: text.clone(),
            attributed_body: options.attributed_body.clone(),
            effect_id: options.effect.clone(),
            subject: options.subject.clone(),
        });
        let request = v1::CreateChatRequest {
            addresses: addresses.to_vec(),
            service: v1::ChatServiceType::Imessage as i32,
            initial_message,
            client_message_id: options.client_message_id.clone(),
        };
        let key = options.client_message_id.as_deref();
        let made = self
            .0
            .change("spectrum.line.chats.create", key, request, methods::chat::CREATE_CHAT)
            .await?;
        match made {
            Made::Now(answer) => Ok(answer.into()),
            Made::Before(error) => {
                let message = self.0.messages().get(&original(error)?).await?;
                let chat = match message.chat_guids.first() {
                    Some(guid) => Some(self.get(guid).await?),
                    None => None,
                };
                Ok(CreatedChat { chat, initial_message: Some(message) })
            }
        }
    }

    /// A conversation by its guid.
    ///
    /// # Errors
    /// `NotFoundError` if it is unknown; else the service's.
    pub async fn get(&self, chat: &str) -> Result<ChatRecord> {
        let request = v1::GetChatRequest { chat_guid: chat_guid(chat)? };
        let answer = self
            .0
            .call("spectrum.line.chats.get", Call::reading(), request, methods::chat::GET_CHAT)
            .await?;
        Ok(answer.chat.ok_or_else(|| absent("the chat"))?.into())
    }

    /// How many conversations the line has.
    ///
    /// # Errors
    /// The service's.
    pub async fn count(&self, include_archived: bool) -> Result<i64> {
        let request = v1::GetChatCountRequest { include_archived };
        let answer = self
            .0
            .call(
                "spectrum.line.chats.count",
                Call::reading(),
                request,
                methods::chat::GET_CHAT_COUNT,
            )
            .await?;
        Ok(answer.count)
    }

    /// Whether a conversation has a background.
    ///
    /// # Errors
    /// `NotFoundError` if it is unknown; else the service's.
    pub async fn has_background(&self, chat: &str) -> Result<bool> {
        let request = v1::HasBackgroundRequest { chat_guid: chat_guid(chat)? };
        let answer = self
            .0
            .call(
                "spectrum.line.chats.has_background",
                Call::reading(),
                request,
                methods::chat::HAS_BACKGROUND,
            )
            .await?;
        Ok(answer.background_present)
    }

    /// Sets the picture behind a conversation: JPEG, PNG, HEIC or HEIF.
    ///
    /// # Errors
    /// `ValidationError` for another kind of picture; else the service's.
    pub async fn set_background(&self, chat: &str, data: Bytes) -> Result<()> {
        content::background_bytes(data.clone(), Some(UNTOLD.to_owned()))?;
        let request = v1::SetBackgroundRequest { chat_guid: chat_guid(chat)?, data };
        self.0
            .change(
                "spectrum.line.chats.set_background",
                None,
                request,
                methods::chat::SET_BACKGROUND,
            )
            .await
            .map(drop)
    }

    /// Removes the picture behind a conversation.
    ///
    /// # Errors
    /// The service's.
    pub async fn remove_background(&self, chat: &str) -> Result<()> {
        let request = v1::RemoveBackgroundRequest { chat_guid: chat_guid(chat)? };
        self.0
            .change(
                "spectrum.line.chats.remove_background",
                None,
                request,
                methods::chat::REMOVE_BACKGROUND,
            )
            .await
            .map(drop)
    }

    /// Marks a conversation as read.
    ///
    /// # Errors
    /// The service's.
    pub async fn mark_read(&self, chat: &str) -> Result<()> {
        let request = v1::MarkChatReadRequest { chat_guid: chat_guid(chat)? };
        self.0
            .change("spectrum.line.chats.mark_read", None, request, methods::chat::MARK_CHAT_READ)
            .await
            .map(drop)
    }

    /// Shares the account's own name and photo with a conversation.
    ///
    /// # Errors
    /// The service's.
    pub async fn share_contact_info(&self, chat: &str) -> Result<()> {
        let request = v1::ShareContactInfoRequest { chat_guid: chat_guid(chat)? };
        self.0
            .change(
                "spectrum.line.chats.share_contact_info",
                None,
                request,
                methods::chat::SHARE_CONTACT_INFO,
            )
            .await
            .map(drop)
    }

    /// Shows or hides the typing indicator.
    ///
    /// # Errors
    /// The service's.
    pub async fn set_typing(&self, chat: &str, is_typing: bool) -> Result<()> {
        let request = v1::SetTypingRequest { chat_guid: chat_guid(chat)?, is_typing };
        self.0
            .change("spectrum.line.chats.set_typing", None, request, methods::chat::SET_TYPING)
            .await
            .map(drop)
    }
}
