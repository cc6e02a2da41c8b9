//! Messages as the service has them.

use spectrum_imessage_wire::{Unary, methods, v1};

use super::super::outbound::{replace_card, send_card, wire_reaction};
use super::requests::formatting;
use super::{
    Call, EditOptions, FileMessageOptions, Keyed, Line, Made, MediaRecord, MessageFilter,
    MessagePage, MessagePart, MessageRecord, MultipartOptions, PartOptions, Placement, SentRecord,
    SettableReaction, TextOptions, absent, chat_guid, original,
};
use crate::content::{CardSession, MiniApp, Tapback};
use crate::error::{Error, Result};

/// Messages as the service has them: [`Line::messages`].
#[derive(Debug)]
pub struct Messages<'a>(pub(super) &'a Line);

impl Messages<'_> {
    /// A message by its guid.
    ///
    /// # Errors
    /// `NotFoundError` if it is unknown; else the service's.
    pub async fn get(&self, message: &str) -> Result<MessageRecord> {
        let request = v1::GetMessageRequest { message_guid: message.to_owned() };
        let answer = self
            .0
            .call(
                "spectrum.line.messages.get",
                Call::reading(),
                request,
                methods::message::GET_MESSAGE,
            )
            .await?;
        Ok(answer.message.ok_or_else(|| absent("the message"))?.into())
    }

    /// A page of the line's messages, all conversations together.
    ///
    /// # Errors
    /// `ValidationError` for a page of no messages; else the service's.
    pub async fn list_recent(&self, filter: &MessageFilter) -> Result<MessagePage> {
        let (messages, next) = self.recent(filter).await?;
        Ok(MessagePage::new(messages, next))
    }

    /// A page of a conversation's messages.
    ///
    /// # Errors
    /// As [`Messages::list_recent`].
    pub async fn list_in_chat(&self, chat: &str, filter: &MessageFilter) -> Result<MessagePage> {
        let (messages, next) = self.in_chat(chat, filter).await?;
        Ok(MessagePage::new(messages, next))
    }

    pub(in super::super) async fn recent(
        &self,
        filter: &MessageFilter,
    ) -> Result<(Vec<v1::Message>, Option<String>)> {
        filter.check()?;
        let request = v1::ListRecentMessagesRequest {
            page_size: filter.page_size,
            page_token: filter.page_token.clone(),
            is_from_me: filter.is_from_me,
            is_read: filter.is_read,
            before: filter.before.map(Into::into),
            after: filter.after.map(Into::into),
        };
        let answer = self
            .0
            .call(
                "spectrum.line.messages.list_recent",
                Call::reading(),
                request,
                methods::message::LIST_RECENT_MESSAGES,
            )
            .await?;
        Ok((answer.messages, answer.next_page_token))
    }

    pub(in super::super) async fn in_chat(
        &self,
        chat: &str,
        filter: &MessageFilter,
    ) -> Result<(Vec<v1::Message>, Option<String>)> {
        filter.check()?;
        let request = v1::ListChatMessagesRequest {
            chat_guid: chat_guid(chat)?,
            page_size: filter.page_size,
            page_token: filter.page_token.clone(),
            is_from_me: filter.is_from_me,
            is_read: filter.is_read,
            before: filter.before.map(Into::into),
            after: filter.after.map(Into::into),
        };
        let answer = self
            .0
            .call(
                "spectrum.line.messages.list_in_chat",
                Call::reading(),
                request,
                methods::message::LIST_CHAT_MESSAGES,
            )
            .await?;
        Ok((answer.messages, answer.next_page_token))
    }

    /// Media that a message carries inside, such as handwriting or Digital Touch.
    ///
    /// # Errors
    /// `NotFoundError` if there is none; else the service's.
    pub async fn get_embedded_media(&self, chat: &str, message: &str) -> Result<MediaRecord> {
        let request = v1::GetEmbeddedMediaRequest {
            chat_guid: chat_guid(chat)?,
            message_guid: message.to_owned(),
        };
        let answer = self
            .0
            .call(
                "spectrum.line.messages.get_embedded_media",
                Call::reading(),
                request,
                methods::message::GET_EMBEDDED_MEDIA,
            )
            .await?;
        Ok(answer.media.ok_or_else(|| absent("the media"))?.into())
    }

    /// Sends a text.
    ///
    /// # Errors
    /// `ValidationError` for a chat or a format that is none; else the service's.
    pub async fn send_text(
        &self,
        chat: &str,
        text: &str,
        options: &TextOptions,
    ) -> Result<SentRecord> {
        let request = v1::SendTextMessageRequest {
            chat_guid: chat_guid(chat)?,
            text: text.to_owned(),
            reply_to: options.reply_to.clone().map(Into::into),
            subject: options.subject.clone(),
            effect_id: options.effect.clone(),
            enable_data_detection: options.enable_data_detection,
            enable_link_preview: options.enable_link_preview,
            formatting: formatting(&options.formatting)?,
            client_message_id: options.client_message_id.clone(),
        };
        self.post(
            "spectrum.line.messages.send_text",
            options.client_message_id.as_deref(),
            request,
            methods::message::SEND_TEXT_MESSAGE,
        )
        .await
    }

    /// Sends an uploaded file.
    ///
    /// # Errors
    /// `NotFoundError` if the file is unknown; else the service's.
    pub async fn send_attachment(
        &self,
        chat: &str,
        attachment: &str,
        options: &FileMessageOptions,
    ) -> Result<SentRecord> {
        let request = v1::SendAttachmentMessageRequest {
            chat_guid: chat_guid(chat)?,
            attachment: Some(reference(attachment, None)),
            reply_to: options.reply_to.clone().map(Into::into),
            effect_id: options.effect.clone(),
            is_audio_message: options.is_audio_message,
            client_message_id: options.client_message_id.clone(),
        };
        self.post(
            "spectrum.line.messages.send_attachment",
            options.client_message_id.as_deref(),
            request,
            methods::message::SEND_ATTACHMENT_MESSAGE,
        )
        .await
    }

    /// Sends several parts as one message.
    ///
    /// # Errors
    /// `ValidationError` for a format that is none; else the service's.
    pub async fn send_multipart(
        &self,
        chat: &str,
        parts: &[MessagePart],
        options: &MultipartOptions,
    ) -> Result<SentRecord> {
        let part = |part: &MessagePart| {
            Ok(v1::MessagePart {
                text: part.text.clone(),
                attachment: part
                    .attachment_guid
                    .as_deref()
                    .map(|guid| reference(guid, part.attachment_name.clone())),
                mentioned_address: part.mentioned_address.clone(),
                bubble_index: part.bubble_index,
                formatting: formatting(&part.formatting)?,
            })
        };
        let request = v1::SendMultipartMessageRequest {
            chat_guid: chat_guid(chat)?,
            parts: parts.iter().map(part).collect::<Result<_>>()?,
            reply_to: options.reply_to.clone().map(Into::into),
            subject: options.subject.clone(),
            effect_id: options.effect.clone(),
            enable_data_detection: options.enable_data_detection,
            client_message_id: options.client_message_id.clone(),
        };
        self.post(
            "spectrum.line.messages.send_multipart",
            options.client_message_id.as_deref(),
            request,
            methods::message::SEND_MULTIPART_MESSAGE,
        )
        .await
    }

    /// Sends a mini-app card.
    ///
    /// # Errors
    /// The service's.
    pub async fn send_customized_mini_app(
        &self,
        chat: &str,
        card: &MiniApp,
        keyed: &Keyed,
    ) -> Result<SentRecord> {
        let key = keyed.client_message_id.clone();
        let request = send_card(chat_guid(chat)?, card.clone(), key);
        self.post(
            "spectrum.line.messages.send_customized_mini_app",
            keyed.key(),
            request,
            methods::message::SEND_CUSTOMIZED_MINI_APP_MESSAGE,
        )
        .await
    }

    /// Updates a sent card in place.
    ///
    /// # Errors
    /// The service's.
    pub async fn update_customized_mini_app(
        &self,
        session: &CardSession,
        card: &MiniApp,
        keyed: &Keyed,
    ) -> Result<SentRecord> {
        let key = keyed.client_message_id.clone();
        let request = replace_card(session.clone(), card.clone(), key);
        self.post(
            "spectrum.line.messages.update_customized_mini_app",
            keyed.key(),
            request,
            methods::message::UPDATE_CUSTOMIZED_MINI_APP_MESSAGE,
        )
        .await
    }

    /// Replaces the text of a sent message.
    ///
    /// # Errors
    /// The service's: Apple allows it for 15 minutes.
    pub async fn edit(
        &self,
        chat: &str,
        message: &str,
        text: &str,
        options: &EditOptions,
    ) -> Result<SentRecord> {
        let request = v1::EditMessageRequest {
            target: Some(target(chat, message, options.part_index)?),
            new_text: text.to_owned(),
            backward_compat_text: options.backward_compat_text.clone(),
            client_message_id: options.client_message_id.clone(),
        };
        self.post(
            "spectrum.line.messages.edit",
            options.client_message_id.as_deref(),
            request,
            methods::message::EDIT_MESSAGE,
        )
        .await
    }

    /// Takes a sent message, or a part of it, back.
    ///
    /// # Errors
    /// The service's: Apple allows it for two minutes.
    pub async fn unsend(&self, chat: &str, message: &str, options: &PartOptions) -> Result<()> {
        let request = v1::UnsendMessageRequest {
            target: Some(target(chat, message, options.part_index)?),
            client_message_id: options.client_message_id.clone(),
        };
        self.0
            .change(
                "spectrum.line.messages.unsend",
                options.client_message_id.as_deref(),
                request,
                methods::message::UNSEND_MESSAGE,
            )
            .await
            .map(drop)
    }

    /// Adds a reaction, or takes it away.
    ///
    /// # Errors
    /// `ValidationError` for a kind that cannot be set; else the service's.
    pub async fn set_reaction(
        &self,
        chat: &str,
        message: &str,
        reaction: &SettableReaction,
        is_set: bool,
        options: &PartOptions,
    ) -> Result<SentRecord> {
        let request = v1::SetReactionRequest {
            target: Some(target(chat, message, options.part_index)?),
            reaction: Some(reaction_of(reaction)?),
            is_set,
            client_message_id: options.client_message_id.clone(),
        };
        self.post(
            "spectrum.line.messages.set_reaction",
            options.client_message_id.as_deref(),
            request,
            methods::message::SET_REACTION,
        )
        .await
    }

    /// Places an uploaded picture on a message as a sticker.
    ///
    /// # Errors
    /// `ValidationError` for numbers that are not finite; else the service's.
    pub async fn place_sticker(
        &self,
        chat: &str,
        message: &str,
        attachment: &str,
        placement: &Placement,
        options: &PartOptions,
    ) -> Result<SentRecord> {
        let request = v1::PlaceStickerRequest {
            target: Some(target(chat, message, options.part_index)?),
            sticker: Some(reference(attachment, None)),
            placement: Some(placement.wire()?),
            client_message_id: options.client_message_id.clone(),
        };
        self.post(
            "spectrum.line.messages.place_sticker",
            options.client_message_id.as_deref(),
            request,
            methods::message::PLACE_STICKER,
        )
        .await
    }

    /// Notifies somebody whose Focus silenced a message.
    ///
    /// # Errors
    /// The service's.
    pub async fn notify_silenced(&self, chat: &str, message: &str, keyed: &Keyed) -> Result<()> {
        let request = v1::NotifySilencedMessageRequest {
            chat_guid: chat_guid(chat)?,
            message_guid: message.to_owned(),
            client_message_id: keyed.client_message_id.clone(),
        };
        self.0
            .change(
                "spectrum.line.messages.notify_silenced",
                keyed.key(),
                request,
                methods::message::NOTIFY_SILENCED_MESSAGE,
            )
            .await
            .map(drop)
    }

    /// Makes a call that gives a message: the new one, or the one that the key gave before.
    async fn post<Q: prost::Message>(
        &self,
        name: &'static str,
        key: Option<&str>,
        request: Q,
        method: Unary<Q, v1::MessageResponse>,
    ) -> Result<SentRecord> {
        match self.0.change(name, key, request, method).await? {
            Made::Now(answer) if answer.message.is_some() => Ok(answer.into()),
            Made::Now(_) => Err(absent("the message")),
            Made::Before(error) => {
                let message = self.get(&original(error)?).await?;
                Ok(SentRecord { message, mini_app_card_session: None })
            }
        }
    }
}

