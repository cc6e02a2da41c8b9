//! Converts audio with the program ffmpeg.
//!
//! What people send on is not to be trusted: ffmpeg reads one file of a plain audio format, no
//! playlist that names other files or addresses, and its time and what it writes are bounded. Both
//! ends are files, since many formats must be read and written out of order.
//!
//! The end of the process is looked for again and again: the ways of being told install a signal
//! handler in some systems, and a library does not own the process.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Error, M4a, MAX_SECONDS, MAX_SIZE, Result, failed, invalid, too_long};

/// How long a conversion may take. Half an hour of audio takes some seconds.
const TIMEOUT: Duration = Duration::from_secs(120);
const FIRST_LOOK: Duration = Duration::from_millis(5);
const LAST_LOOK: Duration = Duration::from_millis(100);
/// What ffmpeg may say before it counts as broken, and what of it stands in an error.
const MAX_WORDS: u64 = 256 * 1024;
const TAIL: usize = 200;
/// The formats that are read, by the names of ffmpeg's readers. None of them names other files.
const FORMATS: &str = "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,caf,eac3,flac,gsm,matroska,webm,mov,\
                       mp4,m4a,mp3,ogg,tta,voc,w64,wav,wv";

/// Converts audio with this program.
///
/// # Errors
/// `ValidationError` if the program is not there, or cannot read the audio, or if that is too long.
pub(super) async fn convert(program: &OsStr, bytes: &[u8]) -> Result<M4a> {
    let broken = |_| failed("a temporary file for the audio cannot be written");
    let folder = tempfile::tempdir().map_err(broken)?;
    let [input, output, words] = ["input", "output.m4a", "words"].map(|n| folder.path().join(n));
    tokio::fs::write(&input, bytes).await.map_err(broken)?;
    let stderr = std::fs::File::create(&words).map_err(broken)?;
    let mut process = start(program, &input, &output, stderr)?;

    let status = process.end(&[(&output, MAX_SIZE as u64), (&words, MAX_WORDS)]).await?;
    if !status.success() {
        let said = tokio::fs::read(&words).await.unwrap_or_default();
        return Err(invalid(format!("ffmpeg cannot convert the audio: {}", tail(&said))));
    }
    let bytes = tokio::fs::read(&output).await.unwrap_or_default();
    if bytes.is_empty() {
        return Err(invalid("ffmpeg found no audio"));
    }
    let duration = super::duration(&bytes);
    if duration.is_some_and(|seconds| seconds > f64::from(MAX_SECONDS)) {
        return Err(too_long());
    }
    Ok(M4a { bytes: bytes.into(), duration })
}

fn start(program: &OsStr, input: &Path, output: &Path, stderr: std::fs::File) -> Result<Process> {
    let mut command = Command::new(program);
    command.args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]);
    command.args(["-protocol_whitelist", "file", "-format_whitelist", FORMATS]);
    command.arg("-i").arg(input);
    // The first sound, without pictures, titles and places; one channel or two.
    command.args(["-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1"]);
    command.args(["-af", "aformat=channel_layouts=mono|stereo", "-c:a", "aac", "-b:a", "64k"]);
    // A second more than is allowed tells what is too long.
    command.arg("-t").arg((MAX_SECONDS + 1).to_string());
    command.args(["-f", "ipod", "-movflags", "+faststart"]).arg(output);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr);
    command.spawn().map(Process).map_err(|error| missing(&error))
}

fn missing(error: &std::io::Error) -> Error {
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => "which is not installed".to_owned(),
        _ => format!("which cannot be run ({error})"),
    };
    Error::validation(
        "unsupportedAudioType",
        format!(
            "a voice message of this format needs the program ffmpeg, {why}; install it \
             (https://ffmpeg.org/download.html) so that it is on PATH, or give WAV, or AAC in an \
             MPEG-4 container (.m4a)"
        ),
    )
}

/// A process that does not outlive the wish for it.
struct Process(Child);

impl Process {
    /// Waits for the end.
    async fn end(&mut self, files: &[(&Path, u64)]) -> Result<ExitStatus> {
        let deadline = Instant::now() + TIMEOUT;
        let mut pause = FIRST_LOOK;
        loop {
            let ended = self.0.try_wait().map_err(|_| failed("ffmpeg cannot be waited for"))?;
            if let Some(status) = ended {
                return Ok(status);
            }
            if Instant::now() >= deadline {
                let text = format!("ffmpeg took longer than {} s", TIMEOUT.as_secs());
                return Err(failed(&text));
            }
            for (file, limit) in files {
                if std::fs::metadata(file).is_ok_and(|file| file.len() > *limit) {
                    return Err(failed("ffmpeg wrote more than was expected"));
                }
            }
            sleep(pause).await;
            pause = (pause * 2).min(LAST_LOOK);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Nothing happens to one that has ended; a killed one ends at once.
        if self.0.kill().is_ok() {
            let _ = self.0.wait();
        }
    }
}

/// The last line of what a program said.
fn tail(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let line = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    let skipped = line.chars().count().saturating_sub(TAIL);
    line.chars().skip(skipped).collect()
}
