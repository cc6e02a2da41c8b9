//! Reading everything back.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use indexmap::IndexMap;
use prost::Message as _;
use prost_types::Timestamp;
use rusqlite::{Connection, Row};
use spectrum_imessage_wire::v1::{
    AttachmentInfo, ChatChangeEvent, CompanionInfo, GroupChangeEvent, Message, MessageChangeEvent,
    PollChangeEvent, PollInfo, SharedFriendLocation,
};

use super::super::events::{Change, Logged};
use super::super::tokens::Token;
use super::super::{Chat, ChatKey, LineId, PersonRecord, Picture, State, Stored, StoredFile};
use super::facts::Facts;
use super::rows::ChatBody;
use super::{Aside, instant};
use crate::media;
use crate::sighting::Sighting;

/// What is wrong with the file.
type Wrong = Box<dyn std::error::Error>;

pub(super) fn load(
    connection: &Connection,
    state: &mut State,
    facts: &Facts,
) -> Result<(), String> {
    parts(connection, state, facts).map_err(|error| error.to_string())
}

fn parts(connection: &Connection, state: &mut State, facts: &Facts) -> Result<(), Wrong> {
    let polls = each(connection, "SELECT guid, body FROM polls", |row| {
        Ok((row.get(0)?, PollInfo::decode(&*bytes(row, 1)?)?))
    })?;
    state.polls.restore(polls.into_iter().collect::<HashMap<_, _>>());
    files(connection, state, facts)?;
    let mut chats = chats(connection)?;
    messages(connection, state, &mut chats)?;
    state.chats.restore(chats);

    let people = each(connection, "SELECT address, focus, imessage FROM people", |row| {
        Ok((row.get(0)?, PersonRecord { focus: row.get(1)?, imessage: row.get(2)? }))
    })?;
    state.people.restore(people.into_iter().collect::<BTreeMap<_, _>>());
    let locations = each(connection, "SELECT address, body FROM locations", |row| {
        Ok((row.get(0)?, SharedFriendLocation::decode(&*bytes(row, 1)?)?))
    })?;
    state.locations.restore(locations.into_iter().collect::<BTreeMap<_, _>>());
    let updates = each(connection, "SELECT n, address FROM location_updates ORDER BY n", |row| {
        Ok((row.get(0)?, (row.get(1)?, 0)))
    })?;
    let (first, updates) = numbered(updates);
    state.location_updates.restore(first, updates);
    let sightings = each(connection, "SELECT n, body FROM sightings ORDER BY n", |row| {
        let sighting: Sighting = serde_json::from_str(&row.get::<_, String>(1)?)?;
        let weight = sighting.what.weight();
        Ok((row.get(0)?, (sighting, weight)))
    })?;
    let (first, sightings) = numbered(sightings);
    state.sightings.restore(first, sightings);
    events(connection, state)?;
    tokens(connection, state)
}

fn files(connection: &Connection, state: &mut State, facts: &Facts) -> Result<(), Wrong> {
    // Their ids count up.
    let sql = "SELECT guid, info, data, companion, video FROM files ORDER BY guid";
    let files = each(connection, sql, |row| {
        let companion: Option<Vec<u8>> = row.get(3)?;
        let video: Option<Vec<u8>> = row.get(4)?;
        let companion = match (companion, video) {
            (Some(info), Some(video)) => Some((CompanionInfo::decode(&*info)?, video.into())),
            _ => None,
        };
        let info = AttachmentInfo::decode(&*bytes(row, 1)?)?;
        Ok((row.get::<_, String>(0)?, StoredFile { info, data: bytes(row, 2)?, companion }))
    })?;
    let first = facts.files() - (files.len() as u64).min(facts.files());
    let order = files.iter().map(|(guid, file)| (guid.clone(), file.weight())).collect();
    let gone = state.file_order.restore(first, order);
    let mut files: HashMap<String, StoredFile> = files.into_iter().collect();
    for guid in gone {
        files.remove(&guid);
    }
    state.attachments.restore(files);
    Ok(())
}

fn chats(connection: &Connection) -> Result<IndexMap<ChatKey, Chat>, Wrong> {
    let pictures = each(connection, "SELECT id, mime_type, data FROM pictures", |row| {
        let (id, data): (i64, Bytes) = (row.get(0)?, bytes(row, 2)?);
        // The type follows from the bytes.
        let mime_type = media::background_mime(&data).or_else(|| media::icon_mime(&data));
        let mime_type = mime_type.ok_or("a picture that is none")?;
        Ok((id, Picture { data, mime_type, id: u64::try_from(id)? }))
    })?;
    let pictures: HashMap<i64, Picture> = pictures.into_iter().collect();
    let picture = |id: Option<i64>| id.and_then(|id| pictures.get(&id).cloned());
    let sql = "SELECT line, guid, body, background, icon FROM chats ORDER BY position";
    let chats = each(connection, sql, |row| {
        let body: ChatBody = serde_json::from_str(&row.get::<_, String>(2)?)?;
        let read = body.agent_read;
        let chat = Chat {
            group_id: body.group_id,
            name: body.name,
            people: body.people,
            forgotten: body.forgotten,
            background: picture(row.get(3)?),
            icon: picture(row.get(4)?),
            unread: body.unread,
            contact_card_shared: body.contact_card_shared,
            begun: body.begun,
            agent_left: body.agent_left,
            archived: body.archived,
            agent_read: read.map(|(guid, seconds, nanos)| (guid, Timestamp { seconds, nanos })),
            notes: body.notes,
            ..Chat::default()
        };
        Ok(((line(row, 0)?, row.get(1)?), chat))
    })?;
    Ok(chats.into_iter().collect())
}

