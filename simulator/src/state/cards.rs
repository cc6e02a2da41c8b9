//! Mini-app cards.

use bytes::Bytes;
use spectrum_imessage_wire::v1::message_change_event::Change as MessageChange;
use spectrum_imessage_wire::v1::{
    Message, MessageContent, MessageEdited, MessageResponse, MiniAppCardSession, MiniAppContent,
    MiniAppLayout, MiniAppLayoutInfo,
};

use super::chats::Author;
use super::{Draft, LineId, State};
use crate::refusal::Refusal;
use crate::sighting::Seen;

/// What a card shows and opens.
pub(crate) struct Card {
    pub(crate) team_id: String,
    pub(crate) extension_bundle_id: String,
    pub(crate) app_name: String,
    pub(crate) url: String,
    pub(crate) layout: Option<MiniAppLayout>,
    pub(crate) app_store_id: Option<i64>,
    pub(crate) live: bool,
}

impl Card {
    fn check(&self) -> Result<(), Refusal> {
        let needed = [
            ("team_id", &self.team_id),
            ("extension_bundle_id", &self.extension_bundle_id),
            ("app_name", &self.app_name),
            ("url", &self.url),
        ];
        if let Some((name, _)) = needed.iter().find(|(_, value)| value.is_empty()) {
            return Err(Refusal::invalid(format!("{name} must not be empty")));
        }
        let team_letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if self.team_id.len() != 10 || !self.team_id.bytes().all(team_letter) {
            return Err(Refusal::invalid("team_id must have 10 capital letters and digits"));
        }
        if self.extension_bundle_id.contains(':') {
            return Err(Refusal::invalid("extension_bundle_id must not contain a colon"));
        }
        let host = ["http://", "https://"].iter().find_map(|scheme| self.url.strip_prefix(scheme));
        if host.is_none_or(|host| host.is_empty() || host.starts_with('/')) {
            return Err(Refusal::invalid("url must be an absolute HTTP or HTTPS URL"));
        }
        if self.app_store_id.is_some_and(|id| id <= 0) {
            return Err(Refusal::invalid("app_store_id must be positive"));
        }
        self.layout.as_ref().map_or_else(|| check_layout(&MiniAppLayout::default()), check_layout)
    }

    fn image(&self) -> Option<Bytes> {
        self.layout.as_ref()?.image.clone()
    }

    fn content(self, session_id: &str) -> MessageContent {
        let bundle = format!(
            "com.apple.messages.MSMessageExtensionBalloonPlugin:{}:{}",
            self.team_id, self.extension_bundle_id
        );
        let layout = self.layout.map(|layout| MiniAppLayoutInfo {
            caption: layout.caption,
            subcaption: layout.subcaption,
            trailing_caption: layout.trailing_caption,
            trailing_subcaption: layout.trailing_subcaption,
            image_title: layout.image_title,
            image_subtitle: layout.image_subtitle,
            summary: layout.summary,
        });
        MessageContent {
            balloon_bundle_id: Some(bundle),
            mini_app: Some(MiniAppContent {
                team_id: self.team_id,
                extension_bundle_id: self.extension_bundle_id,
                app_name: Some(self.app_name),
                url: Some(self.url),
                session_id: Some(session_id.to_owned()),
                app_store_id: self.app_store_id,
                live: self.live,
                layout,
            }),
            ..MessageContent::default()
        }
    }
}

impl State {
    pub(crate) fn send_card(
        &mut self,
        line: &LineId,
        chat_guid: &str,
        card: Card,
    ) -> Result<MessageResponse, Refusal> {
        card.check()?;
        let image = card.image();
        let session_id = self.next_session_id();
        let draft = Draft { content: card.content(&session_id), ..Draft::default() };
        let message = self.send(line, chat_guid, draft)?;
        if let Some(stored) = self.messages.get_mut(&message.guid) {
            stored.card_image = image;
        }
        let session = session(&message, chat_guid, session_id, message.guid.clone());
        Ok(MessageResponse { message: Some(message), mini_app_card_session: Some(session) })
    }

    /// Replaces what a card shows, in its place.
    pub(crate) fn update_card(
        &mut self,
        line: &LineId,
        known: MiniAppCardSession,
        card: Card,
    ) -> Result<MessageResponse, Refusal> {
        card.check()?;
        let key = self.known_chat(line, &known.chat_guid)?;
        self.message_of(&key, &known.target_message_guid)?;
        let Some(stored) = self.messages.get_mut(&known.target_message_guid) else {
            return Err(Refusal::message_not_found(&known.target_message_guid));
        };
        let current = stored.message.content.as_ref().and_then(|content| content.mini_app.as_ref());
        if current.and_then(|card| card.session_id.as_ref()) != Some(&known.session_id) {
            return Err(Refusal::precondition("the session does not belong to this card"));
        }
        let url = card.url.clone();
        stored.card_image = card.image();
        let now = self.clock.now();
        stored.message.content = Some(card.content(&known.session_id));
        stored.message.date_edited = Some(now);
        let message = stored.message.clone();
        let edited = MessageEdited {
            message_guid: message.guid.clone(),
            content: message.content.clone(),
            edited_at: Some(now),
        };
        self.emit_message(&key, Author::Agent, MessageChange::MessageEdited(edited));
        self.show(&key, Seen::Edit { message_guid: message.guid.clone(), text: url });
        let session =
            session(&message, &known.chat_guid, known.session_id, known.target_message_guid);
        Ok(MessageResponse { message: Some(message), mini_app_card_session: Some(session) })
    }
}

/// A layout shows something, and its image has what belongs to it.
fn check_layout(layout: &MiniAppLayout) -> Result<(), Refusal> {
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let image = layout.image.as_ref().filter(|image| !image.is_empty());
    let captions = [
        &layout.caption,
        &layout.subcaption,
        &layout.trailing_caption,
        &layout.trailing_subcaption,
    ];
    if image.is_none() && !captions.into_iter().any(given) {
        return Err(Refusal::invalid("the layout must show a caption or an image"));
    }
    if image.is_some() != given(&layout.image_title) {
        return Err(Refusal::invalid("image and image_title must be set together"));
    }
    if image.is_none() && given(&layout.image_subtitle) {
        return Err(Refusal::invalid("image_subtitle needs an image"));
    }
    match image {
        Some(image) if !image.starts_with(&[0xff, 0xd8, 0xff]) => {
            Err(Refusal::invalid("the image of a card must be a JPEG"))
        }
        _ => Ok(()),
    }
}

fn session(
    message: &Message,
    chat_guid: &str,
    session_id: String,
    target_message_guid: String,
) -> MiniAppCardSession {
    MiniAppCardSession {
        message_guid: message.guid.clone(),
        chat_guid: chat_guid.to_owned(),
        session_id,
        target_message_guid,
    }
}
