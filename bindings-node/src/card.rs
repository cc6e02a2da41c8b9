//! Mini-app cards.

use napi::bindgen_prelude::{Buffer, Uint8Array};
use napi_derive::napi;
use spectrum_imessage::content::{CardLayout, CardSession, MiniApp};

/// A card as a program describes it.
#[napi(object, object_to_js = false)]
pub struct CardInput {
    /// The name of the app.
    pub app_name: String,
    /// The app's number in the App Store.
    pub app_store_id: Option<i64>,
    /// The bundle of the Messages extension.
    pub extension_bundle_id: String,
    /// The developer team.
    pub team_id: String,
    /// What the card opens.
    pub url: String,
    /// Whether the card is drawn live.
    pub live: Option<bool>,
    /// What the card shows.
    pub layout: LayoutInput,
}

/// What a card shows.
#[napi(object, object_to_js = false)]
pub struct LayoutInput {
    /// The first line.
    pub caption: Option<String>,
    /// The second line.
    pub subcaption: Option<String>,
    /// The first line, at the other end.
    pub trailing_caption: Option<String>,
    /// The second line, at the other end.
    pub trailing_subcaption: Option<String>,
    /// The picture, JPEG.
    pub image: Option<Uint8Array>,
    /// The line on the picture.
    pub image_title: Option<String>,
    /// The second line on the picture.
    pub image_subtitle: Option<String>,
    /// What stands in lists.
    pub summary: Option<String>,
}

impl From<CardInput> for MiniApp {
    fn from(card: CardInput) -> Self {
        let LayoutInput {
            caption,
            subcaption,
            trailing_caption,
            trailing_subcaption,
            image,
            image_title,
            image_subtitle,
            summary,
        } = card.layout;
        Self {
            app_name: card.app_name,
            app_store_id: card.app_store_id,
            extension_bundle_id: card.extension_bundle_id,
            team_id: card.team_id,
            url: card.url,
            live: card.live,
            layout: CardLayout {
                caption,
                subcaption,
                trailing_caption,
                trailing_subcaption,
                image: image.map(|image| image.to_vec().into()),
                image_title,
                image_subtitle,
                summary,
            },
        }
    }
}

/// The layout of a sent card.
#[napi(object, object_from_js = false)]
pub struct LayoutView {
    /// The first line.
    pub caption: Option<String>,
    /// The second line.
    pub subcaption: Option<String>,
    /// The first line, at the other end.
    pub trailing_caption: Option<String>,
    /// The second line, at the other end.
    pub trailing_subcaption: Option<String>,
    /// The picture, JPEG.
    pub image: Option<Buffer>,
    /// The line on the picture.
    pub image_title: Option<String>,
    /// The second line on the picture.
    pub image_subtitle: Option<String>,
    /// What stands in lists.
    pub summary: Option<String>,
}

impl From<&CardLayout> for LayoutView {
    fn from(layout: &CardLayout) -> Self {
        // Named one by one, so that a new field is noticed here.
        let CardLayout {
            caption,
            subcaption,
            trailing_caption,
            trailing_subcaption,
            image,
            image_title,
            image_subtitle,
            summary,
        } = layout.clone();
        Self {
            caption,
            subcaption,
            trailing_caption,
            trailing_subcaption,
            image: image.map(|image| image.to_vec().into()),
            image_title,
            image_subtitle,
            summary,
        }
    }
}

/// What identifies a sent card.
#[napi(object, object_from_js = false)]
pub struct CardSessionView {
    /// The chat.
    pub chat_guid: String,
    /// The message that shows the card now.
    pub message_guid: String,
    /// The session.
    pub session_id: String,
    /// The message that the card was sent with.
    pub target_message_guid: String,
}

impl From<CardSession> for CardSessionView {
    fn from(session: CardSession) -> Self {
        let CardSession { message_guid, chat_guid, session_id, target_message_guid } = session;
        Self { chat_guid, message_guid, session_id, target_message_guid }
    }
}
