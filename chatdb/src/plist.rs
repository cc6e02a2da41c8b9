//! Binary property lists, read in place: nothing is copied or followed before it is asked for, so
//! loops, shared objects and false counts cost nothing.

/// How many entries of an array or a dictionary are looked at.
const MAX_ENTRIES: usize = 4096;

/// A binary property list.
pub(crate) struct Plist<'a> {
    data: &'a [u8],
    /// The bytes with the places of the objects.
    table: &'a [u8],
    offset_size: usize,
    reference_size: usize,
    top: usize,
}

/// One object of a property list.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    plist: &'a Plist<'a>,
    number: usize,
}

impl<'a> Plist<'a> {
    /// Nothing if the bytes are no binary property list.
    pub(crate) fn parse(data: &'a [u8]) -> Option<Self> {
        let (content, trailer) = data.split_last_chunk::<32>()?;
        if !content.starts_with(b"bplist00") {
            return None;
        }
        let offset_size = usize::from(trailer[6]);
        let reference_size = usize::from(trailer[7]);
        if !(1..=8).contains(&offset_size) || !(1..=8).contains(&reference_size) {
            return None;
        }
        let count = unsigned(&trailer[8..16])?;
        let top = unsigned(&trailer[16..24])?;
        let start = unsigned(&trailer[24..32])?;
        let end = count.checked_mul(offset_size)?.checked_add(start)?;
        let table = content.get(start..end)?;
        Some(Self { data: content, table, offset_size, reference_size, top })
    }

    /// The object that holds the others.
    pub(crate) fn top(&'a self) -> Item<'a> {
        Item { plist: self, number: self.top }
    }

    /// The bytes of an object from its marker on.
    fn object(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_mul(self.offset_size)?;
        let place = self.table.get(start..start.checked_add(self.offset_size)?)?;
        self.data.get(unsigned(place)?..)
    }
}

impl<'a> Item<'a> {
    /// The marker's kind, the count in it or behind it, and the bytes that follow.
    fn parts(self) -> Option<(u8, usize, &'a [u8])> {
        let (marker, rest) = self.plist.object(self.number)?.split_first()?;
        let (kind, count) = (marker >> 4, usize::from(marker & 15));
        if count < 15 || kind < 4 {
            return Some((kind, count, rest));
        }
        let (marker, rest) = rest.split_first()?;
        let size = 1usize.checked_shl(u32::from(marker & 15)).filter(|_| marker >> 4 == 1)?;
        let (count, rest) = rest.split_at_checked(size)?;
        Some((kind, unsigned(count)?, rest))
    }

    /// The objects that an array or a set names.
    fn references(self, places: &'a [u8]) -> impl Iterator<Item = Item<'a>> {
        let plist = self.plist;
        places
            .chunks_exact(plist.reference_size)
            .filter_map(unsigned)
            .map(move |number| Item { plist, number })
    }

    /// The items of an array; none if it is no array.
    pub(crate) fn array(self) -> impl Iterator<Item = Item<'a>> {
        let places = match self.parts() {
            Some((0xa | 0xc, count, rest)) => {
                let count = count.min(MAX_ENTRIES);
                rest.get(..count * self.plist.reference_size).unwrap_or_default()
            }
            _ => &[],
        };
        self.references(places)
    }

    /// The entries of a dictionary whose keys are texts; none if it is no dictionary.
    pub(crate) fn dictionary(self) -> impl Iterator<Item = (String, Item<'a>)> {
        let (keys, values) = match self.parts() {
            Some((0xd, count, rest)) if count <= MAX_ENTRIES => {
                let size = count * self.plist.reference_size;
                (rest.get(..size), rest.get(size..2 * size))
            }
            _ => (None, None),
        };
        let keys = self.references(keys.unwrap_or_default());
        let values = self.references(values.unwrap_or_default());
        keys.zip(values).filter_map(|(key, value)| Some((key.text()?, value)))
    }

    /// The value of a key.
    pub(crate) fn get(self, key: &str) -> Option<Item<'a>> {
        self.dictionary().find_map(|(name, value)| (name == key).then_some(value))
    }

    /// An integer.
    pub(crate) fn integer(self) -> Option<i64> {
        match self.parts()? {
            (1, power @ 0..=3, rest) => unsigned64(rest.get(..1 << power)?).map(u64::cast_signed),
            _ => None,
        }
    }

    /// A text of at most a thousand characters: keys and guids.
    pub(crate) fn text(self) -> Option<String> {
        match self.parts()? {
            (5, count @ ..1000, rest) => String::from_utf8(rest.get(..count)?.to_vec()).ok(),
            (6, count @ ..1000, rest) => {
                let (units, _) = rest.get(..2 * count)?.as_chunks::<2>();
                let units = units.iter().map(|unit| u16::from_be_bytes(*unit));
                char::decode_utf16(units).collect::<Result<_, _>>().ok()
            }
            _ => None,
        }
    }

    /// Bytes.
    pub(crate) fn data(self) -> Option<&'a [u8]> {
        match self.parts()? {
            (4, count, rest) => rest.get(..count),
            _ => None,
        }
    }
}

fn unsigned(bytes: &[u8]) -> Option<usize> {
    usize::try_from(unsigned64(bytes)?).ok()
}

fn unsigned64(bytes: &[u8]) -> Option<u64> {
    let (head, tail) = bytes.split_at(bytes.len().saturating_sub(8));
    let zeros = head.iter().all(|byte| *byte == 0);
    zeros.then(|| tail.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// `{"a": [1, <41 42>], "é": "b"}`
    fn sample() -> Vec<u8> {
        let objects: [&[u8]; 7] = [
            b"\xd2\x01\x04\x02\x05",
            b"\x51a",
            b"\xa2\x03\x06",
            b"\x10\x01",
            b"\x61\x00\xe9",
            b"\x51b",
            b"\x42AB",
        ];
        let mut data = b"bplist00".to_vec();
        let mut offsets = Vec::new();
        for object in objects {
            offsets.push(u8::try_from(data.len()).unwrap());
            data.extend(object);
        }
        let table = data.len() as u64;
        data.extend(&offsets);
        data.extend([0, 0, 0, 0, 0, 0, 1, 1]);
        data.extend((offsets.len() as u64).to_be_bytes());
        data.extend(0u64.to_be_bytes());
        data.extend(table.to_be_bytes());
        data
    }

    #[test]
    fn reads_what_is_asked_for() {
        let data = sample();
        let plist = Plist::parse(&data).unwrap();
        let list: Vec<_> = plist.top().get("a").unwrap().array().collect();
        assert_eq!(list[0].integer(), Some(1));
        assert_eq!(list[1].data(), Some(&b"AB"[..]));
        assert_eq!(plist.top().get("\u{e9}").unwrap().text().unwrap(), "b");
        assert!(plist.top().get("b").is_none());
        assert!(plist.top().integer().is_none());
    }

    #[test]
    fn damaged_lists_end_without_a_panic() {
        let good = sample();
        for place in 0..good.len() {
            for bit in 0..8 {
                let mut data = good.clone();
                data[place] ^= 1 << bit;
                walk(&data);
            }
            walk(&good[..place]);
            walk(&good[place..]);
        }
    }

    fn walk(data: &[u8]) {
        let Some(plist) = Plist::parse(data) else { return };
        for (_, value) in plist.top().dictionary() {
            for item in value.array() {
                let _ = (item.integer(), item.text(), item.data(), item.get("a").is_some());
            }
        }
    }
}
