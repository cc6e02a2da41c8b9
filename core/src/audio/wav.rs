//! Reads WAV: uncompressed samples after a short header (RIFF; Microsoft's "Multiple Channel Audio
//! Data and WAVE Files").
//!
//! Programs that write to a pipe cannot know the length when they write the header, and put 0 or
//! the largest number there; speech services do it too. Such a file ends where its bytes end.

use super::{Error, MAX_SECONDS, Result, invalid, too_long};

const PCM: u16 = 1;
const FLOAT: u16 = 3;
/// The format is in an extension, as a GUID that begins with one of the tags above.
const EXTENSIBLE: u16 = 0xfffe;
const GUID_END: [u8; 14] = *b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71";
const HEADER: usize = 12;
const CHUNK_HEADER: usize = 8;

/// A WAV file of one or two channels.
#[derive(Debug)]
pub(super) struct Wav<'a> {
    /// Samples of one channel in a second.
    pub(super) rate: u32,
    /// 1 or 2.
    pub(super) channels: usize,
    sample: Sample,
    data: &'a [u8],
}

/// How a sample is written; all little-endian.
#[derive(Clone, Copy, Debug)]
enum Sample {
    U8,
    I16,
    I24,
    I32,
    F32,
    F64,
}

struct Format {
    rate: u32,
    channels: u16,
    sample: Sample,
}

/// Reads the header. `None` if it is no WAV, or one of a kind that is not encoded here: compressed,
/// of more than two channels, of a rate that AAC does not have.
///
/// # Errors
/// `ValidationError` if it is a WAV that is broken, empty or too long.
pub(super) fn read(bytes: &[u8]) -> Result<Option<Wav<'_>>> {
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..HEADER) != Some(b"WAVE") {
        return Ok(None);
    }
    let riff_length = usize::try_from(u32_at(bytes, 4)?).unwrap_or(usize::MAX);
    let mut format = None;
    let mut rest = &bytes[HEADER..];
    while rest.len() >= CHUNK_HEADER {
        let length = usize::try_from(u32_at(rest, 4)?).unwrap_or(usize::MAX);
        let (id, body) = (&rest[..4], &rest[CHUNK_HEADER..]);
        match id {
            b"fmt " => {
                let Some(read) = format_of(&body[..length.min(body.len())])? else {
                    return Ok(None);
                };
                format = Some(read);
            }
            b"data" => {
                let format = format.ok_or_else(|| invalid("the WAV has no format"))?;
                let unknown = length == 0 && riff_length.saturating_add(8) < bytes.len();
                let length = if unknown { body.len() } else { length.min(body.len()) };
                return wav(&format, &body[..length]).map(Some);
            }
            _ => {}
        }
        // Chunks begin at even places.
        let next = length.saturating_add(length & 1).min(body.len());
        rest = &body[next..];
    }
    Err(invalid("the WAV has no samples"))
}

fn wav<'a>(format: &Format, data: &'a [u8]) -> Result<Wav<'a>> {
    let wav = Wav {
        rate: format.rate,
        channels: usize::from(format.channels),
        sample: format.sample,
        data,
    };
    match wav.frames() {
        0 => Err(invalid("the WAV has no samples")),
        frames if frames as u64 > u64::from(MAX_SECONDS) * u64::from(wav.rate) => Err(too_long()),
        _ => Ok(wav),
    }
}

/// The format of the samples; `None` for one that is not read here.
fn format_of(chunk: &[u8]) -> Result<Option<Format>> {
    let mut tag = u16_at(chunk, 0)?;
    let channels = u16_at(chunk, 2)?;
    let rate = u32_at(chunk, 4)?;
    let bytes_per_frame = u16_at(chunk, 12)?;
    if tag == EXTENSIBLE && chunk.get(26..40) == Some(&GUID_END) {
        tag = u16_at(chunk, 24)?;
    }
    if !(1..=2).contains(&channels) || !super::encode::RATES.contains(&rate) {
        return Ok(None);
    }
    let sample = match (tag, bytes_per_frame / channels) {
        (PCM, 1) => Sample::U8,
        (PCM, 2) => Sample::I16,
        (PCM, 3) => Sample::I24,
        (PCM, 4) => Sample::I32,
        (FLOAT, 4) => Sample::F32,
        (FLOAT, 8) => Sample::F64,
        _ => return Ok(None),
    };
    Ok(Some(Format { rate, channels, sample }))
}

impl Wav<'_> {
    /// How many samples each channel has. A last one that is cut off does not count.
    pub(super) fn frames(&self) -> usize {
        self.data.len() / (self.sample.bytes() * self.channels)
    }

    /// The samples in pieces of at most this many a channel: one list a channel, each sample
    /// between -1 and 1.
    pub(super) fn pieces(&self, frames: usize) -> impl Iterator<Item = Vec<Vec<f32>>> {
        let frame = self.sample.bytes() * self.channels;
        let whole = &self.data[..self.frames() * frame];
        whole.chunks(frame * frames).map(move |piece| {
            let samples = piece.chunks_exact(self.sample.bytes());
            (0..self.channels)
                .map(|channel| {
                    let of_channel = samples.clone().skip(channel).step_by(self.channels);
                    of_channel.map(|bytes| self.sample.read(bytes)).collect()
                })
                .collect()
        })
    }
}

impl Sample {
    const fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::I16 => 2,
            Self::I24 => 3,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// Reads a sample of exactly [`Sample::bytes`] bytes.
    fn read(self, bytes: &[u8]) -> f32 {
        // Whole numbers are moved to the upper end of 32 bits.
        let upper = |bytes: &[u8]| {
            let mut wide = [0; 4];
            wide[4 - bytes.len()..].copy_from_slice(bytes);
            (f64::from(i32::from_le_bytes(wide)) / 2_f64.powi(31)) as f32
        };
        let value = match (self, bytes) {
            (Self::U8, &[byte]) => (f32::from(byte) - 128.0) / 128.0,
            (Self::F32, &[a, b, c, d]) => f32::from_le_bytes([a, b, c, d]),
            (Self::F64, &[a, b, c, d, e, f, g, h]) => {
                f64::from_le_bytes([a, b, c, d, e, f, g, h]) as f32
            }
            (_, bytes) => upper(bytes),
        };
        // Not a number is no sound.
        if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16> {
    let found = bytes.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
    found.map(u16::from_le_bytes).ok_or_else(cut_off)
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32> {
    let found = bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    found.map(u32::from_le_bytes).ok_or_else(cut_off)
}

fn cut_off() -> Error {
    invalid("the header of the WAV is cut off")
}
