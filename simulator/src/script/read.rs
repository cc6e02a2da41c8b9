//! Reading and checking a script.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use serde_saphyr::Spanned;

use super::files::Files;
use super::raw::{RawActor, RawScript, RawStep};
use super::steps::verb;
use super::{Actor, LAST, SOMEBODY, Script, Step, Verb};
use crate::address;
use crate::error::SimError;

/// Bytes of a script.
const LIMIT: u64 = 4 * 1024 * 1024;
/// Steps of a script.
const STEPS: usize = 20_000;
/// Seconds: more than a day is a mistake.
const LONGEST: f64 = 86_400.0;

/// Reads a script with the files that it names.
///
/// # Errors
/// [`SimError::Option`] with the name of the file and the line of the mistake.
pub(crate) fn read(path: &Path) -> Result<Script, SimError> {
    let wrong = |why: &dyn std::fmt::Display| {
        SimError::Option(format!("the script {}: {why}", path.display()))
    };
    let about = std::fs::metadata(path).map_err(|error| wrong(&error))?;
    if about.len() > LIMIT {
        return Err(wrong(&format!("it has more than {} MiB", LIMIT / 1024 / 1024)));
    }
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
    parse(&text, path).map_err(|(line, why)| match line {
        0 => wrong(&why),
        line => SimError::Option(format!("the script {}:{line}: {why}", path.display())),
    })
}

/// What is wrong, and in which line; 0 if that is not known.
type Wrong = (u64, String);

fn parse(text: &str, path: &Path) -> Result<Script, Wrong> {
    let options = serde_saphyr::options! { with_snippet: false };
    let raw: RawScript = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error.location().map_or(0, |location| location.line());
        let told = error.to_string();
        // The line stands in front already.
        let why = told.split(" at line ").next().unwrap_or(&told).to_owned();
        (line, why)
    })?;
    if raw.steps.len() > STEPS {
        return Err((0, format!("a script may have {STEPS} steps")));
    }
    let mut check =
        Check { people: people(raw.people)?, files: Files::beside(path), ids: HashMap::new() };
    let steps = raw.steps.into_iter().map(|step| {
        let line = step.referenced.line();
        check.step(step.value, line).map_err(|why| (line, why))
    });
    let steps = steps.collect::<Result<_, _>>()?;
    Ok(Script { people: check.people, steps })
}

fn people(raw: std::collections::BTreeMap<String, Spanned<RawActor>>) -> Result<Vec<Actor>, Wrong> {
    let people = raw.into_iter().map(|(name, actor)| {
        let (at, RawActor { address, line }) = (actor.referenced.line(), actor.value);
        if !address::is_address(&address) {
            let why = format!("{address:?} is neither a phone number nor an e-mail address");
            return Err((at, why));
        }
        check_line(line.as_deref()).map_err(|why| (at, why))?;
        Ok(Actor { name, address, line })
    });
    people.collect()
}

fn check_line(line: Option<&str>) -> Result<(), String> {
    match line {
        Some(line) if line != "shared" && !address::is_phone(line) => {
            Err(format!("{line:?} is no line: that is a phone number, or shared"))
        }
        _ => Ok(()),
    }
}

/// What an id stands for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Named {
    Message,
    Group,
}

/// What is known while the steps are checked, one after the other.
pub(super) struct Check {
    pub(super) people: Vec<Actor>,
    pub(super) files: Files,
    ids: HashMap<String, Named>,
}

impl Check {
    fn step(&mut self, mut raw: RawStep, line: u64) -> Result<Step, String> {
        let (actor, to) = (raw.person.take(), raw.line.take());
        check_line(to.as_deref())?;
        let chat = raw.chat.take().map(|name| self.named(name, Named::Group)).transpose()?;
        let id = raw.id.take();
        let after = raw.after.take().map_or(Ok(Duration::ZERO), |after| seconds("after", after))?;
        let verb = verb(self, raw)?;
        let actor = match (actor, &verb) {
            (_, Verb::Wait(_) | Verb::Advance(_) | Verb::Listening(_) | Verb::Group { .. }) => None,
            (Some(name), _) => Some(self.somebody(&name)?),
            (None, _) => Some(self.only_one()?),
        };
        if let Some(id) = &id {
            self.name(id, &verb)?;
        }
        Ok(Step { line, actor, chat, to, id, after, verb })
    }

    /// Who writes if the step does not say.
    fn only_one(&mut self) -> Result<usize, String> {
        if self.people.is_empty() {
            let (name, address) = (SOMEBODY.0.to_owned(), SOMEBODY.1.to_owned());
            self.people.push(Actor { name, address, line: None });
        }
        match self.people.len() {
            1 => Ok(0),
            _ => Err("`person` must be given: there are several".to_owned()),
        }
    }

    /// A person by name, or by an address.
    fn somebody(&mut self, name: &str) -> Result<usize, String> {
        let known = |actor: &Actor| actor.name == name || actor.address == name;
        if let Some(known) = self.people.iter().position(known) {
            return Ok(known);
        }
        if !address::is_address(name) {
            return self.actor(name);
        }
        let actor = Actor { name: name.to_owned(), address: name.to_owned(), line: None };
        self.people.push(actor);
        Ok(self.people.len() - 1)
    }

    fn actor(&self, name: &str) -> Result<usize, String> {
        let found = self.people.iter().position(|actor| actor.name == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = self.people.iter().map(|actor| actor.name.as_str()).collect();
            format!("there is no person {name:?}; there are {}", names.join(", "))
        })
    }

    /// The address of a person of the script; an address stays what it is.
    pub(super) fn address(&self, name: &str) -> Result<String, String> {
        match address::is_address(name) {
            true => Ok(name.to_owned()),
            false => self.actor(name).map(|actor| self.people[actor].address.clone()),
        }
    }

    /// Checks that an id or a guid can be what is meant.
    pub(super) fn named(&self, name: String, what: Named) -> Result<String, String> {
        let guid = match what {
            Named::Message => name.len() >= 36 && name.contains('-'),
            Named::Group => name.contains(';'),
        };
        if guid || name == LAST && what == Named::Message {
            return Ok(name);
        }
        match (self.ids.get(&name), what) {
            (Some(known), what) if *known == what => Ok(name),
            (Some(_), Named::Message) => Err(format!("{name:?} is no message")),
            (Some(_), Named::Group) => Err(format!("{name:?} is no group")),
            (None, _) => Err(format!("no step before has the id {name:?}")),
        }
    }

    fn name(&mut self, id: &str, verb: &Verb) -> Result<(), String> {
        let what = match verb.name() {
            "text" | "attachment" | "voice" | "poll" | "expect" => Named::Message,
            "group" => Named::Group,
            verb => return Err(format!("nothing comes of {verb:?} that could have an id")),
        };
        if id == LAST || id.contains(';') {
            return Err(format!("{id:?} cannot be an id"));
        }
        match self.ids.insert(id.to_owned(), what) {
            None => Ok(()),
            Some(_) => Err(format!("the id {id:?} is given twice")),
        }
    }
}

pub(super) fn seconds(name: &str, seconds: f64) -> Result<Duration, String> {
    let fits = (0.0..=LONGEST).contains(&seconds);
    let duration = Duration::try_from_secs_f64(seconds).ok().filter(|_| fits);
    duration.ok_or_else(|| format!("{name} is a number of seconds up to {LONGEST}, not {seconds}"))
}

#[cfg(test)]
mod tests;
