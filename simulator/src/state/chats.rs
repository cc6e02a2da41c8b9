//! Conversations: how they come to be, and what belongs to the conversation as a whole.

use std::collections::{BTreeSet, VecDeque};

use prost_types::Timestamp;
use spectrum_imessage_wire::v1::chat_change_event::Change as ChatChange;
use spectrum_imessage_wire::v1::{
    self, ChatArchived, ChatChangeEvent, ChatMarkedRead, ChatServiceType, ChatUnarchived,
    SingleServiceAddressInfo,
};

use super::notes::Notes;
use super::{Change, ChatKey, LineId, Picture, State};
use crate::address::{self, ChatName};
use crate::bounds::{NAME, PEOPLE};
use crate::refusal::Refusal;
use crate::sighting::Seen;

/// One conversation of one line.
#[derive(Default)]
pub(crate) struct Chat {
    pub(crate) group_id: Option<String>,
    pub(crate) name: Option<String>,
    /// The people, without the line itself.
    pub(crate) people: Vec<String>,
    /// Guids of the messages, oldest first; reactions are not among them.
    pub(crate) messages: VecDeque<String>,
    /// How many older ones are forgotten.
    pub(crate) forgotten: usize,
    pub(crate) background: Option<Picture>,
    pub(crate) icon: Option<Picture>,
    pub(crate) agent_typing: bool,
    pub(crate) people_typing: BTreeSet<String>,
    pub(crate) unread: i32,
    pub(crate) contact_card_shared: bool,
    /// Whether anybody has written: only a first message by the agent opens a conversation.
    pub(crate) begun: bool,
    /// A group that the line has left: it sees nothing of it any more.
    pub(crate) agent_left: bool,
    pub(crate) archived: bool,
    /// The newest message when the agent marked the conversation as read, and when that was.
    pub(crate) agent_read: Option<(String, Timestamp)>,
    pub(crate) notes: Notes,
}

impl Chat {
    pub(crate) fn is_group(&self) -> bool {
        self.group_id.is_some()
    }
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author<'a> {
    Agent,
    Person(&'a str),
}

impl State {
    /// How an event names who caused it. Nobody outside knows the numbers of the shared pool.
    pub(crate) fn actor(
        &self,
        line: &LineId,
        author: Author<'_>,
    ) -> Option<SingleServiceAddressInfo> {
        match author {
            Author::Agent => self.lines.phone(line).map(address::info),
            Author::Person(person) => Some(address::info(person)),
        }
    }

    /// The chat of that guid. A conversation with an address is there as soon as it is spoken of; a
    /// group must exist.
    pub(crate) fn chat_key(&mut self, line: &LineId, guid: &str) -> Result<ChatKey, Refusal> {
        let name = ChatName::parse(guid)?;
        let key = (line.clone(), name.guid());
        if !self.chats.contains_key(&key) {
            let ChatName::Direct(person) = name else {
                return Err(Refusal::chat_not_found(guid));
            };
            self.room_for_chat()?;
            let chat = Chat { people: vec![person], ..Chat::default() };
            self.chats.insert(key.clone(), chat);
            self.touch(&key, None);
        }
        if self.chats[&key].agent_left {
            return Err(Refusal::chat_not_found(guid));
        }
        Ok(key)
    }

    /// The chat of that guid, if there is one that the agent sees.
    pub(crate) fn known_chat(&self, line: &LineId, guid: &str) -> Result<ChatKey, Refusal> {
        let key = self.chat_there(line, guid)?;
        match self.chats[&key].agent_left {
            true => Err(Refusal::chat_not_found(guid)),
            false => Ok(key),
        }
    }

    /// The chat of that guid, whether or not the agent still takes part in it.
    pub(crate) fn chat_there(&self, line: &LineId, guid: &str) -> Result<ChatKey, Refusal> {
        let key = (line.clone(), ChatName::parse(guid)?.guid());
        match self.chats.contains_key(&key) {
            true => Ok(key),
            false => Err(Refusal::chat_not_found(guid)),
        }
    }

    /// The conversation with these addresses: a direct one for a single address, else a new group.
    pub(crate) fn create_chat(
        &mut self,
        line: &LineId,
        addresses: &[String],
    ) -> Result<ChatKey, Refusal> {
        if addresses.is_empty() {
            return Err(Refusal::invalid("addresses must not be empty"));
        }
        if let Some(bad) = addresses.iter().find(|text| !address::is_address(text)) {
            return Err(Refusal::invalid(format!(
                "{bad:?} is neither a phone number nor an e-mail address"
            )));
        }
        if let [person] = addresses {
            return self.chat_key(line, &address::direct_guid(person));
        }
        if line.is_shared() {
            return Err(Refusal::unsupported("a group cannot be created on a shared line"));
        }
        self.new_group(line, addresses.to_vec(), None)
    }

