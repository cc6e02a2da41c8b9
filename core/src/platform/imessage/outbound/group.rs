//! Content that acts on a group. A conversation of two has none of it, and never becomes a group.

use spectrum_imessage_wire::{methods, v1};

use super::{Outgoing, unsupported};
use crate::content::{Members, PictureChange, Rename, avatar};
use crate::error::Result;
use crate::space::SpaceType;

impl Outgoing<'_> {
    fn check_group(&self, content_type: &str) -> Result<()> {
        if self.space.kind() == SpaceType::Group {
            return Ok(());
        }
        Err(unsupported(content_type, Some("this is a conversation of two, not a group")))
    }

    pub(super) async fn rename(mut self, rename: Rename) -> Result<()> {
        self.check_group("rename")?;
        let request = v1::SetDisplayNameRequest {
            chat_guid: self.chat_guid.clone(),
            display_name: rename.display_name,
            client_message_id: self.client_message_id(),
        };
        self.deliver(self.call(), request, methods::group::SET_DISPLAY_NAME).await.map(drop)
    }

    pub(super) async fn set_avatar(mut self, change: PictureChange) -> Result<()> {
        self.check_group("avatar")?;
        let chat_guid = self.chat_guid.clone();
        let client_message_id = self.client_message_id();
        match change.picture(&avatar::RULES).await? {
            Some(data) => {
                let request = v1::SetIconRequest { chat_guid, data, client_message_id };
                self.deliver(self.call().with_file(), request, methods::group::SET_ICON).await
            }
            None => {
                let request = v1::RemoveIconRequest { chat_guid, client_message_id };
                self.deliver(self.call(), request, methods::group::REMOVE_ICON).await
            }
        }
    }

    pub(super) async fn add_members(mut self, members: Members) -> Result<()> {
        self.check_group("addMember")?;
        let request = v1::AddParticipantsRequest {
            chat_guid: self.chat_guid.clone(),
            addresses: members.members,
            client_message_id: self.client_message_id(),
        };
        self.deliver(self.call(), request, methods::group::ADD_PARTICIPANTS).await.map(drop)
    }

    pub(super) async fn remove_members(mut self, members: Members) -> Result<()> {
        self.check_group("removeMember")?;
        let request = v1::RemoveParticipantsRequest {
            chat_guid: self.chat_guid.clone(),
            addresses: members.members,
            client_message_id: self.client_message_id(),
        };
        self.deliver(self.call(), request, methods::group::REMOVE_PARTICIPANTS).await.map(drop)
    }

    pub(super) async fn leave(mut self) -> Result<()> {
        self.check_group("leaveSpace")?;
        let request = v1::LeaveGroupRequest {
            chat_guid: self.chat_guid.clone(),
            client_message_id: self.client_message_id(),
        };
        self.deliver(self.call(), request, methods::group::LEAVE_GROUP).await
    }
}
