//! State as people see it.

use super::{ChatKey, State};
use crate::sighting::Sighting;
use crate::view::{BackgroundView, ConversationView, MessageView};

impl State {
    /// One conversation as its people see it.
    pub(crate) fn conversation(&self, key: &ChatKey) -> Option<ConversationView> {
        let chat = self.chats.get(key)?;
        Some(ConversationView {
            guid: key.1.clone(),
            line: self.lines.label(&key.0),
            group: chat.is_group(),
            name: chat.name.clone(),
            people: chat.people.clone(),
            background: chat.background.as_ref().map(|picture| BackgroundView {
                mime_type: picture.mime_type.to_owned(),
                size: picture.data.len(),
            }),
            agent_typing: chat.agent_typing,
            people_typing: chat.people_typing.iter().cloned().collect(),
            unread: chat.unread,
            contact_card_shared: chat.contact_card_shared,
            messages: chat
                .messages
                .iter()
                .filter_map(|guid| self.messages.get(guid))
                .map(|stored| {
                    MessageView::new(&stored.message, self.polls.get(&stored.message.guid))
                })
                .collect(),
        })
    }

    /// All conversations, oldest first.
    pub(crate) fn conversations(&self) -> Vec<ConversationView> {
        self.chats.keys().filter_map(|key| self.conversation(key)).collect()
    }

    /// The conversations in which a person takes part, or all.
    pub(crate) fn conversations_of(&self, person: Option<&str>) -> Vec<ConversationView> {
        let part = |key: &&ChatKey| person.is_none_or(|person| self.takes_part(key, person));
        self.chats.keys().filter(part).filter_map(|key| self.conversation(key)).collect()
    }

    /// The chats of that guid: one, or one on each line that knows it.
    pub(crate) fn chats_named(&self, guid: &str, line: Option<&str>) -> Vec<ChatKey> {
        self.chats
            .keys()
            .filter(|(of, name)| {
                name == guid && line.is_none_or(|line| self.lines.label(of) == line)
            })
            .cloned()
            .collect()
    }

    /// What a person can see after a number; everything, if no person is named.
    pub(crate) fn seen(&self, person: Option<&str>, after: u64) -> impl Iterator<Item = &Sighting> {
        self.sightings.from(after).filter(move |sighting| {
            person.is_none_or(|person| {
                let line = self.lines.find(&sighting.line);
                line.is_some_and(|line| self.takes_part(&(line, sighting.chat.clone()), person))
            })
        })
    }
}
