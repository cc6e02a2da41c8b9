//! MIME types by file name, and by what a picture really is.

use super::mime_table::BY_EXTENSION;

/// The MIME type by the extension of a name.
pub(crate) fn of_name(name: &str) -> Option<String> {
    let extension = std::path::Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    if let Ok(index) = BY_EXTENSION.binary_search_by_key(&extension.as_str(), |(known, _)| known) {
        return Some(BY_EXTENSION[index].1.to_owned());
    }
    mime_guess::from_ext(&extension).first_raw().map(str::to_owned)
}

/// The kind of a picture, told by its first bytes. `None` for what is not known here.
///
/// Signatures: the formats' own specifications; HEIF brands by ISO/IEC 23008-12 annex B, AVIF by
/// the AV1 Image File Format, section 6.
pub(super) fn of_picture(bytes: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Some("image/gif");
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("image/webp");
    }
    if starts(b"II*\0") || starts(b"MM\0*") {
        return Some("image/tiff");
    }
    // Two letters alone would also match text: a bitmap's reserved words are zero.
    if starts(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some("image/bmp");
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12)? {
            b"avif" | b"avis" => Some("image/avif"),
            b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" => Some("image/heic"),
            b"mif1" | b"msf1" => Some("image/heif"),
            _ => None,
        };
    }
    is_svg(bytes).then_some("image/svg+xml")
}

/// SVG has no signature: the first element counts, after a declaration and comments.
fn is_svg(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start();
    text.starts_with('<') && text.contains("<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_comes_from_the_extension_of_any_case() {
        assert_eq!(of_name("a/b.JPG").as_deref(), Some("image/jpeg"));
        assert_eq!(of_name("v.m4a").as_deref(), Some("audio/mp4"));
        assert_eq!(of_name("clear"), None);
        assert_eq!(of_name(".png"), None);
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(BY_EXTENSION.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn pictures_are_told_by_content() {
        assert_eq!(of_picture(b"GIF89a......"), Some("image/gif"));
        assert_eq!(of_picture(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(of_picture(b"\0\0\0\x1cftypavif"), Some("image/avif"));
        assert_eq!(of_picture(b"\0\0\0\x1cftypheic"), Some("image/heic"));
        assert_eq!(of_picture(b"<?xml version=\"1.0\"?>\n<svg/>"), Some("image/svg+xml"));
        assert_eq!(of_picture(b"BM hello there"), None);
        assert_eq!(of_picture(b""), None);
    }
}
