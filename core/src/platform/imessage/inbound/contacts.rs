//! Contacts travel as vCard files: they are fetched and read when they arrive.

use std::time::Duration;

use tokio::time::timeout;

use crate::content::{Attachment, Content, vcard};

const TYPES: [&str; 3] = ["text/vcard", "text/x-vcard", "text/directory"];
const EXTENSION: &str = ".vcf";
/// A card with a photo is a few hundred kilobytes.
const MAX_SIZE: u64 = 8 * 1024 * 1024;
/// What came must not wait longer for its card.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads a part that is a vCard. One that cannot be fetched or read stays a file.
pub(super) async fn read(part: &mut Content) {
    let Content::Attachment(attachment) = &*part else { return };
    if !is_vcard(attachment) {
        return;
    }
    match timeout(PATIENCE, attachment.file.read()).await {
        Ok(Ok(bytes)) => {
            let text = String::from_utf8_lossy(&bytes);
            if vcard::is_vcard(&text) {
                *part = Content::Contact(Box::new(vcard::parse(&text)));
            }
        }
        Ok(Err(error)) => crate::observe::warn!("a contact was not fetched: {error}"),
        Err(_) => crate::observe::warn!("a contact was not fetched in time"),
    }
}

pub(in super::super) fn is_vcard(attachment: &Attachment) -> bool {
    let named = attachment.name.to_ascii_lowercase().ends_with(EXTENSION);
    let typed = TYPES.iter().any(|kind| attachment.mime_type.eq_ignore_ascii_case(kind));
    (named || typed) && attachment.size.is_none_or(|size| size <= MAX_SIZE)
}
