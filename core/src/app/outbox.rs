//! What was on its way when an earlier run of the program ended.

use super::Spectrum;
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::outbox::{OutboxEntry, restore};
use crate::send;

impl Spectrum {
    /// Sends of earlier runs of the program that were not confirmed: it was stopped (calls in flight
    /// get 5 s) or killed before the service had answered, so nobody knows whether they went out. The
    /// oldest first, at most 256; none without a durable store. They stay until
    /// [`Spectrum::send_again`] has succeeded, or [`Spectrum::remove_from_outbox`].
    ///
    /// What the program has cancelled itself, or was told the failure of, is not here; nor what was
    /// sent while a message was handled, which comes again with the message; nor actions such as
    /// edits. No network call.
    ///
    /// # Errors
    /// `storeFailed` if the store cannot be read, `stopped` after the stop.
    pub fn outbox(&self) -> Result<Vec<OutboxEntry>> {
        self.0.handle.check_running()?;
        self.0.handle.outbox().left()
    }

    /// Sends an entry of [`Spectrum::outbox`] again, with the same key: it goes out once, and if the
    /// service had taken it, the message is the first one. Then it leaves the outbox.
    ///
    /// # Errors
    /// `NotFoundError` (`outboxEntryNotFound`) if there is none, `ValidationError` (`notKept`) if its
    /// content is not kept: that of bytes and streams is not; else as [`crate::Space::send`].
    pub async fn send_again(&self, client_message_id: &str) -> Result<Option<Message>> {
        let entries = self.outbox()?;
        let entry = entries.into_iter().find(|entry| entry.client_message_id == client_message_id);
        let entry = entry.ok_or_else(|| {
            let text = format!("there is no {client_message_id} in the outbox");
            Error::new(ErrorKind::NotFound, "outboxEntryNotFound", text)
        })?;
        let space = self.imessage()?.space(&entry.space_id, Some(&entry.line))?;
        let form = entry.content.unwrap_or_default();
        let content = restore(&form, &space).await?;
        let key = entry.client_message_id;
        let sent =
            send::send_kept(&self.0.handle, &space, content, key.clone(), entry.time).await?;
        self.0.handle.outbox().remove(&key)?;
        Ok(sent)
    }

    /// Takes an entry out of the outbox; whether it was there.
    ///
    /// # Errors
    /// `storeFailed` if the store cannot be written, `stopped` after the stop.
    pub fn remove_from_outbox(&self, client_message_id: &str) -> Result<bool> {
        self.0.handle.check_running()?;
        self.0.handle.outbox().remove(client_message_id)
    }
}
