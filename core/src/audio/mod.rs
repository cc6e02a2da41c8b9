//! Audio that Messages plays: AAC-LC in an MPEG-4 container. WAV is encoded here, everything else
//! by the program ffmpeg, where it is installed.

mod container;
mod encode;
mod ffmpeg;
mod wav;

use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::error::{Error, ErrorKind, Result};

/// What is read at most: the service's limit for a file.
const MAX_SIZE: usize = 100 * 1024 * 1024;
/// The longest audio that is converted, in seconds.
const MAX_SECONDS: u32 = 30 * 60;
/// Conversions take a processor each: more at once would starve the program.
static CONVERSIONS: Semaphore = Semaphore::const_new(2);

/// AAC-LC in an MPEG-4 container.
#[derive(Debug)]
pub(crate) struct M4a {
    pub(crate) bytes: Bytes,
    /// The length in seconds, where it is known.
    pub(crate) duration: Option<f64>,
}

/// Converts audio of any format. Cancel-safe: a dropped conversion stops, and leaves nothing
/// behind.
///
/// # Errors
/// `ValidationError` if it is no audio, too long (30 minutes) or too large (100 MiB), or if it
/// needs ffmpeg and there is none.
pub(crate) async fn to_m4a(bytes: Bytes) -> Result<M4a> {
    if bytes.len() > MAX_SIZE {
        let text = format!("the audio is larger than {MAX_SIZE} bytes");
        return Err(Error::validation("attachmentTooLarge", text));
    }
    let _permit = CONVERSIONS.acquire().await;
    if wav::read(&bytes)?.is_none() {
        return ffmpeg::convert("ffmpeg".as_ref(), &bytes).await;
    }
    let stop = CancellationToken::new();
    let _stops_when_dropped = stop.clone().drop_guard();
    let encode = move || match wav::read(&bytes)? {
        Some(wav) => encode::encode(&wav, || stop.is_cancelled()),
        None => Err(failed("the audio cannot be read")),
    };
    let done = tokio::task::spawn_blocking(encode).await;
    done.unwrap_or_else(|_| Err(failed("the audio could not be encoded")))
}

/// The length of AAC in an MPEG-4 container in seconds, where the file says it.
pub(crate) fn duration(m4a: &[u8]) -> Option<f64> {
    let found = syom::probe(m4a).ok()?;
    let syom::ProbeDuration::Exact { samples } = found.duration else { return None };
    Some(samples as f64 / f64::from(found.meta.output_rate)).filter(|seconds| seconds.is_finite())
}

/// A fault that is not the caller's.
fn failed(text: &str) -> Error {
    Error::new(ErrorKind::Other, "conversionFailed", text)
}

/// Input that is no audio.
fn invalid(text: impl Into<String>) -> Error {
    Error::validation("invalidAudio", text)
}

fn too_long() -> Error {
    let text = format!("the audio is longer than {} minutes", MAX_SECONDS / 60);
    Error::validation("audioTooLong", text)
}

#[cfg(test)]
mod tests;
