//! Text that is still being written.

use std::sync::{Mutex, PoisonError};

use napi_derive::napi;
use spectrum_imessage::content::{self, TextSender};
use tokio_util::sync::CancellationToken;

use crate::build::NativeContent;
use crate::call::{NativeCalls, Outcome, call, outcome};

/// A streamed text, and what it is fed by.
#[napi(object, object_from_js = false)]
pub struct StreamedText {
    /// What is sent.
    pub content: NativeContent,
    /// Takes the pieces.
    pub feed: NativeFeed,
}

/// A streamed text without a piece yet.
#[napi]
pub fn streamed_text(markdown: bool) -> StreamedText {
    let (sender, content) = content::text_channel(markdown);
    let feed = NativeFeed { sender: Mutex::new(Some(sender)), ended: CancellationToken::new() };
    StreamedText { content: NativeContent(content), feed }
}

/// Feeds a streamed text.
#[napi]
pub struct NativeFeed {
    sender: Mutex<Option<TextSender>>,
    /// Ends a push that waits for a send which will not come.
    ended: CancellationToken,
}

impl NativeFeed {
    fn sender(&self) -> Option<TextSender> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[napi]
impl NativeFeed {
    /// Adds to the text: gives whether anybody reads on. Waits while the send is behind.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn push(&self, to: &NativeCalls, id: i64, delta: String) -> napi::Result<()> {
        let (sender, ended) = (self.sender(), self.ended.clone());
        let pushed = async move {
            let Some(sender) = sender else { return Ok(false) };
            Ok(ended.run_until_cancelled(sender.push(delta)).await.unwrap_or(false))
        };
        call(to, id, None, pushed, |wanted| wanted)
    }

    /// Ends the text with a failure: gives nothing.
    ///
    /// # Errors
    /// As [`call`].
    #[napi]
    pub fn fail(&self, to: &NativeCalls, id: i64) -> napi::Result<()> {
        let (sender, ended) = (self.sender(), self.ended.clone());
        let failed = async move {
            if let Some(sender) = sender {
                // What the program threw is its own: the send rejects with that.
                let failed = sender.fail("the source of the streamed text failed");
                ended.run_until_cancelled(failed).await;
            }
            Ok(())
        };
        call(to, id, None, failed, |()| ())
    }

    /// Ends the text.
    #[napi]
    pub fn end(&self) {
        self.ended.cancel();
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// The text in a chunk of a model's stream, which comes as JSON; nothing for control events.
#[napi]
pub fn delta_of(chunk: String) -> Outcome<Option<String>> {
    let chunk = serde_json::from_str(&chunk).unwrap_or_default();
    outcome(content::delta_of(&chunk))
}
