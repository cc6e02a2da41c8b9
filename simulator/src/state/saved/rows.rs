//! Writing what has changed.

use prost::Message as _;
use rusqlite::types::ToSql;
use rusqlite::{Connection, Error, params};
use serde::{Deserialize, Serialize};

use super::super::events::Change;
use super::super::notes::Notes;
use super::super::{Chat, ChatKey, Picture, State};
use super::marks::{Marks, Span};
use super::{Aside, wall};
use crate::bounds::ANSWERS;
use crate::ring::Ring;

/// What is kept of a conversation besides its messages and pictures. Who is typing is not.
#[derive(Serialize, Deserialize)]
pub(super) struct ChatBody {
    pub(super) group_id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) people: Vec<String>,
    pub(super) forgotten: usize,
    pub(super) unread: i32,
    pub(super) contact_card_shared: bool,
    pub(super) begun: bool,
    pub(super) agent_left: bool,
    pub(super) archived: bool,
    pub(super) agent_read: Option<(String, i64, i32)>,
    pub(super) notes: Notes,
}

impl ChatBody {
    fn of(chat: &Chat) -> Self {
        let read = chat.agent_read.clone();
        Self {
            group_id: chat.group_id.clone(),
            name: chat.name.clone(),
            people: chat.people.clone(),
            forgotten: chat.forgotten,
            unread: chat.unread,
            contact_card_shared: chat.contact_card_shared,
            begun: chat.begun,
            agent_left: chat.agent_left,
            archived: chat.archived,
            agent_read: read.map(|(guid, at)| (guid, at.seconds, at.nanos)),
            notes: chat.notes.clone(),
        }
    }
}

pub(super) fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| Error::ToSqlConversionFailure(error.into()))
}

pub(super) fn write(
    connection: &Connection,
    state: &mut State,
    marks: &mut Marks,
) -> rusqlite::Result<()> {
    let run = |sql: &str, values: &[&dyn ToSql]| {
        connection.prepare_cached(sql)?.execute(values).map(drop)
    };
    for key in state.chats.changed() {
        chat(connection, state, &key, marks)?;
    }
    for guid in state.messages.changed() {
        match state.messages.get(&guid) {
            Some(stored) => run(
                "INSERT OR REPLACE INTO messages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    guid,
                    stored.chat.0.as_str(),
                    stored.chat.1,
                    number(stored.number),
                    stored.listed,
                    stored.edits,
                    stored.message.encode_to_vec(),
                    stored.card_image.as_deref(),
                ],
            )?,
            None => run("DELETE FROM messages WHERE guid = ?1", &[&guid])?,
        }
    }
    for guid in state.polls.changed() {
        match state.polls.get(&guid) {
            Some(poll) => run(
                "INSERT OR REPLACE INTO polls VALUES (?1, ?2)",
                params![guid, poll.encode_to_vec()],
            )?,
            None => run("DELETE FROM polls WHERE guid = ?1", &[&guid])?,
        }
    }
    for guid in state.attachments.changed() {
        match state.attachments.get(&guid) {
            Some(file) => {
                let (companion, video) = match &file.companion {
                    Some((info, video)) => (Some(info.encode_to_vec()), Some(&**video)),
                    None => (None, None),
                };
                run(
                    "INSERT OR REPLACE INTO files VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![guid, file.info.encode_to_vec(), &*file.data, companion, video],
                )?;
            }
            None => run("DELETE FROM files WHERE guid = ?1", &[&guid])?,
        }
    }
    for address in state.people.changed() {
        if let Some(person) = state.people.get(&address) {
            run(
                "INSERT OR REPLACE INTO people VALUES (?1, ?2, ?3)",
                params![address, person.focus, person.imessage],
            )?;
        }
    }
    for address in state.locations.changed() {
        if let Some(location) = state.locations.get(&address) {
            run(
                "INSERT OR REPLACE INTO locations VALUES (?1, ?2)",
                params![address, location.encode_to_vec()],
            )?;
        }
    }
    for token in state.tokens.known.changed() {
        match state.tokens.known.get(&token) {
            Some(known) if known.minted => run(
                "INSERT INTO tokens (token, line, expires) VALUES (?1, ?2, ?3)
                 ON CONFLICT (token) DO UPDATE SET expires = excluded.expires",
                params![token, known.line.as_str(), known.expires.map(wall)],
            )?,
            _ => run("DELETE FROM tokens WHERE token = ?1", &[&token])?,
        }
    }
    events(connection, state, &mut marks.events)?;
    list(connection, "sightings", &state.sightings, &mut marks.sightings, |n, sighting| {
        run("INSERT INTO sightings VALUES (?1, ?2)", params![number(n), json(sighting)?])
    })?;
    let updates = &state.location_updates;
    list(connection, "location_updates", updates, &mut marks.location_updates, |n, address| {
        run("INSERT INTO location_updates VALUES (?1, ?2)", params![number(n), address])
    })?;
    for aside in state.aside.as_mut().map(std::mem::take).unwrap_or_default() {
        besides(connection, &aside)?;
    }
    Ok(())
}

