//! Bytes and integers: every read is checked against what is left.

use std::ops::Range;

/// A 16-bit integer follows.
const INT16: u8 = 0x81;
/// A 32-bit integer follows.
const INT32: u8 = 0x82;
/// A float or a double follows.
const REAL: u8 = 0x83;
/// Something new follows in full.
pub(super) const NEW: u8 = 0x84;
/// Nothing: no object, no superclass, no string.
pub(super) const NIL: u8 = 0x85;
/// The end of an object.
pub(super) const END: u8 = 0x86;
/// A 64-bit integer follows.
const INT64: u8 = 0x87;
/// References count from here, so that the first 238 fit one byte.
const FIRST_REFERENCE: i64 = -110;

/// Where and why an archive cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) position: usize,
    pub(super) reason: &'static str,
}

/// What stands where something new, nothing or a reference may stand.
pub(super) enum Head {
    New,
    Nil,
    /// The number of an entry that was there before. Not checked against any table.
    Reference(usize),
}

/// A place in the archive.
pub(super) struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    pub(super) big_endian: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, big_endian: false }
    }

    /// A fault at this place.
    pub(super) fn fault(&self, reason: &'static str) -> Fault {
        Fault { position: self.at, reason }
    }

    pub(super) fn left(&self) -> usize {
        self.data.len() - self.at
    }

    pub(super) fn peek(&self) -> Result<u8, Fault> {
        self.data.get(self.at).copied().ok_or_else(|| self.fault("ends too early"))
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        let byte = self.peek()?;
        self.at += 1;
        Ok(byte)
    }

    /// The next bytes, as a place in the archive: nothing is copied.
    pub(super) fn take(&mut self, count: u64) -> Result<Range<usize>, Fault> {
        match usize::try_from(count) {
            Ok(count) if count <= self.left() => {
                let start = self.at;
                self.at += count;
                Ok(start..self.at)
            }
            _ => Err(self.fault("a length goes beyond the end")),
        }
    }

    /// The bytes at a place that [`Reader::take`] gave.
    pub(super) fn bytes(&self, place: Range<usize>) -> &'a [u8] {
        self.data.get(place).unwrap_or_default()
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let place = self.take(N as u64)?;
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.bytes(place));
        if self.big_endian {
            bytes.reverse();
        }
        Ok(bytes)
    }

    /// An integer where the type says signed.
    pub(super) fn signed(&mut self) -> Result<i64, Fault> {
        let start = self.fault("no number where one must be");
        match self.byte()? {
            INT16 => Ok(i16::from_le_bytes(self.array()?).into()),
            INT32 => Ok(i32::from_le_bytes(self.array()?).into()),
            INT64 => Ok(i64::from_le_bytes(self.array()?)),
            byte if is_number(byte) => Ok(i64::from(byte.cast_signed())),
            _ => Err(start),
        }
    }

    /// An integer where the type says unsigned. A negative byte counts as that byte.
    pub(super) fn unsigned(&mut self) -> Result<u64, Fault> {
        let start = self.fault("no number where one must be");
        match self.byte()? {
            INT16 => Ok(u16::from_le_bytes(self.array()?).into()),
            INT32 => Ok(u32::from_le_bytes(self.array()?).into()),
            INT64 => Ok(u64::from_le_bytes(self.array()?)),
            byte if is_number(byte) => Ok(byte.into()),
            _ => Err(start),
        }
    }

    /// A float: whole numbers are written as integers.
    pub(super) fn float(&mut self) -> Result<f64, Fault> {
        if self.peek()? == REAL {
            self.at += 1;
            return Ok(f32::from_le_bytes(self.array()?).into());
        }
        Ok(self.signed()? as f64)
    }

    /// A double: whole numbers are written as integers.
    pub(super) fn double(&mut self) -> Result<f64, Fault> {
        if self.peek()? == REAL {
            self.at += 1;
            return Ok(f64::from_le_bytes(self.array()?));
        }
        Ok(self.signed()? as f64)
    }

    /// New, nil or a reference.
    pub(super) fn head(&mut self) -> Result<Head, Fault> {
        match self.peek()? {
            NEW => {
                self.at += 1;
                Ok(Head::New)
            }
            NIL => {
                self.at += 1;
                Ok(Head::Nil)
            }
            _ => {
                let fault = self.fault("a reference to nothing");
                let number = self.signed()?.checked_sub(FIRST_REFERENCE).ok_or(fault)?;
                usize::try_from(number).map(Head::Reference).map_err(|_| fault)
            }
        }
    }
}

/// Whether a byte is an integer by itself.
fn is_number(byte: u8) -> bool {
    !(0x80..=0x91).contains(&byte)
}
