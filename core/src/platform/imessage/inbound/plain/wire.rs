//! The fields of a protobuf message, one after another, where they stand.

use std::ops::Range;
use std::str;

/// Where a field stands. Empty: it is not there.
#[derive(Clone, Copy, Default)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

/// The numbers of fields that have come.
#[derive(Default)]
pub(super) struct Seen(u128);

impl Seen {
    /// `None` if it has come before: what that means is left to others.
    pub(super) fn once(&mut self, number: u32) -> Option<()> {
        let bit = 1_u128.checked_shl(number)?;
        let new = self.0 & bit == 0;
        self.0 |= bit;
        new.then_some(())
    }
}

impl Span {
    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(super) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.range()).unwrap_or_default()
    }

    pub(super) fn text(self, bytes: &[u8]) -> &str {
        str::from_utf8(self.of(bytes)).unwrap_or_default()
    }

    /// `None` if it is no text.
    pub(super) fn check(self, bytes: &[u8]) -> Option<Self> {
        str::from_utf8(self.of(bytes)).is_ok().then_some(self)
    }
}

/// The fields of a protobuf message, one after another.
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

pub(super) enum Value {
    Number(u64),
    /// Where it stands in the bytes that were given.
    Bytes(Span),
}

impl<'a> Fields<'a> {
    /// `None` if it is too large to be counted here.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        u32::try_from(bytes.len()).is_ok().then_some(Self { bytes, at: 0 })
    }

    pub(super) fn within(bytes: &'a [u8], span: Span) -> Self {
        let bytes = bytes.get(..span.end as usize).unwrap_or_default();
        Self { bytes, at: span.start as usize }
    }

    /// The next field: `None` if there is something that is not understood here, `Some(None)` at the
    /// end.
    pub(super) fn next(&mut self) -> Option<Option<(u32, Value)>> {
        if self.at >= self.bytes.len() {
            return Some(None);
        }
        let key = u32::try_from(self.number()?).ok()?;
        let value = match key & 7 {
            0 => Value::Number(self.number()?),
            2 => {
                let length = usize::try_from(self.number()?).ok()?;
                let start = self.at;
                let end = start.checked_add(length).filter(|end| *end <= self.bytes.len())?;
                self.at = end;
                Value::Bytes(Span { start: start as u32, end: end as u32 })
            }
            _ => return None,
        };
        Some(Some((key >> 3, value)))
    }

    #[inline]
    fn number(&mut self) -> Option<u64> {
        let first = *self.bytes.get(self.at)?;
        self.at += 1;
        if first < 0x80 {
            return Some(first.into());
        }
        let mut number = u64::from(first & 0x7f);
        // The tenth byte has room for one bit.
        for shift in (7..70).step_by(7) {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            if shift == 63 && byte > 1 {
                return None;
            }
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}
