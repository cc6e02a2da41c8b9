//! Messages: sending, receiving, editing, taking back.

use prost::Message as _;
use prost_types::Timestamp;
use spectrum_imessage_wire::v1::message_change_event::Change as MessageChange;
use spectrum_imessage_wire::v1::{
    self, AttachmentInfo, Message, MessageChangeEvent, MessageContent, MessageEdited,
    MessageMention, MessageRead, MessageReceived, MessageTarget, MessageUnsent, ReplyTarget,
};

use super::chats::Author;
use super::{Change, ChatKey, LineId, State, Stored};
use crate::address;
use crate::bounds::CONTENT;
use crate::refusal::Refusal;
use crate::sighting::Seen;
use crate::view::MessageView;

/// Stands in the text where a file is.
pub(crate) const OBJECT: &str = "\u{fffc}";
/// Apple lets a text be replaced for 15 minutes, five times.
const EDIT_SECONDS: i64 = 15 * 60;
const EDITS: u32 = 5;
/// Apple lets a message be taken back for two minutes.
const UNSEND_SECONDS: i64 = 2 * 60;

/// A message before it has a guid.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) content: MessageContent,
    pub(crate) subject: Option<String>,
    pub(crate) reply_to: Option<ReplyTarget>,
    pub(crate) is_audio: bool,
    pub(crate) part_count: Option<i32>,
}

impl Draft {
    pub(crate) fn text(text: &str) -> Self {
        let content = MessageContent { text: Some(text.to_owned()), ..MessageContent::default() };
        Self { content, ..Self::default() }
    }

    pub(crate) fn file(info: AttachmentInfo) -> Self {
        let content = MessageContent {
            text: Some(OBJECT.to_owned()),
            attachments: vec![info],
            ..MessageContent::default()
        };
        Self { content, ..Self::default() }
    }
}

impl State {
    /// The agent sends.
    pub(crate) fn send(
        &mut self,
        line: &LineId,
        chat_guid: &str,
        draft: Draft,
    ) -> Result<Message, Refusal> {
        if let Some(effect) = &draft.content.expressive_send_style_id
            && !crate::effect::is_known(effect)
        {
            return Err(Refusal::invalid(format!("unknown effect {effect:?}")));
        }
        if draft.content.encoded_len() > CONTENT {
            return Err(Refusal::invalid(format!("a message may say {CONTENT} bytes")));
        }
        let key = self.chat_key(line, chat_guid)?;
        self.check_reply(&key, draft.reply_to.as_ref())?;
        let opens = !self.chats[&key].begun;
        self.quotas.spend(self.clock.today(), line, opens)?;
        // Messages hides the indicator once a message comes.
        self.chats[&key].agent_typing = false;
        let message = self.post(&key, Author::Agent, draft);
        let view = MessageView::new(&message, None);
        self.show(&key, Seen::Message { message: Box::new(view) });
        Ok(message)
    }

    /// A person writes.
    pub(crate) fn receive(
        &mut self,
        key: &ChatKey,
        person: &str,
        draft: Draft,
    ) -> Result<Message, Refusal> {
        self.check_reply(key, draft.reply_to.as_ref())?;
        let chat = &mut self.chats[key];
        chat.unread += 1;
        chat.people_typing.remove(person);
        Ok(self.post(key, Author::Person(person), draft))
    }

    fn post(&mut self, key: &ChatKey, author: Author<'_>, draft: Draft) -> Message {
        let mut message = self.new_message(key, author, draft.content);
        message.subject = draft.subject;
        message.is_audio_message = draft.is_audio;
        message.part_count = draft.part_count;
        if let Some(target) = draft.reply_to {
            let original = self.messages.get(&target.message_guid);
            let thread = original.and_then(|stored| stored.message.thread_originator_guid.clone());
            message.thread_originator_guid = thread.or_else(|| Some(target.message_guid.clone()));
            message.thread_originator_part = target.target_part_index.map(|part| part.to_string());
            message.reply_target_guid = Some(target.message_guid);
        }
        let chat = &mut self.chats[key];
        chat.begun = true;
        chat.messages.push_back(message.guid.clone());
        self.list_message(key, message.clone());
        let received = MessageReceived { message: Some(message.clone()) };
        self.emit_message(key, author, MessageChange::MessageReceived(received));
        message
    }

    pub(crate) fn new_message(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        content: MessageContent,
    ) -> Message {
        let own = author == Author::Agent;
        Message {
            guid: self.next_message_guid(),
            content: Some(content),
            date_created: Some(self.clock.now()),
            sender: if own { None } else { self.actor(&key.0, author) },
            is_from_me: own,
            is_sent: own,
            chat_guids: vec![key.1.clone()],
            ..Message::default()
        }
    }

