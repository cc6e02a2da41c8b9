//! The form of a batch of values by their keys.

/// Keys and values in their order. Nothing for a key is what was forgotten.
pub(super) type Values = Vec<(String, Option<Vec<u8>>)>;

/// Stands for the length of what was forgotten.
const FORGOTTEN: u32 = u32::MAX;

/// Lengths of four bytes, the low one first, before each key and each value.
pub(super) fn encode(values: &Values) -> Vec<u8> {
    let size = values.iter().map(|(key, value)| 8 + key.len() + value.as_ref().map_or(0, Vec::len));
    let mut bytes = Vec::with_capacity(size.sum());
    for (key, value) in values {
        bytes.extend(length(key.as_bytes()));
        bytes.extend(key.as_bytes());
        match value {
            Some(value) => {
                bytes.extend(length(value));
                bytes.extend(value);
            }
            None => bytes.extend(FORGOTTEN.to_le_bytes()),
        }
    }
    bytes
}

/// Keys are identifiers, and values are no larger than bounded.
fn length(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap_or(FORGOTTEN).to_le_bytes()
}

/// `None` if it is of another form.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Values> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        let key = take(&mut bytes)??;
        let value = take(&mut bytes)?;
        values.push((String::from_utf8(key.to_vec()).ok()?, value.map(<[u8]>::to_vec)));
    }
    Some(values)
}

/// The next key or value; the inner `None` for what was forgotten.
#[expect(clippy::option_option, reason = "what was forgotten is not what is missing")]
fn take<'a>(bytes: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (length, rest) = bytes.split_at_checked(4)?;
    *bytes = rest;
    let length = u32::from_le_bytes(length.try_into().ok()?);
    if length == FORGOTTEN {
        return Some(None);
    }
    let (value, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(Some(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_batch_is_read_as_it_was_written(
            values in proptest::collection::vec(
                (".*", proptest::option::of(proptest::collection::vec(any::<u8>(), 0..20))),
                0..8,
            ),
        ) {
            prop_assert_eq!(decode(&encode(&values)), Some(values));
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = decode(&bytes);
        }
    }
}