    pub(crate) fn new_group(
        &mut self,
        line: &LineId,
        people: Vec<String>,
        name: Option<String>,
    ) -> Result<ChatKey, Refusal> {
        self.room_for_chat()?;
        if people.len() > PEOPLE {
            return Err(Refusal::invalid(format!("a group may have {PEOPLE} people")));
        }
        if name.as_ref().is_some_and(|name| name.len() > NAME) {
            return Err(Refusal::invalid(format!("a name may have {NAME} bytes")));
        }
        let id = self.next_group_id();
        let key = (line.clone(), ChatName::Group(id.clone()).guid());
        let chat = Chat { group_id: Some(id), name, people, ..Chat::default() };
        self.chats.insert(key.clone(), chat);
        self.touch(&key, None);
        Ok(key)
    }

    fn room_for_chat(&self) -> Result<(), Refusal> {
        match self.chats.len() < self.bounds.chats {
            true => Ok(()),
            false => {
                Err(Refusal::exhausted(format!("{} conversations are kept", self.bounds.chats)))
            }
        }
    }

    /// The conversation in the shape of the wire.
    pub(crate) fn wire_chat(&self, key: &ChatKey) -> v1::Chat {
        let chat = &self.chats[key];
        let line =
            if chat.is_group() && !chat.agent_left { self.lines.phone(&key.0) } else { None };
        v1::Chat {
            guid: key.1.clone(),
            chat_identifier: key.1.splitn(3, ';').nth(2).map(str::to_owned),
            group_id: chat.group_id.clone(),
            display_name: chat.name.clone(),
            is_group: chat.is_group(),
            is_archived: chat.archived,
            service: ChatServiceType::Imessage as i32,
            unread_count: Some(chat.unread),
            participants: chat
                .people
                .iter()
                .map(String::as_str)
                .chain(line)
                .map(address::info)
                .collect(),
            last_message: chat
                .messages
                .back()
                .and_then(|guid| Some(self.messages.get(guid)?.message.clone())),
            ..v1::Chat::default()
        }
    }

    pub(crate) fn chat_count(&self, line: &LineId, archived_too: bool) -> i64 {
        let counts = |chat: &Chat| !chat.agent_left && (archived_too || !chat.archived);
        let count = self.chats.iter().filter(|((of, _), chat)| of == line && counts(chat)).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// Whoever owns the line puts a conversation into the archive, or takes it out again.
    pub(crate) fn archive(&mut self, key: &ChatKey, on: bool) {
        self.chats[key].archived = on;
        let change = match on {
            true => ChatChange::Archived(ChatArchived {}),
            false => ChatChange::Unarchived(ChatUnarchived {}),
        };
        self.emit_chat(key, Author::Agent, change);
    }

    pub(crate) fn mark_read(&mut self, line: &LineId, guid: &str) -> Result<(), Refusal> {
        let key = self.chat_key(line, guid)?;
        let chat = &mut self.chats[&key];
        chat.unread = 0;
        chat.agent_read = chat.messages.back().map(|newest| (newest.clone(), self.clock.now()));
        self.emit_chat(&key, Author::Agent, ChatChange::MarkedRead(ChatMarkedRead {}));
        self.show(&key, Seen::Read);
        Ok(())
    }

    pub(crate) fn share_contact_card(&mut self, line: &LineId, guid: &str) -> Result<(), Refusal> {
        let key = self.chat_key(line, guid)?;
        self.chats[&key].contact_card_shared = true;
        self.note(&key, Author::Agent, "contact_card", Vec::new());
        self.show(&key, Seen::ContactCard);
        Ok(())
    }

    pub(crate) fn set_typing(
        &mut self,
        line: &LineId,
        guid: &str,
        on: bool,
    ) -> Result<(), Refusal> {
        let key = self.chat_key(line, guid)?;
        self.chats[&key].agent_typing = on;
        self.show(&key, Seen::Typing { on });
        Ok(())
    }

    pub(super) fn emit_chat(&mut self, key: &ChatKey, author: Author<'_>, change: ChatChange) {
        let event = ChatChangeEvent {
            chat_guid: key.1.clone(),
            occurred_at: Some(self.clock.now()),
            actor: self.actor(&key.0, author),
            is_from_me: author == Author::Agent,
            change: Some(change),
        };
        self.emit(key, author, Change::Chat(event));
    }

    // What people do.

    /// A person begins or stops typing. The service tells nobody; the conversation shows it.
    pub(crate) fn person_types(&mut self, key: &ChatKey, person: &str, on: bool) {
        let typing = &mut self.chats[key].people_typing;
        if on {
            typing.insert(person.to_owned());
        } else {
            typing.remove(person);
        }
        self.touch(key, None);
    }
}
