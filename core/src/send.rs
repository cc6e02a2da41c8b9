//! How content is sent, on every platform alike.

use crate::app::AppHandle;
use crate::content::Content;
use crate::delivery::Context;
use crate::error::{ErrorKind, Result};
use crate::message::Message;
use crate::space::Space;
use crate::turn::Turn;

/// What a caller may say about a send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendOptions {
    /// An idempotency key: the same key twice delivers once, also after a restart of the program.
    pub client_message_id: Option<String>,
}

impl SendOptions {
    /// With several contents in one call each needs a key of its own: the first has the caller's.
    /// Without a caller's key, what is sent while a message is handled has the one that follows
    /// from that.
    fn for_item(&self, index: usize, content: &Content, space: &Space) -> Self {
        let client_message_id = match &self.client_message_id {
            Some(id) if index == 0 => Some(id.clone()),
            Some(id) => Some(format!("{id}:{index}")),
            // Typing and reading take no key.
            None if content.is_ordered() => space.context().and_then(Context::next_id),
            None => None,
        };
        Self { client_message_id }
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

/// Builds and checks everything, then sends one after another. Nothing is sent if a check fails;
/// what stands before a failed send stays sent.
pub(crate) async fn send_all(
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
    let keys: Vec<_> = each.map(|(n, content)| options.for_item(n, content, space)).collect();
    let mut prepared = Vec::with_capacity(contents.len());
    for content in contents {
        prepared.push(content.prepare().await?);
    }
    let mut results = Vec::with_capacity(prepared.len());
    let count = prepared.len();
    for (index, (content, options)) in prepared.into_iter().zip(keys).enumerate() {
        if let Some(turn) = &mut turn {
            turn.set_last(index + 1 == count);
        }
        results.push(send_one(app, space, content, options, turn.as_mut()).await?);
    }
    Ok(results)
}

async fn send_one(
    app: &AppHandle,
    space: &Space,
    content: Content,
    options: SendOptions,
    turn: Option<&mut Turn>,
) -> Result<Option<Message>> {
    let kind = content.type_name();
    match space.platform_impl().send(space, content, &options, turn).await {
        Err(error)
            if error.kind() == ErrorKind::Unsupported
                && app.unsupported() == UnsupportedPolicy::Warn =>
        {
            tracing::warn!(
                platform = %space.platform(),
                content = kind,
                "skipped: {error}"
            );
            Ok(None)
        }
        result => result,
    }
}