fn target(chat: &str, message: &str, part: Option<i32>) -> Result<v1::MessageTarget> {
    Ok(v1::MessageTarget {
        chat_guid: chat_guid(chat)?,
        message_guid: message.to_owned(),
        target_part_index: part,
    })
}

fn reference(guid: &str, attachment_name: Option<String>) -> v1::AttachmentRef {
    let source = v1::attachment_ref::Source::AttachmentGuid(guid.to_owned());
    v1::AttachmentRef { source: Some(source), attachment_name }
}

fn reaction_of(reaction: &SettableReaction) -> Result<v1::MessageReaction> {
    let tapback = Tapback::ALL.into_iter().find(|tapback| tapback.name() == reaction.kind);
    let emoji = reaction.emoji.as_deref().unwrap_or_default();
    match (tapback, reaction.kind.as_str()) {
        (Some(_), _) => Ok(wire_reaction(tapback, emoji)),
        (None, "emoji") if emoji.is_empty() => {
            Err(Error::invalid("a reaction of the kind emoji needs one"))
        }
        (None, "emoji") => Ok(wire_reaction(None, emoji)),
        (None, other) => Err(Error::invalid(format!(
            "\"{other}\" cannot be set as a reaction; use a tapback's name, or emoji"
        ))),
    }
}
