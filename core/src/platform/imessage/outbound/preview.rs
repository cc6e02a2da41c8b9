//! What a page says of itself, for the card of a link: its Open Graph data (ogp.me).

use std::io::Cursor;
use std::time::Duration;

use bytes::Bytes;
use html5gum::{Token, Tokenizer};
use image::ImageFormat;
use image::imageops::FilterType;
use tokio::time::timeout;
use url::Url;

use crate::content::CardLayout;
use crate::net;

/// The page and its picture together.
const PATIENCE: Duration = Duration::from_secs(5);
/// A page's head is far shorter.
const PAGE_LIMIT: usize = 1024 * 1024;
const PICTURE_LIMIT: usize = 10 * 1024 * 1024;
const MAX_WIDTH: u32 = 1200;
/// A picture of more pixels is not decoded: it could fill the memory.
const MAX_PIXELS: u64 = 50_000_000;

/// What a page says of itself.
#[derive(Debug, Default, PartialEq)]
struct Page {
    title: Option<String>,
    description: Option<String>,
    site_name: Option<String>,
    image: Option<String>,
}

/// The layout of a link's card. Never fails: without data the caption is the host.
pub(super) async fn layout(url: &str) -> CardLayout {
    let Ok(url) = Url::parse(url) else { return CardLayout::default() };
    let host = url.host_str().unwrap_or(url.as_str());
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    let (page, image) = timeout(PATIENCE, look(&url)).await.unwrap_or_else(|_| {
        crate::observe::debug!("the page of a card did not answer in time");
        (Page::default(), None)
    });
    let caption = page.title.unwrap_or_else(|| host.clone());
    CardLayout {
        summary: Some(caption.clone()),
        caption: Some(caption),
        subcaption: page.description,
        image_title: image.is_some().then(|| page.site_name.unwrap_or(host)),
        image,
        ..CardLayout::default()
    }
}

async fn look(url: &Url) -> (Page, Option<Bytes>) {
    let page = match net::fetch(url, PAGE_LIMIT).await {
        Ok(html) => read(&html),
        Err(error) => {
            crate::observe::debug!("the page of a card was not read: {error}");
            return (Page::default(), None);
        }
    };
    let picture = page.image.as_deref().and_then(|image| url.join(image).ok());
    let image = match picture {
        Some(picture) => match net::fetch(&picture, PICTURE_LIMIT).await {
            // Decoding takes a while: not on the thread that serves the connections.
            Ok(bytes) => tokio::task::spawn_blocking(move || jpeg(bytes)).await.ok().flatten(),
            Err(error) => {
                crate::observe::debug!("the picture of a card was not read: {error}");
                None
            }
        },
        None => None,
    };
    (page, image)
}

/// The Open Graph data of a page.
fn read(html: &[u8]) -> Page {
    let mut page = Page::default();
    for token in Tokenizer::new(html) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        if tag.name.0 == b"body" {
            break;
        }
        let attribute = |name: &[u8]| {
            let found = tag.attributes.iter().find(|(key, _)| key.0 == name);
            found.map(|(_, value)| String::from_utf8_lossy(&value.0).trim().to_owned())
        };
        if tag.name.0 != b"meta" {
            continue;
        }
        let (Some(property), Some(content)) =
            (attribute(b"property").or_else(|| attribute(b"name")), attribute(b"content"))
        else {
            continue;
        };
        let field = match property.as_str() {
            "og:title" => &mut page.title,
            "og:description" => &mut page.description,
            "og:site_name" => &mut page.site_name,
            "og:image" | "og:image:url" => &mut page.image,
            _ => continue,
        };
        if field.is_none() && !content.is_empty() {
            *field = Some(content);
        }
    }
    page
}

/// The picture as the service takes it: JPEG, at most 1200 pixels wide.
fn jpeg(bytes: Bytes) -> Option<Bytes> {
    let mut reader = image::ImageReader::new(Cursor::new(&bytes)).with_guessed_format().ok()?;
    let is_jpeg = reader.format() == Some(ImageFormat::Jpeg);
    let (width, height) = reader.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return None;
    }
    if is_jpeg && width <= MAX_WIDTH {
        return Some(bytes);
    }
    reader = image::ImageReader::new(Cursor::new(&bytes)).with_guessed_format().ok()?;
    let mut picture = reader.decode().ok()?;
    if width > MAX_WIDTH {
        picture = picture.resize(MAX_WIDTH, u32::MAX, FilterType::Triangle);
    }
    let mut out = Cursor::new(Vec::new());
    picture.into_rgb8().write_to(&mut out, ImageFormat::Jpeg).ok()?;
    Some(out.into_inner().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_graph_data_is_read() {
        let page = read(
            b"<!doctype html><html><head><title>T</title>\
              <meta property=\"og:title\" content=\"  A &amp; B  \">\
              <META PROPERTY='og:image' CONTENT='/pic.png'>\
              <meta name=og:site_name content=Site><meta property=og:description content=''>\
              </head><body><meta property='og:title' content='late'>",
        );
        assert_eq!(page.title.as_deref(), Some("A & B"));
        assert_eq!(page.image.as_deref(), Some("/pic.png"));
        assert_eq!(page.site_name.as_deref(), Some("Site"));
        assert_eq!(page.description, None);
    }

    #[test]
    fn pictures_become_narrow_jpegs() {
        let mut png = Cursor::new(Vec::new());
        image::RgbImage::new(2400, 10).write_to(&mut png, ImageFormat::Png).expect("encodes");
        let jpeg = jpeg(png.into_inner().into()).expect("a picture");
        let decoded = image::load_from_memory(&jpeg).expect("a JPEG");
        assert_eq!((decoded.width(), decoded.height()), (1200, 5));
        assert_eq!(image::guess_format(&jpeg).ok(), Some(ImageFormat::Jpeg));
        assert!(super::jpeg(Bytes::from_static(b"\x89PNG\r\n\x1a\n....")).is_none());
    }
}
