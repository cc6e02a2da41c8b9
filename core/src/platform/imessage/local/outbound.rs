//! What is sent: texts and files, through Messages itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use spectrum_imessage_chatdb::database::Chat;

use super::LocalPlatform;
use super::inbound::address_of;
use super::look_up::{chat_not_found, chat_of, kind_of};
use super::refusal;
use super::sending::{Sent, Target};
use crate::content::{Attachment, Content, ReadOptions, Text, vcard};
use crate::error::{Error, ErrorKind, Result};
use crate::message::{Direction, Message, MessageData};
use crate::platform::imessage::calls::MessageFilter;
use crate::send::ItemOptions;
use crate::space::{Space, SpaceType};
use crate::turn::Turn;
use crate::user::User;

/// Rows and tries are dated by clocks that may differ a little.
const CLOCK: Duration = Duration::from_secs(1);
/// Own messages that are looked at for one that has left before.
const LOOKED_AT: i32 = 200;

/// What leaves this process.
enum Payload {
    Text(String),
    File { path: PathBuf, name: String, size: Option<u64>, _kept: Option<tempfile::TempDir> },
}

impl LocalPlatform {
    /// Sends checked content.
    pub(super) async fn deliver(
        &self,
        space: &Space,
        content: Content,
        options: &ItemOptions,
        mut turn: Option<&mut Turn>,
    ) -> Result<Option<Message>> {
        let _call = self.app.enter()?;
        if let Some(refused) = refusal::of_content(&content) {
            return Err(refused);
        }
        let target = self.target(space).await?;
        let content = as_text(content);
        let payload = payload(&content).await?;
        if let Some(turn) = &mut turn {
            turn.wait().await;
        }
        let key = options.client_message_id.as_deref();
        if let Some(key) = key
            && let Some(sent) = self.sent_before(space, key, &content).await?
        {
            return Ok(Some(sent));
        }
        if let Some(tried) = options.tried
            && let Some(sent) = self.left_since(space, &content, tried).await?
        {
            return Ok(Some(sent.within(space)));
        }
        let sent = match &payload {
            Payload::Text(text) => {
                // Before it leaves: its row may come first.
                self.signals.note_sent(name_of(&target), text);
                self.sender.text(&target, text).await?
            }
            Payload::File { path, name, size, .. } => {
                let sent = self.sender.file(&target, path, name).await?;
                if let (Some(meter), Some(size)) = (&options.meter, size) {
                    let gauge = meter.gauge(Some(*size));
                    gauge.at(*size);
                }
                sent
            }
        };
        if let Some(turn) = &mut turn {
            turn.left();
        }
        let message = self.message_of(space, sent, content).await;
        // Also without an id: it has left.
        if let Some(key) = key {
            self.cache().insert_key(key, message.id().to_owned());
            if let Some(context) = space.context() {
                context.sent(key, message.id());
            }
        }
        Ok(Some(message.within(space)))
    }

    /// What a send with this key gave before, in this run or, while a message is handled, in an
    /// earlier one.
    async fn sent_before(
        &self,
        space: &Space,
        key: &str,
        content: &Content,
    ) -> Result<Option<Message>> {
        let known = self.cache().key(key);
        let Some(guid) = known.or_else(|| space.context()?.sent_before(key)) else {
            return Ok(None);
        };
        let message = match self.look_up(space, &guid).await? {
            Some(message) => message,
            None => Message::new(data(space, guid, SystemTime::now(), content.clone())),
        };
        Ok(Some(message.within(space)))
    }

