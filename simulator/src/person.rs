//! Scripted people: they write to the agent, and they see what it does.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use spectrum_imessage_wire::v1::{FriendLocationType, SharedFriendLocation};

use crate::claims::Claims;
use crate::deed::Deed;
use crate::error::SimError;
use crate::hub::Hub;
use crate::refusal::Refusal;
use crate::sighting::{Expect, Sighting};
use crate::state::{About, ChatKey, Happened, LineId, State};

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
        self.write(Deed::text(text))
    }

    /// Writes a text with an effect, given by its short name or its identifier.
    pub fn text_with_effect(&self, text: &str, effect: &str) -> Result<String, SimError> {
        let (text, effect) = (text.to_owned(), Some(effect.to_owned()));
        self.write(Deed::Text { text, effect, reply_to: None, files: Vec::new() })
    }

    /// Answers a message with a text.
    pub fn reply(&self, message_guid: &str, text: &str) -> Result<String, SimError> {
        let (text, reply_to) = (text.to_owned(), Some(message_guid.to_owned()));
        self.write(Deed::Text { text, effect: None, reply_to, files: Vec::new() })
    }

    /// Sends a file. Its type follows from its name.
    pub fn attachment(&self, name: &str, data: impl Into<Bytes>) -> Result<String, SimError> {
        self.write(Deed::Attachment { name: name.to_owned(), data: data.into(), video: None })
    }

    /// Sends a picture with its video: a Live Photo.
    pub fn live_photo(
        &self,
        name: &str,
        data: impl Into<Bytes>,
        video: impl Into<Bytes>,
    ) -> Result<String, SimError> {
        let (name, video) = (name.to_owned(), Some(video.into()));
        self.write(Deed::Attachment { name, data: data.into(), video })
    }

    /// Sends an audio message.
    pub fn voice(&self, name: &str, data: impl Into<Bytes>) -> Result<String, SimError> {
        self.write(Deed::Voice { name: name.to_owned(), data: data.into() })
    }

    /// Writes by hand, as on a phone that is held across: the picture of it is no file.
    pub fn handwriting(&self, picture: impl Into<Bytes>) -> Result<String, SimError> {
        let picture = picture.into();
        self.act(|state, key| state.write_by_hand(key, &self.address, picture))
    }

    /// Sends a text and files as one message.
    pub fn album(&self, text: &str, files: &[(&str, Bytes)]) -> Result<String, SimError> {
        let files = files.iter().map(|(name, data)| ((*name).to_owned(), data.clone())).collect();
        self.write(Deed::Text { text: text.to_owned(), effect: None, reply_to: None, files })
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
        set: bool,
    ) -> Result<(), SimError> {
        let (on, reaction) = (message_guid.to_owned(), reaction.to_owned());
        self.perform(Deed::React { on, part, reaction, set }).map(drop)
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
        let (on, name) = (message_guid.to_owned(), name.to_owned());
        self.perform(Deed::Sticker { on, name, data: data.into(), x, y }).map(drop)
    }

    /// Replaces the text of a message of this person.
    pub fn edit(&self, message_guid: &str, text: &str) -> Result<(), SimError> {
        let (on, text) = (message_guid.to_owned(), text.to_owned());
        self.perform(Deed::Edit { on, text }).map(drop)
    }

    /// Takes a message of this person back.
    pub fn unsend(&self, message_guid: &str) -> Result<(), SimError> {
        self.perform(Deed::Unsend { on: message_guid.to_owned() }).map(drop)
    }

    /// Reads a message of the agent.
    pub fn reads(&self, message_guid: &str) -> Result<(), SimError> {
        self.perform(Deed::Read { on: message_guid.to_owned() }).map(drop)
    }

    /// Begins or stops typing. The service tells nobody of it; the conversation shows it.
    pub fn typing(&self, on: bool) -> Result<(), SimError> {
        self.perform(Deed::Typing(on)).map(drop)
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
        self.perform(Deed::Malformed).map(drop)
    }

    /// Sets the background, or clears it.
    pub fn background(&self, data: Option<Bytes>) -> Result<(), SimError> {
        self.perform(Deed::Background(data)).map(drop)
    }

    /// Sends a poll. Answers the guid of its message.
    pub fn poll(&self, title: &str, options: &[String]) -> Result<String, SimError> {
        self.write(Deed::Poll { title: title.to_owned(), options: options.to_vec() })
    }

    /// Votes for an option of a poll, by its text or its id; without one, takes the vote back.
    pub fn vote(&self, poll_guid: &str, option: Option<&str>) -> Result<(), SimError> {
        let (on, option) = (poll_guid.to_owned(), option.map(str::to_owned));
        self.perform(Deed::Vote { on, option }).map(drop)
    }

    /// Adds an option to a poll.
    pub fn add_poll_option(&self, poll_guid: &str, text: &str) -> Result<(), SimError> {
        let (on, text) = (poll_guid.to_owned(), text.to_owned());
        self.perform(Deed::AddOption { on, text }).map(drop)
    }

    /// Renames the group.
    pub fn rename(&self, name: &str) -> Result<(), SimError> {
        self.perform(Deed::Rename(name.to_owned())).map(drop)
    }

    /// Adds people to the group.
    pub fn add(&self, people: &[String]) -> Result<(), SimError> {
        self.perform(Deed::Add(people.to_vec())).map(drop)
    }

    /// Removes people from the group.
    pub fn remove(&self, people: &[String]) -> Result<(), SimError> {
        self.perform(Deed::Remove(people.to_vec())).map(drop)
    }

    /// Leaves the group.
    pub fn leave(&self) -> Result<(), SimError> {
        self.perform(Deed::Leave).map(drop)
    }

    /// Sets the picture of the group, or removes it.
    pub fn icon(&self, data: Option<Bytes>) -> Result<(), SimError> {
        self.perform(Deed::Icon(data)).map(drop)
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
        self.hub.change(|state| {
            state.share_location(location);
            self.is(state, About::Location { latitude, longitude });
        });
    }

    /// Switches a Focus on or off.
    pub fn focus(&self, on: bool) {
        self.hub.change(|state| {
            state.people.or_default(&self.address).focus = on;
            self.is(state, About::Focus(on));
        });
    }

    /// Says whether the address can be reached by iMessage.
    pub fn imessage(&self, available: bool) {
        self.hub.change(|state| {
            state.people.or_default(&self.address).imessage = available;
            self.is(state, About::IMessage(available));
        });
    }

    fn is(&self, state: &mut State, about: About) {
        state.happened(|_| Happened::About { person: self.address.clone(), about });
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

    /// The same, for what happens after that sighting alone.
    #[cfg(feature = "command")]
    pub(crate) async fn sees_after(
        &self,
        after: u64,
        expected: &Expect,
        within: Duration,
    ) -> Result<Sighting, SimError> {
        self.hub.wait_for(Some(&self.address), after, expected, within, Some(&self.claimed)).await
    }

    /// Does something of which a message comes.
    fn write(&self, deed: Deed) -> Result<String, SimError> {
        // Every deed that writes has one.
        Ok(self.perform(deed)?.unwrap_or_default())
    }

    /// Does something; answers the guid of the message that came of it.
    pub(crate) fn perform(&self, deed: Deed) -> Result<Option<String>, SimError> {
        self.act(|state, key| {
            let guid = deed.run(state, key, &self.address)?;
            state.did(key, &self.address, deed, guid.as_deref());
            Ok(guid)
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
        self.hub.unbroken()?;
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
}
