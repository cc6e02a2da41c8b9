//! What is forgotten, so that the rest fits.

use prost::Message as _;

use super::{State, Stored};

impl State {
    /// Gives a message its weight anew, since it may have grown, and forgets the oldest ones if all
    /// of them are too heavy now.
    pub(super) fn reweigh(&mut self, guid: &str) {
        let Some(stored) = self.messages.get(guid) else {
            return;
        };
        let (number, weight) = (stored.number, self.weight(stored));
        for oldest in self.message_order.weigh(number, weight) {
            self.forget_message(&oldest);
        }
    }

    /// Puts a new message into the order in which they are forgotten.
    pub(super) fn enter(&mut self, stored: Stored) {
        let guid = stored.message.guid.clone();
        let weight = self.weight(&stored);
        self.messages.insert(guid.clone(), stored);
        for oldest in self.message_order.push(guid, weight) {
            self.forget_message(&oldest);
        }
    }

    pub(super) fn weight(&self, stored: &Stored) -> usize {
        let poll = self.polls.get(&stored.message.guid).map_or(0, prost::Message::encoded_len);
        let image = stored.card_image.as_ref().map_or(0, bytes::Bytes::len);
        // Structs take more than their encoding.
        256 + 2 * (stored.message.encoded_len() + poll) + image
    }

    fn forget_message(&mut self, guid: &str) {
        self.polls.remove(guid);
        let Some(stored) = self.messages.remove(guid) else {
            return;
        };
        let Some(chat) = self.chats.get_mut(&stored.chat) else {
            return;
        };
        if chat.messages.front().is_some_and(|first| first == guid) {
            chat.messages.pop_front();
            chat.forgotten += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use spectrum_imessage_wire::v1::MessageTarget;

    use super::super::{ChatKey, Draft, LineId};
    use super::*;
    use crate::bounds::{Bounds, Kept};
    use crate::config::Config;

    const CHAT: &str = "any;-;+15551230001";

    fn state(bounds: Bounds) -> (State, LineId, ChatKey) {
        let line = LineId::new("shared");
        let key = (line.clone(), CHAT.to_owned());
        (State::new(&Config { bounds, ..Config::default() }), line, key)
    }

    fn texts(state: &State, key: &ChatKey) -> Vec<String> {
        let view = state.conversation(key).expect("a conversation");
        view.messages.into_iter().map(|message| message.text).collect()
    }

    #[test]
    fn the_oldest_messages_are_forgotten() {
        let messages = Kept { number: 2, bytes: usize::MAX };
        let (mut state, line, key) = state(Bounds { messages, ..Bounds::default() });
        for text in ["1", "2", "3"] {
            state.send(&line, CHAT, Draft::text(text)).expect("sent");
        }
        assert_eq!(texts(&state, &key), ["2", "3"]);
        assert_eq!(state.messages.len(), 2);
        assert_eq!(state.page_chat(&key).map(|chat| chat.count()), Some(3));
    }

    #[test]
    fn a_message_that_grows_makes_others_go() {
        let messages = Kept { number: 10, bytes: 3_000 };
        let (mut state, line, key) = state(Bounds { messages, ..Bounds::default() });
        state.send(&line, CHAT, Draft::text("old")).expect("sent");
        let sent = state.send(&line, CHAT, Draft::text("new")).expect("sent");
        let target = MessageTarget {
            chat_guid: CHAT.into(),
            message_guid: sent.guid,
            target_part_index: None,
        };
        let long = "x".repeat(1_500);
        state.edit(&line, Some(&target), &long).expect("edited");
        assert_eq!(texts(&state, &key), [long]);
    }

    #[test]
    fn events_and_files_are_bounded_by_their_bytes() {
        let events = Kept { number: usize::MAX, bytes: 4_000 };
        let files = Kept { number: 10, bytes: 2_500 };
        let (mut state, line, _) = state(Bounds { events, files, ..Bounds::default() });
        for _ in 0..50 {
            state.send(&line, CHAT, Draft::text(&"x".repeat(500))).expect("sent");
        }
        assert_eq!(state.log.head(), 50);
        assert!(state.log.after(&line, 0).is_none(), "the first are forgotten");
        let newest = state.log.after(&line, 49).expect("the newest is there");
        assert_eq!(newest.iter().map(|event| event.sequence).collect::<Vec<_>>(), [50]);

        let keep = |state: &mut State| {
            let data = Bytes::from_static(&[0; 100]);
            state.keep_file("a.bin", data, None, true).map(|file| file.info.guid)
        };
        let first = keep(&mut state).expect("kept");
        for _ in 0..2 {
            keep(&mut state).expect("kept");
        }
        assert_eq!(state.attachments.len(), 2);
        assert!(state.file(&first).is_err());
    }

    #[test]
    fn conversations_and_pictures_are_refused_when_there_are_too_many() {
        let (mut state, line, key) = state(Bounds { chats: 1, pictures: 10, ..Bounds::default() });
        let png = |length: usize| {
            let head = b"\x89PNG\r\n\x1a\n".to_vec();
            Bytes::from(
                head.into_iter().chain(std::iter::repeat(0)).take(length).collect::<Vec<_>>(),
            )
        };
        state.set_background(&line, CHAT, png(10)).expect("it fits");
        state.set_background(&line, CHAT, png(9)).expect("in the place of the other");
        let refused = state.set_background(&line, CHAT, png(11)).expect_err("too large");
        assert_eq!(refused.status, tonic::Code::ResourceExhausted);
        assert_eq!(state.chats[&key].background.as_ref().map(|one| one.data.len()), Some(9));
        state.chat_key(&line, CHAT).expect("known");
        let refused = state.chat_key(&line, "any;-;+15551230002").expect_err("one too many");
        assert_eq!(refused.status, tonic::Code::ResourceExhausted);
    }
}
