//! One step: which of its fields belong together, and what they mean.

use serde_json::Value;

use super::files::last_part;
use super::raw::{RawExpect, RawStep};
use super::read::{Check, Named, seconds};
use super::{LAST, Verb, WITHIN};
use crate::deed::Deed;
use crate::effect;
use crate::sighting::Expect;
use crate::state::About;

/// What a step can do, and what else it may say then.
const VERBS: [(&str, &[&str]); 29] = [
    ("text", &["effect", "reply_to", "files"]),
    ("attachment", &["name", "video"]),
    ("voice", &["name"]),
    ("react", &["on", "part"]),
    ("unreact", &["on"]),
    ("sticker", &["on", "name", "at"]),
    ("edit", &["on"]),
    ("unsend", &[]),
    ("read", &[]),
    ("typing", &[]),
    ("background", &[]),
    ("poll", &["options"]),
    ("vote", &["on"]),
    ("unvote", &["on"]),
    ("add_option", &["on"]),
    ("group", &["name"]),
    ("rename", &[]),
    ("add", &[]),
    ("remove", &[]),
    ("leave", &[]),
    ("icon", &[]),
    ("malformed", &[]),
    ("location", &[]),
    ("focus", &[]),
    ("imessage", &[]),
    ("wait", &[]),
    ("advance", &[]),
    ("listening", &[]),
    ("expect", &[]),
];

/// The verb of a step, if its fields make sense together.
fn verb_of(raw: &RawStep) -> Result<&'static str, String> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(raw) else {
        return Err("the step cannot be read".to_owned());
    };
    fields.retain(|_, value| !value.is_null());
    let known = |name: &str| VERBS.iter().find(|(verb, _)| *verb == name);
    let mut verbs = fields.keys().filter_map(|name| known(name));
    let Some((verb, allowed)) = verbs.next() else {
        let names: Vec<&str> = VERBS.iter().map(|(verb, _)| *verb).collect();
        return Err(format!("a step needs one of {}", names.join(", ").trim_end_matches(", ")));
    };
    if let Some((second, _)) = verbs.next() {
        return Err(format!("`{verb}` and `{second}` are two steps"));
    }
    match fields.keys().find(|name| *name != verb && !allowed.contains(&name.as_str())) {
        Some(other) => Err(format!("`{other}` does not go with `{verb}`")),
        None => Ok(verb),
    }
}

/// Reads what a step does.
pub(super) fn verb(check: &mut Check, raw: RawStep) -> Result<Verb, String> {
    let name = verb_of(&raw)?;
    let about = match name {
        "location" => {
            let [latitude, longitude] = raw.location.unwrap_or_default();
            Some(About::Location { latitude, longitude })
        }
        "focus" => raw.focus.map(About::Focus),
        "imessage" => raw.imessage.map(About::IMessage),
        _ => None,
    };
    if let Some(about) = about {
        return Ok(Verb::About(about));
    }
    let of = |value: Option<f64>| seconds(name, value.unwrap_or_default());
    match name {
        "wait" => of(raw.wait).map(Verb::Wait),
        "advance" => of(raw.advance).map(Verb::Advance),
        "listening" => of(raw.listening).map(Verb::Listening),
        "expect" => expect(check, raw.expect.unwrap_or_default()),
        "group" => {
            let members = addresses(check, raw.group)?;
            match members.is_empty() {
                true => Err("a group needs people".to_owned()),
                false => Ok(Verb::Group { members, name: raw.name }),
            }
        }
        _ => deed(check, name, raw).map(Verb::Do),
    }
}