    /// Keeps a message that stands in the conversation.
    pub(crate) fn list_message(&mut self, key: &ChatKey, message: Message) {
        self.keep(key, message, true);
    }

    /// Keeps one that does not: a reaction, a sticker.
    pub(crate) fn keep_message(&mut self, key: &ChatKey, message: Message) {
        self.keep(key, message, false);
    }

    fn keep(&mut self, key: &ChatKey, message: Message, listed: bool) {
        let (chat, number) = (key.clone(), self.message_order.next());
        self.enter(Stored { chat, message, listed, edits: 0, number, card_image: None });
    }

    pub(crate) fn emit_message(
        &mut self,
        key: &ChatKey,
        author: Author<'_>,
        change: MessageChange,
    ) {
        let event = MessageChangeEvent {
            chat_guid: key.1.clone(),
            occurred_at: Some(self.clock.now()),
            actor: self.actor(&key.0, author),
            is_from_me: author == Author::Agent,
            change: Some(change),
        };
        self.emit(key, author, Change::Message(Box::new(event)));
    }

    /// Events that lack what an event must have.
    pub(crate) fn emit_malformed(&mut self, key: &ChatKey, person: &str) {
        let author = Author::Person(person);
        let whole = self.new_message(key, author, Draft::text("malformed").content);
        let empty = Message { content: None, ..whole.clone() };
        let received =
            |message| MessageChange::MessageReceived(MessageReceived { message: Some(message) });
        let timeless = MessageChangeEvent {
            chat_guid: key.1.clone(),
            actor: self.actor(&key.0, author),
            change: Some(received(whole)),
            ..MessageChangeEvent::default()
        };
        self.emit(key, author, Change::Message(Box::new(timeless)));
        self.emit_message(key, author, received(empty));
    }

    fn check_reply(&self, key: &ChatKey, target: Option<&ReplyTarget>) -> Result<(), Refusal> {
        match target {
            Some(target) => self.message_of(key, &target.message_guid).map(|_| ()),
            None => Ok(()),
        }
    }

    /// The message with that guid, if it belongs to the chat.
    pub(crate) fn message_of(&self, key: &ChatKey, guid: &str) -> Result<&Stored, Refusal> {
        self.messages
            .get(guid)
            .filter(|stored| stored.chat == *key)
            .ok_or_else(|| Refusal::message_not_found(guid))
    }

    /// The chat and the message that a call means.
    pub(crate) fn target(
        &mut self,
        line: &LineId,
        target: Option<&MessageTarget>,
    ) -> Result<(ChatKey, String), Refusal> {
        let target = target.ok_or_else(|| Refusal::invalid("a target must be given"))?;
        let key = self.chat_key(line, &target.chat_guid)?;
        self.message_of(&key, &target.message_guid)?;
        Ok((key, target.message_guid.clone()))
    }

    /// A message that the agent may still change.
    fn own_target(
        &mut self,
        line: &LineId,
        target: Option<&MessageTarget>,
        within: i64,
    ) -> Result<(ChatKey, String), Refusal> {
        let (key, guid) = self.target(line, target)?;
        let message = &self.message_of(&key, &guid)?.message;
        if !message.is_from_me {
            return Err(Refusal::precondition("only own messages can be changed"));
        }
        if message.date_retracted.is_some() {
            return Err(Refusal::precondition("the message has been taken back"));
        }
        if self.age(message.date_created.as_ref()) > within {
            return Err(Refusal::precondition("the message is too old to be changed"));
        }
        Ok((key, guid))
    }

    pub(crate) fn edit(
        &mut self,
        line: &LineId,
        target: Option<&MessageTarget>,
        text: &str,
    ) -> Result<Message, Refusal> {
        if text.is_empty() {
            return Err(Refusal::invalid("text must not be empty"));
        }
        if text.len() > CONTENT {
            return Err(Refusal::invalid(format!("a message may say {CONTENT} bytes")));
        }
        let (key, guid) = self.own_target(line, target, EDIT_SECONDS)?;
        let message = self.replace_text(&key, &guid, Author::Agent, text)?;
        self.show(&key, Seen::Edit { message_guid: guid, text: text.to_owned() });
        Ok(message)
    }

