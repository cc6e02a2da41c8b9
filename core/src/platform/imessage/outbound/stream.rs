//! Streamed text: one message, then edits while it grows.
//!
//! Apple allows five edits of a message. Four are spent on the way, further and further apart; the
//! fifth is kept for the end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::super::{NAME, Native};
use super::{Outgoing, unsupported};
use crate::content::{Content, NO_TEXT, Text, TextSource, TextStream};
use crate::error::Result;
use crate::message::{Message, MessageData};

/// The pauses before the edits on the way, each counted from the send or edit before.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

impl Outgoing<'_> {
    pub(super) async fn stream(self, stream: TextStream) -> Result<Message> {
        if stream.markdown {
            let whole = whole(&stream).await?;
            return Box::pin(self.carry(whole)).await;
        }
        let mut source = stream.take()?;
        let first = source.next().await.ok_or_else(empty)??;
        let content = Content::Text(Text { text: first.clone() });
        // Each edit is a call of its own: the caller's key belongs to the message.
        let mut edits = self.follower();
        let sent = self.text(first.clone(), Vec::new(), None, content).await?;
        let (text, result) = edits.follow(&sent, first, source).await;
        result?;
        let data = sent.data();
        let native = data.native.as_ref().map(|native| {
            let native = native.get().clone();
            Arc::new(Native { native_text: Some(text.clone()), ..native }).into()
        });
        let content = Content::Text(Text { text });
        Ok(edits.keep(MessageData { content, native, ..data }))
    }

    /// Edits the message while its text grows. What there is when the source ends or fails is
    /// shown in any case.
    async fn follow(
        &mut self,
        sent: &Message,
        first: String,
        mut source: TextSource,
    ) -> (String, Result<()>) {
        let mut text = first;
        let mut shown = text.len();
        let mut pauses = PAUSES.into_iter();
        let mut due = pauses.next().map(|pause| Instant::now() + pause);
        let end = loop {
            let waits = due.filter(|_| text.len() > shown);
            tokio::select! {
                biased;
                () = async { sleep_until(waits.unwrap_or_else(Instant::now)).await },
                    if waits.is_some() =>
                {
                    if let Err(error) = self.edit_text(sent, text.clone()).await {
                        return (text, Err(error));
                    }
                    shown = text.len();
                    due = pauses.next().map(|pause| Instant::now() + pause);
                }
                delta = source.next() => match delta {
                    Some(Ok(delta)) => text.push_str(&delta),
                    Some(Err(error)) => break Err(error),
                    None => break Ok(()),
                },
            }
        };
        let flushed =
            if text.len() > shown { self.edit_text(sent, text.clone()).await } else { Ok(()) };
        (text, end.and(flushed))
    }
}

/// A streamed text as one content, for where it cannot grow.
pub(super) async fn whole(stream: &TextStream) -> Result<Content> {
    stream.whole(NAME).await
}

fn empty() -> crate::error::Error {
    unsupported("text", Some(NO_TEXT))
}
