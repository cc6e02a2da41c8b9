//! Messages of the past, as this library shows messages.

use std::sync::Arc;

use spectrum_imessage_wire::v1;

use super::IMessagePlatform;
use super::calls::{Line, MessageFilter};
use super::inbound::Source;
use super::lines;
use crate::error::Result;
use crate::message::{Message, Page};
use crate::space::Space;
use crate::user::{Service, User};

impl IMessagePlatform {
    /// A page of a conversation's messages, newest first.
    pub(super) async fn history(
        self: Arc<Self>,
        space: &Space,
        filter: &MessageFilter,
    ) -> Result<Page> {
        let line = self.lines.serving(space.phone())?;
        let calls = Line::inside(Arc::clone(&self), line.phone());
        let (messages, next) = calls.messages().in_chat(space.id(), filter).await?;
        let of_space = |_: &v1::Message| Ok(space.clone());
        Ok(Page::new(self.mapped(&line, messages, of_space).await?, next))
    }

    /// A page of a line's messages of all conversations, newest first.
    pub(super) async fn recent(
        self: Arc<Self>,
        phone: Option<&str>,
        filter: &MessageFilter,
    ) -> Result<Page> {
        let phone = self.lines.phone_for(phone)?;
        let line = self.lines.serving(&phone)?;
        let calls = Line::inside(Arc::clone(&self), line.phone());
        let (messages, next) = calls.messages().recent(filter).await?;
        let of_space = |message: &v1::Message| {
            let guid = message.chat_guids.first().map(String::as_str).unwrap_or_default();
            self.space(guid, line.phone())
        };
        Ok(Page::new(self.mapped(&line, messages, of_space).await?, next))
    }

    /// Maps the oldest first: it may be what a newer one answers, and is remembered. One that cannot
    /// be shown is left out.
    async fn mapped(
        &self,
        line: &Arc<lines::Line>,
        messages: Vec<v1::Message>,
        space: impl Fn(&v1::Message) -> Result<Space>,
    ) -> Result<Vec<Message>> {
        let mut mapped = Vec::with_capacity(messages.len());
        for message in messages.iter().rev() {
            let source = Source { line, space: space(message)?, occurred_at: None };
            match self.mapper.map(&source, message).await {
                Ok(message) => mapped.push(message),
                Err(error) => {
                    crate::observe::warn!("a message of the past cannot be shown: {error}")
                }
            }
        }
        mapped.reverse();
        Ok(mapped)
    }

    /// A user with what the service knows of the address.
    pub(super) async fn known_user(
        self: Arc<Self>,
        id: String,
        phone: Option<&str>,
    ) -> Result<User> {
        let phone = self.lines.phone_for(phone)?;
        let details = Line::inside(self, phone).addresses().get(&id).await?;
        let first = details.services.first().copied().unwrap_or(Service::Unknown);
        let imessage = details.services.contains(&Service::IMessage);
        Ok(User {
            address: Some(details.address).filter(|address| !address.is_empty()),
            country: details.country,
            service: Some(if imessage { Service::IMessage } else { first }),
            ..User::new(id)
        })
    }
}
