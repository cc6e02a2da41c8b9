//! Text that is still being written, such as a model's answer.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_core::Stream;
use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::Content;
use crate::error::{Error, ErrorKind, Result};

/// Deltas that wait for the send. A source that is faster waits.
const CAPACITY: usize = 64;

/// Why a source without any text is not sent.
pub(crate) const NO_TEXT: &str = "the source gave no text";

type Deltas = Pin<Box<dyn Stream<Item = Result<String>> + Send>>;

/// Text whose source is asynchronous. Used once: a second send of the same content throws.
#[derive(Clone)]
pub struct TextStream {
    /// Whether the text is markdown, which is sent when it is whole.
    pub markdown: bool,
    deltas: Arc<Mutex<Option<Deltas>>>,
}

impl TextStream {
    fn content(deltas: Deltas, markdown: bool) -> Content {
        Content::TextStream(Self { markdown, deltas: Arc::new(Mutex::new(Some(deltas))) })
    }

    /// The source; it can be had once.
    pub(crate) fn take(&self) -> Result<Source> {
        let taken = self.deltas.lock().unwrap_or_else(PoisonError::into_inner).take();
        let deltas = taken.ok_or_else(|| {
            Error::validation(
                "sourceUsed",
                "a streamed text can be sent once; its source is used up",
            )
        })?;
        Ok(Source { deltas })
    }

    /// The whole text as one content, for where it cannot grow.
    ///
    /// # Errors
    /// The source's; `UnsupportedError` of the platform if it gave no text.
    pub(crate) async fn whole(&self, platform: &str) -> Result<Content> {
        let text = self.take()?.drain().await?;
        if text.is_empty() {
            return Err(Error::unsupported_content(platform, "text", Some(NO_TEXT)));
        }
        if self.markdown { super::markdown(text) } else { super::text(text) }
    }
}

impl fmt::Debug for TextStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextStream").field("markdown", &self.markdown).finish_non_exhaustive()
    }
}

/// A source that is being read.
pub(crate) struct Source {
    deltas: Deltas,
}

impl Source {
    /// The next piece of text, never empty; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<Result<String>> {
        loop {
            match self.deltas.next().await? {
                Ok(delta) if delta.is_empty() => {}
                delta => return Some(delta),
            }
        }
    }

    /// The whole text.
    pub(crate) async fn drain(mut self) -> Result<String> {
        let mut text = String::new();
        while let Some(delta) = self.next().await {
            text.push_str(&delta?);
        }
        Ok(text)
    }
}

/// Streamed text: one message, then edits while it grows.
pub fn text_stream(deltas: impl Stream<Item = Result<String>> + Send + 'static) -> Content {
    TextStream::content(Box::pin(deltas), false)
}

/// Streamed markdown: sent once, when it is whole, since the formatting of half a text would jump.
pub fn markdown_stream(deltas: impl Stream<Item = Result<String>> + Send + 'static) -> Content {
    TextStream::content(Box::pin(deltas), true)
}

/// A streamed text that is fed from elsewhere.
pub fn text_channel(markdown: bool) -> (TextSender, Content) {
    let (sender, mut receiver) = mpsc::channel(CAPACITY);
    let deltas = futures_util::stream::poll_fn(move |cx| receiver.poll_recv(cx));
    (TextSender(sender), TextStream::content(Box::pin(deltas), markdown))
}

/// Feeds a streamed text. Dropping it ends the text.
#[derive(Clone, Debug)]
pub struct TextSender(mpsc::Sender<Result<String>>);

impl TextSender {
    /// Adds to the text; waits while the send is behind. False when nobody reads any more.
    pub async fn push(&self, delta: String) -> bool {
        self.0.send(Ok(delta)).await.is_ok()
    }

    /// Ends the text with a failure. What there was is sent, and the send throws.
    pub async fn fail(&self, message: &str) {
        let error = Error::new(ErrorKind::Other, "sourceFailed", message);
        // Nobody reads any more: then nobody waits for the failure either.
        let _ = self.0.send(Err(error)).await;
    }
}