fn deed(check: &mut Check, name: &str, raw: RawStep) -> Result<Deed, String> {
    let on = |check: &Check, on: Option<String>| {
        check.named(on.unwrap_or_else(|| LAST.to_owned()), Named::Message)
    };
    let own = |check: &Check, on: Option<String>| match on.as_deref() {
        None | Some(LAST) => Err("`on` must name a message of this person".to_owned()),
        Some(own) => check.named(own.to_owned(), Named::Message),
    };
    let shown = |given: Option<String>, path: &str| given.unwrap_or_else(|| last_part(path));
    Ok(match name {
        "text" => return text(check, raw),
        "attachment" => {
            let path = raw.attachment.unwrap_or_default();
            let video = raw.video.map(|path| check.files.read(&path)).transpose()?;
            let data = check.files.read(&path)?;
            Deed::Attachment { name: shown(raw.name, &path), data, video }
        }
        "voice" => {
            let path = raw.voice.unwrap_or_default();
            Deed::Voice { data: check.files.read(&path)?, name: shown(raw.name, &path) }
        }
        "react" | "unreact" => {
            let reaction = raw.react.or(raw.unreact).unwrap_or_default();
            if reaction.is_empty() {
                return Err("a reaction must be given".to_owned());
            }
            let set = name == "react";
            Deed::React { on: on(check, raw.on)?, part: raw.part, reaction, set }
        }
        "sticker" => {
            let path = raw.sticker.unwrap_or_default();
            let [x, y] = raw.at.unwrap_or([0.5, 0.5]);
            let (on, data) = (on(check, raw.on)?, check.files.read(&path)?);
            Deed::Sticker { on, name: shown(raw.name, &path), data, x, y }
        }
        "edit" => Deed::Edit { on: own(check, raw.on)?, text: raw.edit.unwrap_or_default() },
        "unsend" => Deed::Unsend { on: own(check, raw.unsend)? },
        "read" => Deed::Read { on: on(check, raw.read)? },
        "typing" => Deed::Typing(raw.typing.unwrap_or(true)),
        "background" => Deed::Background(check.files.picture(&raw.background.unwrap_or_default())?),
        "icon" => Deed::Icon(check.files.picture(&raw.icon.unwrap_or_default())?),
        "poll" => {
            let (title, options) = (raw.poll.unwrap_or_default(), raw.options.unwrap_or_default());
            if title.is_empty() || options.is_empty() {
                return Err("a poll needs a title and `options`".to_owned());
            }
            Deed::Poll { title, options }
        }
        "vote" => Deed::Vote { on: on(check, raw.on)?, option: raw.vote },
        "unvote" => {
            yes("unvote", raw.unvote)?;
            Deed::Vote { on: on(check, raw.on)?, option: None }
        }
        "add_option" => {
            Deed::AddOption { on: on(check, raw.on)?, text: raw.add_option.unwrap_or_default() }
        }
        "rename" => Deed::Rename(raw.rename.unwrap_or_default()),
        "add" => Deed::Add(addresses(check, raw.add)?),
        "remove" => Deed::Remove(addresses(check, raw.remove)?),
        "leave" => yes("leave", raw.leave).map(|()| Deed::Leave)?,
        "malformed" => yes("malformed", raw.malformed).map(|()| Deed::Malformed)?,
        other => return Err(format!("people do not {other:?}")),
    })
}

fn text(check: &mut Check, raw: RawStep) -> Result<Deed, String> {
    let text = raw.text.unwrap_or_default();
    let files = raw.files.unwrap_or_default();
    if text.is_empty() {
        return Err("the text must not be empty".to_owned());
    }
    if let Some(name) = &raw.effect
        && !effect::is_known(&effect::identifier(name))
    {
        return Err(format!("{name:?} is no effect; there are {}", effect::names()));
    }
    let reply_to = raw.reply_to.map(|on| check.named(on, Named::Message)).transpose()?;
    let files = files.iter().map(|path| Ok((last_part(path), check.files.read(path)?)));
    let files = files.collect::<Result<_, String>>()?;
    Ok(Deed::Text { text, effect: raw.effect, reply_to, files })
}

fn expect(check: &Check, raw: RawExpect) -> Result<Verb, String> {
    let within = raw.within.map_or(Ok(WITHIN), |within| seconds("within", within))?;
    let message =
        |name: Option<String>| name.map(|name| check.named(name, Named::Message)).transpose();
    let mut expected = Expect {
        kind: raw.kind,
        text: raw.text,
        contains: raw.contains,
        matches: raw.matches,
        effect: raw.effect,
        attachment: raw.attachment,
        mime_type: raw.mime_type,
        reply_to: message(raw.reply_to)?,
        reaction: raw.reaction,
        removed: raw.removed,
        message_guid: message(raw.on)?,
        typing: raw.typing,
        background: raw.background,
        chat: None,
        line: None,
    };
    if expected == Expect::default() {
        expected = Expect::message();
    }
    expected.check()?;
    Ok(Verb::Expect { expected: Box::new(expected), within })
}

fn addresses(check: &Check, names: Option<Vec<String>>) -> Result<Vec<String>, String> {
    names.unwrap_or_default().iter().map(|name| check.address(name)).collect()
}

fn yes(name: &str, value: Option<bool>) -> Result<(), String> {
    match value {
        Some(true) => Ok(()),
        _ => Err(format!("`{name}` can only be true")),
    }
}