fn messages(
    connection: &Connection,
    state: &mut State,
    chats: &mut IndexMap<ChatKey, Chat>,
) -> Result<(), Wrong> {
    let sql = "SELECT guid, line, chat, number, listed, edits, body, card FROM messages \
               ORDER BY number";
    let stored = each(connection, sql, |row| {
        let card: Option<Vec<u8>> = row.get(7)?;
        Ok((
            row.get(0)?,
            Stored {
                chat: (line(row, 1)?, row.get(2)?),
                message: Message::decode(&*bytes(row, 6)?)?,
                listed: row.get(4)?,
                edits: row.get(5)?,
                number: u64::try_from(row.get::<_, i64>(3)?)?,
                card_image: card.map(Bytes::from),
            },
        ))
    })?;
    let stored: Vec<(String, Stored)> = stored;
    let first = stored.first().map_or(0, |(_, first)| first.number);
    let order = stored.iter().map(|(guid, one)| (guid.clone(), state.weight(one))).collect();
    for (guid, one) in stored.iter().filter(|(_, one)| one.listed) {
        let chat = chats.get_mut(&one.chat).ok_or("a message of no conversation")?;
        chat.messages.push_back(guid.clone());
    }
    state.messages.restore(stored.into_iter().collect::<HashMap<_, _>>());
    // The bounds are what they were.
    state.message_order.restore(first, order);
    Ok(())
}

fn events(connection: &Connection, state: &mut State) -> Result<(), Wrong> {
    let before = state.log.before;
    let events = each(connection, "SELECT n, line, kind, body FROM events ORDER BY n", |row| {
        let (n, body): (i64, Bytes) = (row.get(0)?, bytes(row, 3)?);
        let change = match row.get(2)? {
            0 => Change::Message(Box::new(MessageChangeEvent::decode(&*body)?)),
            1 => Change::Chat(ChatChangeEvent::decode(&*body)?),
            2 => Change::Group(GroupChangeEvent::decode(&*body)?),
            3 => Change::Poll(PollChangeEvent::decode(&*body)?),
            kind => return Err(format!("an event of the kind {kind}").into()),
        };
        let weight = change.weight();
        let sequence = before + u64::try_from(n)? + 1;
        Ok((n, (Arc::new(Logged { sequence, line: line(row, 1)?, change }), weight)))
    })?;
    let (first, events) = numbered(events);
    state.log.events.restore(first, events);
    Ok(())
}

fn tokens(connection: &Connection, state: &mut State) -> Result<(), Wrong> {
    let tokens = each(connection, "SELECT token, line, expires FROM tokens ORDER BY id", |row| {
        let expires: Option<i64> = row.get(2)?;
        let expires = expires.and_then(instant);
        Ok((row.get::<_, String>(0)?, Token { line: line(row, 1)?, expires, minted: true }))
    })?;
    let order = tokens.iter().map(|(token, _)| (token.clone(), 0)).collect();
    state.tokens.minted.restore(0, order);
    state.tokens.known.restore(tokens.into_iter().collect::<HashMap<_, _>>());
    Ok(())
}

/// What is saved besides, in the order in which it came.
pub(super) fn aside(connection: &Connection) -> Result<Vec<Aside>, String> {
    besides(connection).map_err(|error| error.to_string())
}

fn besides(connection: &Connection) -> Result<Vec<Aside>, Wrong> {
    let sql = "SELECT line, method, key, headers, body, trailers FROM answers ORDER BY id";
    let mut all = each(connection, sql, |row| {
        Ok(Aside::Answer {
            line: row.get(0)?,
            method: row.get(1)?,
            key: row.get(2)?,
            headers: serde_json::from_str(&row.get::<_, String>(3)?)?,
            body: bytes(row, 4)?,
            trailers: serde_json::from_str(&row.get::<_, String>(5)?)?,
        })
    })?;
    let sql = "SELECT line, client_id, message FROM client_ids ORDER BY id";
    all.extend(each(connection, sql, |row| {
        Ok(Aside::ClientId { line: row.get(0)?, id: row.get(1)?, message: row.get(2)? })
    })?);
    Ok(all)
}

fn each<T>(
    connection: &Connection,
    sql: &str,
    read: impl Fn(&Row<'_>) -> Result<T, Wrong>,
) -> Result<Vec<T>, Wrong> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

/// A list with the number of its first entry.
fn numbered<T>(rows: Vec<(i64, T)>) -> (u64, Vec<T>) {
    let first = rows.first().and_then(|(n, _)| u64::try_from(*n).ok()).unwrap_or(0);
    (first, rows.into_iter().map(|(_, item)| item).collect())
}

fn bytes(row: &Row<'_>, at: usize) -> rusqlite::Result<Bytes> {
    row.get::<_, Vec<u8>>(at).map(Bytes::from)
}

fn line(row: &Row<'_>, at: usize) -> rusqlite::Result<LineId> {
    row.get::<_, String>(at).map(|line| LineId::new(&line))
}
