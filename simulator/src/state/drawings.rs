//! What people write by hand, instead of a text.

use bytes::Bytes;
use spectrum_imessage_wire::v1::{EmbeddedMedia, MessageContent};

use super::{ChatKey, Draft, State};
use crate::media;
use crate::refusal::Refusal;

const BUNDLE: &str = "com.apple.Handwriting.HandwritingProvider";

impl State {
    /// A person writes by hand. Answers the guid of the message.
    pub(crate) fn write_by_hand(
        &mut self,
        key: &ChatKey,
        person: &str,
        picture: Bytes,
    ) -> Result<String, Refusal> {
        if media::icon_mime(&picture).is_none() {
            return Err(Refusal::invalid("what is written by hand comes as a picture"));
        }
        let content = MessageContent {
            balloon_bundle_id: Some(BUNDLE.to_owned()),
            ..MessageContent::default()
        };
        let guid = self.receive(key, person, Draft { content, ..Draft::default() })?.guid;
        if let Some(stored) = self.messages.get_mut(&guid) {
            stored.card_image = Some(picture);
        }
        self.reweigh(&guid);
        Ok(guid)
    }

    /// The picture of a message that was written by hand.
    pub(crate) fn handwriting(&self, key: &ChatKey, guid: &str) -> Result<EmbeddedMedia, Refusal> {
        let stored = self.message_of(key, guid)?;
        let content = stored.message.content.as_ref();
        let bundle = content.and_then(|content| content.balloon_bundle_id.as_deref());
        let picture = stored.card_image.as_ref().filter(|_| bundle == Some(BUNDLE));
        let missing =
            || Refusal::not_found("attachmentNotFound", "the message carries no embedded media");
        let data = picture.ok_or_else(missing)?.clone();
        let mime_type = media::icon_mime(&data).unwrap_or_default().to_owned();
        Ok(EmbeddedMedia { data, mime_type })
    }
}
