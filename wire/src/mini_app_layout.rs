//! `MiniAppLayout` by hand, for the order of its fields.
//!
//! The order in which fields are written has no meaning in protobuf. The public client writes these
//! in the order of their declaration, which is not that of their numbers; the recordings are compared
//! byte for byte, so we do as it does. Generated code always writes by number.

use bytes::{Buf, BufMut, Bytes};
use prost::DecodeError;
use prost::encoding::{self, DecodeContext, WireType};

/// What a mini-app card shows. Every field is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MiniAppLayout {
    /// The line on the picture.
    pub image_title: Option<String>,
    /// The second line on the picture.
    pub image_subtitle: Option<String>,
    /// The second line.
    pub subcaption: Option<String>,
    /// The picture.
    pub image: Option<Bytes>,
    /// The first line.
    pub caption: Option<String>,
    /// The first line, at the other end.
    pub trailing_caption: Option<String>,
    /// The second line, at the other end.
    pub trailing_subcaption: Option<String>,
    /// What stands in lists and notifications.
    pub summary: Option<String>,
}

/// Texts with their numbers.
type Texts<'a, const N: usize> = [(u32, &'a Option<String>); N];

impl MiniAppLayout {
    /// The texts before the picture and those after it, in the order of their declaration.
    fn texts(&self) -> (Texts<'_, 4>, Texts<'_, 3>) {
        (
            [
                (5, &self.caption),
                (3, &self.subcaption),
                (6, &self.trailing_caption),
                (7, &self.trailing_subcaption),
            ],
            [(1, &self.image_title), (2, &self.image_subtitle), (8, &self.summary)],
        )
    }
}

impl prost::Message for MiniAppLayout {
    fn encode_raw(&self, buf: &mut impl BufMut) {
        let (before, after) = self.texts();
        for (tag, text) in before {
            if let Some(text) = text {
                encoding::string::encode(tag, text, buf);
            }
        }
        if let Some(image) = &self.image {
            encoding::bytes::encode(4, image, buf);
        }
        for (tag, text) in after {
            if let Some(text) = text {
                encoding::string::encode(tag, text, buf);
            }
        }
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buf: &mut impl Buf,
        ctx: DecodeContext,
    ) -> Result<(), DecodeError> {
        let text = match tag {
            1 => &mut self.image_title,
            2 => &mut self.image_subtitle,
            3 => &mut self.subcaption,
            4 => {
                let image = self.image.get_or_insert_default();
                return encoding::bytes::merge(wire_type, image, buf, ctx);
            }
            5 => &mut self.caption,
            6 => &mut self.trailing_caption,
            7 => &mut self.trailing_subcaption,
            8 => &mut self.summary,
            _ => return encoding::skip_field(wire_type, tag, buf, ctx),
        };
        encoding::string::merge(wire_type, text.get_or_insert_default(), buf, ctx)
    }

    fn encoded_len(&self) -> usize {
        let (before, after) = self.texts();
        let texts = before.iter().chain(&after).filter_map(|(tag, text)| {
            text.as_ref().map(|text| encoding::string::encoded_len(*tag, text))
        });
        let image = self.image.as_ref().map(|image| encoding::bytes::encoded_len(4, image));
        texts.sum::<usize>() + image.unwrap_or_default()
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost::Message;

    #[test]
    fn what_is_written_is_read_again() {
        let text = |text: &str| Some(text.to_owned());
        let layout = MiniAppLayout {
            image_title: text("1"),
            image_subtitle: text("2"),
            subcaption: text("3"),
            image: Some(Bytes::from_static(b"4")),
            caption: text("5"),
            trailing_caption: text("6"),
            trailing_subcaption: text("7"),
            summary: text("8"),
        };
        let encoded = layout.encode_to_vec();
        assert_eq!(encoded.len(), layout.encoded_len());
        let tags: Vec<u8> = encoded.chunks(3).map(|field| field[0] >> 3).collect();
        assert_eq!(tags, [5, 3, 6, 7, 4, 1, 2, 8]);
        assert_eq!(MiniAppLayout::decode(encoded.as_slice()).expect("decodes"), layout);
    }
}