    /// A message of this account that says the same and is not older than a try that was cut off: the
    /// one that left then. Messages takes no key, so the rows are all there is to tell.
    async fn left_since(
        &self,
        space: &Space,
        content: &Content,
        tried: SystemTime,
    ) -> Result<Option<Message>> {
        let filter = MessageFilter {
            is_from_me: Some(true),
            after: tried.checked_sub(CLOCK),
            page_size: Some(LOOKED_AT),
            ..MessageFilter::default()
        };
        let page = match self.history(space, &filter).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            page => page?,
        };
        // The oldest: what came later may be another send of the same.
        let same = |message: &Message| match (content, message.content()) {
            (Content::Text(wanted), Content::Text(sent)) => wanted.text.trim() == sent.text.trim(),
            (Content::Attachment(wanted), Content::Attachment(sent)) => wanted.name == sent.name,
            _ => false,
        };
        Ok(page.messages.into_iter().rev().find(same))
    }

    /// The message that a send produced: the content as it was built, the rest as the database says.
    async fn message_of(&self, space: &Space, sent: Sent, content: Content) -> Message {
        let (guid, timestamp) = match sent {
            Sent::Confirmed { guid, timestamp, .. } => (guid, timestamp),
            Sent::Unconfirmed => {
                crate::observe::warn!("Messages took a message and does not show it: it has no id");
                return Message::new(data(space, String::new(), SystemTime::now(), content));
            }
        };
        let plain = data(space, guid.clone(), timestamp, content);
        match self.look_up(space, &guid).await {
            Ok(Some(stored)) => {
                let MessageData { sender, native, .. } = stored.data();
                Message::new(MessageData { sender, native, ..plain })
            }
            Ok(None) => Message::new(plain),
            Err(error) => {
                crate::observe::debug!("a sent message cannot be looked up: {error}");
                Message::new(plain)
            }
        }
    }

    /// Where a conversation is reached.
    ///
    /// # Errors
    /// `NotFoundError` for a group that the database does not know.
    async fn target(&self, space: &Space) -> Result<Target> {
        let (id, kind) = (space.id().to_owned(), space.kind());
        let chat = self.ask({
            let id = id.clone();
            move |_, lookup| lookup.ask(|database| chat_of(database, &id))
        });
        match (chat.await?, kind) {
            (Some(chat), _) => Ok(target_of(&chat)),
            (None, SpaceType::Dm) => {
                let address = address_of(&id).ok_or_else(chat_not_found)?.to_owned();
                Ok(Target::Person { address })
            }
            (None, SpaceType::Group) => Err(chat_not_found()),
        }
    }
}

fn target_of(chat: &Chat) -> Target {
    let direct = kind_of(chat) == SpaceType::Dm;
    let address = chat.identifier.as_deref().or_else(|| address_of(&chat.guid));
    Target::Chat {
        guid: chat.guid.to_string(),
        address: address.filter(|_| direct).map(str::to_owned),
        imessage: !matches!(chat.service.as_deref(), Some("SMS" | "RCS")),
    }
}

/// The conversation as the watcher compares it.
fn name_of(target: &Target) -> &str {
    match target {
        Target::Chat { guid, .. } => guid,
        Target::Person { address } => address,
    }
}

/// A card is sent as its link.
fn as_text(content: Content) -> Content {
    let text = match content {
        Content::App(app) => app.url,
        Content::MiniApp(card) => card.url,
        other => return other,
    };
    Content::Text(Text { text })
}

async fn payload(content: &Content) -> Result<Payload> {
    match content {
        Content::Text(text) => Ok(Payload::Text(text.text.clone())),
        Content::Attachment(attachment) => file(attachment).await,
        Content::Contact(contact) => {
            let card = vcard::write(contact);
            let (folder, path) = kept("contact.vcf")?;
            let size = Some(card.len() as u64);
            tokio::fs::write(&path, card).await.map_err(|error| not_kept(&error))?;
            let name = vcard::file_name(contact);
            Ok(Payload::File { path, name, size, _kept: Some(folder) })
        }
        // Refused before.
        other => Err(Error::unsupported_content(super::LABEL, other.type_name(), None)),
    }
}

/// A file by its path as it is; what is elsewhere is written to one of our own first.
async fn file(attachment: &Attachment) -> Result<Payload> {
    if attachment.companion.is_some() {
        crate::observe::warn!("local mode sends a Live Photo without its video");
    }
    let name = attachment.name.clone();
    if let Some(path) = attachment.file.local_path() {
        let (path, size) = (path.to_owned(), attachment.size);
        return Ok(Payload::File { path, name, size, _kept: None });
    }
    let (folder, path) = kept("file")?;
    let size = attachment.file.save(&path, ReadOptions::default()).await?;
    Ok(Payload::File { path, name, size: Some(size), _kept: Some(folder) })
}

/// A folder that goes with the send, and a place in it.
fn kept(name: &str) -> Result<(tempfile::TempDir, PathBuf)> {
    let folder = tempfile::tempdir().map_err(|error| not_kept(&error))?;
    let path = folder.path().join(Path::new(name));
    Ok((folder, path))
}

fn not_kept(error: &std::io::Error) -> Error {
    let text = format!("the file cannot be kept on the disk for Messages: {error}");
    Error::new(ErrorKind::Other, "internalError", text)
}

fn data(space: &Space, id: String, timestamp: SystemTime, content: Content) -> MessageData {
    MessageData {
        id,
        content,
        direction: Direction::Outbound,
        sender: Some(Arc::new(User::agent(""))),
        space: space.plain(),
        timestamp,
        part_index: None,
        parent_id: None,
        native: None,
    }
}
