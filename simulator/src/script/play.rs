//! Playing a script.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::{Actor, LAST, SOMEBODY, Script, Step, Verb};
use crate::deed::Deed;
use crate::error::SimError;
use crate::hub::Hub;
use crate::person::Person;
use crate::sighting::Expect;
use crate::simulator::make_group;
use crate::state::About;

/// How long the agent may take until it listens, if the script does not say.
const LISTENING: Duration = Duration::from_secs(60);

/// How the time between the steps goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Pace {
    /// A step follows when the one before it is done.
    Prompt,
    /// As recorded, so many times as fast.
    Recorded(f64),
}

/// What came of a step.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// Its number, from 1.
    pub(crate) step: usize,
    /// Its line in the file.
    pub(crate) line: u64,
    /// What it does.
    pub(crate) what: &'static str,
    pub(crate) person: String,
    pub(crate) ok: bool,
    /// What it is about, in a few words.
    #[serde(skip)]
    pub(crate) words: String,
    /// The message or the chat that came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) guid: Option<String>,
    /// How long it took.
    pub(crate) seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
}

/// Somebody who plays a script.
pub(crate) struct Player {
    hub: Arc<Hub>,
    pace: Pace,
    people: Vec<(Actor, Person)>,
    steps: Vec<Step>,
    /// The guids of what has an id.
    ids: HashMap<String, String>,
    /// The sighting after which it began: what was before is none of its business.
    since: u64,
}

impl Player {
    pub(crate) fn new(hub: Arc<Hub>, script: Script, pace: Pace) -> Self {
        let person = |actor: Actor| {
            let person = Person::new(hub.clone(), &actor.address);
            let person = actor.line.as_deref().map(|line| person.to_line(line)).unwrap_or(person);
            (actor, person)
        };
        let people = script.people.into_iter().map(person).collect();
        let since = hub.state().sightings.next();
        Self { pace, people, steps: script.steps, ids: HashMap::new(), since, hub }
    }

    /// Plays all steps and tells of each, until one fails. Answers whether none did.
    pub(crate) async fn play(mut self, mut tell: impl FnMut(&Outcome)) -> bool {
        let steps = std::mem::take(&mut self.steps);
        if let Err(error) = self.prepare(&steps).await {
            let first = steps.first();
            tell(&Outcome {
                step: 0,
                line: first.map_or(0, |step| step.line),
                what: "listening",
                person: String::new(),
                ok: false,
                words: String::new(),
                guid: None,
                seconds: LISTENING.as_secs_f64(),
                error: Some(error.to_string()),
            });
            return false;
        }
        for (at, step) in steps.iter().enumerate() {
            self.pause(step).await;
            let begun = Instant::now();
            let result = self.step(step).await;
            let (guid, error) = match result {
                Ok(guid) => (guid, None),
                Err(error) => (None, Some(error.to_string())),
            };
            if let (Some(id), Some(guid)) = (&step.id, &guid) {
                self.ids.insert(id.clone(), guid.clone());
            }
            let outcome = Outcome {
                step: at + 1,
                line: step.line,
                what: step.verb.name(),
                person: self.who(step).map(|(actor, _)| actor.name.clone()).unwrap_or_default(),
                ok: error.is_none(),
                words: words(&step.verb),
                guid,
                seconds: begun.elapsed().as_secs_f64(),
                error,
            };
            tell(&outcome);
            if !outcome.ok {
                return false;
            }
        }
        true
    }

    /// Who expects something of an agent needs one that listens: it may be starting.
    async fn prepare(&self, steps: &[Step]) -> Result<(), SimError> {
        let expects = steps.iter().any(|step| matches!(step.verb, Verb::Expect { .. }));
        let waits = steps.iter().any(|step| matches!(step.verb, Verb::Listening(_)));
        match expects && !waits {
            true => self.hub.listening(None, LISTENING).await,
            false => Ok(()),
        }
    }

    async fn pause(&self, step: &Step) {
        // An answer takes as long as the agent needs for it.
        if let Pace::Recorded(speed) = self.pace
            && !matches!(step.verb, Verb::Expect { .. })
            && !step.after.is_zero()
        {
            tokio::time::sleep(step.after.div_f64(speed)).await;
        }
    }

