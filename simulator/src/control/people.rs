//! What people do, on demand.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Problem, read};
use crate::bubbles::Part;
use crate::hub::Hub;
use crate::person::Person;
use crate::simulator::make_group;

/// Everything that a deed may need. Each says which of it.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Deed {
    line: Option<String>,
    chat: Option<String>,
    text: Option<String>,
    effect: Option<String>,
    /// The message meant; not given, the newest of the agent.
    message_guid: Option<String>,
    part: Option<i32>,
    reaction: Option<String>,
    remove: bool,
    name: Option<String>,
    /// Base64.
    data: Option<String>,
    companion: Option<String>,
    on: Option<bool>,
    title: Option<String>,
    options: Vec<String>,
    option: Option<String>,
    people: Vec<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    x: Option<f64>,
    y: Option<f64>,
    parts: Vec<Piece>,
    subject: Option<String>,
}

/// A part of a message: a text, or a file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Piece {
    text: Option<String>,
    format: Option<String>,
    mention: Option<String>,
    name: Option<String>,
    /// Base64.
    data: Option<String>,
}

impl Piece {
    fn part(&self) -> Result<Part, Problem> {
        if let Some(name) = &self.name {
            let data = decoded(self.data.as_deref(), "data")?.ok_or_else(|| missing("data"))?;
            return Ok(Part::file(name, data));
        }
        let text = needed(self.text.as_deref(), "text")?.to_owned();
        Ok(Part::Text { text, format: self.format.clone(), mention: self.mention.clone() })
    }
}

pub(super) async fn act(
    State(hub): State<Arc<Hub>>,
    Path((address, deed)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let asked: Deed = read(&body)?;
    let mut person = Person::new(hub.clone(), &address);
    if let Some(line) = &asked.line {
        person = person.to_line(line);
    }
    if let Some(chat) = &asked.chat {
        person = person.in_chat(chat);
    }
    let guid = run(&person, &deed, &asked)?;
    let chat = person.chat().ok();
    Ok(Json(json!({ "guid": guid, "chat": chat, "head_sequence": hub.state().log.head() })))
}

fn run(person: &Person, deed: &str, asked: &Deed) -> Result<Option<String>, Problem> {
    let guid = match deed {
        "text" => Some(match &asked.effect {
            Some(effect) => person.text_with_effect(asked.text()?, effect)?,
            None => person.text(asked.text()?)?,
        }),
        "reply" => Some(person.reply(&asked.target(person)?, asked.text()?)?),
        "attachment" => Some(match decoded(asked.companion.as_deref(), "companion")? {
            Some(video) => person.live_photo(asked.name()?, asked.needed_data()?, video)?,
            None => person.attachment(asked.name()?, asked.needed_data()?)?,
        }),
        "parts" => {
            let parts = asked.parts.iter().map(Piece::part).collect::<Result<Vec<_>, _>>()?;
            Some(person.parts(&parts, asked.effect.as_deref(), asked.subject.as_deref())?)
        }
        "handwriting" => Some(person.handwriting(asked.needed_data()?)?),
        "voice" => Some(person.voice(asked.name()?, asked.needed_data()?)?),
        "poll" => Some(person.poll(needed(asked.title.as_deref(), "title")?, &asked.options)?),
        _ => {
            quiet(person, deed, asked)?;
            None
        }
    };
    Ok(guid)
}

/// Deeds of which no message comes.
fn quiet(person: &Person, deed: &str, asked: &Deed) -> Result<(), Problem> {
    match deed {
        "react" => react(person, asked)?,
        "sticker" => sticker(person, asked)?,
        "edit" => {
            person.edit(needed(asked.message_guid.as_deref(), "message_guid")?, asked.text()?)?
        }
        "unsend" => person.unsend(needed(asked.message_guid.as_deref(), "message_guid")?)?,
        "read" => person.reads(&asked.target(person)?)?,
        "typing" => person.typing(asked.on.unwrap_or(true))?,
        "archive" => person.conversation_archived(asked.on.unwrap_or(true))?,
        "malformed" => person.malformed()?,
        "background" => person.background(asked.data()?)?,
        "vote" => person.vote(&asked.target(person)?, asked.option.as_deref())?,
        "poll_option" => person.add_poll_option(&asked.target(person)?, asked.text()?)?,
        "rename" => person.rename(asked.name()?)?,
        "add" => person.add(&asked.people)?,
        "remove" => person.remove(&asked.people)?,
        "leave" => person.leave()?,
        "icon" => person.icon(asked.data()?)?,
        "location" => person.location(
            asked.latitude.ok_or_else(|| missing("latitude"))?,
            asked.longitude.ok_or_else(|| missing("longitude"))?,
        ),
        "focus" => person.focus(asked.on.unwrap_or(true)),
        "imessage" => person.imessage(asked.on.unwrap_or(true)),
        _ => return Err(Problem::bad(&format!("people do not {deed:?}"))),
    }
    Ok(())
}

fn react(person: &Person, asked: &Deed) -> Result<(), Problem> {
    let target = asked.target(person)?;
    let reaction = needed(asked.reaction.as_deref(), "reaction")?;
    match (asked.remove, asked.part) {
        (true, _) => person.unreact(&target, reaction)?,
        (false, Some(part)) => person.react_to_part(&target, part, reaction)?,
        (false, None) => person.react(&target, reaction)?,
    }
    Ok(())
}

fn sticker(person: &Person, asked: &Deed) -> Result<(), Problem> {
    let target = asked.target(person)?;
    let (x, y) = (asked.x.unwrap_or(0.5), asked.y.unwrap_or(0.5));
    person.sticker(&target, asked.name()?, asked.needed_data()?, x, y)?;
    Ok(())
}

impl Deed {
    fn text(&self) -> Result<&str, Problem> {
        needed(self.text.as_deref(), "text")
    }

    fn name(&self) -> Result<&str, Problem> {
        needed(self.name.as_deref(), "name")
    }

    fn data(&self) -> Result<Option<Bytes>, Problem> {
        decoded(self.data.as_deref(), "data")
    }

    fn needed_data(&self) -> Result<Bytes, Problem> {
        self.data()?.ok_or_else(|| missing("data"))
    }

    fn target(&self, person: &Person) -> Result<String, Problem> {
        if let Some(guid) = &self.message_guid {
            return Ok(guid.clone());
        }
        let last = person.last_from_agent()?;
        last.ok_or_else(|| {
            Problem::bad("message_guid is not given, and the agent has not written here")
        })
    }
}

fn decoded(value: Option<&str>, name: &str) -> Result<Option<Bytes>, Problem> {
    let bytes = value.map(|value| STANDARD.decode(value)).transpose();
    let bytes = bytes.map_err(|error| Problem::bad(&format!("{name}: {error}")))?;
    Ok(bytes.map(Bytes::from))
}

fn needed<'a>(value: Option<&'a str>, name: &str) -> Result<&'a str, Problem> {
    value.filter(|value| !value.is_empty()).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Problem {
    Problem::bad(&format!("{name} must be given"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGroup {
    members: Vec<String>,
    name: Option<String>,
    line: Option<String>,
}

pub(super) async fn group(State(hub): State<Arc<Hub>>, body: Bytes) -> Answer {
    let new: NewGroup = read(&body)?;
    let chat = make_group(&hub, new.members, new.name, new.line.as_deref())?;
    Ok(Json(json!({ "chat": chat })))
}
