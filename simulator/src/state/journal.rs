//! What happened in order, for who writes it down: what people did, and what they saw of the agent.

use std::time::{Duration, Instant};

use super::{ChatKey, State};
use crate::bounds::JOURNAL;
use crate::deed::Deed;
use crate::ring::Ring;
use crate::sighting::Sighting;

/// One thing that happened.
// Only the command writes it down.
#[cfg_attr(not(feature = "command"), allow(dead_code))]
#[derive(Debug, Clone)]
pub(crate) enum Happened {
    /// A person did something in a conversation.
    Deed {
        person: String,
        chat: ChatKey,
        deed: Deed,
        /// The message that came of it.
        guid: Option<String>,
    },
    /// People made a group.
    Group { chat: ChatKey, people: Vec<String>, name: Option<String> },
    /// Something else about a person is different now.
    About { person: String, about: About },
    /// The clock was put forward.
    Advanced(Duration),
    /// The agent did something that people see.
    Seen(Sighting),
}

/// What is known of a person besides what they write.
#[cfg_attr(not(feature = "command"), allow(dead_code))]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum About {
    Location { latitude: f64, longitude: f64 },
    Focus(bool),
    IMessage(bool),
}

/// What happened, with the time.
#[derive(Debug)]
pub(crate) struct Journal(Ring<(Instant, Happened)>);

impl Default for Journal {
    fn default() -> Self {
        Self(Ring::new(JOURNAL.number, JOURNAL.bytes))
    }
}

#[cfg(feature = "command")]
impl Journal {
    /// What happened from a number on, and how much of it is forgotten already.
    pub(crate) fn from(&self, number: u64) -> (u64, Vec<(Instant, Happened)>) {
        (self.0.first().saturating_sub(number), self.0.from(number).cloned().collect())
    }

    /// The number that comes next.
    pub(crate) fn next(&self) -> u64 {
        self.0.next()
    }
}

impl State {
    /// Notes what happened, if somebody writes it down.
    pub(crate) fn happened(&mut self, what: impl FnOnce(&Self) -> Happened) {
        if self.journal.is_none() {
            return;
        }
        let what = what(self);
        let weight = 256 + weight(&what);
        if let Some(journal) = &mut self.journal {
            journal.0.push((Instant::now(), what), weight);
        }
    }

    /// Notes what a person did.
    pub(crate) fn did(&mut self, chat: &ChatKey, person: &str, deed: Deed, guid: Option<&str>) {
        self.happened(|_| Happened::Deed {
            person: person.to_owned(),
            chat: chat.clone(),
            deed,
            guid: guid.map(str::to_owned),
        });
    }
}

fn weight(what: &Happened) -> usize {
    match what {
        Happened::Seen(sighting) => sighting.what.weight(),
        Happened::Group { people, .. } => 64 * people.len(),
        Happened::About { .. } | Happened::Advanced(_) => 0,
        Happened::Deed { deed, .. } => match deed {
            Deed::Text { text, files, .. } => {
                text.len() + files.iter().map(|(name, data)| name.len() + data.len()).sum::<usize>()
            }
            Deed::Attachment { data, video, .. } => {
                data.len() + video.as_ref().map_or(0, bytes::Bytes::len)
            }
            Deed::Voice { data, .. } | Deed::Sticker { data, .. } => data.len(),
            Deed::Background(Some(data)) | Deed::Icon(Some(data)) => data.len(),
            Deed::Edit { text, .. } | Deed::AddOption { text, .. } => text.len(),
            Deed::Poll { title, options } => {
                title.len() + options.iter().map(|option| option.len() + 24).sum::<usize>()
            }
            _ => 0,
        },
    }
}
