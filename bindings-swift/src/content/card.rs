//! Mini-app cards.

use spectrum_imessage::content::{CardLayout, CardSession, MiniApp};

use crate::mirror::record;

record! {
    /// What identifies a sent card.
    NativeCardSession = CardSession {
        /// The message that shows the card now.
        message_guid: String,
        /// The chat.
        chat_guid: String,
        /// The session.
        session_id: String,
        /// The message that the card was sent with.
        target_message_guid: String,
    }
}

/// A card of an extension of one's own.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeMiniApp {
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
    pub layout: NativeCardLayout,
}

/// What a card shows.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NativeCardLayout {
    /// The first line.
    pub caption: Option<String>,
    /// The second line.
    pub subcaption: Option<String>,
    /// The first line, at the other end.
    pub trailing_caption: Option<String>,
    /// The second line, at the other end.
    pub trailing_subcaption: Option<String>,
    /// The picture, JPEG.
    pub image: Option<Vec<u8>>,
    /// The line on the picture.
    pub image_title: Option<String>,
    /// The second line on the picture.
    pub image_subtitle: Option<String>,
    /// What stands in lists and notifications.
    pub summary: Option<String>,
}

/// The fields are the same on both sides, so that one list serves both directions.
macro_rules! convert {
    ($from:ident => $to:ident { $($same:ident),+ ; $($into:ident => $by:expr),+ }) => {
        impl From<$from> for $to {
            fn from($from { $($same,)+ $($into),+ }: $from) -> Self {
                Self { $($same,)+ $($into: $by($into)),+ }
            }
        }
    };
}

macro_rules! card {
    ($from:ident => $to:ident) => {
        convert!($from => $to {
            app_name, app_store_id, extension_bundle_id, team_id, url, live;
            layout => Into::into
        });
    };
}

macro_rules! layout {
    ($from:ident => $to:ident) => {
        convert!($from => $to {
            caption, subcaption, trailing_caption, trailing_subcaption, image_title,
            image_subtitle, summary;
            image => |image: Option<_>| image.map(Into::into)
        });
    };
}

card!(MiniApp => NativeMiniApp);
card!(NativeMiniApp => MiniApp);
layout!(CardLayout => NativeCardLayout);
layout!(NativeCardLayout => CardLayout);
