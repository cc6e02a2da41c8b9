//! What is asked of the database besides watching it: on the blocking pool, with a connection of its
//! own each time, since the files may be replaced.

use std::path::PathBuf;
use std::sync::Arc;

use spectrum_imessage_chatdb::database::{Chat, Database, DatabaseError};
use spectrum_imessage_chatdb::record::{ChatKind, Content as Said, Record, same_conversation};
use tokio::task::spawn_blocking;

use super::super::inbound::parse_id;
use super::inbound::{Came, Mapper};
use super::settings::Places;
use super::{LocalPlatform, refusal};
use crate::content::{Attachment, Content};
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;
use crate::platform::imessage::address;
use crate::space::{Space, SpaceType};
use crate::user::User;

/// A connection that is opened when it is needed.
pub(super) struct Lookup {
    path: PathBuf,
    open: Option<Database>,
}

impl Lookup {
    pub(super) fn new(places: &Places) -> Self {
        Self { path: places.database.clone(), open: None }
    }

    /// Asks the database.
    ///
    /// # Errors
    /// If it cannot be read; the next question opens it anew.
    pub(super) fn ask<T>(
        &mut self,
        question: impl FnOnce(&mut Database) -> Result<T, DatabaseError>,
    ) -> Result<T> {
        let database = match self.open.take() {
            Some(database) => Ok(database),
            None => Database::open(&self.path),
        };
        let answer = database.and_then(|mut database| {
            let answer = question(&mut database)?;
            self.open = Some(database);
            Ok(answer)
        });
        answer.map_err(|error| refusal::database(&error))
    }

    /// The row of a message.
    ///
    /// # Errors
    /// As [`Lookup::ask`].
    pub(super) fn record(&mut self, guid: &str) -> Result<Option<Record>> {
        self.ask(|database| database.record_by_guid(guid))
    }

    /// The files may be other ones when this is used next.
    pub(super) fn close(&mut self) {
        self.open = None;
    }
}

/// Does what reads files without holding up the runtime. Dropped, it is finished all the same.
///
/// # Errors
/// Those of the work; `internalError` if the runtime ends.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(Error::new(ErrorKind::Other, "internalError", "the runtime has ended"))
    })
}