fn chat(
    connection: &Connection,
    state: &State,
    key: &ChatKey,
    marks: &mut Marks,
) -> rusqlite::Result<()> {
    let Some((position, _, chat)) = state.chats.get_full(key) else { return Ok(()) };
    let pictures = [chat.background.as_ref(), chat.icon.as_ref()];
    let ids = pictures.map(|picture| picture.map(|one| one.id));
    let before = marks.pictures.insert(key.clone(), ids).unwrap_or_default();
    for picture in pictures.into_iter().flatten().filter(|one| !before.contains(&Some(one.id))) {
        let Picture { id, mime_type, data } = picture;
        connection
            .prepare_cached("INSERT OR REPLACE INTO pictures VALUES (?1, ?2, ?3)")?
            .execute(params![number(*id), mime_type, &**data])?;
    }
    for id in before.into_iter().flatten().filter(|id| !ids.contains(&Some(*id))) {
        connection.prepare_cached("DELETE FROM pictures WHERE id = ?1")?.execute([number(id)])?;
    }
    let [background, icon] = ids.map(|id| id.map(number));
    connection
        .prepare_cached("INSERT OR REPLACE INTO chats VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            key.0.as_str(),
            key.1,
            number(position as u64),
            json(&ChatBody::of(chat))?,
            background,
            icon
        ])
        .map(drop)
}

fn events(connection: &Connection, state: &State, mark: &mut Span) -> rusqlite::Result<()> {
    list(connection, "events", &state.log.events, mark, |n, event| {
        let (kind, body) = match &event.change {
            Change::Message(event) => (0, event.encode_to_vec()),
            Change::Chat(event) => (1, event.encode_to_vec()),
            Change::Group(event) => (2, event.encode_to_vec()),
            Change::Poll(event) => (3, event.encode_to_vec()),
        };
        connection
            .prepare_cached("INSERT INTO events VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![number(n), event.line.as_str(), kind, body])
            .map(drop)
    })
}

/// Writes what is new in a list, and removes what is forgotten.
fn list<T>(
    connection: &Connection,
    table: &str,
    ring: &Ring<T>,
    mark: &mut Span,
    insert: impl Fn(u64, &T) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let begin = mark.next.max(ring.first());
    for (n, item) in (begin..).zip(ring.from(begin)) {
        insert(n, item)?;
    }
    if ring.first() > mark.first {
        connection
            .prepare_cached(&format!("DELETE FROM {table} WHERE n < ?1"))?
            .execute([number(ring.first())])?;
    }
    *mark = Span { first: ring.first(), next: ring.next() };
    Ok(())
}

fn besides(connection: &Connection, aside: &Aside) -> rusqlite::Result<()> {
    let (table, kept) = match aside {
        Aside::Answer { line, method, key, headers, body, trailers } => {
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO answers (line, method, key, headers, body, trailers)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![line, method, key, json(headers)?, &**body, json(trailers)?])?;
            ("answers", ANSWERS.number)
        }
        Aside::ClientId { line, id, message } => {
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO client_ids (line, client_id, message)
                     VALUES (?1, ?2, ?3)",
                )?
                .execute(params![line, id, message])?;
            ("client_ids", 5 * ANSWERS.number)
        }
    };
    connection
        .prepare_cached(&format!("DELETE FROM {table} WHERE id <= ?1"))?
        .execute([connection.last_insert_rowid() - number(kept as u64)])
        .map(drop)
}

/// SQLite has no larger ones; nothing here counts so far.
pub(super) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
