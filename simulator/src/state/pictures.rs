//! Pictures of conversations: backgrounds, and how much all of them may take.

use bytes::Bytes;
use spectrum_imessage_wire::v1::chat_change_event::Change as ChatChange;
use spectrum_imessage_wire::v1::{ChatBackgroundChanged, ChatBackgroundRemoved};

use super::chats::Author;
use super::{ChatKey, LineId, State};
use crate::address::ChatName;
use crate::media;
use crate::refusal::Refusal;
use crate::sighting::Seen;
use crate::view::BackgroundView;

/// A picture with its type by content.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) data: Bytes,
    pub(crate) mime_type: &'static str,
    /// Tells it from the next one in the same place.
    pub(crate) id: u64,
}

impl State {
    pub(crate) fn set_background(
        &mut self,
        line: &LineId,
        guid: &str,
        data: Bytes,
    ) -> Result<(), Refusal> {
        let mime_type = background_type(&data)?;
        let key = self.chat_key(line, guid)?;
        let view = BackgroundView { mime_type: mime_type.to_owned(), size: data.len() };
        let before = self.chats[&key].background.clone();
        let picture = self.picture(data, mime_type, before.as_ref())?;
        self.chats[&key].background = Some(picture);
        self.note(&key, Author::Agent, "background_set", Vec::new());
        self.emit_chat(
            &key,
            Author::Agent,
            ChatChange::BackgroundChanged(ChatBackgroundChanged {}),
        );
        self.show(&key, Seen::Background { background: Some(view) });
        Ok(())
    }

    pub(crate) fn remove_background(&mut self, line: &LineId, guid: &str) -> Result<(), Refusal> {
        let key = self.chat_key(line, guid)?;
        self.chats[&key].background = None;
        self.note(&key, Author::Agent, "background_cleared", Vec::new());
        self.emit_chat(
            &key,
            Author::Agent,
            ChatChange::BackgroundRemoved(ChatBackgroundRemoved {}),
        );
        self.show(&key, Seen::Background { background: None });
        Ok(())
    }

    pub(crate) fn has_background(&self, line: &LineId, guid: &str) -> Result<bool, Refusal> {
        let key = (line.clone(), ChatName::parse(guid)?.guid());
        Ok(self.chats.get(&key).is_some_and(|chat| chat.background.is_some()))
    }

    /// A person sets the background, or clears it.
    pub(crate) fn person_sets_background(
        &mut self,
        key: &ChatKey,
        person: &str,
        data: Option<Bytes>,
    ) -> Result<(), Refusal> {
        let author = Author::Person(person);
        let Some(data) = data else {
            self.chats[key].background = None;
            self.note(key, author, "background_cleared", Vec::new());
            self.emit_chat(key, author, ChatChange::BackgroundRemoved(ChatBackgroundRemoved {}));
            return Ok(());
        };
        let mime_type = background_type(&data)?;
        let before = self.chats[key].background.clone();
        let picture = self.picture(data, mime_type, before.as_ref())?;
        self.chats[key].background = Some(picture);
        self.note(key, author, "background_set", Vec::new());
        self.emit_chat(key, author, ChatChange::BackgroundChanged(ChatBackgroundChanged {}));
        Ok(())
    }

    /// Makes a picture in the place of another one, if all of them together still fit.
    pub(super) fn picture(
        &mut self,
        data: Bytes,
        mime_type: &'static str,
        instead: Option<&Picture>,
    ) -> Result<Picture, Refusal> {
        let size = |picture: Option<&Picture>| picture.map_or(0, |picture| picture.data.len());
        let all = self.chats.values();
        let sum: usize =
            all.map(|one| size(one.background.as_ref()) + size(one.icon.as_ref())).sum();
        if sum - size(instead) + data.len() > self.bounds.pictures {
            let limit = self.bounds.pictures;
            return Err(Refusal::exhausted(format!("pictures of {limit} bytes are kept")));
        }
        Ok(Picture { data, mime_type, id: self.next_picture() })
    }
}

fn background_type(data: &[u8]) -> Result<&'static str, Refusal> {
    media::background_mime(data)
        .ok_or_else(|| Refusal::invalid("a background must be a JPEG, PNG, HEIC or HEIF picture"))
}
