//! What can be asked about a conversation, and files by their guid.

use std::sync::Arc;

use spectrum_imessage_wire::{methods, v1};

use super::download::service_files;
use super::lines::Line;
use super::transport::Call;
use super::{IMessagePlatform, NAME, address, inbound};
use crate::content::{Attachment, Content, Picture};
use crate::error::{Error, Result, found};
use crate::space::{Space, SpaceType};
use crate::user::User;

impl IMessagePlatform {
    /// The line and the guid of a group; a conversation of two has nothing of the kind.
    fn group(&self, space: &Space, action: &str) -> Result<(Arc<Line>, String)> {
        if space.kind() != SpaceType::Group {
            let detail = "this is a conversation of two, not a group";
            return Err(Error::unsupported_action(NAME, action, detail));
        }
        Ok((self.lines.serving(space.phone())?, address::chat_guid(space.id())?))
    }

    async fn chat(&self, space: &Space, action: &str) -> Result<(Arc<Line>, v1::Chat)> {
        let (line, chat_guid) = self.group(space, action)?;
        let _call = self.app.enter()?;
        let answer = line
            .transport()
            .unary(Call::reading(), v1::GetChatRequest { chat_guid }, methods::chat::GET_CHAT)
            .await?;
        Ok((line, answer.chat.unwrap_or_default()))
    }

    /// The people of a group, without the line's own number.
    pub(super) async fn members(&self, space: &Space) -> Result<Vec<User>> {
        let (line, chat) = self.chat(space, "getMembers").await?;
        let own = line.phone();
        let others = chat.participants.iter().filter(|person| *person.address != *own);
        Ok(others.map(inbound::user).collect())
    }

    pub(super) async fn display_name(&self, space: &Space) -> Result<Option<String>> {
        let (_, chat) = self.chat(space, "getDisplayName").await?;
        Ok(chat.display_name.filter(|name| !name.is_empty()))
    }

    pub(super) async fn avatar(&self, space: &Space) -> Result<Option<Picture>> {
        let (line, chat_guid) = self.group(space, "getAvatar")?;
        let _call = self.app.enter()?;
        found(inbound::icon(&line, &chat_guid).await)
    }

    /// A file by its guid; `None` if it is unknown. Its bytes are fetched when they are read.
    pub(super) async fn attachment(
        &self,
        guid: &str,
        phone: Option<&str>,
    ) -> Result<Option<Attachment>> {
        let phone = self.lines.phone_for(phone)?;
        let line = self.lines.serving(&phone)?;
        let _call = self.app.enter()?;
        let request = v1::GetAttachmentInfoRequest { attachment_guid: guid.to_owned() };
        let answer = line
            .transport()
            .unary(Call::reading(), request, methods::attachment::GET_ATTACHMENT_INFO)
            .await;
        let info = found(answer)?.and_then(|answer| answer.attachment);
        let files = |info: &v1::AttachmentInfo| service_files(&line, info);
        match info.map(|info| inbound::attachment(&info, &files)).transpose()? {
            Some(Content::Attachment(attachment)) => Ok(Some(attachment)),
            _ => Ok(None),
        }
    }
}
