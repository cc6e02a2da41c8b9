//! Scripted people: they write to the agent, and they see what it does.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use spectrum_imessage_wire::v1::{
    Companion, CompanionKind, FriendLocationType, MessagePart, ReplyTarget, SharedFriendLocation,
    StickerPlacement,
};

use crate::claims::Claims;
use crate::effect;
use crate::error::SimError;
use crate::hub::Hub;
use crate::refusal::Refusal;
use crate::sighting::{Expect, Sighting};
use crate::state::{Author, ChatKey, Draft, LineId, State};

/// A person with an address, writing to the agent in one conversation.
///
/// A new handle writes in the direct conversation, on the project's first line. [`Person::to_line`]
/// and [`Person::in_chat`] give handles for others. What one handle has seen, its clones and
/// descendants have seen too.
#[derive(Clone)]
pub struct Person {
    hub: Arc<Hub>,
    address: String,
    line: Option<String>,
    chat: Option<String>,
    /// Sightings that a wait has taken already.
    claimed: Claims,
}

impl Person {
    pub(crate) fn new(hub: Arc<Hub>, address: &str) -> Self {
        Self {
            hub,
            address: address.to_owned(),
            line: None,
            chat: None,
            claimed: Claims::default(),
        }
    }

    /// The phone number or e-mail address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The same person, writing to that line of a dedicated project.
    pub fn to_line(&self, phone: &str) -> Self {
        Self { line: Some(phone.to_owned()), ..self.clone() }
    }

    /// The same person, in that chat (a group in which they take part).
    pub fn in_chat(&self, guid: &str) -> Self {
        Self { chat: Some(guid.to_owned()), ..self.clone() }
    }

    /// The same as [`Person::in_chat`].
    pub fn in_group(&self, guid: &str) -> Self {
        self.in_chat(guid)
    }

    /// Writes a text. Answers the guid of the message, as all writing does.
    pub fn text(&self, text: &str) -> Result<String, SimError> {
        self.post(|_| Ok(Draft::text(text)))
    }

    /// Writes a text with an effect, given by its short name or its identifier.
    pub fn text_with_effect(&self, text: &str, effect: &str) -> Result<String, SimError> {
        self.post(|_| {
            let mut draft = Draft::text(text);
            draft.content.expressive_send_style_id = Some(effect::identifier(effect));
            Ok(draft)
        })
    }

    /// Answers a message with a text.
    pub fn reply(&self, message_guid: &str, text: &str) -> Result<String, SimError> {
        self.post(|_| {
            let reply_to =
                ReplyTarget { message_guid: message_guid.to_owned(), target_part_index: None };
            Ok(Draft { reply_to: Some(reply_to), ..Draft::text(text) })
        })
    }

    /// Sends a file. Its type follows from its name.
    pub fn attachment(&self, name: &str, data: impl Into<Bytes>) -> Result<String, SimError> {
        let data = data.into();
        self.post(|state| Ok(Draft::file(state.keep_file(name, data, None, false)?.info)))
    }

    /// Sends a picture with its video: a Live Photo.
    pub fn live_photo(
        &self,
        name: &str,
        data: impl Into<Bytes>,
        video: impl Into<Bytes>,
    ) -> Result<String, SimError> {
        let kind = CompanionKind::LivePhotoVideo as i32;
        let companion = Companion { data: video.into(), kind };
        let data = data.into();
        self.post(|state| {
            Ok(Draft::file(state.keep_file(name, data, Some(companion), false)?.info))
        })
    }

    /// Sends an audio message.
    pub fn voice(&self, name: &str, data: impl Into<Bytes>) -> Result<String, SimError> {
        let data = data.into();
        self.post(|state| {
            let draft = Draft::file(state.keep_file(name, data, None, false)?.info);
            Ok(Draft { is_audio: true, ..draft })
        })
    }

    /// Writes by hand, as on a phone that is held across: the picture of it is no file.
    pub fn handwriting(&self, picture: impl Into<Bytes>) -> Result<String, SimError> {
        let picture = picture.into();
        self.act(|state, key| state.write_by_hand(key, &self.address, picture))
    }

    /// Sends a text and files as one message.
    pub fn album(&self, text: &str, files: &[(&str, Bytes)]) -> Result<String, SimError> {
        self.post(|state| {
            let mut content = state
                .joined(&[MessagePart { text: Some(text.to_owned()), ..MessagePart::default() }])?;
            let words = content.text.take().unwrap_or_default();
            for (name, data) in files {
                content.attachments.push(state.keep_file(name, data.clone(), None, false)?.info);
            }
            content.text = Some(format!("{}{words}", "\u{fffc}".repeat(files.len())));
            let part_count = i32::try_from(files.len() + 1).ok();
            Ok(Draft { content, part_count, ..Draft::default() })
        })
    }

