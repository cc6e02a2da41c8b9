//! Streamed text: Swift reads the source and hands over what it says.

use std::sync::{Arc, Mutex, PoisonError};

use spectrum_imessage::Error;
use spectrum_imessage::content::{TextSender, text_channel};

use super::NativeContent;
use crate::error::NativeResult;
use crate::run::{NativeCancel, on_io};

/// A streamed text, and the way to feed it.
#[derive(Debug, uniffi::Object)]
pub struct NativeTextStream {
    content: Arc<NativeContent>,
    sender: Mutex<Option<TextSender>>,
}

impl NativeTextStream {
    fn sender(&self) -> Option<TextSender> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[uniffi::export]
impl NativeTextStream {
    /// One that has no text yet.
    #[uniffi::constructor]
    pub fn new(markdown: bool) -> Arc<Self> {
        let (sender, content) = text_channel(markdown);
        Arc::new(Self {
            content: NativeContent::new(None, content),
            sender: Mutex::new(Some(sender)),
        })
    }

    /// What is sent.
    pub fn content(&self) -> Arc<NativeContent> {
        Arc::clone(&self.content)
    }

    /// Adds to the text; waits while the send is behind. False when nobody reads any more.
    pub async fn push(
        &self,
        delta: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<bool> {
        let sender = self.sender();
        on_io(cancel, async move {
            Ok::<_, Error>(match sender {
                Some(sender) => sender.push(delta).await,
                None => false,
            })
        })
        .await
    }

    /// Ends the text with a failure: the send throws after it has sent what there was.
    pub async fn fail(
        &self,
        message: String,
        cancel: Option<Arc<NativeCancel>>,
    ) -> NativeResult<()> {
        let sender = self.sender();
        on_io(cancel, async move {
            if let Some(sender) = sender {
                sender.fail(&message).await;
            }
            Ok::<_, Error>(())
        })
        .await
    }

    /// Ends the text.
    pub fn finish(&self) {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