impl LocalPlatform {
    /// Asks the database, and maps what it says.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Mapper, &mut Lookup) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _call = self.app.enter()?;
        let (mapper, places) = (Arc::clone(&self.mapper), Arc::clone(&self.places));
        blocking(move || question(&mapper, &mut Lookup::new(&places))).await
    }

    /// A known conversation by its guid or by an address. The guid is given out as it is stored; a
    /// direct conversation need not be known.
    ///
    /// # Errors
    /// `ValidationError` for what is neither, `NotFoundError` for a group that is not known; what is
    /// wrong with the database.
    pub(in super::super) fn known_space(&self, id: &str) -> Result<Space> {
        self.app.check_running()?;
        let id = id.trim();
        let names_chat = id.splitn(3, ';').nth(2).is_some_and(|rest| !rest.trim().is_empty());
        if !names_chat {
            address::address(id).map_err(|_| {
                Error::invalid(
                    "space.get needs the guid of a conversation, as a message gave it, or one \
                     phone number or e-mail address",
                )
                .with_context("field", "chat")
                .with_context("value", id)
            })?;
        }
        let found = Lookup::new(&self.places).ask(|database| chat_of(database, id))?;
        match found {
            Some(chat) => self.mapper.space(&chat.guid, kind_of(&chat)),
            None if names_chat && address::space_type(id) == SpaceType::Group => {
                Err(chat_not_found())
            }
            None if names_chat => self.mapper.space(id, SpaceType::Dm),
            None => self.mapper.space(&format!("{}{id}", address::DM_PREFIX), SpaceType::Dm),
        }
    }

    pub(super) async fn look_up(&self, space: &Space, id: &str) -> Result<Option<Message>> {
        let (id, space) = (id.to_owned(), space.plain());
        self.ask(move |mapper, lookup| {
            let (part, guid) = parse_id(&id);
            let Some(record) = lookup.record(guid)? else { return Ok(None) };
            // It may be of another conversation, or have none yet.
            let here = |guid: &str| same_conversation(guid, space.id());
            if !record.chat_guid.as_deref().is_some_and(here) {
                return Ok(None);
            }
            let message = match mapper.message(lookup, &record)? {
                Some(message) => message,
                None => match mapper.arrived(lookup, &record)? {
                    Came::Message(message) => message,
                    _ => return Ok(None),
                },
            };
            Ok(match part {
                Some(_) => message.parts().iter().find(|part| part.id() == id).cloned(),
                None => Some(message),
            })
        })
        .await
    }

    /// The conversation in the database; a group, since others have nothing of the kind.
    async fn of_group<T: Send + 'static>(
        &self,
        space: &Space,
        action: &str,
        question: impl FnOnce(&mut Database, &Chat) -> Result<T, DatabaseError> + Send + 'static,
    ) -> Result<T> {
        if space.kind() != SpaceType::Group {
            let detail = "this is a conversation of two, not a group";
            return Err(Error::unsupported_action(super::LABEL, action, detail));
        }
        let id = space.id().to_owned();
        self.ask(move |_, lookup| {
            let answer = lookup.ask(|database| match database.chat(&id)? {
                Some(chat) => question(database, &chat).map(Some),
                None => Ok(None),
            })?;
            answer.ok_or_else(chat_not_found)
        })
        .await
    }

    /// The people of a group, without oneself.
    pub(super) async fn members_of(&self, space: &Space) -> Result<Vec<User>> {
        let members = self.of_group(space, "getMembers", |database, chat| database.members(chat));
        let user = |address: Arc<str>| User {
            address: Some(address.to_string()),
            ..User::new(address.to_string())
        };
        Ok(members.await?.into_iter().map(user).collect())
    }

    pub(super) async fn name_of(&self, space: &Space) -> Result<Option<String>> {
        let name = self.of_group(space, "getDisplayName", |_, chat| Ok(chat.display_name.clone()));
        Ok(name.await?.map(|name| name.to_string()).filter(|name| !name.is_empty()))
    }

    /// A file by its guid; `None` if it is unknown.
    pub(in super::super) async fn attachment(&self, guid: &str) -> Result<Option<Attachment>> {
        let guid = guid.to_owned();
        self.ask(move |mapper, lookup| {
            let record = lookup.ask(|database| database.record_of_attachment(&guid))?;
            let files = match record.map(|record| record.content) {
                Some(Said::Message(message)) => message.attachments,
                Some(Said::Reaction { reaction }) => reaction.attachments,
                Some(Said::Target { attachments, .. }) => attachments,
                _ => Vec::new(),
            };
            let file = files.into_iter().find(|file| *file.guid == *guid);
            Ok(match file.map(|file| mapper.attachment(&file)) {
                Some(Content::Attachment(attachment)) => Some(attachment),
                _ => None,
            })
        })
        .await
    }
}

/// The conversation with a guid, or with one person by the address. Of several the newest.
pub(super) fn chat_of(database: &mut Database, id: &str) -> Result<Option<Chat>, DatabaseError> {
    if id.contains(';') {
        return database.chat(id);
    }
    let direct = format!("{}{id}", address::DM_PREFIX);
    database.chat(&direct)
}

pub(super) fn kind_of(chat: &Chat) -> SpaceType {
    match chat.kind {
        ChatKind::Dm => SpaceType::Dm,
        ChatKind::Group => SpaceType::Group,
    }
}

pub(super) fn chat_not_found() -> Error {
    Error::new(
        ErrorKind::NotFound,
        "chatNotFound",
        "Messages on this Mac has no such conversation; a group can be used once somebody has \
         written in it",
    )
}