    fn who(&self, step: &Step) -> Option<&(Actor, Person)> {
        self.people.get(step.actor?)
    }

    async fn step(&self, step: &Step) -> Result<Option<String>, SimError> {
        let person = match (self.who(step), &step.to) {
            (Some((_, person)), Some(line)) => person.to_line(line),
            (Some((_, person)), None) => person.clone(),
            (None, _) => Person::new(self.hub.clone(), SOMEBODY.1),
        };
        let chat = step.chat.as_ref().map(|name| self.guid(name));
        match &step.verb {
            Verb::Do(deed) => {
                let person = chat.map(|guid| person.in_chat(&guid)).unwrap_or(person);
                person.perform(self.resolved(&person, deed)?)
            }
            Verb::About(about) => {
                match *about {
                    About::Location { latitude, longitude } => {
                        person.location(latitude, longitude);
                    }
                    About::Focus(on) => person.focus(on),
                    About::IMessage(on) => person.imessage(on),
                }
                Ok(None)
            }
            Verb::Group { members, name } => {
                let line = step.to.as_deref();
                make_group(&self.hub, members.clone(), name.clone(), line).map(Some)
            }
            Verb::Wait(time) => {
                let speed = if let Pace::Recorded(speed) = self.pace { speed } else { 1.0 };
                tokio::time::sleep(time.div_f64(speed)).await;
                Ok(None)
            }
            Verb::Advance(time) => self.hub.advance(*time).map(|()| None),
            Verb::Listening(within) => self.hub.listening(None, *within).await.map(|()| None),
            Verb::Expect { expected, within } => {
                let mut expected = (**expected).clone();
                expected.line.clone_from(&step.to);
                let person = chat.as_ref().map(|guid| person.in_chat(guid)).unwrap_or(person);
                self.resolve(&person, &mut expected)?;
                expected.chat = chat;
                let seen = person.sees_after(self.since, &expected, *within).await?;
                Ok(seen.what.message().map(str::to_owned))
            }
        }
    }

    /// The guid of what has an id; a guid stays what it is.
    fn guid(&self, name: &str) -> String {
        self.ids.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    fn message(&self, person: &Person, name: &str) -> Result<String, SimError> {
        if name != LAST {
            return Ok(self.guid(name));
        }
        let last = person.last_from_agent()?;
        last.ok_or_else(|| SimError::Option("the agent has not written here".to_owned()))
    }

    fn resolve(&self, person: &Person, expected: &mut Expect) -> Result<(), SimError> {
        for name in [&mut expected.message_guid, &mut expected.reply_to].into_iter().flatten() {
            *name = self.message(person, name)?;
        }
        Ok(())
    }

    /// The deed with guids in the place of ids.
    fn resolved(&self, person: &Person, deed: &Deed) -> Result<Deed, SimError> {
        let mut deed = deed.clone();
        if let Some(name) = deed.target() {
            *name = self.message(person, name)?;
        }
        Ok(deed)
    }
}

fn words(verb: &Verb) -> String {
    match verb {
        Verb::Do(Deed::Text { text, .. } | Deed::Edit { text, .. }) => text.clone(),
        Verb::Do(Deed::Attachment { name, .. } | Deed::Voice { name, .. }) => name.clone(),
        Verb::Do(Deed::React { reaction, .. }) => reaction.clone(),
        Verb::Do(Deed::Poll { title, .. }) => title.clone(),
        Verb::Do(Deed::Vote { option, .. }) => option.clone().unwrap_or_default(),
        Verb::Do(Deed::Rename(name)) => name.clone(),
        Verb::Do(Deed::Add(people) | Deed::Remove(people)) => people.join(", "),
        Verb::Group { members, .. } => members.join(", "),
        Verb::Wait(time) | Verb::Advance(time) => format!("{} s", time.as_secs_f64()),
        Verb::Expect { expected, .. } => expected.in_words(),
        _ => String::new(),
    }
}
