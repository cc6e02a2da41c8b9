//! Edits and unsends, from `message_summary_info`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::plist::Plist;
use crate::typedstream::{MAX_BYTES, decode};

/// How many versions of parts are read: Apple allows five edits of a part.
const MAX_VERSIONS: usize = 512;

/// What became of a message after it was sent.
#[derive(Clone, PartialEq, Default, Serialize)]
pub struct Edit {
    /// The numbers of the parts that were edited.
    pub edited_parts: Vec<i64>,
    /// The texts of edited parts, the oldest first, the last is the current one. Nothing where a
    /// version cannot be read.
    pub history: BTreeMap<i64, Vec<Option<Arc<str>>>>,
    /// The numbers of the parts that were unsent.
    pub unsent_parts: Vec<i64>,
}

impl std::fmt::Debug for Edit {
    /// Shows numbers only: texts of messages do not belong into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Edit(edited {:?}, unsent {:?})", self.edited_parts, self.unsent_parts)
    }
}

/// Reads `message_summary_info`. `retracted` says that the row names a time of an unsend, which
/// some systems do without naming the parts.
///
/// Nothing if the message was neither edited nor unsent, or the bytes cannot be read.
pub(crate) fn read(data: Option<&[u8]>, retracted: bool) -> Option<Edit> {
    let mut edit = Edit::default();
    if let Some(plist) = data.and_then(Plist::parse) {
        let top = plist.top();
        let numbers = |key| top.get(key).into_iter().flat_map(|list| list.array());
        edit.edited_parts = numbers("ep").filter_map(|item| item.integer()).collect();
        edit.unsent_parts = numbers("rp").filter_map(|item| item.integer()).collect();
        let mut versions_left = MAX_VERSIONS;
        let mut bytes_left = MAX_BYTES;
        for (part, versions) in top.get("ec").into_iter().flat_map(|parts| parts.dictionary()) {
            let Ok(part) = part.parse() else { continue };
            let mut texts = Vec::new();
            for version in versions.array().take(versions_left) {
                let archive = version.get("t").and_then(|item| item.data()).unwrap_or_default();
                // The same bytes can be named again and again.
                let Some(left) = bytes_left.checked_sub(archive.len()) else { break };
                bytes_left = left;
                texts.push(text(archive));
            }
            versions_left -= texts.len();
            edit.history.insert(part, texts);
        }
        if edit.edited_parts.is_empty() {
            edit.edited_parts = edit.history.keys().copied().collect();
        }
        if retracted && edit.unsent_parts.is_empty() {
            let parts = top.get("otr").into_iter().flat_map(|parts| parts.dictionary());
            edit.unsent_parts = parts.filter_map(|(part, _)| part.parse().ok()).collect();
            edit.unsent_parts.sort_unstable();
        }
    }
    if retracted && edit.unsent_parts.is_empty() && edit.edited_parts.is_empty() {
        edit.unsent_parts = vec![0];
    }
    (!edit.edited_parts.is_empty() || !edit.unsent_parts.is_empty()).then_some(edit)
}

fn text(archive: &[u8]) -> Option<Arc<str>> {
    match decode(archive) {
        Ok(archive) => archive.text(),
        Err(error) => error.salvaged.map(|salvaged| salvaged.0),
    }
}
