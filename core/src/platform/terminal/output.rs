//! What is sent: content becomes lines.

use std::fmt::Display;
use std::io;
use std::thread;

use tokio::sync::{mpsc, oneshot};

use super::{NAME, Writer};
use crate::content::{Content, vcard};
use crate::error::{Error, ErrorKind, Result};

/// Sends that wait for the writer; more wait outside.
const CAPACITY: usize = 16;

/// The end of the thread that writes. An output that takes nothing, such as a stopped pipe, holds up
/// that thread and no task. The thread ends when this is dropped, and the process does not wait for
/// it.
pub(super) struct Output(mpsc::Sender<Job>);

struct Job {
    text: String,
    done: oneshot::Sender<io::Result<()>>,
}

impl Output {
    pub(super) fn open(mut writer: Writer) -> Result<Self> {
        let (sender, mut jobs) = mpsc::channel::<Job>(CAPACITY);
        let work = move || {
            while let Some(Job { text, done }) = jobs.blocking_recv() {
                let written = writer.write_all(text.as_bytes()).and_then(|()| writer.flush());
                // The send may have been dropped.
                let _ = done.send(written);
            }
        };
        let name = "spectrum-terminal-out".to_owned();
        thread::Builder::new().name(name).spawn(work).map_err(failed)?;
        Ok(Self(sender))
    }

    /// Writes one text, whole: also if the call is dropped meanwhile.
    pub(super) async fn write(&self, text: String) -> Result<()> {
        let (done, written) = oneshot::channel();
        let gone = || failed("its thread has ended");
        self.0.send(Job { text, done }).await.map_err(|_| gone())?;
        written.await.map_err(|_| gone())?.map_err(failed)
    }
}

fn failed(error: impl Display) -> Error {
    let message = format!("cannot write to the terminal: {error}");
    Error::new(ErrorKind::Other, "internalError", message)
}

/// The line or lines that show content.
///
/// # Errors
/// `UnsupportedError` for what the terminal does not carry.
pub(super) fn shown(content: &Content) -> Result<String> {
    let mut shown = inline(content)?;
    shown.push('\n');
    Ok(shown)
}

fn inline(content: &Content) -> Result<String> {
    Ok(match content {
        Content::Text(text) => text.text.clone(),
        Content::Custom(value) => value.to_string(),
        Content::Attachment(file) => {
            let size = file.size.map(|size| format!(", {size} bytes")).unwrap_or_default();
            format!("[attachment {} ({}{size})]", file.name, file.mime_type)
        }
        Content::Voice(voice) => {
            let name = voice.name.as_deref().unwrap_or("voice");
            let length = voice.duration.map(|length| format!(", {length} s")).unwrap_or_default();
            format!("[voice {name} ({}{length})]", voice.mime_type)
        }
        Content::Contact(contact) => format!("[contact {}]", vcard::file_name(contact)),
        Content::Reply(reply) => {
            format!("[reply to {}] {}", reply.target.id(), inline(&reply.content)?)
        }
        Content::Reaction(reaction) => {
            format!("[reaction {} to {}]", reaction.emoji, reaction.target.id())
        }
        Content::Typing(typing) => format!("[typing {}]", typing.as_str()),
        // Cards, effects, markdown and streamed text come again in a plainer form.
        other => return Err(Error::unsupported_content(NAME, other.type_name(), None)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{self, FileOptions, Typing, VoiceOptions};

    fn line(content: Result<Content>) -> String {
        shown(&content.expect("it is built")).expect("it is carried")
    }

    #[test]
    fn content_is_one_line() {
        assert_eq!(line(content::text("a\nb")), "a\nb\n");
        assert_eq!(line(Ok(content::custom(serde_json::json!({"a": [1]})))), "{\"a\":[1]}\n");
        assert_eq!(line(Ok(content::typing(Typing::Start))), "[typing start]\n");
        let options = FileOptions { name: Some("a.txt".into()), ..FileOptions::default() };
        let file = content::attachment_bytes("abc", options);
        assert_eq!(line(file), "[attachment a.txt (text/plain)]\n");
        let options = VoiceOptions {
            name: Some("v.m4a".into()),
            mime_type: Some("audio/mp4".into()),
            duration: Some(1.5),
        };
        let voice = content::voice_bytes("abc", options);
        assert_eq!(line(voice), "[voice v.m4a (audio/mp4, 1.5 s)]\n");
        let card =
            content::contact_vcard("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Grace\r\nEND:VCARD\r\n");
        assert_eq!(line(card), "[contact Grace.vcf]\n");
    }

    #[test]
    fn the_rest_is_unsupported() {
        let rest = [
            content::markdown("*a*"),
            content::richlink("https://example.com"),
            content::app("https://example.com", None),
            content::rename("x"),
            Ok(content::leave_space()),
        ];
        for content in rest {
            let content = content.expect("it is built");
            let error = shown(&content).expect_err("not carried");
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{content:?}");
        }
    }

    #[tokio::test]
    async fn a_writer_that_fails_is_an_error() {
        struct Full;
        impl io::Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let output = Output::open(Box::new(Full)).expect("a thread");
        let error = output.write("text".to_owned()).await.expect_err("it is full");
        assert_eq!(error.code(), "internalError");
        assert!(!error.message().contains("text"), "{error}");
    }
}
