//! What can change about a group.

use bytes::Bytes;
use spectrum_imessage_wire::v1::group_change_event::Change as GroupChange;
use spectrum_imessage_wire::v1::{
    GroupChangeEvent, GroupDisplayNameChanged, GroupIconChanged, GroupIconRemoved,
    GroupParticipantAdded, GroupParticipantLeft, GroupParticipantRemoved,
};

use super::chats::Author;
use super::{Change, ChatKey, LineId, Picture, State};
use crate::bounds::{NAME, PEOPLE};
use crate::refusal::Refusal;
use crate::sighting::Seen;
use crate::{address, media};

impl State {
    /// The group of that guid.
    pub(crate) fn group_key(&mut self, line: &LineId, guid: &str) -> Result<ChatKey, Refusal> {
        let key = self.chat_key(line, guid)?;
        match self.chats[&key].is_group() {
            true => Ok(key),
            false => Err(Refusal::unsupported("this is not a group")),
        }
    }

    pub(crate) fn rename(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        name: &str,
    ) -> Result<(), Refusal> {
        if name.len() > NAME {
            return Err(Refusal::invalid(format!("a name may have {NAME} bytes")));
        }
        self.chats[key].name = (!name.is_empty()).then(|| name.to_owned());
        let change = GroupDisplayNameChanged { display_name: name.to_owned() };
        self.emit_group(key, author, GroupChange::DisplayNameChanged(change));
        self.show_group(key, author, "renamed", vec![name.to_owned()]);
        Ok(())
    }

    pub(crate) fn add_people(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        people: &[String],
    ) -> Result<(), Refusal> {
        if people.is_empty() {
            return Err(Refusal::invalid("addresses must not be empty"));
        }
        if let Some(bad) = people.iter().find(|text| !address::is_address(text)) {
            return Err(Refusal::invalid(format!(
                "{bad:?} is neither a phone number nor an e-mail address"
            )));
        }
        if self.chats[key].people.len() + people.len() > PEOPLE {
            return Err(Refusal::invalid(format!("a group may have {PEOPLE} people")));
        }
        for person in people {
            if self.takes_part(key, person) {
                continue;
            }
            self.chats[key].people.push(person.clone());
            let change = GroupParticipantAdded { participant: Some(address::info(person)) };
            self.emit_group(key, author, GroupChange::ParticipantAdded(change));
        }
        self.show_group(key, author, "added", people.to_vec());
        Ok(())
    }

    pub(crate) fn remove_people(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        people: &[String],
    ) -> Result<(), Refusal> {
        if people.is_empty() {
            return Err(Refusal::invalid("addresses must not be empty"));
        }
        if let Some(stranger) = people.iter().find(|person| !self.takes_part(key, person)) {
            return Err(Refusal::not_found(
                "addressNotFound",
                format!("{stranger} takes no part in this group"),
            ));
        }
        for person in people {
            self.chats[key].people.retain(|one| one != person);
            let change = GroupParticipantRemoved { participant: Some(address::info(person)) };
            self.emit_group(key, author, GroupChange::ParticipantRemoved(change));
        }
        self.show_group(key, author, "removed", people.to_vec());
        Ok(())
    }

    /// Somebody goes: a person, or the line itself.
    pub(crate) fn leave(&mut self, key: &ChatKey, author: Author<'_>) {
        match author {
            Author::Agent => self.chats[key].agent_left = true,
            Author::Person(person) => self.chats[key].people.retain(|one| one != person),
        }
        let change = GroupParticipantLeft { participant: self.actor(&key.0, author) };
        self.emit_group(key, author, GroupChange::ParticipantLeft(change));
        self.show_group(key, author, "left", Vec::new());
    }

    /// Sets the picture of a group, or removes it.
    pub(crate) fn set_icon(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        data: Option<Bytes>,
    ) -> Result<(), Refusal> {
        let (icon, change, shown) = match data {
            Some(data) => {
                let mime_type = media::icon_mime(&data).ok_or_else(|| {
                    Refusal::invalid(
                        "a group picture must be a PNG, JPEG, GIF, HEIC or HEIF picture",
                    )
                })?;
                let before = self.chats[key].icon.clone();
                let icon = self.picture(data, mime_type, before.as_ref())?;
                (Some(icon), GroupChange::IconChanged(GroupIconChanged {}), "icon_changed")
            }
            None => (None, GroupChange::IconRemoved(GroupIconRemoved {}), "icon_removed"),
        };
        self.chats[key].icon = icon;
        self.emit_group(key, author, change);
        self.show_group(key, author, shown, Vec::new());
        Ok(())
    }

    pub(crate) fn icon(&self, key: &ChatKey) -> Result<&Picture, Refusal> {
        self.chats[key]
            .icon
            .as_ref()
            .ok_or_else(|| Refusal::not_found("groupIconNotFound", "the group has no picture"))
    }

    fn emit_group(&mut self, key: &ChatKey, author: Author<'_>, change: GroupChange) {
        let event = GroupChangeEvent {
            chat_guid: key.1.clone(),
            occurred_at: Some(self.clock.now()),
            actor: self.actor(&key.0, author),
            is_from_me: author == Author::Agent,
            change: Some(change),
        };
        self.emit(key, author, Change::Group(event));
    }

    fn show_group(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        change: &'static str,
        values: Vec<String>,
    ) {
        self.note(key, author, change, values.clone());
        if author == Author::Agent {
            self.show(key, Seen::Group { change: change.into(), values });
        }
    }
}
