//! What only groups have.

use bytes::Bytes;
use spectrum_imessage_wire::{methods, v1};

use super::{Call, ChatRecord, Keyed, Line, Made, MediaRecord, UNTOLD, absent, chat_guid};
use crate::content;
use crate::error::{Error, Result};

/// What only groups have: [`Line::groups`].
#[derive(Debug)]
pub struct Groups<'a>(pub(super) &'a Line);

impl Groups<'_> {
    /// Renames a group. White space around the name is cut.
    ///
    /// # Errors
    /// `ValidationError` for an empty name; else the service's.
    pub async fn set_display_name(
        &self,
        chat: &str,
        name: &str,
        keyed: &Keyed,
    ) -> Result<ChatRecord> {
        let name = name.trim();
        if name.is_empty() {
            return Err(empty("display_name"));
        }
        let request = v1::SetDisplayNameRequest {
            chat_guid: chat_guid(chat)?,
            display_name: name.to_owned(),
            client_message_id: keyed.client_message_id.clone(),
        };
        let made = self
            .0
            .change(
                "spectrum.line.groups.set_display_name",
                keyed.key(),
                request,
                methods::group::SET_DISPLAY_NAME,
            )
            .await?;
        match made {
            Made::Now(answer) => changed(answer.chat),
            Made::Before(_) => self.0.chats().get(chat).await,
        }
    }

    /// Adds people. White space around addresses is cut.
    ///
    /// # Errors
    /// `ValidationError` without addresses or for an empty one; else the service's.
    pub async fn add_participants(
        &self,
        chat: &str,
        addresses: &[String],
        keyed: &Keyed,
    ) -> Result<ChatRecord> {
        let request = v1::AddParticipantsRequest {
            chat_guid: chat_guid(chat)?,
            addresses: trimmed(addresses)?,
            client_message_id: keyed.client_message_id.clone(),
        };
        let made = self
            .0
            .change(
                "spectrum.line.groups.add_participants",
                keyed.key(),
                request,
                methods::group::ADD_PARTICIPANTS,
            )
            .await?;
        match made {
            Made::Now(answer) => changed(answer.chat),
            Made::Before(_) => self.0.chats().get(chat).await,
        }
    }

    /// Removes people. White space around addresses is cut.
    ///
    /// # Errors
    /// `ValidationError` without addresses or for an empty one; else the service's.
    pub async fn remove_participants(
        &self,
        chat: &str,
        addresses: &[String],
        keyed: &Keyed,
    ) -> Result<ChatRecord> {
        let request = v1::RemoveParticipantsRequest {
            chat_guid: chat_guid(chat)?,
            addresses: trimmed(addresses)?,
            client_message_id: keyed.client_message_id.clone(),
        };
        let made = self
            .0
            .change(
                "spectrum.line.groups.remove_participants",
                keyed.key(),
                request,
                methods::group::REMOVE_PARTICIPANTS,
            )
            .await?;
        match made {
            Made::Now(answer) => changed(answer.chat),
            Made::Before(_) => self.0.chats().get(chat).await,
        }
    }

    /// Leaves a group.
    ///
    /// # Errors
    /// The service's.
    pub async fn leave(&self, chat: &str, keyed: &Keyed) -> Result<()> {
        let request = v1::LeaveGroupRequest {
            chat_guid: chat_guid(chat)?,
            client_message_id: keyed.client_message_id.clone(),
        };
        self.0
            .change("spectrum.line.groups.leave", keyed.key(), request, methods::group::LEAVE_GROUP)
            .await
            .map(drop)
    }

    /// Sets the picture of a group: PNG, JPEG, GIF, HEIC or HEIF.
    ///
    /// # Errors
    /// `ValidationError` for another kind of picture; else the service's.
    pub async fn set_icon(&self, chat: &str, data: Bytes, keyed: &Keyed) -> Result<()> {
        content::avatar_bytes(data.clone(), Some(UNTOLD.to_owned()))?;
        let request = v1::SetIconRequest {
            chat_guid: chat_guid(chat)?,
            data,
            client_message_id: keyed.client_message_id.clone(),
        };
        self.0
            .change("spectrum.line.groups.set_icon", keyed.key(), request, methods::group::SET_ICON)
            .await
            .map(drop)
    }

    /// Removes the picture of a group.
    ///
    /// # Errors
    /// The service's.
    pub async fn remove_icon(&self, chat: &str, keyed: &Keyed) -> Result<()> {
        let request = v1::RemoveIconRequest {
            chat_guid: chat_guid(chat)?,
            client_message_id: keyed.client_message_id.clone(),
        };
        self.0
            .change(
                "spectrum.line.groups.remove_icon",
                keyed.key(),
                request,
                methods::group::REMOVE_ICON,
            )
            .await
            .map(drop)
    }

    /// The picture of a group.
    ///
    /// # Errors
    /// `NotFoundError` if it has none; else the service's.
    pub async fn get_icon(&self, chat: &str) -> Result<MediaRecord> {
        let request = v1::GetIconRequest { chat_guid: chat_guid(chat)? };
        let answer = self
            .0
            .call(
                "spectrum.line.groups.get_icon",
                Call::reading(),
                request,
                methods::group::GET_ICON,
            )
            .await?;
        Ok(answer.into())
    }
}

fn changed(chat: Option<v1::Chat>) -> Result<ChatRecord> {
    Ok(chat.ok_or_else(|| absent("the chat"))?.into())
}

fn empty(field: &str) -> Error {
    Error::invalid(format!("{field} must not be empty")).with_context("field", field)
}

/// The people of a change, trimmed.
fn trimmed(addresses: &[String]) -> Result<Vec<String>> {
    if addresses.is_empty() {
        return Err(empty("addresses"));
    }
    let trim = |(index, address): (usize, &String)| match address.trim() {
        "" => Err(empty(&format!("addresses[{index}]"))),
        address => Ok(address.to_owned()),
    };
    addresses.iter().enumerate().map(trim).collect()
}