    /// Puts a reaction on a message: a tapback by name or emoji, or any other emoji.
    pub fn react(&self, message_guid: &str, reaction: &str) -> Result<(), SimError> {
        self.set_reaction(message_guid, None, reaction, true)
    }

    /// Puts a reaction on one part of a message.
    pub fn react_to_part(
        &self,
        message_guid: &str,
        part: i32,
        reaction: &str,
    ) -> Result<(), SimError> {
        self.set_reaction(message_guid, Some(part), reaction, true)
    }

    /// Takes a reaction back.
    pub fn unreact(&self, message_guid: &str, reaction: &str) -> Result<(), SimError> {
        self.set_reaction(message_guid, None, reaction, false)
    }

    fn set_reaction(
        &self,
        message_guid: &str,
        part: Option<i32>,
        reaction: &str,
        is_set: bool,
    ) -> Result<(), SimError> {
        let reaction = effect::reaction(reaction);
        self.act(|state, key| {
            state.react(key, self.author(), message_guid, part, &reaction, is_set)
        })
    }

    /// Puts a sticker on a message, at this place in the coordinates of the wire. The type of the
    /// picture follows from its name.
    pub fn sticker(
        &self,
        message_guid: &str,
        name: &str,
        data: impl Into<Bytes>,
        x: f64,
        y: f64,
    ) -> Result<(), SimError> {
        let file = (name, data.into());
        let placement = StickerPlacement { x, y, ..StickerPlacement::default() };
        self.act(|state, key| {
            state.person_sticks(key, &self.address, message_guid, file, placement)
        })
    }

    /// Replaces the text of a message of this person.
    pub fn edit(&self, message_guid: &str, text: &str) -> Result<(), SimError> {
        self.act(|state, key| {
            self.own(state, key, message_guid)?;
            state.replace_text(key, message_guid, self.author(), text).map(|_| ())
        })
    }

    /// Takes a message of this person back.
    pub fn unsend(&self, message_guid: &str) -> Result<(), SimError> {
        self.act(|state, key| {
            self.own(state, key, message_guid)?;
            state.retract(key, message_guid, self.author())
        })
    }

    /// Reads a message of the agent.
    pub fn reads(&self, message_guid: &str) -> Result<(), SimError> {
        self.act(|state, key| state.person_reads(key, &self.address, message_guid))
    }

    /// Begins or stops typing. The service tells nobody of it; the conversation shows it.
    pub fn typing(&self, on: bool) -> Result<(), SimError> {
        self.act(|state, key| {
            state.person_types(key, &self.address, on);
            Ok(())
        })
    }

    /// Puts the conversation with this person into the archive of the line, as its owner does on a Mac,
    /// or takes it out again.
    pub fn conversation_archived(&self, on: bool) -> Result<(), SimError> {
        self.act(|state, key| {
            state.archive(key, on);
            Ok(())
        })
    }

    /// Lets the service send events that make no sense: one without a time, and a message without
    /// content. An agent steps over them, and they hold up nothing.
    pub fn malformed(&self) -> Result<(), SimError> {
        self.act(|state, key| {
            state.emit_malformed(key, &self.address);
            Ok(())
        })
    }

    /// Sets the background, or clears it.
    pub fn background(&self, data: Option<Bytes>) -> Result<(), SimError> {
        self.act(|state, key| state.person_sets_background(key, &self.address, data))
    }

    /// Sends a poll. Answers the guid of its message.
    pub fn poll(&self, title: &str, options: &[String]) -> Result<String, SimError> {
        self.act(|state, key| {
            let poll = state.create_poll(key, self.author(), title, options)?;
            Ok(poll.poll_message_guid)
        })
    }

    /// Votes for an option of a poll, by its text or its id; without one, takes the vote back.
    pub fn vote(&self, poll_guid: &str, option: Option<&str>) -> Result<(), SimError> {
        self.act(|state, key| {
            let poll = state.poll(poll_guid);
            let id = option.map(|option| {
                let known = poll.options.iter().find(|known| known.text == option);
                known.map_or(option, |known| known.option_identifier.as_str())
            });
            state.vote(key, self.author(), poll_guid, id).map(|_| ())
        })
    }

    /// Adds an option to a poll.
    pub fn add_poll_option(&self, poll_guid: &str, text: &str) -> Result<(), SimError> {
        self.act(|state, key| state.add_option(key, self.author(), poll_guid, text).map(|_| ()))
    }

    /// Renames the group.
    pub fn rename(&self, name: &str) -> Result<(), SimError> {
        self.act_in_group(|state, key| state.rename(key, self.author(), name))
    }

