//! Mini-app cards.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use url::Url;

use super::Content;
use crate::error::{Error, Result};
use crate::json;

/// A link as a card of the Spectrum extension; its look comes from the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// What the card opens.
    pub url: String,
    /// Whether the card is drawn live by the extension.
    pub live: Option<bool>,
}

/// A card of an extension of one's own (iMessage only).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MiniApp {
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
    /// Whether the card is drawn live by the extension.
    pub live: Option<bool>,
    /// What the card shows.
    pub layout: CardLayout,
}

/// What a card shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CardLayout {
    /// The first line.
    pub caption: Option<String>,
    /// The second line.
    pub subcaption: Option<String>,
    /// The first line, at the other end.
    pub trailing_caption: Option<String>,
    /// The second line, at the other end.
    pub trailing_subcaption: Option<String>,
    /// The picture, JPEG.
    #[serde(deserialize_with = "json::optional_bytes")]
    pub image: Option<Bytes>,
    /// The line on the picture.
    pub image_title: Option<String>,
    /// The second line on the picture.
    pub image_subtitle: Option<String>,
    /// What stands in lists and notifications.
    pub summary: Option<String>,
}

/// What identifies a sent card, so that it can be updated.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CardSession {
    /// The message that shows the card now.
    pub message_guid: String,
    /// The chat.
    pub chat_guid: String,
    /// The session.
    pub session_id: String,
    /// The message that the card was sent with.
    pub target_message_guid: String,
}

/// A link as a card. The page is asked for its title, description and picture when the card is sent;
/// that takes 5 s at most and never fails the send.
///
/// # Errors
/// `ValidationError` if it is no URL.
pub fn app(url: impl Into<String>, live: Option<bool>) -> Result<Content> {
    let url = url.into();
    check_url(&url)?;
    Ok(Content::App(App { url, live }))
}

/// A card of an extension of one's own.
///
/// # Errors
/// `ValidationError` if a name is empty, the URL is none, or the layout shows nothing or is
/// inconsistent.
pub fn mini_app(card: MiniApp) -> Result<Content> {
    let names = [
        ("appName", &card.app_name),
        ("extensionBundleId", &card.extension_bundle_id),
        ("teamId", &card.team_id),
    ];
    if let Some((name, _)) = names.iter().find(|(_, value)| value.is_empty()) {
        return Err(Error::invalid(format!("{name} of a card must not be empty")));
    }
    if card.app_store_id.is_some_and(|id| id <= 0) {
        return Err(Error::invalid("appStoreId of a card is a positive number"));
    }
    check_url(&card.url)?;
    card.layout.check()?;
    Ok(Content::MiniApp(Box::new(card)))
}

impl CardLayout {
    fn check(&self) -> Result<()> {
        let shows = [
            self.caption.is_some(),
            self.subcaption.is_some(),
            self.trailing_caption.is_some(),
            self.trailing_subcaption.is_some(),
            self.image.is_some(),
        ];
        if !shows.contains(&true) {
            return Err(Error::invalid(
                "a card needs a caption or an image; a summary is not shown",
            ));
        }
        if self.image.is_some() != self.image_title.is_some() {
            return Err(Error::invalid("image and imageTitle of a card go together"));
        }
        if self.image_subtitle.is_some() && self.image.is_none() {
            return Err(Error::invalid("imageSubtitle of a card goes with an image"));
        }
        Ok(())
    }
}

fn check_url(url: &str) -> Result<()> {
    Url::parse(url)
        .map(drop)
        .map_err(|_| Error::validation("invalidUrl", "a card needs a URL to open"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(layout: CardLayout) -> Result<Content> {
        mini_app(MiniApp {
            app_name: "App".into(),
            extension_bundle_id: "com.example".into(),
            team_id: "TEAM".into(),
            url: "https://example.com".into(),
            layout,
            ..MiniApp::default()
        })
    }

    #[test]
    fn a_layout_shows_something_consistent() {
        let some = |text: &str| Some(text.to_owned());
        assert!(card(CardLayout { caption: some("c"), ..CardLayout::default() }).is_ok());
        assert!(card(CardLayout { summary: some("s"), ..CardLayout::default() }).is_err());
        let image = || Some(Bytes::from_static(b"jpeg"));
        assert!(card(CardLayout { image: image(), ..CardLayout::default() }).is_err());
        let titled = CardLayout { image: image(), image_title: some("t"), ..CardLayout::default() };
        assert!(card(titled).is_ok());
        let subtitled =
            CardLayout { caption: some("c"), image_subtitle: some("s"), ..CardLayout::default() };
        assert!(card(subtitled).is_err());
    }
}
