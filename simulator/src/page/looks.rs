//! How conversations and messages look to the page: what tests see of them, and some more.

use prost_types::Timestamp;
use serde::Serialize;

use crate::clock;
use crate::state::{ChatKey, Note, State, Stored};
use crate::view::{BackgroundView, MessageView};

/// Characters of a text that the page shows.
const LONGEST: usize = 50_000;

/// A message.
#[derive(Serialize)]
pub(crate) struct Message {
    #[serde(flatten)]
    view: MessageView,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<Card>,
    /// When the person read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_at: Option<String>,
    /// When it got what it says or shows now.
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Mention>,
    /// Whether a Focus was told of it all the same.
    notified: bool,
    /// Animations of pieces of the text: name, start, length in UTF-16 units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    animations: Vec<(String, i32, i32)>,
    /// Whether one of its pictures has a video that belongs to it.
    live_photo: bool,
}

#[derive(Serialize)]
struct Mention {
    address: String,
    start: i32,
    length: i32,
}

/// What a mini-app card shows.
#[derive(Serialize)]
struct Card {
    app_name: Option<String>,
    live: bool,
    has_image: bool,
    caption: Option<String>,
    subcaption: Option<String>,
    trailing_caption: Option<String>,
    trailing_subcaption: Option<String>,
    image_title: Option<String>,
    image_subtitle: Option<String>,
    summary: Option<String>,
}

/// A conversation without its messages.
#[derive(Serialize)]
pub(crate) struct Chat<'a> {
    guid: &'a str,
    line: String,
    group: bool,
    name: Option<&'a str>,
    people: &'a [String],
    background: Option<BackgroundView>,
    /// Tells a background from the next one.
    background_id: Option<u64>,
    icon_id: Option<u64>,
    agent_typing: bool,
    people_typing: Vec<&'a str>,
    agent_left: bool,
    contact_card_shared: bool,
    /// How many messages there ever were; the page gets the newest.
    count: usize,
    agent_read: Option<Read<'a>>,
    notes: Vec<&'a Note>,
}

/// Up to where the agent has read, and when it said so.
#[derive(Serialize)]
struct Read<'a> {
    message: &'a str,
    date: String,
}

impl Chat<'_> {
    /// How many messages there ever were.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

impl State {
    /// A message as the page shows it.
    pub(crate) fn page_message(&self, guid: &str) -> Option<Message> {
        let stored = self.messages.get(guid)?;
        let message = &stored.message;
        let content = message.content.clone().unwrap_or_default();
        let has_video = content.attachments.iter().any(|file| {
            self.attachments.get(&file.guid).is_some_and(|stored| stored.companion.is_some())
        });
        Some(Message {
            view: shortened(MessageView::new(message, self.polls.get(guid))),
            card: card(stored),
            read_at: message.date_read.as_ref().map(clock::text),
            edited_at: message.date_edited.as_ref().map(clock::text),
            mentions: content
                .mentions
                .into_iter()
                .map(|one| Mention { address: one.address, start: one.start, length: one.length })
                .collect(),
            notified: message.did_notify_recipient,
            animations: content
                .formatting
                .into_iter()
                .filter_map(|run| Some((run.effect_name?, run.start, run.length)))
                .collect(),
            live_photo: has_video,
        })
    }

    /// A conversation as the page shows it.
    pub(crate) fn page_chat<'a>(&'a self, key: &'a ChatKey) -> Option<Chat<'a>> {
        let chat = self.chats.get(key)?;
        let read = |(message, at): &'a (String, Timestamp)| Read { message, date: clock::text(at) };
        Some(Chat {
            guid: &key.1,
            line: self.lines.label(&key.0),
            group: chat.is_group(),
            name: chat.name.as_deref(),
            people: &chat.people,
            background: chat.background.as_ref().map(|picture| BackgroundView {
                mime_type: picture.mime_type.to_owned(),
                size: picture.data.len(),
            }),
            background_id: chat.background.as_ref().map(|picture| picture.id),
            icon_id: chat.icon.as_ref().map(|picture| picture.id),
            agent_typing: chat.agent_typing,
            people_typing: chat.people_typing.iter().map(String::as_str).collect(),
            agent_left: chat.agent_left,
            contact_card_shared: chat.contact_card_shared,
            count: chat.forgotten + chat.messages.len(),
            agent_read: chat.agent_read.as_ref().map(read),
            notes: chat.notes.iter().collect(),
        })
    }
}

/// A text of a length that a browser can show.
fn shortened(mut view: MessageView) -> MessageView {
    if let Some((end, _)) = view.text.char_indices().nth(LONGEST) {
        view.text.truncate(end);
        view.text.push_str(" …");
    }
    view
}

fn card(stored: &Stored) -> Option<Card> {
    let app = stored.message.content.as_ref()?.mini_app.clone()?;
    let layout = app.layout.unwrap_or_default();
    Some(Card {
        app_name: app.app_name,
        live: app.live,
        has_image: stored.card_image.is_some(),
        caption: layout.caption,
        subcaption: layout.subcaption,
        trailing_caption: layout.trailing_caption,
        trailing_subcaption: layout.trailing_subcaption,
        image_title: layout.image_title,
        image_subtitle: layout.image_subtitle,
        summary: layout.summary,
    })
}
