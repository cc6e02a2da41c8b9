//! How content is sent, on every platform alike.

mod fallback;

use std::pin::pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::SystemTime;

use crate::app::AppHandle;
use crate::content::Content;
use crate::delivery::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::observe;
use crate::outbox;
use crate::progress::{Meter, OnProgress};
use crate::space::Space;
use crate::turn::Turn;

/// What a caller may say about a send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendOptions {
    /// An idempotency key: the same key twice delivers once, also after a restart of the program.
    pub client_message_id: Option<String>,
    /// Told how far the upload is of all files of this call together: attachments, voice messages
    /// and contacts. The total is unknown while one of them is a URL that has not answered. A call
    /// without files tells nothing.
    pub progress: Option<OnProgress>,
}

/// What a platform has to know of one item of a send.
#[derive(Default)]
pub(crate) struct ItemOptions {
    pub(crate) client_message_id: Option<String>,
    /// Counts the files of the whole send.
    pub(crate) meter: Option<Arc<Meter>>,
    /// When the same was tried before, by a run of the program that was cut off.
    pub(crate) tried: Option<SystemTime>,
}

impl SendOptions {
    /// With several contents in one call each needs a key of its own: the first has the caller's.
    /// Without a caller's key, what is sent while a message is handled has the one that follows
    /// from that.
    fn for_item(&self, index: usize, content: &Content, space: &Space) -> ItemOptions {
        let client_message_id = match &self.client_message_id {
            Some(id) if index == 0 => Some(id.clone()),
            Some(id) => Some(format!("{id}:{index}")),
            // Typing and reading take no key.
            None if content.is_ordered() => space.context().and_then(Context::next_id),
            None => None,
        };
        ItemOptions { client_message_id, ..ItemOptions::default() }
    }
}

/// What happens to content that a platform does not carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnsupportedPolicy {
    /// A warning is logged, the item is skipped, the rest of the call goes on.
    #[default]
    Warn,
    /// `UnsupportedError` is raised.
    Throw,
}

impl FromStr for UnsupportedPolicy {
    type Err = Error;

    /// # Errors
    /// `ValidationError` for any other word than `warn` and `throw`.
    fn from_str(word: &str) -> Result<Self> {
        match word {
            "warn" => Ok(Self::Warn),
            "throw" => Ok(Self::Throw),
            _ => Err(Error::invalid("unsupported is \"warn\" or \"throw\"")),
        }
    }
}

/// Builds and checks everything, then sends one after another. Nothing is sent if a check fails;
/// what stands before a failed send stays sent.
pub(crate) async fn send_all(
    app: &AppHandle,
    space: &Space,
    contents: Vec<Content>,
    options: SendOptions,
) -> Result<Vec<Option<Message>>> {
    let kinds = observe::SendKinds::of(&contents);
    observe::sending(space, kinds, send_contents(app, space, contents, options)).await
}

async fn send_contents(
    app: &AppHandle,
    space: &Space,
    contents: Vec<Content>,
    options: SendOptions,
) -> Result<Vec<Option<Message>>> {
    app.check_running()?;
    // Taken before anything is waited for: the order is that of the calls.
    let ordered = contents.iter().any(Content::is_ordered);
    let mut turn = ordered.then(|| space.platform_impl().turn(space));
    let each = contents.iter().enumerate();
    let mut items: Vec<_> = each.map(|(n, content)| options.for_item(n, content, space)).collect();
    let described = if app.outbox().is_durable() { contents.clone() } else { Vec::new() };
    let mut prepared = Vec::with_capacity(contents.len());
    for content in contents {
        prepared.push(match content {
            Content::Text(_) | Content::Markdown(_) => content,
            content => Box::pin(content.prepare()).await?,
        });
    }
    let meter = options.progress.as_ref().and_then(|_| {
        let mut sizes = Vec::new();
        prepared.iter().for_each(|content| content.upload_sizes(&mut sizes));
        Meter::new(&sizes)
    });
    // From here on it can be cut off.
    let mut posted = outbox::post(app, space, &described, &mut items);
    let sending = async {
        let mut results = Vec::with_capacity(prepared.len());
        let count = prepared.len();
        for (index, (content, item)) in prepared.into_iter().zip(items).enumerate() {
            if let Some(turn) = &mut turn {
                turn.set_last(index + 1 == count);
            }
            let item = ItemOptions { meter: meter.clone(), ..item };
            results.push(send_one(app, space, content, item, turn.as_mut()).await?);
            posted.done(index);
        }
        Ok(results)
    };
    let results = {
        // In one place: a future in each of two branches is there twice.
        let mut sending = pin!(sending);
        match (&meter, &options.progress) {
            (Some(meter), Some(progress)) => {
                Box::pin(meter.watch(progress.clone(), sending.as_mut())).await
            }
            _ => sending.await,
        }
    };
    if let Err(error) = &results {
        posted.failed(error);
    }
    results
}

/// Sends what the outbox has kept, with its key. It is in the outbox until that is done.
pub(crate) async fn send_kept(
    app: &AppHandle,
    space: &Space,
    content: Content,
    key: String,
    tried: SystemTime,
) -> Result<Option<Message>> {
    app.check_running()?;
    let kinds = observe::SendKinds::of(std::slice::from_ref(&content));
    let sending = async {
        let mut turn = space.platform_impl().turn(space);
        turn.set_last(true);
        let content = content.prepare().await?;
        let options = ItemOptions { client_message_id: Some(key), meter: None, tried: Some(tried) };
        send_one(app, space, content, options, Some(&mut turn)).await
    };
    observe::sending(space, kinds, sending).await
}

async fn send_one(
    app: &AppHandle,
    space: &Space,
    content: Content,
    options: ItemOptions,
    turn: Option<&mut Turn>,
) -> Result<Option<Message>> {
    let kind = content.type_name();
    match fallback::send(space, content, &options, turn).await {
        Err(error)
            if error.kind() == ErrorKind::Unsupported
                && !error.insists()
                && app.unsupported() == UnsupportedPolicy::Warn =>
        {
            crate::observe::warn!(
                platform = %space.platform(),
                content = kind,
                "skipped: {error}"
            );
            Ok(None)
        }
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_have_words() {
        assert_eq!("warn".parse::<UnsupportedPolicy>().expect("a word"), UnsupportedPolicy::Warn);
        assert_eq!("throw".parse::<UnsupportedPolicy>().expect("a word"), UnsupportedPolicy::Throw);
        let error = "ignore".parse::<UnsupportedPolicy>().expect_err("no such policy");
        assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, "invalidArgument"));
    }
}
