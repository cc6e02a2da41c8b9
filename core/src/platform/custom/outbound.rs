//! What is sent, as the definition gets it.

use std::future::Future;
use std::time::SystemTime;

use tokio_util::task::task_tracker::TaskTrackerToken;
use uuid::Uuid;

use super::platform::CustomPlatform;
use super::record::Outgoing;
use crate::content::{Content, Edit, Effect, Group, Reply};
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::platform::kept::outbound;
use crate::send::ItemOptions;
use crate::space::Space;
use crate::turn::Turn;

impl CustomPlatform {
    /// Notes a call in flight: the application and the client wait for it at the stop.
    pub(super) fn enter(&self) -> Result<(TaskTrackerToken, TaskTrackerToken)> {
        Ok((self.app.enter()?, self.work.token()))
    }

    pub(super) async fn call<T>(&self, call: impl Future<Output = Result<T>>) -> Result<T> {
        let _call = self.enter()?;
        call.await
    }

    pub(super) async fn deliver(
        &self,
        space: &Space,
        content: Content,
        options: &ItemOptions,
        mut turn: Option<&mut Turn>,
    ) -> Result<Option<Message>> {
        let _call = self.enter()?;
        let content = shown(self.name(), space, content)?;
        if let Some(turn) = &mut turn {
            turn.wait().await;
        }
        let key = options.client_message_id.as_deref();
        if let Some(sent) = key.and_then(|key| self.kept.by_key(space.id(), key)) {
            return Ok(Some(sent.within(space)));
        }
        let outgoing = Outgoing { space, content: &content, client_message_id: key };
        let sent = self.network.send(outgoing).await?;
        if let Some(turn) = &mut turn {
            turn.left();
        }
        if !content.carries_message() {
            return Ok(None);
        }
        let sent = sent.filter(|sent| !sent.id.is_empty()).ok_or_else(|| {
            let message = format!("the definition of {} sent it and gave no id", self.name());
            Error::new(ErrorKind::Other, "internalError", message)
        })?;
        let timestamp = sent.timestamp.unwrap_or_else(SystemTime::now);
        let message = outbound(sent.id, content, space, timestamp);
        self.kept.insert(&message, key);
        Ok(Some(message.within(space)))
    }
}

/// The content in the forms that received messages have too: several parts are a group of messages.
/// Streamed text comes again when it is whole.
fn shown(platform: &str, space: &Space, content: Content) -> Result<Content> {
    let inner = |content| shown(platform, space, content);
    Ok(match content {
        Content::TextStream(_) => {
            let why = "streamed text comes when it is whole";
            return Err(Error::unsupported_content(platform, content.type_name(), Some(why)));
        }
        Content::Parts(items) => {
            let item = |item| {
                let id = Uuid::new_v4().to_string();
                Ok(outbound(id, inner(item)?, space, SystemTime::now()))
            };
            Content::Group(Group { items: items.into_iter().map(item).collect::<Result<_>>()? })
        }
        Content::Effect(effect) => {
            let Effect { content, effect } = *effect;
            Content::Effect(Box::new(Effect { content: inner(content)?, effect }))
        }
        Content::Reply(reply) => {
            let Reply { content, target } = *reply;
            Content::Reply(Box::new(Reply { content: inner(content)?, target }))
        }
        Content::Edit(edit) => {
            let Edit { content, target } = *edit;
            Content::Edit(Box::new(Edit { content: inner(content)?, target }))
        }
        other => other,
    })
}
