//! What a file is: by its content for pictures that the service checks, by its name for the rest.

/// The MIME type of a picture that the service accepts as a background: JPEG, PNG, HEIC or HEIF.
pub(crate) fn background_mime(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Some("image/jpeg");
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    match brand(bytes)? {
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" | b"hevm" | b"hevs" => {
            Some("image/heic")
        }
        b"mif1" | b"msf1" if !names_avif(bytes) => Some("image/heif"),
        _ => None,
    }
}

/// The MIME type of a picture that the service accepts for a group: GIF besides those of a
/// background.
pub(crate) fn icon_mime(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"GIF8") {
        return Some("image/gif");
    }
    background_mime(bytes)
}

fn brand(bytes: &[u8]) -> Option<&[u8; 4]> {
    if bytes.get(4..8)? != b"ftyp" {
        return None;
    }
    bytes.get(8..12)?.try_into().ok()
}

/// AVIF may come under the general brand and say what it is among the compatible ones.
fn names_avif(bytes: &[u8]) -> bool {
    let length = bytes
        .first_chunk::<4>()
        .map_or(0, |size| u32::from_be_bytes(*size) as usize)
        .min(bytes.len());
    bytes
        .get(16..length)
        .is_some_and(|brands| brands.chunks(4).any(|brand| brand == b"avif" || brand == b"avis"))
}

/// Bytes of a file name.
const NAME: usize = 255;

/// The name under which a file is kept: without its folders, separators and control characters, and
/// cut to what a file system takes, with its extension.
pub(crate) fn file_name(given: &str) -> String {
    let last = given.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name: String =
        last.chars().filter(|c| !c.is_control()).map(|c| if c == '\\' { '_' } else { c }).collect();
    if name.is_empty() || name == "." || name == ".." {
        return "attachment".to_owned();
    }
    if name.len() <= NAME {
        return name;
    }
    let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
    let extension = if extension.len() < NAME { extension } else { "" };
    let mut end = NAME - extension.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", &name[..end])
}

/// The MIME type by the extension of a file name.
pub(crate) fn mime_of(name: &str) -> String {
    let extension = name.rsplit_once('.').map_or("", |(_, ext)| ext).to_ascii_lowercase();
    match extension.as_str() {
        // The names that Apple uses.
        "m4a" => "audio/x-m4a".to_owned(),
        "vcf" => "text/vcard".to_owned(),
        "caf" => "application/octet-stream".to_owned(),
        "heic" => "image/heic".to_owned(),
        _ => mime_guess::from_path(name).first_or_octet_stream().essence_str().to_owned(),
    }
}

/// Apple's type identifier of a file.
pub(crate) fn uti_of(name: &str, mime: &str) -> &'static str {
    match mime {
        // Voice messages have no MIME type of their own there.
        _ if name.ends_with(".caf") => "com.apple.coreaudio-format",
        "image/jpeg" => "public.jpeg",
        "image/png" => "public.png",
        "image/gif" => "com.compuserve.gif",
        "image/heic" => "public.heic",
        "image/heif" => "public.heif",
        "audio/x-m4a" => "com.apple.m4a-audio",
        "audio/mpeg" => "public.mp3",
        "video/mp4" => "public.mpeg-4",
        "video/quicktime" => "com.apple.quicktime-movie",
        "text/vcard" => "public.vcard",
        "text/plain" => "public.plain-text",
        "application/pdf" => "com.adobe.pdf",
        _ => "public.data",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backgrounds_are_known_by_content() {
        assert_eq!(background_mime(b"\xff\xd8\xff\xe0 rest"), Some("image/jpeg"));
        assert_eq!(background_mime(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        assert_eq!(background_mime(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Some("image/heic"));
        assert_eq!(background_mime(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), Some("image/heif"));
        let refused: [&[u8]; 9] = [
            b"",
            b"GIF89a",
            b"RIFF\0\0\0\0WEBP",
            b"\0\0\0\x1cftypavif",
            b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif",
            b"II*\0",
            b"MM\0*",
            b"BM",
            b"<svg xmlns=''/>",
        ];
        for bytes in refused {
            assert_eq!(background_mime(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn group_pictures_may_be_gif() {
        assert_eq!(icon_mime(b"GIF89a"), Some("image/gif"));
        assert_eq!(icon_mime(b"RIFF\0\0\0\0WEBP"), None);
    }

    #[test]
    fn names_are_made_harmless() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name(r"a\b\c.txt"), "a_b_c.txt");
        assert_eq!(file_name("a\0b\nc.txt"), "abc.txt");
        for nothing in ["", "/", "..", "\u{7}"] {
            assert_eq!(file_name(nothing), "attachment", "{nothing:?}");
        }
        let long = file_name(&format!("{}.jpeg", "ä".repeat(1000)));
        assert!(long.ends_with("ä.jpeg") && long.len() <= NAME, "{long}");
        assert_eq!(file_name(&format!("a.{}", "b".repeat(1000))).len(), NAME);
    }

    #[test]
    fn names_give_types() {
        assert_eq!(mime_of("photo.JPG"), "image/jpeg");
        assert_eq!(mime_of("card.vcf"), "text/vcard");
        assert_eq!(mime_of("what"), "application/octet-stream");
        assert_eq!(uti_of("a.jpg", "image/jpeg"), "public.jpeg");
        assert_eq!(mime_of("Audio Message.caf"), "application/octet-stream");
        assert_eq!(uti_of("Audio Message.caf", ""), "com.apple.coreaudio-format");
    }
}
