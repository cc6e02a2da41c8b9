//! Audio messages.

use std::path::Path;

use bytes::Bytes;

use super::Content;
use super::file::{File, check_sendable, http_url, mime_type, name_of_path, name_of_url};
use crate::error::{Error, Result};

/// An audio message: the bubble with a waveform, not a file.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The service's id of a received file.
    pub id: Option<String>,
    /// The file name, where one is known.
    pub name: Option<String>,
    /// The MIME type, always `audio/*`.
    pub mime_type: String,
    /// The length in seconds, where it is known: as it was given, else told by the audio at the
    /// send.
    pub duration: Option<f64>,
    /// The size in bytes, where it is known.
    pub size: Option<u64>,
    /// The bytes, read when they are needed.
    pub file: File,
}

/// What a caller may say about an audio message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VoiceOptions {
    /// The file name.
    pub name: Option<String>,
    /// The MIME type; by the extension of the name if not given.
    pub mime_type: Option<String>,
    /// The length in seconds, not negative.
    pub duration: Option<f64>,
}

impl Voice {
    fn build(file: File, name: Option<String>, options: VoiceOptions) -> Result<Content> {
        let name = options.name.or(name);
        let mime_type =
            mime_type("the voice message", options.mime_type, name.as_deref().unwrap_or_default())?;
        if !mime_type.to_ascii_lowercase().starts_with("audio/") {
            return Err(Error::invalid(format!(
                "a voice message needs audio, not \"{mime_type}\""
            )));
        }
        if options.duration.is_some_and(|d| !d.is_finite() || d < 0.0) {
            return Err(Error::invalid("the duration of a voice message is in seconds, 0 or more"));
        }
        Ok(Content::Voice(Self {
            id: None,
            name,
            mime_type,
            duration: options.duration,
            size: None,
            file,
        }))
    }

    pub(super) async fn prepare(mut self) -> Result<Self> {
        self.size = self.file.size().await?.or(self.size);
        check_sendable(&[self.size])?;
        Ok(self)
    }
}

/// An audio message from a path: AAC in an MPEG-4 container, or WAV of up to 30 minutes. Other
/// formats are converted at the send by the program ffmpeg, which must be on PATH.
///
/// # Errors
/// `ValidationError` if the type is not audio; at the send, if the file cannot be read or
/// converted.
pub fn voice(path: impl AsRef<Path>, options: VoiceOptions) -> Result<Content> {
    let path = path.as_ref();
    Voice::build(File::path(path), name_of_path(path), options)
}

/// An audio message from memory; the formats are those of [`voice`]. Give a name, or a MIME type.
///
/// # Errors
/// `ValidationError` if the type is not audio; at the send, if it cannot be converted.
pub fn voice_bytes(bytes: impl Into<Bytes>, options: VoiceOptions) -> Result<Content> {
    Voice::build(File::bytes(bytes.into()), None, options)
}

/// An audio message from a URL, fetched when it is sent (10 s to the answer).
///
/// # Errors
/// `ValidationError` if the URL is none or the type is not audio.
pub fn voice_url(url: &str, options: VoiceOptions) -> Result<Content> {
    let url = http_url("a voice message", url)?;
    let name = name_of_url(&url);
    Voice::build(File::url(url), name, options)
}