    /// Adds people to the group.
    pub fn add(&self, people: &[String]) -> Result<(), SimError> {
        self.act_in_group(|state, key| state.add_people(key, self.author(), people))
    }

    /// Removes people from the group.
    pub fn remove(&self, people: &[String]) -> Result<(), SimError> {
        self.act_in_group(|state, key| state.remove_people(key, self.author(), people))
    }

    /// Leaves the group.
    pub fn leave(&self) -> Result<(), SimError> {
        self.act_in_group(|state, key| {
            state.leave(key, self.author());
            Ok(())
        })
    }

    /// Sets the picture of the group, or removes it.
    pub fn icon(&self, data: Option<Bytes>) -> Result<(), SimError> {
        self.act_in_group(|state, key| state.set_icon(key, self.author(), data))
    }

    /// Shares a location.
    pub fn location(&self, latitude: f64, longitude: f64) {
        let location = SharedFriendLocation {
            address: self.address.clone(),
            latitude: Some(latitude),
            longitude: Some(longitude),
            location_type: FriendLocationType::Live as i32,
            location_timestamp: Some(self.hub.state().clock.now()),
            ..SharedFriendLocation::default()
        };
        self.hub.change(|state| state.share_location(location));
    }

    /// Switches a Focus on or off.
    pub fn focus(&self, on: bool) {
        self.hub.change(|state| state.people.entry(self.address.clone()).or_default().focus = on);
    }

    /// Says whether the address can be reached by iMessage.
    pub fn imessage(&self, available: bool) {
        self.hub.change(|state| {
            state.people.entry(self.address.clone()).or_default().imessage = available
        });
    }

    /// The guid of the chat in which this handle writes.
    pub fn chat(&self) -> Result<String, SimError> {
        self.act(|_, key| Ok(key.1.clone()))
    }

    /// The newest message of the agent in this chat.
    pub fn last_from_agent(&self) -> Result<Option<String>, SimError> {
        self.act(|state, key| {
            let mut newest_first = state.chats[key].messages.iter().rev();
            Ok(newest_first.find(|guid| state.messages[*guid].message.is_from_me).cloned())
        })
    }

    /// Waits until this person sees something that the agent does, or has done already. A sighting
    /// is taken once: whoever waits for the same text twice waits for two messages.
    ///
    /// Cancel-safe: a wait that is dropped has taken nothing.
    ///
    /// # Errors
    /// [`SimError::NotSeen`] when the time is over; it lists what could be seen.
    pub async fn sees(
        &self,
        expected: impl Into<Expect>,
        within: Duration,
    ) -> Result<Sighting, SimError> {
        let claims = Some(&self.claimed);
        self.hub.wait_for(Some(&self.address), 0, &expected.into(), within, claims).await
    }

    fn author(&self) -> Author<'_> {
        Author::Person(&self.address)
    }

    fn post(
        &self,
        draft: impl FnOnce(&mut State) -> Result<Draft, Refusal>,
    ) -> Result<String, SimError> {
        self.act(|state, key| {
            let draft = draft(state)?;
            Ok(state.receive(key, &self.address, draft)?.guid)
        })
    }

    fn act_in_group(
        &self,
        act: impl FnOnce(&mut State, &ChatKey) -> Result<(), Refusal>,
    ) -> Result<(), SimError> {
        self.act(|state, key| match state.chats[key].is_group() {
            true => act(state, key),
            false => Err(Refusal::precondition("this is not a group")),
        })
    }

    pub(crate) fn act<T>(
        &self,
        act: impl FnOnce(&mut State, &ChatKey) -> Result<T, Refusal>,
    ) -> Result<T, SimError> {
        let result = self.hub.change(|state| {
            let line = self.line_id(state)?;
            let key = state.chat_of_person(&line, &self.address, self.chat.as_deref())?;
            act(state, &key)
        });
        Ok(result?)
    }

    fn line_id(&self, state: &State) -> Result<LineId, Refusal> {
        let line = match &self.line {
            Some(name) => state.lines.find(name),
            None => state.lines.first(),
        };
        line.ok_or_else(|| match &self.line {
            Some(name) => Refusal::precondition(format!("no line has the number {name}")),
            None => Refusal::precondition("the project has no line"),
        })
    }

    fn own(&self, state: &State, key: &ChatKey, guid: &str) -> Result<(), Refusal> {
        let sender = state.message_of(key, guid)?.message.sender.as_ref();
        match sender.is_some_and(|sender| sender.address == self.address) {
            true => Ok(()),
            false => Err(Refusal::precondition("the message is somebody else's")),
        }
    }
}
