//! Encodes samples as AAC-LC.

use syom::{EncodeOptions, EncodedFrame, Encoder};

use super::container::Track;
use super::wav::Wav;
use super::{M4a, Result, failed};

/// The rates that AAC has (ISO/IEC 14496-3, table 1.18), in Hz.
pub(super) const RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
];
/// What speech needs to sound as it was, in bits a second and channel.
const MAX_BITRATE: u32 = 64_000;
/// Samples of a channel that are encoded between two looks at whether anybody still waits: about a
/// second.
const PIECE: usize = 32 * 1024;

/// Encodes a WAV. Blocks; gives up when `stopped` says so.
pub(super) fn encode(wav: &Wav<'_>, stopped: impl Fn() -> bool) -> Result<M4a> {
    let broken = |_| failed("the audio could not be encoded");
    let bitrate = (wav.rate / 3 * 8).min(MAX_BITRATE) * wav.channels as u32;
    let options = EncodeOptions::raw().with_bitrate_bps(bitrate);
    let mut encoder = Encoder::new(wav.rate, wav.channels, &options).map_err(broken)?;
    let mut frames: Vec<Vec<u8>> = Vec::new();
    let mut keep = |frame: EncodedFrame<'_>| {
        frames.push(frame.payload.to_vec());
        Ok(())
    };
    for piece in wav.pieces(PIECE) {
        if stopped() {
            return Err(failed("nobody waits for the audio"));
        }
        let planes: Vec<&[f32]> = piece.iter().map(Vec::as_slice).collect();
        encoder.feed(&planes, &mut keep).map_err(broken)?;
    }
    encoder.finish(&mut keep).map_err(broken)?;
    let samples = wav.frames();
    let track = Track {
        rate: wav.rate,
        channels: wav.channels,
        config: encoder.asc(),
        frames: &frames,
        samples: samples as u64,
    };
    let bytes = track.write().ok_or_else(|| failed("the audio is too large for its file"))?;
    let duration = samples as f64 / f64::from(wav.rate);
    Ok(M4a { bytes: bytes.into(), duration: Some(duration) })
}
