//! Content that acts on the conversation.

use spectrum_imessage_wire::{methods, v1};

use super::Outgoing;
use crate::content::{PictureChange, Typing, background};
use crate::error::Result;

impl Outgoing<'_> {
    pub(super) async fn set_typing(mut self, typing: Typing) -> Result<()> {
        let request = v1::SetTypingRequest {
            chat_guid: self.chat_guid.clone(),
            is_typing: typing == Typing::Start,
        };
        self.deliver(self.call(), request, methods::chat::SET_TYPING).await
    }

    pub(super) async fn mark_read(mut self) -> Result<()> {
        let request = v1::MarkChatReadRequest { chat_guid: self.chat_guid.clone() };
        self.deliver(self.call(), request, methods::chat::MARK_CHAT_READ).await
    }

    pub(super) async fn share_contact_card(mut self) -> Result<()> {
        let request = v1::ShareContactInfoRequest { chat_guid: self.chat_guid.clone() };
        self.deliver(self.call(), request, methods::chat::SHARE_CONTACT_INFO).await
    }

    pub(super) async fn set_background(mut self, change: PictureChange) -> Result<()> {
        let chat_guid = self.chat_guid.clone();
        match change.picture(&background::RULES).await? {
            Some(data) => {
                let request = v1::SetBackgroundRequest { chat_guid, data };
                self.deliver(self.call().with_file(), request, methods::chat::SET_BACKGROUND).await
            }
            None => {
                let request = v1::RemoveBackgroundRequest { chat_guid };
                self.deliver(self.call(), request, methods::chat::REMOVE_BACKGROUND).await
            }
        }
    }
}
