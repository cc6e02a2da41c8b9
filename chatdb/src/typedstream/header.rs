//! The header.

use super::reader::{Fault, NEW, Reader};

/// Reads the header.
///
/// Of a header that is nearly right the rest is still to be read, to save the text from it: then
/// the fault comes as a value.
pub(super) fn header(reader: &mut Reader<'_>) -> Result<Option<Fault>, Fault> {
    let version = reader.byte()?;
    if reader.byte()? != 11 {
        return Err(Fault { position: 1, reason: "not a typedstream" });
    }
    let place = reader.take(11)?;
    let signature = reader.bytes(place);
    reader.big_endian = signature == b"typedstream";
    let known = reader.big_endian || signature == b"streamtyped";
    reader.signed()?;
    if reader.peek()? != NEW {
        return Err(reader.fault("a group without type"));
    }
    Ok(match (version, known) {
        (4, true) => None,
        (4, false) => Some(Fault { position: 2, reason: "an unknown signature" }),
        (_, true) => Some(Fault { position: 0, reason: "an unknown version" }),
        (_, false) => return Err(Fault { position: 0, reason: "not a typedstream" }),
    })
}
