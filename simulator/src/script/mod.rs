//! Scripts: conversations as files, played by people who write and wait for what the agent does.
//!
//! `docs/simulator.md` describes the format. A script is read as a whole and checked before anything
//! starts; every error names its line.

mod files;
mod play;
mod raw;
mod read;
mod record;
mod recorded;
mod steps;

use std::time::Duration;

use crate::deed::Deed;
use crate::sighting::Expect;
use crate::state::About;

pub(crate) use play::{Outcome, Pace, Player};
pub(crate) use read::read;
pub(crate) use record::Recorder;

/// The message that is meant where none is named: the newest of the agent.
pub(crate) const LAST: &str = "last";
/// The person of a script that names none.
pub(crate) const SOMEBODY: (&str, &str) = ("somebody", "+15551230001");
/// How long an expectation waits if it does not say.
pub(crate) const WITHIN: Duration = Duration::from_secs(10);

/// A conversation to be played.
#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) people: Vec<Actor>,
    pub(crate) steps: Vec<Step>,
}

/// Somebody who plays.
#[derive(Debug, PartialEq)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) address: String,
    /// The line to which they write: its phone number, or `shared`.
    pub(crate) line: Option<String>,
}

/// One step.
#[derive(Debug, PartialEq)]
pub(crate) struct Step {
    /// The line of the file.
    pub(crate) line: u64,
    /// Who, by the number in the list of people; nobody for what nobody does.
    pub(crate) actor: Option<usize>,
    /// The line to which they write, if it is not their usual one.
    pub(crate) to: Option<String>,
    /// Where, by the id of a group or by the guid of a chat.
    pub(crate) chat: Option<String>,
    /// How later steps call what comes of it.
    pub(crate) id: Option<String>,
    /// How long after the step before it was done when it was recorded.
    pub(crate) after: Duration,
    pub(crate) verb: Verb,
}

/// What is done. Messages are called by their ids, or by their guids.
#[derive(Debug, PartialEq)]
pub(crate) enum Verb {
    Do(Deed),
    About(About),
    Group {
        members: Vec<String>,
        name: Option<String>,
    },
    /// Real time passes.
    Wait(Duration),
    /// The simulator's clock is put forward.
    Advance(Duration),
    /// An agent listens.
    Listening(Duration),
    Expect {
        expected: Box<Expect>,
        within: Duration,
    },
}

impl Verb {
    /// What it is called in the file.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Do(deed) => match deed {
                Deed::Text { .. } => "text",
                Deed::Attachment { .. } => "attachment",
                Deed::Voice { .. } => "voice",
                Deed::React { set: true, .. } => "react",
                Deed::React { set: false, .. } => "unreact",
                Deed::Sticker { .. } => "sticker",
                Deed::Edit { .. } => "edit",
                Deed::Unsend { .. } => "unsend",
                Deed::Read { .. } => "read",
                Deed::Typing(_) => "typing",
                Deed::Background(_) => "background",
                Deed::Poll { .. } => "poll",
                Deed::Vote { option: Some(_), .. } => "vote",
                Deed::Vote { option: None, .. } => "unvote",
                Deed::AddOption { .. } => "add_option",
                Deed::Rename(_) => "rename",
                Deed::Add(_) => "add",
                Deed::Remove(_) => "remove",
                Deed::Leave => "leave",
                Deed::Icon(_) => "icon",
                Deed::Malformed => "malformed",
            },
            Self::About(About::Location { .. }) => "location",
            Self::About(About::Focus(_)) => "focus",
            Self::About(About::IMessage(_)) => "imessage",
            Self::Group { .. } => "group",
            Self::Wait(_) => "wait",
            Self::Advance(_) => "advance",
            Self::Listening(_) => "listening",
            Self::Expect { .. } => "expect",
        }
    }
}
