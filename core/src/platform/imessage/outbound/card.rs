//! Mini-app cards.

use spectrum_imessage_wire::{methods, v1};

use super::{Outgoing, preview, unsupported};
use crate::content::{App, CardLayout, CardSession, Content, MiniApp};
use crate::error::Result;
use crate::message::Message;

/// The extension that draws links as cards.
const APP_NAME: &str = "Spectrum";
const APP_STORE_ID: i64 = 6_777_616_651;
const EXTENSION: &str = "codes.photon.Spectrum.MessagesExtension";
const TEAM: &str = "P8XT6232SL";

impl Outgoing<'_> {
    pub(super) async fn card(mut self, card: MiniApp) -> Result<Message> {
        let shown = card.clone();
        let request = send_card(self.chat_guid.clone(), card, self.client_message_id());
        let answer = self
            .deliver(self.call(), request, methods::message::SEND_CUSTOMIZED_MINI_APP_MESSAGE)
            .await?;
        let session = answer.mini_app_card_session.clone().map(card_session);
        let message = self.sent(answer, Content::MiniApp(Box::new(shown)))?;
        message.set_card_session(session);
        Ok(message)
    }

    /// What identifies a sent card.
    pub(super) fn card_session(&self, target: &Message) -> Result<CardSession> {
        let unknown = || unsupported("edit", Some("this message is no card that was sent here"));
        target.card_session().ok_or_else(unknown)
    }

    /// Shows another card in place of a sent one.
    pub(super) async fn update_card(&mut self, target: &Message, card: MiniApp) -> Result<()> {
        let known = self.card_session(target)?;
        let request = replace_card(known, card, self.client_message_id());
        let answer = self
            .deliver(self.call(), request, methods::message::UPDATE_CUSTOMIZED_MINI_APP_MESSAGE)
            .await?;
        if let Some(newer) = answer.mini_app_card_session {
            target.set_card_session(Some(card_session(newer)));
        }
        Ok(())
    }
}

/// The card of a link: what the page says of itself, else its host.
pub(super) async fn card_of(app: App) -> MiniApp {
    let layout: CardLayout = preview::layout(&app.url).await;
    MiniApp {
        app_name: APP_NAME.to_owned(),
        app_store_id: Some(APP_STORE_ID),
        extension_bundle_id: EXTENSION.to_owned(),
        team_id: TEAM.to_owned(),
        url: app.url,
        live: app.live,
        layout,
    }
}

/// The request that sends a card.
pub(in super::super) fn send_card(
    chat_guid: String,
    card: MiniApp,
    client_message_id: Option<String>,
) -> v1::SendCustomizedMiniAppMessageRequest {
    v1::SendCustomizedMiniAppMessageRequest {
        chat_guid,
        team_id: card.team_id,
        extension_bundle_id: card.extension_bundle_id,
        app_name: card.app_name,
        url: card.url,
        layout: Some(card_layout(card.layout)),
        app_store_id: card.app_store_id,
        live: Some(card.live.unwrap_or_default()),
        client_message_id,
    }
}

/// The request that shows a card in place of a sent one.
pub(in super::super) fn replace_card(
    session: CardSession,
    card: MiniApp,
    client_message_id: Option<String>,
) -> v1::UpdateCustomizedMiniAppMessageRequest {
    v1::UpdateCustomizedMiniAppMessageRequest {
        session: Some(wire_card_session(session)),
        team_id: card.team_id,
        extension_bundle_id: card.extension_bundle_id,
        app_name: card.app_name,
        url: card.url,
        layout: Some(card_layout(card.layout)),
        app_store_id: card.app_store_id,
        live: Some(card.live.unwrap_or_default()),
        client_message_id,
    }
}

fn card_layout(layout: CardLayout) -> v1::MiniAppLayout {
    v1::MiniAppLayout {
        image_title: layout.image_title,
        image_subtitle: layout.image_subtitle,
        subcaption: layout.subcaption,
        image: layout.image,
        caption: layout.caption,
        trailing_caption: layout.trailing_caption,
        trailing_subcaption: layout.trailing_subcaption,
        summary: layout.summary,
    }
}

pub(in super::super) fn card_session(session: v1::MiniAppCardSession) -> CardSession {
    CardSession {
        message_guid: session.message_guid,
        chat_guid: session.chat_guid,
        session_id: session.session_id,
        target_message_guid: session.target_message_guid,
    }
}

fn wire_card_session(session: CardSession) -> v1::MiniAppCardSession {
    v1::MiniAppCardSession {
        message_guid: session.message_guid,
        chat_guid: session.chat_guid,
        session_id: session.session_id,
        target_message_guid: session.target_message_guid,
    }
}