    pub(crate) fn replace_text(
        &mut self,
        key: &ChatKey,
        guid: &str,
        author: Author<'_>,
        text: &str,
    ) -> Result<Message, Refusal> {
        let stored = self.messages.get_mut(guid).ok_or_else(|| Refusal::message_not_found(guid))?;
        if stored.edits >= EDITS {
            return Err(Refusal::precondition("the message has been edited too often"));
        }
        stored.edits += 1;
        let now = self.clock.now();
        let content = stored.message.content.get_or_insert_default();
        content.text = Some(text.to_owned());
        content.formatting.clear();
        stored.message.date_edited = Some(now);
        let message = stored.message.clone();
        let edited = MessageEdited {
            message_guid: guid.to_owned(),
            content: message.content.clone(),
            edited_at: Some(now),
        };
        self.emit_message(key, author, MessageChange::MessageEdited(edited));
        Ok(message)
    }

    pub(crate) fn unsend(
        &mut self,
        line: &LineId,
        target: Option<&MessageTarget>,
    ) -> Result<(), Refusal> {
        let (key, guid) = self.own_target(line, target, UNSEND_SECONDS)?;
        self.retract(&key, &guid, Author::Agent)?;
        self.show(&key, Seen::Unsend { message_guid: guid });
        Ok(())
    }

    pub(crate) fn retract(
        &mut self,
        key: &ChatKey,
        guid: &str,
        author: Author<'_>,
    ) -> Result<(), Refusal> {
        let stored = self.messages.get_mut(guid).ok_or_else(|| Refusal::message_not_found(guid))?;
        let now = self.clock.now();
        stored.message.content = Some(MessageContent::default());
        stored.message.date_retracted = Some(now);
        let unsent = MessageUnsent { message_guid: guid.to_owned(), retracted_at: Some(now) };
        self.emit_message(key, author, MessageChange::MessageUnsent(unsent));
        Ok(())
    }

    /// A person has read a message of the agent.
    pub(crate) fn person_reads(
        &mut self,
        key: &ChatKey,
        person: &str,
        guid: &str,
    ) -> Result<(), Refusal> {
        self.message_of(key, guid)?;
        let now = self.clock.now();
        if let Some(stored) = self.messages.get_mut(guid) {
            stored.message.date_read = Some(now);
            stored.message.is_delivered = true;
        }
        let read = MessageRead { message_guid: guid.to_owned(), read_at: Some(now) };
        self.emit_message(key, Author::Person(person), MessageChange::MessageRead(read));
        Ok(())
    }

    /// Joins parts to one content: texts with their runs and mentions, and a placeholder for each
    /// file.
    pub(crate) fn joined(&self, parts: &[v1::MessagePart]) -> Result<MessageContent, Refusal> {
        let mut content = MessageContent::default();
        let mut text = String::new();
        for part in parts {
            let start = utf16_len(&text);
            if part.attachment.is_some() {
                content.attachments.push(self.referred_file(part.attachment.as_ref())?);
                text.push_str(OBJECT);
                continue;
            }
            let piece = part.text.as_deref().unwrap_or_default();
            if piece.is_empty() {
                return Err(Refusal::invalid("a part needs a text or an attachment"));
            }
            if let Some(address) = &part.mentioned_address {
                let length = utf16_len(piece);
                content.mentions.push(MessageMention { address: address.clone(), start, length });
            }
            content.formatting.extend(part.formatting.iter().cloned().map(|mut run| {
                run.start += start;
                run
            }));
            text.push_str(piece);
        }
        content.text = Some(text);
        Ok(content)
    }

    /// Whether the chat is one in which the person takes part.
    pub(crate) fn takes_part(&self, key: &ChatKey, person: &str) -> bool {
        self.chats.get(key).is_some_and(|chat| chat.people.iter().any(|one| one == person))
    }

    /// The chat in which a person writes: the one named, else the one with that person alone.
    pub(crate) fn chat_of_person(
        &mut self,
        line: &LineId,
        person: &str,
        chat: Option<&str>,
    ) -> Result<ChatKey, Refusal> {
        if !address::is_address(person) {
            return Err(Refusal::invalid(format!(
                "{person:?} is neither a phone number nor an e-mail address"
            )));
        }
        let key = match chat {
            Some(guid) => self.chat_there(line, guid)?,
            None => self.chat_key(line, &address::direct_guid(person))?,
        };
        match self.takes_part(&key, person) {
            true => Ok(key),
            false => Err(Refusal::precondition(format!("{person} takes no part in {}", key.1))),
        }
    }

    fn age(&self, since: Option<&Timestamp>) -> i64 {
        since.map_or(0, |since| self.clock.now().seconds - since.seconds)
    }
}

fn utf16_len(text: &str) -> i32 {
    i32::try_from(text.encode_utf16().count()).unwrap_or(i32::MAX)
}
