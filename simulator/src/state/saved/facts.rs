//! What there is once: the project, and the counters.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::{Counters, LineId, Lines, State};
use crate::config::Config;
use crate::error::SimError;
use crate::tls::Certificates;

/// The project, and how clients reach it: the same again after every start.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) secret: String,
    /// The ports of the cloud, of gRPC over TLS and in the clear, and of the page.
    pub(crate) ports: [u16; 4],
    pub(crate) certificates: Certificates,
}

impl Project {
    /// Lets the settings follow the file where they say nothing.
    ///
    /// # Errors
    /// They say something else.
    pub(crate) fn settle(&self, config: &mut Config) -> Result<(), SimError> {
        let other = |what: &str, is: &str| {
            let why = format!("the state file has the {what} {is:?}: give that, or another file");
            Err(SimError::Option(why))
        };
        if config.project_id == Config::default().project_id {
            config.project_id.clone_from(&self.id);
        } else if config.project_id != self.id {
            return other("project", &self.id);
        }
        // Whoever gives another secret has changed it.
        if config.project_secret.is_empty() {
            config.project_secret.clone_from(&self.secret);
        }
        Ok(())
    }
}

/// The counters, and the small things.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    counters: Counters,
    ahead: Duration,
    /// The sequence that the first event follows.
    before: u64,
    lines: Option<Instances>,
    day: i64,
    sent: BTreeMap<String, u32>,
    opened: BTreeMap<String, u32>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Instances {
    numbers: BTreeMap<String, Option<String>>,
    last: usize,
}

impl Facts {
    pub(super) fn of(state: &State) -> Self {
        let of = |counts: &std::collections::HashMap<LineId, u32>| {
            counts.iter().map(|(line, count)| (line.to_string(), *count)).collect()
        };
        let lines = match &state.lines {
            Lines::Shared => None,
            Lines::Dedicated { instances, last } => Some(Instances {
                numbers: instances.iter().map(|(id, at)| (id.to_string(), at.clone())).collect(),
                last: *last,
            }),
        };
        Self {
            counters: state.counters.clone(),
            ahead: state.clock.ahead(),
            before: state.log.before,
            lines,
            day: state.quotas.day,
            sent: of(&state.quotas.sent),
            opened: of(&state.quotas.opened),
        }
    }

    /// Puts them into a new state.
    pub(super) fn restore(&self, state: &mut State) {
        let of = |counts: &BTreeMap<String, u32>| {
            counts.iter().map(|(line, count)| (LineId::new(line), *count)).collect()
        };
        state.counters = self.counters.clone();
        // It was far enough ahead before, and no farther than it may.
        let _ = state.clock.advance(self.ahead);
        state.log.before = self.before;
        state.quotas.day = self.day;
        state.quotas.sent = of(&self.sent);
        state.quotas.opened = of(&self.opened);
        state.lines = match &self.lines {
            None => Lines::Shared,
            Some(Instances { numbers, last }) => Lines::Dedicated {
                instances: numbers.iter().map(|(id, at)| (LineId::new(id), at.clone())).collect(),
                last: *last,
            },
        };
    }

    pub(super) fn files(&self) -> u64 {
        self.counters.attachment
    }
}

pub(super) fn read<T: DeserializeOwned>(
    connection: &Connection,
    name: &str,
) -> Result<Option<T>, String> {
    let found: Option<String> = connection
        .query_row("SELECT value FROM facts WHERE name = ?1", [name], |row| row.get(0))
        .optional()
        .map_err(|error| error.to_string())?;
    found.map(|text| serde_json::from_str(&text)).transpose().map_err(|error| error.to_string())
}

pub(super) fn write<T: Serialize>(
    connection: &Connection,
    name: &str,
    value: &T,
) -> rusqlite::Result<()> {
    let text = super::rows::json(value)?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO facts VALUES (?1, ?2)")?
        .execute((name, text))
        .map(drop)
}
